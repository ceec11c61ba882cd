//! Bodies that are never in memory as a whole.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{GET, GET_CLOSE, connect, exchange_fin};
use crate::testing::{Answer, Cut, ScriptedServer};

fn ab_cde() -> Answer {
    Answer::new(200).generated(|| ["ab", "", "cde"].map(Bytes::from).into_iter())
}

#[tokio::test]
async fn a_generated_body_is_chunked_by_its_pieces() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let text = exchange_fin(ab_cde(), GET_CLOSE).await;
    assert_eq!(text, format!("{chunked}2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"));
    let text = exchange_fin(ab_cde().chunk_size(2), GET_CLOSE).await;
    assert_eq!(
        text,
        format!("{chunked}2\r\nab\r\n2\r\ncd\r\n1\r\ne\r\n0\r\n\r\n")
    );
    let text = exchange_fin(ab_cde().cut_body(3, Cut::EndNormally), GET_CLOSE).await;
    assert_eq!(text, format!("{chunked}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"));
}

#[tokio::test]
async fn a_generated_body_takes_other_framings() {
    let text = exchange_fin(ab_cde().content_length(5), GET_CLOSE).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde");
    let text = exchange_fin(ab_cde().close_delimited(), GET).await;
    assert_eq!(text, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde");
}

#[tokio::test]
async fn an_endless_body_goes_no_faster_than_its_reader_and_ends_with_it() {
    const PIECE: usize = 64 << 10;
    let made = Arc::new(AtomicUsize::new(0));
    let server = ScriptedServer::start().await;
    let counter = made.clone();
    let piece = Bytes::from(vec![b'x'; PIECE]);
    let endless = Answer::new(200).close_delimited().generated(move || {
        let (counter, piece) = (counter.clone(), piece.clone());
        iter::repeat_with(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            piece.clone()
        })
    });
    server.step("GET", "/", endless);
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    let mut read = 0;
    let mut space = vec![0; PIECE];
    while read < 64 << 20 {
        read += client.read(&mut space).await.unwrap();
    }
    // What was made and not read lies in the kernels' buffers, of a few MiB at most.
    let ahead = (made.load(Ordering::Relaxed) * PIECE).saturating_sub(read);
    assert!(ahead < 16 << 20, "{ahead} bytes ahead of the reader");
    drop(client);
    server.wait_until_closed(0).await;
    server.finish().await;
}

#[tokio::test]
async fn endless_repeats_its_piece() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/", Answer::new(200).endless("ab"));
    let mut client = connect(&server).await;
    client.write_all(GET).await.unwrap();
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    super::expect_bytes(
        &mut client,
        &(head.to_owned() + &"2\r\nab\r\n".repeat(100_000)),
    )
    .await;
    drop(client);
    server.wait_until_closed(0).await;
    server.finish().await;
}
