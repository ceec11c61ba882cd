//! Time runs out: before the head, within the body, over the whole.

use std::time::{Duration, Instant};

use druid_core::testing::{AcceptFault, Answer, ScriptedServer, Stall};
use druid_core::{Config, Error, ErrorKind, Timeouts, TlsConfig, http};

use crate::support::{failure, once, quick, refusing_port, service};

const SHORT: Duration = Duration::from_millis(40);

fn within(config: Config, change: impl FnOnce(Timeouts) -> Timeouts) -> Config {
    config.with_timeouts(change(Timeouts::default()))
}

fn names(error: &Error, key: &str) {
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert!(error.is_timeout() && error.is_retryable());
    assert!(error.to_string().contains(key), "{error}");
}

#[tokio::test]
async fn a_head_that_never_comes() {
    let (server, stall) = (ScriptedServer::start().await, Stall::new());
    server.step("GET", "/x", Answer::json("1").stall_head(&stall));
    let config = within(once(&server.url()), |t| t.with_response(SHORT));
    names(&failure(config, "/x").await, "timeout.response");
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn a_connection_that_is_never_read() {
    let server = ScriptedServer::start().await;
    server.next_connection(AcceptFault::HoldUnread);
    let config = within(once(&server.url()), |t| t.with_response(SHORT));
    names(&failure(config, "/x").await, "timeout.response");
}

#[tokio::test]
async fn a_body_that_stalls() {
    let server = ScriptedServer::start().await;
    for at in [0, 3] {
        let stall = Stall::new();
        server.step("GET", "/x", Answer::json("[1,2,3]").stall_body(at, &stall));
        let config = within(once(&server.url()), |t| t.with_idle(SHORT));
        let error = failure(config, "/x").await;
        names(&error, "timeout.idle");
        let said = error.to_string();
        assert!(said.starts_with("GET /x at http://127.0.0.1"), "{said}");
        server.wait_until_all_closed().await;
    }
    server.finish().await;
}

#[tokio::test]
async fn the_whole_of_a_body_that_drips() {
    let server = ScriptedServer::start().await;
    let drip = Answer::text("")
        .endless("x")
        .drip(1, Duration::from_millis(1));
    server.step("GET", "/x", drip.clone());
    server.step("GET", "/x", drip.status(400));
    let config = || {
        within(once(&server.url()), |t| {
            t.with_total(SHORT).with_idle(SHORT * 9)
        })
    };
    names(&failure(config(), "/x").await, "timeout.total");
    // An error's body is read within the same time.
    names(&failure(config(), "/x").await, "timeout.total");
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn an_endless_stream_ends_by_the_total_deadline() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::text("").endless(vec![b'x'; 4096]));
    let config = within(once(&server.url()), |t| t.with_total(SHORT));
    let request = http::Request::get("/x").body(()).unwrap();
    let mut body = service(config).send(request).await.unwrap().into_body();
    let error = loop {
        match body.chunk().await {
            Ok(piece) => assert!(piece.is_some(), "it has no end"),
            Err(error) => break error,
        }
    };
    names(&error, "timeout.total");
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn the_total_holds_while_a_connection_is_made() {
    let server = ScriptedServer::start().await;
    server.next_connection(AcceptFault::Hold);
    let url = format!("https://127.0.0.1:{}", server.port());
    let tls = TlsConfig::new().with_insecure_accept_any_certificate(true);
    let config = within(once(&url), |t| t.with_total(SHORT)).with_tls(tls);
    names(&failure(config, "/x").await, "timeout.total");
}

#[tokio::test]
async fn the_total_holds_over_all_retries() {
    let url = format!("http://127.0.0.1:{}", refusing_port());
    let waits = Duration::from_millis(1);
    let retry = quick().with_attempts(1_000_000).with_budget_percent(1000);
    let retry = retry.with_delays(waits, waits);
    let config = within(once(&url), |t| t.with_total(SHORT)).with_retry(retry);
    let before = Instant::now();
    let error = failure(config, "/x").await;
    assert!(before.elapsed() < Duration::from_secs(5));
    // Either the deadline, or the last failure before a wait that would have passed it.
    assert!(matches!(
        error.kind(),
        ErrorKind::Timeout | ErrorKind::Connect
    ));
    assert!(error.attempts() >= 1, "{error:?}");
}

#[tokio::test]
async fn the_attempt_that_the_total_deadline_ended_is_counted() {
    let (server, stall) = (ScriptedServer::start().await, Stall::new());
    server.step("GET", "/x", Answer::new(503));
    server.step("GET", "/x", Answer::new(200).stall_head(&stall));
    let config = within(once(&server.url()), |t| t.with_total(SHORT * 5)).with_retry(quick());
    let error = failure(config, "/x").await;
    names(&error, "timeout.total");
    assert_eq!(error.attempts(), 2);
    server.finish().await;
}

#[tokio::test]
async fn a_request_may_bring_its_own_deadlines() {
    let (server, stall) = (ScriptedServer::start().await, Stall::new());
    server.step("GET", "/x", Answer::json("1").stall_head(&stall));
    server.step("GET", "/y", Answer::json("[1]").stall_body(1, &stall));
    let service = service(once(&server.url()));
    let cases = [
        (
            "/x",
            Timeouts::default().with_response(SHORT),
            "timeout.response",
        ),
        ("/y", Timeouts::default().with_idle(SHORT), "timeout.idle"),
    ];
    for (path, timeouts, key) in cases {
        let request = http::Request::get(path).extension(timeouts);
        let error = service.call(request.body(()).unwrap()).await.unwrap_err();
        names(&error, key);
    }
    server.finish().await;
}

#[tokio::test]
async fn deadlines_beyond_all_clocks_are_none() {
    let server = ScriptedServer::start().await;
    server.route("GET", "/x", Answer::json("[1]").chunk_size(1));
    let endless = |t: Timeouts| {
        t.with_connect(Duration::MAX)
            .with_response(Duration::MAX)
            .with_idle(Duration::MAX)
            .with_total(Duration::MAX)
    };
    let config = within(once(&server.url()), endless);
    assert_eq!(
        service(config).get_json::<[u8; 1]>("/x").await.unwrap(),
        [1]
    );
    server.finish().await;
}
