use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::*;
use crate::RequestContext;

/// Frames as they are sent by the test.
struct Channel(mpsc::UnboundedReceiver<Result<Frame<Bytes>, io::Error>>);

impl HttpBody for Channel {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(cx)
    }
}

type Sender = mpsc::UnboundedSender<Result<Frame<Bytes>, io::Error>>;

fn channel() -> (Sender, Body) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Body::wrap(Channel(receiver)))
}

fn data(text: &'static str) -> Result<Frame<Bytes>, io::Error> {
    Ok(Frame::data(text.into()))
}

/// A stream of pieces without a wait.
struct Pieces(VecDeque<Result<Bytes, io::Error>>);

impl Stream for Pieces {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

#[tokio::test]
async fn pieces_come_one_by_one_without_the_empty_ones() {
    let (sender, mut body) = channel();
    for text in ["one", "", "two"] {
        sender.send(data(text)).unwrap();
    }
    drop(sender);
    assert_eq!(body.chunk().await.unwrap().unwrap(), "one");
    assert_eq!(body.chunk().await.unwrap().unwrap(), "two");
    assert!(body.chunk().await.unwrap().is_none());
    assert!(body.chunk().await.unwrap().is_none(), "and stays over");
}

#[tokio::test]
async fn a_dropped_wait_loses_no_piece() {
    let (sender, mut body) = channel();
    {
        let mut waiting = std::pin::pin!(body.chunk());
        let pending = poll_now(waiting.as_mut()).await;
        assert!(pending.is_none());
    }
    sender.send(data("kept")).unwrap();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "kept");
}

/// What a future has now, if anything.
async fn poll_now<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[tokio::test]
async fn an_error_ends_the_body_and_carries_the_request() {
    let (sender, mut body) = channel();
    let request = http::Request::get("/x").body(()).unwrap();
    let context = RequestContext::of(&request);
    body.extras().set_context(std::sync::Arc::new(context));
    sender.send(data("one")).unwrap();
    sender
        .send(Err(io::ErrorKind::ConnectionReset.into()))
        .unwrap();
    sender.send(data("never")).unwrap();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "one");
    let error = body.chunk().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.request().unwrap().path(), "/x");
    assert!(body.chunk().await.unwrap().is_none());
    assert!(sender.is_closed(), "what is below is dropped at once");
}

#[tokio::test]
async fn what_failed_below_decides_the_kind() {
    let cases = [
        (io::ErrorKind::ConnectionReset, ErrorKind::Truncated),
        (io::ErrorKind::UnexpectedEof, ErrorKind::Truncated),
        (io::ErrorKind::InvalidInput, ErrorKind::Protocol),
    ];
    for (below, kind) in cases {
        let (sender, mut body) = channel();
        sender.send(Err(below.into())).unwrap();
        assert_eq!(body.chunk().await.unwrap_err().kind(), kind, "{below}");
    }
    let alert = rustls::Error::AlertReceived(rustls::AlertDescription::BadRecordMac);
    let (sender, mut body) = channel();
    let wrapped = io::Error::new(io::ErrorKind::InvalidData, alert);
    sender.send(Err(wrapped)).unwrap();
    assert_eq!(body.chunk().await.unwrap_err().kind(), ErrorKind::Tls);
}

#[tokio::test]
async fn trailers_are_there_once_the_body_is_over() {
    let (sender, mut body) = channel();
    let mut trailers = HeaderMap::new();
    trailers.insert("x-a", "1".parse().unwrap());
    sender.send(data("one")).unwrap();
    sender.send(Ok(Frame::trailers(trailers))).unwrap();
    drop(sender);
    body.chunk().await.unwrap();
    assert!(body.trailers().is_none());
    assert!(body.chunk().await.unwrap().is_none());
    assert_eq!(body.trailers().unwrap()["x-a"], "1");
}

/// Of the paused clock, which jumps there as soon as nobody has anything else to do.
async fn nine_seconds() {
    let never = std::future::pending::<()>();
    let _passed = tokio::time::timeout(Duration::from_secs(9), never).await;
}

#[tokio::test(start_paused = true)]
async fn the_idle_deadline_begins_anew_with_each_piece() {
    let (sender, mut body) = channel();
    body.extras().set_idle(Duration::from_secs(10));
    let start = Instant::now();
    for _ in 0..3 {
        let later = sender.clone();
        tokio::spawn(async move {
            nine_seconds().await;
            later.send(data("x")).unwrap();
        });
        assert_eq!(body.chunk().await.unwrap().unwrap(), "x");
    }
    assert_eq!(start.elapsed().as_secs(), 27);
    let error = body.chunk().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no more of the body came within timeout.idle"
    );
    assert_eq!(start.elapsed().as_secs(), 37);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_takes_its_time_is_no_idle_server() {
    let (sender, mut body) = channel();
    body.extras().set_idle(Duration::from_secs(10));
    sender.send(data("one")).unwrap();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "one");
    tokio::time::advance(Duration::from_secs(60)).await;
    let later = sender.clone();
    tokio::spawn(async move {
        nine_seconds().await;
        later.send(data("two")).unwrap();
    });
    assert_eq!(body.chunk().await.unwrap().unwrap(), "two");
}

#[tokio::test(start_paused = true)]
async fn the_total_deadline_holds_while_pieces_come() {
    let (sender, mut body) = channel();
    body.extras().set_idle(Duration::from_secs(3600));
    body.extras()
        .set_cutoff(Instant::now() + Duration::from_secs(5));
    sender.send(data("one")).unwrap();
    sender.send(data("two")).unwrap();
    assert!(body.chunk().await.is_ok());
    tokio::time::advance(Duration::from_secs(6)).await;
    let error = body.chunk().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the whole took longer than timeout.total"
    );
    let (_sender, mut silent) = channel();
    silent
        .extras()
        .set_cutoff(Instant::now() + Duration::from_secs(5));
    let error = silent.chunk().await.unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn what_is_held_is_let_go_at_the_end_at_an_error_and_with_the_body() {
    for end in ["end", "error", "drop"] {
        let (sender, mut body) = channel();
        let held = std::sync::Arc::new(());
        body.extras().hold(std::sync::Arc::clone(&held));
        match end {
            "end" => {
                drop(sender);
                assert!(body.chunk().await.unwrap().is_none());
            }
            "error" => {
                sender.send(Err(io::ErrorKind::BrokenPipe.into())).unwrap();
                body.chunk().await.unwrap_err();
            }
            _ => drop(body),
        }
        assert_eq!(std::sync::Arc::strong_count(&held), 1, "{end}");
    }
}

#[tokio::test]
async fn only_what_is_in_memory_can_be_had_twice() {
    let kept = Body::from("kept").try_clone().unwrap();
    assert_eq!(kept.bytes(10).await.unwrap(), "kept");
    assert!(Body::empty().try_clone().is_some());
    let pieces = Pieces([Ok("a".into())].into());
    assert!(Body::from_stream(pieces).try_clone().is_none());
}

#[tokio::test]
async fn a_streams_own_error_is_the_source() {
    let pieces = Pieces([Ok("a".into()), Err(io::Error::other("torn"))].into());
    let mut body = Body::from_stream(pieces);
    assert_eq!(body.chunk().await.unwrap().unwrap(), "a");
    let error = body.chunk().await.unwrap_err();
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "torn"
    );
}

#[test]
fn debug_shows_no_content() {
    let bodies = [Body::empty(), Body::from("hunter2"), channel().1];
    let shown = format!("{bodies:?}");
    assert_eq!(shown, "[Body(empty), Body(7 bytes), Body(stream)]");
}

#[test]
fn lengths_are_known_for_what_is_in_memory() {
    let length = |body: &Body| HttpBody::size_hint(body).exact();
    assert_eq!(length(&Body::from("abc")), Some(3));
    assert!(Body::from("").is_end_stream() && Body::empty().is_end_stream());
    assert_eq!(length(&channel().1), None);
}
