use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::json;

use super::*;

fn parsed(status: u16, body: &str) -> ServerError {
    let status = StatusCode::from_u16(status).unwrap();
    ServerError::parse(status, &HeaderMap::new(), &Bytes::from(body.to_owned()))
}

/// An answer as it was recorded.
#[derive(Deserialize)]
struct Recorded {
    name: String,
    status: u16,
    content_type: Option<String>,
    body: String,
    query_id: Option<String>,
}

impl Recorded {
    fn parse(&self) -> ServerError {
        let mut headers = HeaderMap::new();
        if let Some(content_type) = &self.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
        }
        if let Some(id) = &self.query_id {
            headers.insert("x-druid-sql-query-id", HeaderValue::from_str(id).unwrap());
        }
        let status = StatusCode::from_u16(self.status).unwrap();
        ServerError::parse(status, &headers, &Bytes::from(self.body.clone()))
    }
}

fn recorded(version: &str) -> Vec<(String, ServerError)> {
    let text = match version {
        "27" => include_str!("fixtures/27.0.0.json"),
        _ => include_str!("fixtures/33.0.0.json"),
    };
    let all: Vec<Recorded> = serde_json::from_str(text).unwrap();
    all.into_iter()
        .map(|one| (one.name.clone(), one.parse()))
        .collect()
}

/// What real servers of both releases said to wrong requests.
#[test]
fn every_recorded_answer_has_its_shape_and_kind() {
    use ErrorKind as Kind;
    let expected = [
        ("sql-column", Shape::DruidException, Kind::InvalidInput),
        ("sql-div0", Shape::DruidException, Kind::Server),
        ("sql-timeout", Shape::DruidException, Kind::ServerTimeout),
        ("sql-badjson", Shape::Html, Kind::Server),
        (
            "sql-badjson-router",
            Shape::QueryException,
            Kind::InvalidInput,
        ),
        ("sql-textplain", Shape::Empty, Kind::InvalidInput),
        ("native-badjson", Shape::QueryException, Kind::InvalidInput),
        ("native-context", Shape::DruidException, Kind::InvalidInput),
        ("native-timeout", Shape::DruidException, Kind::ServerTimeout),
        ("native-noqt", Shape::QueryException, Kind::Server),
        ("sql-cancel-404", Shape::Empty, Kind::NotFound),
        ("task-404", Shape::Text, Kind::NotFound),
        ("lookup-404", Shape::ErrorText, Kind::NotFound),
        ("tasks-badstate", Shape::Text, Kind::InvalidInput),
        ("metadata-404", Shape::Empty, Kind::NotFound),
        ("405", Shape::Empty, Kind::Unsupported),
        ("retention", Shape::ErrorText, Kind::InvalidInput),
        ("worker", Shape::Html, Kind::NotFound),
    ];
    for version in ["27", "33"] {
        let answers = recorded(version);
        for (name, shape, kind) in expected {
            let (_, error) = answers.iter().find(|(known, _)| known == name).unwrap();
            assert_eq!(error.shape(), shape, "{version}, {name}");
            assert_eq!(error.kind(), kind, "{version}, {name}");
            let bare = matches!(shape, Shape::Empty | Shape::Html);
            assert_eq!(error.is_bare(), bare, "{version}, {name}");
            assert_eq!(
                error.message().is_none(),
                shape == Shape::Empty,
                "{version}, {name}"
            );
        }
    }
}

fn one(version: &str, name: &str) -> ServerError {
    let found = recorded(version)
        .into_iter()
        .find(|(known, _)| known == name);
    found.unwrap().1
}

#[test]
fn a_druid_exception_has_all_its_parts() {
    let error = one("33", "sql-column");
    assert_eq!(error.code(), Some("invalidInput"));
    assert_eq!(error.category(), Some(&Category::InvalidInput));
    assert_eq!(error.persona(), Some(&Persona::User));
    assert_eq!(error.context()["column"], "8");
    let said = "400 Bad Request, invalidInput: Column 'nope' not found in any table (line [1], column [8])";
    assert_eq!(error.to_string(), said);
}

#[test]
fn a_bridged_error_keeps_the_old_code_and_the_new_category() {
    let error = one("33", "sql-timeout");
    assert_eq!(error.code(), Some("Query timeout"));
    assert_eq!(error.category(), Some(&Category::Timeout));
    assert_eq!(error.persona(), Some(&Persona::Operator));
    assert_eq!(error.host(), Some("localhost"));
    let class = "org.apache.druid.query.QueryTimeoutException";
    assert_eq!(error.error_class(), Some(class));
    assert_eq!(error.context()["legacyErrorCode"], "Query timeout");
    assert_eq!(error.query_id(), Some("query-7"));
    let context = one("27", "native-context");
    assert!(!context.context().contains_key("host"), "null is no text");
}

#[test]
fn a_refused_task_names_task_and_reason() {
    let error = one("27", "sqltask");
    assert_eq!(error.shape(), Shape::TaskStatus);
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.task_id().unwrap().contains('-'));
    assert!(error.message().unwrap().starts_with("Object 'x' not found"));
    let body = json!({"taskId": "forbidden", "state": "FAILED", "error": {
        "error": "druidException", "errorCode": "forbidden", "persona": "USER",
        "category": "FORBIDDEN", "errorMessage": "Unauthorized", "context": {}}});
    let forbidden = parsed(403, &body.to_string());
    assert_eq!(forbidden.kind(), ErrorKind::Forbidden);
    assert_eq!(forbidden.task_id(), Some("forbidden"));
    assert_eq!(forbidden.code(), Some("forbidden"));
}

#[test]
fn a_page_is_known_by_its_title() {
    let page = one("33", "worker");
    assert_eq!(page.message(), Some("Error 404 Not Found"));
    let named = |content_type: &'static str, body: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        ServerError::parse(StatusCode::BAD_GATEWAY, &headers, &body.into()).shape()
    };
    assert_eq!(named("application/json", "<!DOCTYPE HTML><p>"), Shape::Html);
    assert_eq!(named("Text/HTML; charset=x", "<?xml?><html>"), Shape::Html);
    assert_eq!(named("text/html", "no healthy upstream"), Shape::Text);
    assert_eq!(named("application/xml", "<Error/>"), Shape::Text);
}

#[test]
fn the_catalog_and_the_security_filter() {
    let catalog = one("27", "catalog");
    assert_eq!(catalog.shape(), Shape::QueryException);
    assert_eq!(catalog.code(), Some("Not found"));
    assert_eq!(catalog.message(), Some("Unknown schema nope"));
    let security = parsed(
        401,
        r#"{"error":"Unauthorized request","errorMessage":null,"errorClass":null,"host":"localhost"}"#,
    );
    assert_eq!(security.kind(), ErrorKind::Unauthorized);
    assert_eq!(security.code(), Some("Unauthorized request"));
    assert_eq!(security.message(), None);
    assert_eq!(
        security.to_string(),
        "401 Unauthorized, Unauthorized request"
    );
    let access = parsed(403, r#"{"Access-Check-Result":"Unauthorized"}"#);
    assert_eq!(
        (access.shape(), access.kind()),
        (Shape::AccessCheck, ErrorKind::Forbidden)
    );
    assert_eq!(access.message(), Some("Unauthorized"));
}

#[test]
fn texts_of_all_kinds() {
    let two = parsed(
        500,
        r#"{"error":"Exception occurred.","message":"no such segment"}"#,
    );
    assert_eq!(two.shape(), Shape::ErrorText);
    assert_eq!(two.message(), Some("Exception occurred.: no such segment"));
    let bare = parsed(400, "No filter provided");
    assert_eq!(
        (bare.shape(), bare.message()),
        (Shape::Text, Some("No filter provided"))
    );
    let quoted = parsed(400, "\"a JSON text\"\n");
    assert_eq!(
        (quoted.shape(), quoted.message()),
        (Shape::Text, Some("a JSON text"))
    );
    assert_eq!(parsed(500, " \r\n").shape(), Shape::Empty);
    assert_eq!(parsed(500, "[1]").shape(), Shape::OtherJson);
    assert_eq!(parsed(404, "{\"leader\":false}").shape(), Shape::OtherJson);
    assert_eq!(
        parsed(404, "{\"leader\":false}").body(),
        "{\"leader\":false}"
    );
}

#[test]
fn the_servers_own_category_says_more_than_the_status() {
    let with = |status, category: &str| {
        let body = json!({"error": "druidException", "category": category});
        parsed(status, &body.to_string()).kind()
    };
    assert_eq!(with(500, "NOT_FOUND"), ErrorKind::NotFound);
    assert_eq!(with(500, "TIMEOUT"), ErrorKind::ServerTimeout);
    assert_eq!(with(500, "CAPACITY_EXCEEDED"), ErrorKind::CapacityExceeded);
    assert_eq!(with(500, "CANCELED"), ErrorKind::Server);
    assert_eq!(with(503, "NEW_IN_99"), ErrorKind::Unavailable);
    for legacy in ["Query timeout", "Query capacity exceeded"] {
        let body = json!({"error": legacy, "errorMessage": "x"}).to_string();
        assert_ne!(parsed(500, &body).kind(), ErrorKind::Server, "{legacy}");
    }
}

#[test]
fn members_of_another_type_are_as_if_they_were_not_there() {
    let bodies = [
        r#"{"error":5,"errorMessage":6}"#,
        r#"{"error":null}"#,
        r#"{"error":[],"errorCode":{},"context":7}"#,
        r#"{"error":"druidException","category":1,"persona":[],"context":{"a":1,"b":[2]}}"#,
        r#"{"error":{},"taskId":3}"#,
        r#"{"Access-Check-Result":true}"#,
    ];
    for body in bodies {
        let error = parsed(500, body);
        assert_eq!(error.kind(), ErrorKind::Server, "{body}");
        assert_eq!(error.message(), None, "{body}");
        assert_eq!(error.body(), body);
    }
    let error = parsed(500, bodies[3]);
    assert_eq!(
        (&*error.context()["a"], &*error.context()["b"]),
        ("1", "[2]")
    );
}

#[test]
fn huge_and_deep_bodies_do_no_harm() {
    let deep = "{\"error\":".repeat(50_000);
    assert_eq!(parsed(500, &deep).shape(), Shape::Text);
    let closed = "{\"error\":".repeat(100) + "1" + &"}".repeat(100);
    assert_eq!(parsed(500, &closed).shape(), Shape::TaskStatus);
    let long = "x".repeat(1 << 20);
    let error = parsed(500, &long);
    assert_eq!(error.message().unwrap().chars().count(), 501);
    assert!(error.to_string().ends_with('…'));
    let page = format!("<html><title>{long}</title>");
    assert_eq!(parsed(500, &page).message().unwrap().chars().count(), 501);
    assert!(!format!("{error:?}").contains(&long));
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

#[test]
fn nothing_that_a_server_sends_makes_it_panic() {
    let mut next = random(0x5eed_0001);
    let samples: Vec<Vec<u8>> = [
        include_str!("fixtures/27.0.0.json"),
        "<html><title>x</title>",
    ]
    .iter()
    .flat_map(|text| text.lines())
    .map(|line| line.as_bytes().to_vec())
    .collect();
    let mut shapes = std::collections::HashSet::new();
    for _ in 0..4_000 {
        let mut body = samples[usize::try_from(next()).unwrap() % samples.len()].clone();
        for _ in 0..next() % 5 {
            let at = usize::try_from(next()).unwrap() % body.len().max(1);
            match next() % 4 {
                0 => body.truncate(at),
                1 => body.insert(at.min(body.len()), next().to_le_bytes()[0]),
                2 if !body.is_empty() => body[at] = next().to_le_bytes()[0],
                _ => body.splice(..at, [b'{', b'"']).for_each(drop),
            }
        }
        let error = ServerError::parse(StatusCode::BAD_REQUEST, &HeaderMap::new(), &body.into());
        shapes.insert(error.shape());
        assert_eq!(error.status(), StatusCode::BAD_REQUEST);
        assert!(error.to_string().starts_with("400 Bad Request"));
    }
    assert!(shapes.len() > 3, "{shapes:?}");
}
