//! The status API, which every service has.

use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{DruidServiceExt, ErrorKind, Version};

use crate::support::client;

#[tokio::test]
async fn each_call_reads_its_answer() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/status/health", Answer::json("true"));
    let recorded = include_str!("../../src/status/fixtures/33.0.0.json");
    server.step("GET", "/status", Answer::json(recorded));
    let properties = r#"{"druid.port":"8082","user.dir":"/opt"}"#;
    server.step("GET", "/status/properties", Answer::json(properties));
    let found = r#"{"selfDiscovered":false}"#;
    server.step("GET", "/status/selfDiscovered/status", Answer::json(found));
    let broker = client(&server);
    assert!(broker.health().await.unwrap());
    let status = broker.status().await.unwrap();
    assert_eq!(status.version, Version::new(33, 0, 0));
    assert_eq!(broker.properties().await.unwrap()["druid.port"], "8082");
    assert!(!broker.self_discovered().await.unwrap());
    server.finish().await;
}

#[tokio::test]
async fn a_probe_takes_503_for_an_answer_and_asks_once() {
    let server = ScriptedServer::start().await;
    let broker = client(&server);
    for (status, expected) in [(200, true), (503, false)] {
        server.step("GET", "/status/selfDiscovered", Answer::new(status));
        server.step("GET", "/status/ready", Answer::new(status));
        assert_eq!(broker.self_discovered_probe().await.unwrap(), expected);
        assert_eq!(broker.ready().await.unwrap(), expected);
    }
    server.finish().await;
}

#[tokio::test]
async fn a_probe_that_is_refused_fails() {
    let server = ScriptedServer::start().await;
    let broker = client(&server);
    server.step("GET", "/status/ready", Answer::new(404));
    let older = broker.ready().await.unwrap_err();
    assert_eq!(older.kind(), ErrorKind::NotFound);
    server.step("GET", "/status/selfDiscovered", Answer::new(403));
    let refused = broker.self_discovered_probe().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    let said = refused.to_string();
    assert!(said.ends_with("403 Forbidden (needs STATE READ)"), "{said}");
    server.finish().await;
}

#[tokio::test]
async fn health_is_not_taken_from_another_page() {
    let server = ScriptedServer::start().await;
    let answers = [
        (Answer::text("OK"), ErrorKind::Decode),
        (Answer::json("\"true\""), ErrorKind::Decode),
        (Answer::new(200), ErrorKind::Truncated),
        (
            Answer::text("<html>").header("Content-Type", "text/html"),
            ErrorKind::Decode,
        ),
        (Answer::new(404), ErrorKind::NotFound),
    ];
    for (answer, kind) in answers {
        server.step("GET", "/status/health", answer);
        let error = client(&server).health().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error:?}");
        let said = error.to_string();
        assert!(
            said.starts_with("GET /status/health at http://127"),
            "{said}"
        );
    }
    server.finish().await;
}
