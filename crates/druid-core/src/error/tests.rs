use std::collections::HashSet;

use bytes::Bytes;
use http::HeaderMap;

use super::*;
use crate::{Endpoint, NodeRole, Permission, QueryId};

const RULES: Endpoint =
    Endpoint::post("/rules/{name}", &[NodeRole::Coordinator]).needs(Permission::CONFIG_WRITE);

const KINDS: [ErrorKind; 29] = [
    ErrorKind::Config,
    ErrorKind::Request,
    ErrorKind::Connect,
    ErrorKind::Tls,
    ErrorKind::Timeout,
    ErrorKind::Lost,
    ErrorKind::Protocol,
    ErrorKind::Truncated,
    ErrorKind::BodyTooLarge,
    ErrorKind::Decode,
    ErrorKind::UnexpectedContent,
    ErrorKind::Credentials,
    ErrorKind::RequestBody,
    ErrorKind::UntrustedOrigin,
    ErrorKind::UnexpectedRedirect,
    ErrorKind::TooManyRedirects,
    ErrorKind::BodyNotReplayable,
    ErrorKind::Unauthorized,
    ErrorKind::Forbidden,
    ErrorKind::NotFound,
    ErrorKind::InvalidInput,
    ErrorKind::Conflict,
    ErrorKind::CapacityExceeded,
    ErrorKind::Unsupported,
    ErrorKind::Unavailable,
    ErrorKind::ServerTimeout,
    ErrorKind::Server,
    ErrorKind::Closed,
    ErrorKind::Other,
];

fn context() -> Arc<RequestContext> {
    let request = RULES
        .request()
        .path("name", "private name")
        .query("token", "hunter2");
    let request = request.query_id(QueryId::new("q1")).build().unwrap();
    let at = "http://druid:8081".parse().unwrap();
    Arc::new(RequestContext::of(&request).at(at))
}

fn from_server(status: u16, body: &'static str) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    let server = ServerError::parse(status, &HeaderMap::new(), &Bytes::from(body));
    Error::from_server(server).with_context(&context())
}

#[test]
fn every_kind_shows_its_own_level_and_leaves_the_rest_to_the_source() {
    let mut seen = HashSet::new();
    for kind in KINDS {
        let below = Error::new(ErrorKind::Other).with_message("deep down");
        let error = Error::new(kind).with_source(below).with_context(&context());
        let shown = error.to_string();
        assert_eq!(
            shown,
            format!("POST /rules/{{name}} at http://druid:8081: {kind}")
        );
        assert!(!shown.contains("deep down"));
        assert_eq!(error.source().unwrap().to_string(), "deep down");
        assert!(
            format!("{error:?}").contains("deep down"),
            "Debug shows all"
        );
        assert_eq!(error.kind(), kind);
        let words = kind.description();
        assert!(!words.ends_with('.') && !words.is_empty());
        assert!(seen.insert(words), "{words} stands for two kinds");
    }
}

#[test]
fn a_message_stands_for_the_kind() {
    let error = Error::new(ErrorKind::Config).with_message("config key url: missing");
    assert_eq!(error.to_string(), "config key url: missing");
    assert_eq!((error.status(), error.attempts()), (None, 0));
    assert!(error.request().is_none() && error.server().is_none());
}

#[test]
fn neither_values_of_parameters_nor_the_query_are_shown() {
    let error = Error::new(ErrorKind::Lost).with_context(&context());
    let all = format!("{error} {error:?} {error:#?} {:?}", error.request());
    assert!(
        !all.contains("private name") && !all.contains("hunter2"),
        "{all}"
    );
    assert!(all.contains("q1"), "the query id is: {all}");
}

#[test]
fn what_the_server_said_is_forwarded() {
    let error = from_server(
        400,
        r#"{"error":"druidException","errorCode":"invalidInput","category":"INVALID_INPUT","errorMessage":"no"}"#,
    );
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.server().unwrap().code(), Some("invalidInput"));
    assert_eq!(error.query_id(), Some("q1"));
    let said = "POST /rules/{name} at http://druid:8081: 400 Bad Request, invalidInput: no";
    assert_eq!(error.to_string(), said);
}

#[test]
fn the_servers_query_id_goes_before_the_clients() {
    let mut headers = HeaderMap::new();
    headers.insert("x-druid-query-id", "native".parse().unwrap());
    let server =
        |headers: &HeaderMap| ServerError::parse(StatusCode::CONFLICT, headers, &Bytes::new());
    let error = Error::from_server(server(&headers)).with_context(&context());
    assert_eq!(error.query_id(), Some("native"));
    headers.insert("x-druid-sql-query-id", "sql".parse().unwrap());
    let error = Error::from_server(server(&headers));
    assert_eq!(error.query_id(), Some("sql"));
}

#[test]
fn a_403_says_which_permission_it_takes() {
    let refused = from_server(403, "").to_string();
    assert!(
        refused.ends_with("403 Forbidden (needs CONFIG WRITE)"),
        "{refused}"
    );
    let other = from_server(401, "").to_string();
    assert!(!other.contains("needs"), "{other}");
}

#[test]
fn timeouts_are_those_of_either_side() {
    let timeouts: Vec<_> = KINDS
        .into_iter()
        .filter(|kind| Error::new(*kind).is_timeout())
        .collect();
    assert_eq!(timeouts, [ErrorKind::Timeout, ErrorKind::ServerTimeout]);
    assert!(from_server(504, "").is_timeout());
}

/// Whether a kind may pass stands in its documentation too; here they are all side by side.
#[test]
fn what_may_pass() {
    let passing: Vec<_> = KINDS
        .into_iter()
        .filter(|kind| kind.is_retryable())
        .collect();
    let expected = [
        ErrorKind::Connect,
        ErrorKind::Timeout,
        ErrorKind::Lost,
        ErrorKind::Truncated,
        ErrorKind::Credentials,
        ErrorKind::TooManyRedirects,
        ErrorKind::CapacityExceeded,
        ErrorKind::Unavailable,
    ];
    assert_eq!(passing, expected);
}

#[test]
fn every_status_that_is_no_success_has_a_kind() {
    let kind = |code| ErrorKind::of_status(StatusCode::from_u16(code).unwrap());
    assert_eq!(kind(302), ErrorKind::UnexpectedRedirect);
    assert_eq!([kind(401), kind(407)], [ErrorKind::Unauthorized; 2]);
    assert_eq!(
        [kind(400), kind(415), kind(422)],
        [ErrorKind::InvalidInput; 3]
    );
    assert_eq!([kind(405), kind(501)], [ErrorKind::Unsupported; 2]);
    assert_eq!([kind(502), kind(503)], [ErrorKind::Unavailable; 2]);
    assert_eq!(
        [kind(500), kind(505), kind(599), kind(101)],
        [ErrorKind::Server; 4]
    );
    for code in 300..=599 {
        assert_eq!(
            kind(code).is_retryable(),
            matches!(code, 429 | 502 | 503),
            "{code}"
        );
    }
}
