//! Cuts and stalls.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{GET, GET_CLOSE, connect, exchange, exchange_fin, expect_bytes, is_reset};
use crate::testing::{Answer, Cut, ScriptedServer, Stall};

const LENGTH: &str = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

fn abcdef() -> Answer {
    Answer::new(200).body("abcdef")
}

#[tokio::test]
async fn a_body_of_known_length_is_cut_at_each_byte() {
    for at in 0..=6_usize {
        for how in [Cut::Close, Cut::Reset] {
            let (text, end) = exchange(abcdef().cut_body(at as u64, how), GET).await;
            assert_eq!(text, format!("{LENGTH}{}", &"abcdef"[..at]));
            assert_eq!(is_reset(&end), how == Cut::Reset, "{at} {how:?}: {end:?}");
            assert_eq!(end.is_ok(), how == Cut::Close);
        }
        let text = exchange_fin(abcdef().cut_body(at as u64, Cut::EndNormally), GET_CLOSE).await;
        let body = &"abcdef"[..at];
        assert_eq!(
            text,
            format!("HTTP/1.1 200 OK\r\nContent-Length: {at}\r\n\r\n{body}")
        );
    }
}

#[tokio::test]
async fn a_chunked_body_is_cut_in_and_between_chunks() {
    let cut = [
        "",
        "2\r\na",
        "2\r\nab\r\n",
        "2\r\nab\r\n4\r\nc",
        "2\r\nab\r\n4\r\ncd",
        "2\r\nab\r\n4\r\ncde",
        "2\r\nab\r\n4\r\ncdef\r\n",
        "2\r\nab\r\n4\r\ncdef\r\n",
    ];
    let ended = [
        "",
        "1\r\na\r\n",
        "2\r\nab\r\n",
        "2\r\nab\r\n1\r\nc\r\n",
        "2\r\nab\r\n2\r\ncd\r\n",
        "2\r\nab\r\n3\r\ncde\r\n",
        "2\r\nab\r\n4\r\ncdef\r\n",
        "2\r\nab\r\n4\r\ncdef\r\n",
    ];
    let answer = abcdef().chunks_at(&[2]).undeclared_trailer("T", "1");
    for (at, (cut, ended)) in cut.iter().zip(ended).enumerate() {
        for how in [Cut::Close, Cut::Reset] {
            let (text, end) = exchange(answer.clone().cut_body(at as u64, how), GET).await;
            assert_eq!(text, format!("{CHUNKED}{cut}"), "{at}");
            assert_eq!(is_reset(&end), how == Cut::Reset, "{at} {how:?}: {end:?}");
        }
        let answer = answer.clone().cut_body(at as u64, Cut::EndNormally);
        assert_eq!(
            exchange_fin(answer, GET_CLOSE).await,
            format!("{CHUNKED}{ended}0\r\nT: 1\r\n\r\n")
        );
    }
}

#[tokio::test]
async fn a_close_delimited_body_is_cut() {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    for how in [Cut::Close, Cut::EndNormally, Cut::Reset] {
        let (text, end) = exchange(abcdef().close_delimited().cut_body(4, how), GET).await;
        assert_eq!(text, format!("{head}abcd"));
        assert_eq!(is_reset(&end), how == Cut::Reset);
    }
}

#[tokio::test]
async fn a_response_is_cut_at_each_of_its_bytes() {
    let whole = format!("{CHUNKED}3\r\nabc\r\n0\r\n\r\n");
    for at in 0..=whole.len() + 1 {
        let answer = Answer::new(200).body("abc").chunked();
        let text = exchange_fin(answer.cut_response(at as u64, Cut::Close), GET).await;
        assert_eq!(text, whole[..at.min(whole.len())]);
    }
    let answer = Answer::new(200).cut_response(7, Cut::Reset);
    let (text, end) = exchange(answer, GET).await;
    assert_eq!(text, "HTTP/1.");
    assert!(is_reset(&end));
}

#[tokio::test]
async fn a_hang_up_answers_nothing() {
    let (text, end) = exchange(Answer::hang_up(Cut::Close), GET).await;
    assert_eq!((text.as_str(), end.is_ok()), ("", true));
    let (text, end) = exchange(Answer::hang_up(Cut::Reset), GET).await;
    assert_eq!((text.as_str(), is_reset(&end)), ("", true));
}

#[tokio::test]
#[should_panic(expected = "cut its body")]
async fn a_response_does_not_end_normally_before_its_end() {
    let _ = Answer::new(200).cut_response(3, Cut::EndNormally);
}

#[tokio::test]
async fn a_reset_after_many_bytes_delivers_them_to_a_reader() {
    let body = "x".repeat(60_000);
    let (text, end) = exchange(
        Answer::new(200).body(body).cut_body(50_000, Cut::Reset),
        GET,
    )
    .await;
    assert_eq!(text.matches('x').count(), 50_000);
    assert!(is_reset(&end));
}

#[tokio::test]
async fn a_stall_stands_until_released() {
    let server = ScriptedServer::start().await;
    let stall = Stall::new();
    server.step(
        "GET",
        "/",
        abcdef()
            .chunks_at(&[2])
            .stall_body(2, &stall)
            .stall_body(3, &stall),
    );
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    stall.reached().await;
    expect_bytes(&mut client, &format!("{CHUNKED}2\r\nab\r\n")).await;
    let nothing = client.try_read(&mut [0; 8]).unwrap_err();
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
    stall.release();
    expect_bytes(&mut client, "4\r\ncdef\r\n0\r\n\r\n").await;
    assert_eq!(stall.reached_times(), 2);
    server.finish().await;
}

#[tokio::test]
async fn a_stall_ends_with_its_client() {
    let server = ScriptedServer::start().await;
    let stall = Stall::new();
    server.step("GET", "/", abcdef().stall_body(1, &stall));
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    stall.reached().await;
    assert_eq!(server.connections().open, 1);
    drop(client);
    server.wait_until_closed(0).await;
    server.finish().await;
}

#[tokio::test]
async fn a_stalled_head_keeps_what_the_client_sends_meanwhile() {
    let server = ScriptedServer::start().await;
    let stall = Stall::new();
    server.step("GET", "/", abcdef().stall_head(&stall));
    server.step("GET", "/", Answer::new(204));
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    stall.reached().await;
    let nothing = client.try_read(&mut [0; 8]).unwrap_err();
    assert_eq!(nothing.kind(), std::io::ErrorKind::WouldBlock);
    client.write_all(GET).await.unwrap();
    stall.release();
    expect_bytes(
        &mut client,
        &format!("{LENGTH}abcdefHTTP/1.1 204 No Content\r\n\r\n"),
    )
    .await;
    server.finish().await;
}

#[tokio::test]
async fn a_stall_comes_before_the_cut_at_its_place() {
    let server = ScriptedServer::start().await;
    let stall = Stall::new();
    server.step(
        "GET",
        "/",
        abcdef().cut_body(3, Cut::Reset).stall_body(3, &stall),
    );
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    expect_bytes(&mut client, &format!("{LENGTH}abc")).await;
    stall.reached().await;
    stall.release();
    let end = client.read(&mut [0; 8]).await.map(drop);
    assert!(is_reset(&end));
    server.finish().await;
}

#[tokio::test]
async fn dropping_the_server_ends_a_stall() {
    let server = ScriptedServer::start().await;
    let stall = Stall::new();
    server.step("GET", "/", abcdef().stall_body(3, &stall));
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    stall.reached().await;
    drop(server);
    let (text, _) = super::read_all(&mut client).await;
    assert_eq!(text, format!("{LENGTH}abc"));
}
