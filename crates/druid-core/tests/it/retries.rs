//! What is sent again, and what is not.

use std::time::Duration;

use druid_core::testing::{AcceptFault, Answer, Cut, ScriptedServer};
use druid_core::{Endpoint, Error, ErrorKind, RetryConfig, ServiceClient, http};
use serde_json::Value;

use crate::support::{READ, WRITE, client, once, quick, refusing_port, service};

async fn send(service: &ServiceClient, endpoint: &'static Endpoint) -> Result<(), Error> {
    let request = endpoint.request().json(&1).unwrap();
    service.call(request).await.map(drop)
}

/// How many times a request went out before its second answer would have been a success.
async fn attempts(answer: Answer, endpoint: &'static Endpoint) -> (u32, Option<ErrorKind>) {
    let server = ScriptedServer::start().await;
    server.step("POST", endpoint.path, answer);
    server
        .step("POST", endpoint.path, Answer::json("1"))
        .optional();
    let sent = send(&client(&server), endpoint).await;
    let requests = u32::try_from(server.received().len()).unwrap();
    if let Err(error) = &sent {
        assert_eq!(error.attempts(), requests, "{error:?}");
    }
    server.finish().await;
    (requests, sent.err().map(|error| error.kind()))
}

#[tokio::test]
async fn the_table() {
    use ErrorKind as Kind;
    let status = Answer::new;
    let cases = [
        (
            "lost, closed",
            Answer::hang_up(Cut::Close),
            true,
            false,
            Kind::Lost,
        ),
        (
            "lost, reset",
            Answer::hang_up(Cut::Reset),
            true,
            false,
            Kind::Lost,
        ),
        (
            "head cut",
            Answer::json("1").cut_response(9, Cut::Close),
            true,
            false,
            Kind::Lost,
        ),
        ("429", status(429), true, true, Kind::CapacityExceeded),
        (
            "429, at once",
            status(429).header("Retry-After", "0"),
            true,
            true,
            Kind::CapacityExceeded,
        ),
        ("503", status(503), true, false, Kind::Unavailable),
        ("502", status(502), true, false, Kind::Unavailable),
        ("504", status(504), false, false, Kind::ServerTimeout),
        ("500", status(500), false, false, Kind::Server),
        ("501", status(501), false, false, Kind::Unsupported),
        ("400", status(400), false, false, Kind::InvalidInput),
        ("401", status(401), false, false, Kind::Unauthorized),
        ("403", status(403), false, false, Kind::Forbidden),
        ("404", status(404), false, false, Kind::NotFound),
        ("409", status(409), false, false, Kind::Conflict),
        (
            "not HTTP",
            Answer::raw("junk\r\n\r\n"),
            false,
            false,
            Kind::Protocol,
        ),
        (
            "redirect",
            status(302),
            false,
            false,
            Kind::UnexpectedRedirect,
        ),
    ];
    for (what, answer, read_again, write_again, kind) in cases {
        for (endpoint, again) in [(&READ, read_again), (&WRITE, write_again)] {
            let expected = if again { (2, None) } else { (1, Some(kind)) };
            let got = attempts(answer.clone(), endpoint).await;
            assert_eq!(got, expected, "{what}, {endpoint}");
        }
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_to_the_end_even_for_a_write() {
    let url = format!("http://127.0.0.1:{}", refusing_port());
    let service = service(once(&url).with_retry(quick()));
    for endpoint in [&READ, &WRITE] {
        let error = send(&service, endpoint).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 4));
        assert!(error.to_string().ends_with("(after 4 attempts)"), "{error}");
    }
}

#[tokio::test]
async fn attempts_are_as_many_as_configured() {
    let server = ScriptedServer::start().await;
    server.route("POST", "/read", Answer::new(503)).times(7);
    let service = service(once(&server.url()).with_retry(quick().with_attempts(7)));
    let error = send(&service, &READ).await.unwrap_err();
    assert_eq!(error.attempts(), 7);
    server.finish().await;
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_the_callers() {
    let server = ScriptedServer::start().await;
    let dates = "Wed, 21 Oct 2015 07:28:00 GMT";
    for (text, seconds) in [
        ("3600", Some(3600)),
        ("18446744073709551615", Some(u64::MAX)),
    ] {
        server.step(
            "POST",
            "/read",
            Answer::new(429).header("Retry-After", text),
        );
        let error = send(&client(&server), &READ).await.unwrap_err();
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs));
        assert_eq!(error.attempts(), 1);
    }
    // What is no number is as if it were not there.
    for text in ["18446744073709551616", "-1", dates, "soon", ""] {
        server.step(
            "POST",
            "/read",
            Answer::new(429).header("Retry-After", text),
        );
        server.step("POST", "/read", Answer::json("1"));
        send(&client(&server), &READ).await.unwrap();
    }
    server.finish().await;
}

#[tokio::test]
async fn the_budget_keeps_a_client_from_drowning_a_server() {
    let server = ScriptedServer::start().await;
    server.route("POST", "/read", Answer::new(503)).optional();
    let retry = quick().with_budget_percent(0);
    let service = service(once(&server.url()).with_retry(retry));
    for _ in 0..20 {
        send(&service, &READ).await.unwrap_err();
    }
    // Twenty requests, and the ten retries of ten seconds that are always allowed.
    assert_eq!(server.received().len(), 30);
    server.finish().await;
}

#[tokio::test]
async fn nothing_is_sent_again_after_the_head() {
    let server = ScriptedServer::start().await;
    server.step(
        "POST",
        "/read",
        Answer::json("[1,2]").cut_body(2, Cut::Close),
    );
    let error = send(&client(&server), &READ).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(server.received().len(), 1);
    server.finish().await;
}

#[tokio::test]
async fn a_request_may_bring_its_own_retries() {
    let server = ScriptedServer::start().await;
    server.route("GET", "/x", Answer::new(503)).times(1);
    let request = http::Request::get("/x").extension(RetryConfig::none());
    let sent = client(&server).call(request.body(()).unwrap()).await;
    assert_eq!(sent.unwrap_err().attempts(), 1);
    server.finish().await;
}

#[tokio::test]
async fn own_requests_are_repeated_by_their_method() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::new(503));
    server.step("GET", "/x", Answer::json("1"));
    server.step("POST", "/x", Answer::new(503));
    let client = client(&server);
    client.get_json::<Value>("/x").await.unwrap();
    let error = client.post_json::<Value>("/x", &1).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unavailable, 1)
    );
    server.finish().await;
}

/// A write is safe to send again while the whole of it is still here.
#[tokio::test]
async fn a_write_survives_a_connection_that_the_server_closed_while_idle() {
    let server = ScriptedServer::start().await;
    let client = client(&server);
    for round in 0..20 {
        // No `Connection: close`: the client believes that it may use the connection again.
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1";
        server.step("POST", "/write", Answer::raw(answer));
        send(&client, &WRITE).await.unwrap();
        server.wait_for_requests(round + 1).await;
    }
    server.finish().await;
}

#[tokio::test]
async fn a_write_whose_connection_closed_at_once_is_sent_at_most_once() {
    let server = ScriptedServer::start().await;
    server.next_connection(AcceptFault::Close);
    server.step("POST", "/write", Answer::json("1")).optional();
    let sent = send(&client(&server), &WRITE).await;
    // Whether a byte had left by then is a race; whether the server got it twice is none.
    match sent {
        Ok(()) => assert_eq!(server.received().len(), 1),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Lost);
            assert_eq!(server.received().len(), 0);
        }
    }
    server.finish().await;
}
