//! Answers that stop at each byte, however they are framed, cut and compressed.

use std::collections::{BTreeMap, BTreeSet};

use druid_core::testing::{Answer, Cut, ScriptedServer};
use druid_core::{Error, ErrorKind};
use serde_json::Value;

use crate::compression::gzip;
use crate::support::{once, service};

const DOCUMENT: &str = r#"{"rows":[1,2,3],"more":["text",null,true,{"x":1.5}]}"#;

type Framing = fn(Answer) -> Answer;

const FRAMINGS: [(&str, Framing); 3] = [
    ("length", |answer| answer),
    ("chunked", |answer| answer.chunk_size(7)),
    ("close", Answer::close_delimited),
];

/// What came of a `GET` for each cut, from the first byte to the last.
async fn verdicts(answer: Answer, length: usize, cut: Cut) -> BTreeSet<String> {
    let server = ScriptedServer::start().await;
    server.route_with("GET", "/at/*", move |request| {
        let at = request.path().rsplit('/').next().unwrap().parse().unwrap();
        answer.clone().cut_body(at, cut)
    });
    let service = service(once(&server.url()));
    let mut kinds = BTreeSet::new();
    for at in 0..length {
        let got = service.get_json::<Value>(&format!("/at/{at}")).await;
        let kind = got.as_ref().map_err(Error::kind).err();
        assert!(kind.is_some(), "cut at {at} of {length}: {got:?}");
        kinds.insert(format!("{:?}", kind.unwrap()));
    }
    server.finish().await;
    kinds
}

#[tokio::test]
async fn no_cut_body_is_ever_taken_for_a_whole_one() {
    let packed = gzip(DOCUMENT.as_bytes());
    let plain = Answer::json(DOCUMENT);
    let zipped = Answer::json(packed.clone()).header("Content-Encoding", "gzip");
    let mut table = BTreeMap::new();
    for (framing, frame) in FRAMINGS {
        for cut in [Cut::Close, Cut::Reset, Cut::EndNormally] {
            let answers = [
                ("plain", plain.clone(), DOCUMENT.len()),
                ("gzip", zipped.clone(), packed.len()),
            ];
            for (encoding, answer, length) in answers {
                let kinds = verdicts(frame(answer), length, cut).await;
                table.insert((framing, format!("{cut:?}"), encoding), kinds);
            }
        }
    }
    assert_eq!(table.len(), 18);
    for (case, kinds) in table {
        let truncated = BTreeSet::from(["Truncated".to_owned()]);
        assert_eq!(kinds, truncated, "{case:?}");
    }
}

#[tokio::test]
async fn a_length_that_is_too_long_is_a_cut_body() {
    let server = ScriptedServer::start().await;
    let answer = Answer::json(DOCUMENT).content_length(1 + DOCUMENT.len() as u64);
    server.step("GET", "/x", answer);
    let error = crate::support::failure(once(&server.url()), "/x").await;
    assert_eq!(error.kind(), ErrorKind::Truncated);
    server.finish().await;
}

#[tokio::test]
async fn a_chunk_without_a_size_breaks_the_rules() {
    let server = ScriptedServer::start().await;
    let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\nzz\r\n,2]\r\n";
    server.step("GET", "/x", Answer::raw(answer));
    let error = crate::support::failure(once(&server.url()), "/x").await;
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    server.finish().await;
}

#[tokio::test]
async fn a_head_cut_at_each_byte_is_a_lost_connection() {
    for cut in [Cut::Close, Cut::Reset] {
        let server = ScriptedServer::start().await;
        server.route_with("GET", "/at/*", move |request| {
            let at = request.path().rsplit('/').next().unwrap().parse().unwrap();
            Answer::json("[1]").cut_response(at, cut)
        });
        let service = service(once(&server.url()));
        let mut seen = Vec::new();
        for at in 0.. {
            match service.get_json::<Value>(&format!("/at/{at}")).await {
                Ok(_) => break,
                Err(error) => seen.push(error.kind()),
            }
        }
        let head = seen.iter().filter(|kind| **kind == ErrorKind::Lost).count();
        assert!(head > 40, "{cut:?}: {seen:?}");
        assert!(seen[..head].iter().all(|kind| *kind == ErrorKind::Lost));
        assert_eq!(seen[head..], [ErrorKind::Truncated; 3], "{cut:?}");
        server.finish().await;
    }
}

#[tokio::test]
async fn an_error_whose_body_is_cut_is_still_that_error() {
    let server = ScriptedServer::start().await;
    let text = r#"{"error":"the reason"}"#;
    let refusal = Answer::json(text).status(400);
    server.step("GET", "/x", refusal.clone().cut_body(10, Cut::Close));
    server.step("GET", "/x", refusal);
    let cut = crate::support::failure(once(&server.url()), "/x").await;
    assert_eq!(cut.kind(), ErrorKind::InvalidInput);
    let said = cut.server().unwrap();
    assert!(said.is_cut());
    assert_eq!(said.message(), Some(&text[..10]));
    let whole = crate::support::failure(once(&server.url()), "/x").await;
    assert_eq!(whole.server().unwrap().message(), Some("the reason"));
    assert!(!whole.server().unwrap().is_cut());
    server.finish().await;
}

#[tokio::test]
async fn a_cut_stream_hands_out_its_rows_and_then_the_error() {
    let server = ScriptedServer::start().await;
    server.step(
        "GET",
        "/x",
        Answer::text("one\ntwo\nthree\n")
            .chunks_at(&[4, 8])
            .cut_body(8, Cut::Close),
    );
    let request = http::Request::get("/x").body(()).unwrap();
    let response = service(once(&server.url())).send(request).await.unwrap();
    let mut body = response.into_body();
    let mut text = Vec::new();
    let error = loop {
        match body.chunk().await {
            Ok(Some(piece)) => text.extend_from_slice(&piece),
            Ok(None) => panic!("the body seems whole"),
            Err(error) => break error,
        }
    };
    assert_eq!(text, b"one\ntwo\n");
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.request().unwrap().path(), "/x");
    assert!(body.chunk().await.unwrap().is_none(), "after it, an end");
    server.finish().await;
}
