//! Steps, routes, and what breaks a script.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use super::{GET, GET_CLOSE, ask, connect};
use crate::testing::{Answer, ScriptedServer};

/// Sends a request on a connection of its own; says the answer's status and body.
async fn send(
    server: &ScriptedServer,
    method: &str,
    target: &str,
    more: &str,
    body: &str,
) -> (u16, String) {
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n{more}\r\n{body}"
    );
    let (text, end) = ask(&mut connect(server).await, request.as_bytes()).await;
    end.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}

async fn get(server: &ScriptedServer, target: &str) -> (u16, String) {
    send(server, "GET", target, "", "").await
}

fn text(body: &str) -> (u16, String) {
    (200, body.to_owned())
}

#[tokio::test]
async fn steps_are_met_in_order_and_counted() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/a?x=1", Answer::text("a"));
    let many = server.step("*", "/many/*", Answer::text("many")).times(2);
    server
        .step("GET", "/skipped", Answer::text("no"))
        .optional();
    server.step_with("POST", "/echo", |received| {
        Answer::text(received.body.clone())
    });
    assert_eq!(get(&server, "/a?x=1").await, text("a"));
    assert_eq!(get(&server, "/many/1").await, text("many"));
    assert_eq!(many.hits(), 1);
    assert_eq!(
        send(&server, "DELETE", "/many/2", "", "").await,
        text("many")
    );
    assert_eq!(
        send(&server, "POST", "/echo", "", "body").await,
        text("body")
    );
    server.finish().await;
}

#[tokio::test]
async fn routes_are_met_in_any_order_between_steps() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/first", Answer::text("first"));
    server.step("GET", "/last", Answer::text("last"));
    server.route("GET", "/b", Answer::text("once")).times(1);
    let always = server.route("GET", "/b", Answer::text("then"));
    server.route("GET", "/never", Answer::text("")).optional();
    assert_eq!(get(&server, "/b").await, text("once"));
    assert_eq!(get(&server, "/first").await, text("first"));
    assert_eq!(get(&server, "/b").await, text("then"));
    assert_eq!(get(&server, "/last").await, text("last"));
    assert_eq!(get(&server, "/b").await, text("then"));
    assert_eq!(always.hits(), 2);
    server.finish().await;
}

#[tokio::test]
async fn checks_choose_the_route() {
    let server = ScriptedServer::start().await;
    let token = "Authorization: Bearer s3cret\r\n";
    server
        .route("POST", "/", Answer::text("known"))
        .header("authorization", "Bearer s3cret");
    server
        .route("POST", "/", Answer::text("body"))
        .body("{}")
        .no_header("authorization");
    server
        .route("POST", "/", Answer::text("long"))
        .check("a long body", |r| r.text().len() > 3);
    assert_eq!(send(&server, "POST", "/", token, "").await, text("known"));
    assert_eq!(send(&server, "POST", "/", "", "{}").await, text("body"));
    assert_eq!(send(&server, "POST", "/", "", "abcd").await, text("long"));
    assert!(!format!("{:?}", server.received()).contains("s3cret"));
    server.finish().await;
}

#[tokio::test]
async fn requests_are_recorded_whole() {
    let server = ScriptedServer::start().await;
    server.step("POST", "/p?q=1", Answer::new(202));
    let request = b"POST /p?q=1 HTTP/1.1\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n\
        3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nX-T: t\r\n\r\n";
    let (mut client, mut all) = (connect(&server).await, request.as_slice());
    // In pieces that split every construct somewhere.
    while !all.is_empty() {
        let (piece, rest) = all.split_at(all.len().min(7));
        client.write_all(piece).await.unwrap();
        tokio::task::yield_now().await;
        all = rest;
    }
    server.wait_for_requests(1).await;
    let received = server.received().remove(0);
    assert_eq!((received.path(), received.query()), ("/p", Some("q=1")));
    assert_eq!(
        (received.header("x-a"), received.text()),
        (Some("1"), "abc0123456789")
    );
    assert_eq!(received.trailers["x-t"], "t");
    assert_eq!(
        (received.method.as_str(), received.client_certificate),
        ("POST", None)
    );
    server.finish().await;
}

#[tokio::test]
async fn an_unexpected_request_is_answered_recorded_and_fails_the_test() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/a", Answer::text("a"));
    let (status, body) = get(&server, "/b").await;
    assert_eq!(
        (status, body.as_str()),
        (599, "unexpected: step 0 (GET /a) is another request")
    );
    assert_eq!(server.received().len(), 1);
    let failure = tokio::spawn(server.finish())
        .await
        .unwrap_err()
        .into_panic();
    assert_eq!(
        failure.downcast_ref::<String>().unwrap(),
        "the script was not fulfilled\
         \n  - unexpected request GET /b on connection 0: step 0 (GET /a) is another request\
         \n  - step 0 (GET /a) wanted 1 request(s), got 0"
    );
}

#[tokio::test]
async fn a_failed_check_names_itself_and_no_secret() {
    let server = ScriptedServer::start().await;
    server
        .step("GET", "/", Answer::text("a"))
        .header("authorization", "Bearer s3cret");
    server
        .route("GET", "/", Answer::text("a"))
        .check("sense", |_| panic!("on purpose"));
    server.route("GET", "/", Answer::text("a")).times(0);
    let (status, body) = get(&server, "/").await;
    assert_eq!(status, 599);
    assert_eq!(
        body,
        "unexpected: step 0 (GET /) wants its value of header authorization; \
         route 0 (GET /) wants sense, and its check panicked; \
         route 1 (GET /) has had all its requests"
    );
    tokio::spawn(server.finish()).await.unwrap_err();
}

#[tokio::test]
async fn an_answer_that_panics_fails_the_test() {
    let server = ScriptedServer::start().await;
    server.step_with("GET", "/made", |_| panic!("on purpose"));
    server.step(
        "GET",
        "/sent",
        Answer::new(200).generated(|| std::iter::repeat_with(|| panic!("on purpose"))),
    );
    assert_eq!(get(&server, "/made").await.0, 599);
    let (text, _) = ask(&mut connect(&server).await, b"GET /sent HTTP/1.1\r\n\r\n").await;
    assert_eq!(text, "");
    server.wait_until_closed(1).await;
    let failure = tokio::spawn(server.finish())
        .await
        .unwrap_err()
        .into_panic();
    assert_eq!(
        failure.downcast_ref::<String>().unwrap(),
        "the script was not fulfilled\
         \n  - making the answer to GET /made panicked\
         \n  - the answer on connection 1 panicked"
    );
}

#[tokio::test]
#[should_panic(expected = "no HTTP request on connection 0")]
async fn what_is_no_http_fails_the_test() {
    let server = ScriptedServer::start().await;
    let (text, _) = ask(&mut connect(&server).await, b"\x16\x03\x01\0\0").await;
    assert!(text.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    server.finish().await;
}

#[tokio::test]
#[should_panic(expected = "route 0 (GET /) wanted at least 1 request(s), got 0")]
async fn a_route_without_request_fails_the_test() {
    let mut server = ScriptedServer::start().await;
    server.set_deadline(Duration::from_millis(10));
    server.route("GET", "/", Answer::new(200));
    server.finish().await;
}

#[tokio::test]
#[should_panic(expected = "step 0 (GET /) wanted 2 request(s), got 1")]
async fn a_drop_checks_the_script_too() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/", Answer::new(200)).times(2);
    ask(&mut connect(&server).await, GET_CLOSE).await.1.unwrap();
    drop(server);
}

#[tokio::test]
async fn finish_waits_for_requests_under_way() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/", Answer::new(200));
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    // On this one-threaded runtime the server has had no turn yet.
    assert!(server.received().is_empty());
    server.finish().await;
}
