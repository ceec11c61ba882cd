//! Bodies that go up.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use druid_core::testing::{Answer, Received, ScriptedServer};
use druid_core::{Body, Bytes, ErrorKind, http};
use futures_core::Stream;

use crate::support::{client, once, service};

/// Pieces that come one by one, and what says whether they were dropped.
struct Pieces {
    left: VecDeque<io::Result<Bytes>>,
    dropped: Arc<AtomicBool>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.left.pop_front())
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.dropped.store(true, Ordering::SeqCst);
    }
}

fn watched(pieces: impl IntoIterator<Item = io::Result<Bytes>>) -> (Body, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let pieces = Pieces {
        left: pieces.into_iter().collect(),
        dropped: Arc::clone(&dropped),
    };
    (Body::from_stream(pieces), dropped)
}

pub(crate) fn stream<const N: usize>(pieces: [&'static str; N]) -> Body {
    watched(pieces.map(|piece| Ok(piece.into()))).0
}

#[tokio::test]
async fn a_stream_goes_up_in_chunks() {
    let server = ScriptedServer::start().await;
    let chunked = |r: &Received| r.header("transfer-encoding") == Some("chunked");
    server
        .step("POST", "/x", Answer::json("1"))
        .body("onetwo")
        .check("chunks", chunked);
    let request = http::Request::post("/x").body(stream(["one", "", "two"]));
    client(&server).send(request.unwrap()).await.unwrap();
    server.finish().await;
}

#[tokio::test]
async fn a_body_in_memory_says_its_length() {
    let server = ScriptedServer::start().await;
    server
        .step("POST", "/x", Answer::json("1"))
        .body("abc")
        .header("content-length", "3");
    let request = http::Request::post("/x").body("abc").unwrap();
    client(&server).send(request).await.unwrap();
    server.finish().await;
}

#[tokio::test]
async fn a_stream_that_fails_ends_the_request_and_is_let_go() {
    let server = ScriptedServer::start().await;
    let broken = || io::Error::other("the disk is gone");
    let (body, dropped) = watched([Ok("one".into()), Err(broken())]);
    let request = http::Request::post("/x").body(body).unwrap();
    let error = client(&server).send(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RequestBody, "{error:?}");
    assert!(!error.is_retryable());
    assert!(crate::support::all_of(&error).contains("the disk is gone"));
    server.wait_until_all_closed().await;
    assert!(dropped.load(Ordering::SeqCst), "the stream is dropped");
    assert_eq!(server.connections().accepted, 1, "not sent again");
}

#[tokio::test]
async fn a_spent_stream_is_not_sent_again() {
    let server = ScriptedServer::start().await;
    server.step("POST", "/x", Answer::new(429)).body("a");
    let request = http::Request::post("/x").body(stream(["a"])).unwrap();
    let error = client(&server).send(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CapacityExceeded);
    assert_eq!(error.attempts(), 1);
    server.finish().await;
}

#[tokio::test]
async fn a_request_that_is_given_up_lets_its_body_go() {
    let server = ScriptedServer::start().await;
    let stall = druid_core::testing::Stall::new();
    server.step("POST", "/x", Answer::json("1").stall_head(&stall));
    let (body, dropped) = watched([Ok("one".into())]);
    let service = service(once(&server.url()));
    let request = http::Request::post("/x").body(body).unwrap();
    let sending = tokio::spawn(async move { service.send(request).await.map(drop) });
    stall.reached().await;
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    server.wait_until_all_closed().await;
    assert!(dropped.load(Ordering::SeqCst));
    server.finish().await;
}
