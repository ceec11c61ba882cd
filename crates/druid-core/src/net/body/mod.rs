//! A body that streams, either way.

mod clock;
mod extras;
mod read;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};

pub(crate) use self::clock::Cutoff;
use self::extras::Extras;
use super::failure;
use crate::error::BoxError;
use crate::{Error, ErrorKind};

/// The body of a request or a response.
///
/// As a request's it is empty, held in memory, or a stream. As a response's it comes piece by piece
/// ([`chunk`](Self::chunk)), keeps the trailers that follow ([`trailers`](Self::trailers)), and ends
/// in a typed error if a deadline passes or the connection is lost before its end.
///
/// # Cancel safety
/// [`chunk`](Self::chunk) may be dropped and called again: no piece is lost. Dropping the body
/// closes the connection unless it was read to its end; the server may go on working, for Druid
/// does not notice.
pub struct Body {
    data: Data,
    extras: Option<Box<Extras>>,
}

enum Data {
    Ended,
    Full(Bytes),
    Incoming(Incoming),
    Boxed(Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>),
}

impl Body {
    /// A body with nothing in it.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            data: Data::Ended,
            extras: None,
        }
    }

    /// Any other HTTP body. It cannot be sent twice, so neither retry nor redirect is possible for
    /// a request that has it.
    #[must_use]
    pub fn wrap<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self {
            data: Data::Boxed(Box::pin(read::WithBoxError(Box::pin(body)))),
            extras: None,
        }
    }

    /// A stream of pieces. It cannot be sent twice, as for [`wrap`](Self::wrap).
    #[must_use]
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self {
            data: Data::Boxed(Box::pin(read::Streamed(Box::pin(stream)))),
            extras: None,
        }
    }

    /// The same body once more, if it is held in memory.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        match &self.data {
            Data::Ended => Some(Self::empty()),
            Data::Full(bytes) => Some(bytes.clone().into()),
            Data::Incoming(_) | Data::Boxed(_) => None,
        }
    }

    pub(crate) fn incoming(body: Incoming) -> Self {
        Self {
            data: Data::Incoming(body),
            extras: None,
        }
    }

    pub(crate) fn extras(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }

    /// Whether it is known, without reading, that nothing more comes.
    fn is_over(&self) -> bool {
        match &self.data {
            Data::Ended => true,
            Data::Full(bytes) => bytes.is_empty(),
            Data::Incoming(body) => body.is_end_stream(),
            Data::Boxed(body) => body.is_end_stream(),
        }
    }

    fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut self.data {
            Data::Ended => Poll::Ready(None),
            Data::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                self.data = Data::Ended;
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            Data::Incoming(body) => Pin::new(body).poll_frame(cx).map(|frame| {
                frame.map(|read| read.map_err(|error| failure::of_body(error.into())))
            }),
            Data::Boxed(body) => body
                .as_mut()
                .poll_frame(cx)
                .map(|frame| frame.map(|read| read.map_err(failure::of_body))),
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        self.data = Data::Ended;
        match &mut self.extras {
            Some(extras) => {
                extras.release();
                extras.explain(error)
            }
            None => error,
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = self.get_mut();
        let polled = this.poll_data(cx);
        let Some(extras) = &mut this.extras else {
            return polled;
        };
        match polled {
            Poll::Ready(Some(Ok(frame))) => match extras.saw(&frame) {
                Ok(()) => Poll::Ready(Some(Ok(frame))),
                Err(error) => Poll::Ready(Some(Err(this.fail(error)))),
            },
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(this.fail(error)))),
            Poll::Ready(None) => {
                this.data = Data::Ended;
                extras.release();
                Poll::Ready(None)
            }
            Poll::Pending => match extras.poll_clock(cx) {
                Poll::Ready(error) => Poll::Ready(Some(Err(this.fail(error)))),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_over()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.data {
            Data::Ended => SizeHint::with_exact(0),
            Data::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Data::Incoming(body) => body.size_hint(),
            Data::Boxed(body) => body.size_hint(),
        }
    }
}

/// The pieces, trailers left out (they stay with [`Body::trailers`]).
impl Stream for Body {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(cx)
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            data: Data::Full(bytes),
            extras: None,
        }
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::empty()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.data {
            Data::Ended => f.write_str("Body(empty)"),
            Data::Full(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Data::Incoming(_) | Data::Boxed(_) => f.write_str("Body(stream)"),
        }
    }
}

/// What an error of a body says once its deadline passed.
pub(crate) fn timed_out(what: &'static str) -> Error {
    Error::new(ErrorKind::Timeout).with_message(what)
}

#[cfg(test)]
mod tests;
