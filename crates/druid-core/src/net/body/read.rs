//! Reading a body, and making one of something else.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::HeaderMap;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::Body;
use crate::error::BoxError;
use crate::{Error, ErrorKind, Result};

impl Body {
    /// The next piece, as it came from the connection; none once the body is whole.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`] if the connection ends before the body does,
    /// [`ErrorKind::Timeout`] if a deadline passes, [`ErrorKind::Decode`] and
    /// [`ErrorKind::BodyTooLarge`] for broken or endless compressed data. After an error the body
    /// is over.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|cx| self.poll_chunk(cx)).await.transpose()
    }

    pub(super) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        loop {
            let frame = match Pin::new(&mut *self).poll_frame(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(frame))) => frame,
            };
            match frame.into_data() {
                Ok(data) if data.is_empty() => {}
                Ok(data) => return Poll::Ready(Some(Ok(data))),
                Err(frame) => {
                    if let Ok(trailers) = frame.into_trailers() {
                        self.extras().trailers = Some(trailers);
                    }
                }
            }
        }
    }

    /// The trailers, once [`chunk`](Self::chunk) has returned none; a Broker since 32.0 says there
    /// whether a query's answer is complete.
    #[must_use]
    pub fn trailers(&self) -> Option<&HeaderMap> {
        self.extras.as_ref()?.trailers.as_ref()
    }

    /// All that is left of the body, if it is at most `limit` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::BodyTooLarge`] if it is more, else as [`chunk`](Self::chunk).
    pub async fn bytes(mut self, limit: u64) -> Result<Bytes> {
        self.read_whole(limit).await
    }

    pub(crate) async fn read_whole(&mut self, limit: u64) -> Result<Bytes> {
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let mut seen = first.len() as u64;
        self.check_size(seen, limit)?;
        let Some(second) = self.chunk().await? else {
            return Ok(first);
        };
        let mut all = BytesMut::with_capacity(first.len() + second.len());
        all.extend_from_slice(&first);
        let mut next = Some(second);
        while let Some(piece) = next {
            seen += piece.len() as u64;
            self.check_size(seen, limit)?;
            all.extend_from_slice(&piece);
            next = self.chunk().await?;
        }
        Ok(all.freeze())
    }

    fn check_size(&mut self, seen: u64, limit: u64) -> Result<()> {
        if seen <= limit {
            return Ok(());
        }
        Err(
            self.fail(Error::new(ErrorKind::BodyTooLarge).with_message(format!(
                "the answer is over {limit} bytes (limit.buffered_bytes)"
            ))),
        )
    }
}

/// A body whose errors are boxed.
pub(super) struct WithBoxError<B>(pub(super) Pin<Box<B>>);

impl<B> HttpBody for WithBoxError<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0
            .as_mut()
            .poll_frame(cx)
            .map(|frame| frame.map(|read| read.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A stream of pieces as a body.
pub(super) struct Streamed<S>(pub(super) Pin<Box<S>>);

impl<S, E> HttpBody for Streamed<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let next = self.0.as_mut().poll_next(cx);
        next.map(|item| item.map(|read| read.map(Frame::data).map_err(Into::into)))
    }
}
