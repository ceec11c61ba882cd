//! Compressed answers.

use std::io::Write as _;

use druid_core::testing::{Answer, Cut, ScriptedServer, Stall};
use druid_core::{Config, ErrorKind, Limits, http};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::{client, failure, once, service};

pub(crate) fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zipped(data: &[u8]) -> Answer {
    Answer::json(gzip(data)).header("Content-Encoding", "gzip")
}

#[tokio::test]
async fn gzip_is_asked_for_and_decoded() {
    let server = ScriptedServer::start().await;
    let accepts = |received: &druid_core::testing::Received| {
        received.header("accept-encoding").unwrap().contains("gzip")
    };
    server
        .step("GET", "/x", zipped(b"[1,2]"))
        .check("gzip accepted", accepts);
    let request = http::Request::get("/x").body(()).unwrap();
    let response = client(&server).call(request).await.unwrap();
    assert_eq!(response.body(), "[1,2]");
    assert!(!response.headers().contains_key("content-encoding"));
    assert!(!response.headers().contains_key("content-length"));
    server.finish().await;
}

#[tokio::test]
async fn every_spelling_of_the_encoding() {
    let server = ScriptedServer::start().await;
    let twice = gzip(&gzip(b"7"));
    let cases = [
        ("GZIP", gzip(b"7")),
        ("x-gzip", gzip(b"7")),
        ("GZIP, identity", gzip(b"7")),
        ("identity", b"7".to_vec()),
        ("", b"7".to_vec()),
        ("gzip, gzip", twice),
    ];
    let client = client(&server);
    for (encoding, body) in cases {
        let answer = Answer::json(body).header("Content-Encoding", encoding);
        server.step("GET", "/x", answer);
        assert_eq!(client.get_json::<u8>("/x").await.unwrap(), 7, "{encoding}");
    }
    for encoding in ["br", "gzip, br", "gzip, gzip, gzip"] {
        let answer = Answer::json("7").header("Content-Encoding", encoding);
        server.step("GET", "/x", answer);
        let error = client.get_json::<u8>("/x").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedContent, "{encoding}");
    }
    server.finish().await;
}

#[tokio::test]
async fn whoever_asks_alone_gets_what_comes() {
    let server = ScriptedServer::start().await;
    let packed = gzip(b"7");
    server
        .step("GET", "/x", zipped(b"7"))
        .header("accept-encoding", "gzip;q=0.5");
    server
        .step("GET", "/x", Answer::json("7"))
        .no_header("accept-encoding");
    let request = http::Request::get("/x").header("accept-encoding", "gzip;q=0.5");
    let response = client(&server).call(request.body(()).unwrap()).await;
    let response = response.unwrap();
    assert_eq!(response.body(), &packed);
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let plain = service(Config::new(&server.url()).unwrap().with_gzip(false));
    assert_eq!(plain.get_json::<u8>("/x").await.unwrap(), 7);
    server.finish().await;
}

#[tokio::test]
async fn an_answer_without_a_body_is_not_broken_gzip() {
    let server = ScriptedServer::start().await;
    let empty = |status| Answer::new(status).header("Content-Encoding", "gzip");
    server.step("HEAD", "/x", empty(200));
    server.step("GET", "/x", empty(204));
    server.step("GET", "/x", empty(304));
    server.step("GET", "/x", empty(200));
    let client = client(&server);
    for method in ["HEAD", "GET", "GET", "GET"] {
        let request = http::Request::builder().method(method).uri("/x");
        let response = client.call(request.body(()).unwrap()).await.unwrap();
        assert!(response.body().is_empty());
    }
    server.finish().await;
}

/// A row must not wait in the decoder for the next one.
#[tokio::test]
async fn the_first_row_comes_before_the_second_is_sent() {
    let server = ScriptedServer::start().await;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"{\"row\":1}\n").unwrap();
    encoder.flush().unwrap();
    let first = encoder.get_ref().len();
    encoder.write_all(b"{\"row\":2}\n").unwrap();
    let all = encoder.finish().unwrap();
    let stall = Stall::new();
    let answer = Answer::json(all).header("Content-Encoding", "gzip");
    server.step(
        "GET",
        "/x",
        answer.chunked().stall_body(first as u64, &stall),
    );
    let request = http::Request::get("/x").body(()).unwrap();
    let mut body = client(&server).send(request).await.unwrap().into_body();
    stall.reached().await;
    let mut seen = Vec::new();
    while seen.len() < 10 {
        seen.extend_from_slice(&body.chunk().await.unwrap().unwrap());
    }
    assert_eq!(seen, b"{\"row\":1}\n");
    stall.release();
    let rest = body.bytes(100).await.unwrap();
    assert_eq!(rest, "{\"row\":2}\n");
    server.finish().await;
}

#[tokio::test]
async fn trailers_pass_the_decoder() {
    let server = ScriptedServer::start().await;
    let answer = zipped(b"[]\n").trailer("X-Druid-Response-Complete", "true");
    server.step("GET", "/x", answer);
    let request = http::Request::get("/x").body(()).unwrap();
    let mut body = client(&server).send(request).await.unwrap().into_body();
    while body.chunk().await.unwrap().is_some() {}
    let trailers = body.trailers().unwrap();
    assert_eq!(trailers["x-druid-response-complete"], "true");
    server.finish().await;
}

#[tokio::test]
async fn a_bomb_ends_at_the_limit() {
    let server = ScriptedServer::start().await;
    // 64 MiB of nothing are 64 KiB on the wire.
    server.step("GET", "/x", zipped(&vec![b' '; 64 << 20]));
    let limits = Limits::default().with_decoded_bytes(1 << 20);
    let error = failure(once(&server.url()).with_limits(limits), "/x").await;
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert!(error.to_string().contains("limit.decoded_bytes"), "{error}");
    server.finish().await;
}

#[tokio::test]
async fn broken_data_is_no_cut() {
    let server = ScriptedServer::start().await;
    let mut flipped = gzip(b"[1,2,3]");
    let checksum = flipped.len() - 6;
    flipped[checksum] ^= 1;
    let answer = |body: Vec<u8>| Answer::json(body).header("Content-Encoding", "gzip");
    server.step("GET", "/x", answer(flipped));
    server.step("GET", "/x", answer(b"[1,2,3]".to_vec()));
    for _ in 0..2 {
        let error = failure(once(&server.url()), "/x").await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
    }
    server.finish().await;
}

#[tokio::test]
async fn a_compressed_refusal_is_read() {
    let server = ScriptedServer::start().await;
    let refusal = zipped(br#"{"error":"no such lookup"}"#);
    server.step("GET", "/x", refusal.clone().status(404));
    server.step("GET", "/x", refusal.status(404).cut_body(20, Cut::Close));
    let whole = failure(once(&server.url()), "/x").await;
    assert_eq!(whole.server().unwrap().message(), Some("no such lookup"));
    let cut = failure(once(&server.url()), "/x").await;
    assert_eq!(cut.kind(), ErrorKind::NotFound);
    assert!(cut.server().unwrap().is_cut());
    server.finish().await;
}

#[tokio::test]
async fn several_members_are_one_body() {
    let server = ScriptedServer::start().await;
    let members = [gzip(b"[1,"), gzip(b""), gzip(b"2]")].concat();
    for size in [1, 5, 1000] {
        let answer = Answer::json(members.clone()).header("Content-Encoding", "gzip");
        server.step("GET", "/x", answer.chunk_size(size));
        let got: Value = client(&server).get_json("/x").await.unwrap();
        assert_eq!(got, json!([1, 2]));
    }
    server.finish().await;
}

#[cfg(feature = "zstd")]
#[tokio::test]
async fn zstd_is_asked_for_first_and_decoded() {
    let server = ScriptedServer::start().await;
    let packed = zstd::encode_all(&b"[1,2]"[..], 3).unwrap();
    let length = packed.len();
    let answer = Answer::json(packed).header("Content-Encoding", "zstd");
    server
        .step("GET", "/x", answer.clone())
        .header("accept-encoding", "zstd, gzip");
    let got: Value = client(&server).get_json("/x").await.unwrap();
    assert_eq!(got, json!([1, 2]));
    server.route_with("GET", "/at/*", move |request| {
        let at = request.path().rsplit('/').next().unwrap().parse().unwrap();
        answer.clone().cut_body(at, Cut::EndNormally)
    });
    for at in 0..length {
        let error = failure(once(&server.url()), &format!("/at/{at}")).await;
        assert_eq!(error.kind(), ErrorKind::Truncated, "cut at {at}");
    }
    server.finish().await;
}
