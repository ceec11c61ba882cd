use http::Method;

use super::*;
use crate::ErrorKind;

const PLAIN: Endpoint = Endpoint::get("/status", &[]);
const DEEP: Endpoint = Endpoint::post("/a/{one}/b/{two}", &[NodeRole::Coordinator]).leader();

#[test]
fn a_get_may_be_repeated_and_a_post_not_unless_it_says_so() {
    let repeatable = [PLAIN, DEEP, DEEP.repeatable()].map(|endpoint| endpoint.repeatable);
    assert_eq!(repeatable, [true, false, true]);
}

#[test]
fn parameters_are_encoded_and_the_endpoint_goes_along() {
    let request = DEEP
        .request()
        .path("two", "ü?")
        .path("one", "x/y")
        .query("interval", "2015-01-01/P1D")
        .query_opt("none", None::<u8>)
        .flag("full")
        .flag_if("simple", false)
        .json(&serde_json::json!({"k": 1}))
        .unwrap();
    assert_eq!(
        request.uri(),
        "/a/x%2Fy/b/%C3%BC%3F?interval=2015-01-01%2FP1D&full"
    );
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body(), r#"{"k":1}"#);
    assert_eq!(
        request.extensions().get::<&'static Endpoint>(),
        Some(&&DEEP)
    );
}

#[test]
fn a_request_without_a_body_claims_no_content_type() {
    let request = PLAIN.request().build().unwrap();
    assert!(request.headers().is_empty());
    assert!(request.body().is_empty());
}

#[test]
fn a_path_that_would_lead_elsewhere_is_refused() {
    for bad in ["", ".", ".."] {
        let error = DEEP
            .request()
            .path("one", bad)
            .path("two", "x")
            .build()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(error.to_string().contains("{one}"), "{error}");
    }
    let missing = DEEP.request().path("one", "x").build().unwrap_err();
    assert_eq!(missing.to_string(), "POST /a/{one}/b/{two} needs {two}");
    let unknown = PLAIN.request().path("one", "x").build().unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::Request);
}

#[test]
fn a_body_that_cannot_be_json_is_refused() {
    let keys = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = PLAIN.request().json(&keys).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
}
