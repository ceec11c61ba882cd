//! Heads, framings and trailers.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use super::{GET, GET_CLOSE, connect, exchange_fin, expect_bytes};
use crate::testing::{Answer, ScriptedServer};

#[tokio::test]
async fn a_fixed_body_has_its_length() {
    let text = exchange_fin(Answer::json("[1]"), GET_CLOSE).await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n";
    assert_eq!(text, format!("{head}[1]"));
}

#[tokio::test]
async fn own_headers_replace_those_of_the_server() {
    let answer = Answer::new(404)
        .header("content-length", "00")
        .header("X-Twice", "a")
        .header("X-Twice", "b");
    let text = exchange_fin(answer, GET_CLOSE).await;
    assert_eq!(
        text,
        "HTTP/1.1 404 Not Found\r\ncontent-length: 00\r\nX-Twice: a\r\nX-Twice: b\r\n\r\n"
    );
}

#[tokio::test]
async fn too_great_a_length_is_announced_and_the_connection_closed() {
    let text = exchange_fin(Answer::new(200).body("abc").content_length(5), GET).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
}

#[tokio::test]
async fn too_small_a_length_is_announced_and_the_body_sent_whole() {
    let text = exchange_fin(Answer::new(200).body("abc").content_length(1), GET).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc");
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

#[tokio::test]
async fn chunks_end_where_told() {
    let body = "abcdefghijklmnopqrstuvwxyz";
    let answer = Answer::new(200).body(body);
    let text = exchange_fin(answer.clone().chunked(), GET_CLOSE).await;
    assert_eq!(text, format!("{CHUNKED}1a\r\n{body}\r\n0\r\n\r\n"));
    // Equal, descending and too great offsets make no empty chunk.
    let text = exchange_fin(answer.clone().chunks_at(&[0, 2, 2, 1, 5, 99]), GET_CLOSE).await;
    let rest = "15\r\nfghijklmnopqrstuvwxyz";
    assert_eq!(
        text,
        format!("{CHUNKED}2\r\nab\r\n3\r\ncde\r\n{rest}\r\n0\r\n\r\n")
    );
    let text = exchange_fin(answer.chunk_size(20), GET_CLOSE).await;
    assert_eq!(
        text,
        format!("{CHUNKED}14\r\n{}\r\n6\r\nuvwxyz\r\n0\r\n\r\n", &body[..20])
    );
}

#[tokio::test]
async fn an_empty_chunked_body_is_a_final_chunk() {
    assert_eq!(
        exchange_fin(Answer::new(200).chunked(), GET_CLOSE).await,
        format!("{CHUNKED}0\r\n\r\n")
    );
}

#[tokio::test]
async fn trailers_follow_the_final_chunk_declared_or_not() {
    let answer = Answer::new(200)
        .body("x")
        .trailer("X-Druid-Response-Complete", "true")
        .undeclared_trailer("X-Error-Message", "none");
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Druid-Response-Complete\r\n\r\n";
    let trailers = "X-Druid-Response-Complete: true\r\nX-Error-Message: none\r\n";
    assert_eq!(
        exchange_fin(answer, GET_CLOSE).await,
        format!("{head}1\r\nx\r\n0\r\n{trailers}\r\n")
    );
}

#[tokio::test]
async fn a_close_delimited_body_ends_with_its_connection() {
    let text = exchange_fin(Answer::new(200).body("abc").close_delimited(), GET).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
}

#[tokio::test]
async fn close_after_says_so_and_closes() {
    let text = exchange_fin(Answer::new(200).body("a").close_after(), GET).await;
    assert_eq!(
        text,
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na"
    );
}

#[tokio::test]
async fn head_204_and_304_are_answered_without_body() {
    let head = b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n";
    let text = exchange_fin(Answer::new(200).body("abc"), head).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    let text = exchange_fin(Answer::new(204).chunked(), head).await;
    assert_eq!(
        text,
        "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    assert_eq!(
        exchange_fin(Answer::new(204), GET_CLOSE).await,
        "HTTP/1.1 204 No Content\r\n\r\n"
    );
    let text = exchange_fin(Answer::new(304).body("abc"), GET_CLOSE).await;
    assert_eq!(
        text,
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n"
    );
}

#[tokio::test]
async fn raw_bytes_take_the_place_of_http() {
    assert_eq!(
        exchange_fin(Answer::raw("\0not HTTP"), GET).await,
        "\0not HTTP"
    );
}

#[tokio::test]
async fn a_drip_sends_all_of_it() {
    let answer = Answer::new(200).body("abcdefg").drip(2, Duration::ZERO);
    let text = exchange_fin(answer, GET_CLOSE).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabcdefg");
    let answer = Answer::new(200)
        .body("abc")
        .chunked()
        .drip(2, Duration::from_millis(1));
    assert_eq!(
        exchange_fin(answer, GET_CLOSE).await,
        format!("{CHUNKED}3\r\nabc\r\n0\r\n\r\n")
    );
}

#[tokio::test]
async fn a_connection_is_kept_for_further_requests() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/", Answer::new(200).body("one"));
    server.step("GET", "/", Answer::new(200).body("two").chunked());
    server.step("GET", "/", Answer::new(204));
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    expect_bytes(
        &mut client,
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
    )
    .await;
    // The two that follow come in one segment.
    client.write_all(&[GET, GET].concat()).await.unwrap();
    expect_bytes(&mut client, &format!("{CHUNKED}3\r\ntwo\r\n0\r\n\r\n")).await;
    expect_bytes(&mut client, "HTTP/1.1 204 No Content\r\n\r\n").await;
    assert!(
        server
            .received()
            .iter()
            .all(|received| received.connection == 0)
    );
    assert_eq!(server.connections().accepted, 1);
    server.finish().await;
}
