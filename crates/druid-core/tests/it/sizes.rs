//! Answers without an end.

use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{ErrorKind, Limits, http};

use crate::support::{failure, once, service};

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::json("").endless("[1,"));
    let config = once(&server.url()).with_limits(Limits::default().with_buffered_bytes(10_000));
    let error = failure(config, "/x").await;
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    let said = error.to_string();
    assert!(
        said.contains("over 10000 bytes (limit.buffered_bytes)"),
        "{said}"
    );
    assert!(said.starts_with("GET /x at"), "{said}");
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn the_limit_is_inclusive() {
    let server = ScriptedServer::start().await;
    server.route("GET", "/x", Answer::json("[1,2]").chunk_size(2));
    let limited = |bytes| {
        let limits = Limits::default().with_buffered_bytes(bytes);
        service(once(&server.url()).with_limits(limits))
    };
    assert_eq!(limited(5).get_json::<[u8; 2]>("/x").await.unwrap(), [1, 2]);
    for bytes in 0..5 {
        let error = limited(bytes).get_json::<[u8; 2]>("/x").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BodyTooLarge, "{bytes}");
    }
    server.finish().await;
}

#[tokio::test]
async fn an_endless_refusal_is_read_as_far_as_it_is_kept() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::new(500).endless(vec![b'x'; 1000]));
    let error = failure(once(&server.url()), "/x").await;
    assert_eq!(error.kind(), ErrorKind::Server);
    let said = error.server().unwrap();
    assert!(said.is_cut());
    assert_eq!(said.body().len(), 1 << 20);
    assert!(error.to_string().len() < 1000);
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn an_endless_head_breaks_the_rules() {
    let server = ScriptedServer::start().await;
    let head = b"HTTP/1.1 200 OK\r\n"
        .iter()
        .chain(b"X-More: x\r\n".iter().cycle().take(4 << 20));
    let head: Vec<u8> = head.copied().collect();
    server.step("GET", "/x", Answer::raw(head));
    let error = failure(once(&server.url()), "/x").await;
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    server.finish().await;
}

#[tokio::test]
async fn a_stream_may_be_longer_than_what_is_read_whole() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::text(vec![b'x'; 100_000]));
    let config = once(&server.url()).with_limits(Limits::default().with_buffered_bytes(1));
    let request = http::Request::get("/x").body(()).unwrap();
    let mut body = service(config).send(request).await.unwrap().into_body();
    let mut seen = 0;
    while let Some(piece) = body.chunk().await.unwrap() {
        seen += piece.len();
    }
    assert_eq!(seen, 100_000);
    server.finish().await;
}
