//! `limit.in_flight`: a further request waits, and does not fail.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use druid_core::testing::{Answer, Cut, ScriptedServer, Stall};
use druid_core::{Body, ErrorKind, Limits, ServiceClient, Timeouts, http};
use serde_json::Value;

use crate::support::{once, quick, service};

fn one_at_a_time(server: &ScriptedServer) -> ServiceClient {
    let limits = Limits::default().with_in_flight(1);
    service(once(&server.url()).with_limits(limits).with_retry(quick()))
}

fn get() -> http::Request<Body> {
    http::Request::get("/x").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn the_next_waits_until_the_body_is_over() {
    let (server, stall) = (ScriptedServer::start().await, Stall::new());
    server.step("GET", "/x", Answer::json("[1,2]").stall_body(2, &stall));
    server.step("GET", "/x", Answer::json("[3]"));
    let service = one_at_a_time(&server);
    let first = service.send(get()).await.unwrap().into_body();
    let mut second = pin!(service.get_json::<Value>("/x"));
    stall.reached().await;
    let waits = poll_fn(|cx| Poll::Ready(second.as_mut().poll(cx).is_pending()));
    assert!(waits.await);
    assert_eq!(server.received().len(), 1);
    stall.release();
    first.bytes(100).await.unwrap();
    assert_eq!(second.await.unwrap(), serde_json::json!([3]));
    server.finish().await;
}

#[tokio::test]
async fn a_place_is_given_back_however_the_request_ends() {
    let server = ScriptedServer::start().await;
    let service = one_at_a_time(&server);
    server.step(
        "GET",
        "/x",
        Answer::text("long").stall_body(1, &Stall::new()),
    );
    drop(service.send(get()).await.unwrap());
    server.step("GET", "/x", Answer::text("long").cut_body(1, Cut::Close));
    let error = service.call(get()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    server.step("GET", "/x", Answer::new(400));
    service.call(get()).await.unwrap_err();
    server.step("GET", "/x", Answer::new(204));
    drop(service.send(get()).await.unwrap());
    // Given up while it waits for its head.
    let stall = Stall::new();
    server.step("GET", "/x", Answer::text("1").stall_head(&stall));
    let given_up = tokio::spawn({
        let service = service.clone();
        async move { service.send(get()).await.map(drop) }
    });
    stall.reached().await;
    given_up.abort();
    server.step("GET", "/x", Answer::json("1"));
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    server.finish().await;
}

#[tokio::test]
async fn a_body_that_failed_gives_its_place_back_though_it_is_kept() {
    let server = ScriptedServer::start().await;
    let service = one_at_a_time(&server);
    server.step("GET", "/x", Answer::text("long").cut_body(1, Cut::Close));
    let mut body = service.send(get()).await.unwrap().into_body();
    while body.chunk().await.is_ok() {}
    server.step("GET", "/x", Answer::json("1"));
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    drop(body);
    server.finish().await;
}

#[tokio::test]
async fn retries_and_redirects_need_no_second_place() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::new(503));
    server.step("GET", "/x", Answer::new(307).header("Location", "/y"));
    server.step("GET", "/y", Answer::json("1"));
    let service = one_at_a_time(&server);
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    server.finish().await;
}

#[tokio::test]
async fn who_waits_for_a_place_waits_no_longer_than_the_whole_may_take() {
    let (server, stall) = (ScriptedServer::start().await, Stall::new());
    server.step("GET", "/x", Answer::text("1").stall_body(0, &stall));
    let service = one_at_a_time(&server);
    let held = service.send(get()).await.unwrap();
    let mut request = get();
    let total = Timeouts::default().with_total(Duration::from_millis(30));
    request.extensions_mut().insert(total);
    let error = service.call(request).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    drop(held);
    server.finish().await;
}
