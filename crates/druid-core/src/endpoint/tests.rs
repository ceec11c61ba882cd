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

/// A seeded generator (xorshift), so that a failure can be had again.
fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

fn undone(encoded: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
        } else {
            byte
        });
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn whatever_stands_in_a_parameter_arrives_as_it_was() {
    const NASTY: [char; 16] = [
        '/',
        '?',
        '#',
        '%',
        '&',
        '=',
        '+',
        ' ',
        '.',
        '\\',
        '\0',
        '\n',
        'ü',
        '漢',
        '\u{1f600}',
        '"',
    ];
    let mut next = random(0x5eed_0002);
    for _ in 0..2_000 {
        let length = 1 + next() % 6;
        let mut one = || NASTY[usize::try_from(next()).unwrap() % NASTY.len()];
        let text: String = (0..length).map(|_| one()).collect();
        if text == "." || text == ".." {
            continue;
        }
        let request = DEEP.request().path("one", &text).path("two", "x");
        let uri = request.query(&text, &text).build().unwrap().uri().clone();
        let segments: Vec<_> = uri.path().split('/').collect();
        assert_eq!(segments.len(), 5, "{text:?} stays one segment of {uri}");
        assert_eq!(undone(segments[2]), text);
        let (name, value) = uri.query().unwrap().split_once('=').unwrap();
        assert_eq!((undone(name), undone(value)), (text.clone(), text.clone()));
        assert_eq!(undone(&path_segment(&text)), text);
    }
}
