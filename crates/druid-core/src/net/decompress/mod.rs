//! Compressed bodies, decoded as they come, in bounded memory.

mod gzip;
#[cfg(feature = "zstd")]
mod zstd;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame};

use super::Body;
use crate::{Error, ErrorKind};

/// The encodings that are asked for, best first.
pub(crate) const ACCEPTED: &str = if cfg!(feature = "zstd") {
    "zstd, gzip"
} else {
    "gzip"
};

/// How many encodings one body may have, one upon the other.
const MOST_ENCODINGS: usize = 2;

/// The body of an answer with this `Content-Encoding`, decoded; the body itself if an encoding is
/// among them that was not asked for.
pub(crate) fn decoded(encodings: &str, body: Body, limit: u64) -> Result<Body, Body> {
    let mut decoders: Vec<Box<dyn Decode + Send>> = Vec::new();
    // Named in the order in which they were applied, so the last is undone first.
    for encoding in encodings.rsplit(',').map(str::trim) {
        match encoding {
            "" | "identity" => {}
            "gzip" | "x-gzip" => decoders.push(Box::new(gzip::Gzip::new())),
            #[cfg(feature = "zstd")]
            "zstd" => match zstd::Zstd::new() {
                Some(decoder) => decoders.push(Box::new(decoder)),
                None => return Err(body),
            },
            _ => return Err(body),
        }
        if decoders.len() > MOST_ENCODINGS {
            return Err(body);
        }
    }
    let decode = |body, decoder| {
        Body::wrap(Decoded {
            body,
            decoder,
            input: Bytes::new(),
            made: 0,
            limit,
            state: State::Data,
        })
    };
    Ok(decoders.into_iter().fold(body, decode))
}

/// A decoder of one encoding.
trait Decode {
    /// How much compressed data to decode at once, so that even the densest makes about 4 MiB.
    fn step(&self) -> usize;

    /// Decodes `input` whole.
    fn decode(&mut self, input: &[u8]) -> Result<Vec<u8>, Error>;

    /// Says that no more input comes.
    fn finish(&mut self) -> Result<Vec<u8>, Error>;
}

struct Decoded {
    body: Body,
    decoder: Box<dyn Decode + Send>,
    input: Bytes,
    made: u64,
    limit: u64,
    state: State,
}

enum State {
    Data,
    /// The data is over; what is left is its end and then, maybe, trailers.
    Finished(Option<Frame<Bytes>>),
    Over,
}

impl Decoded {
    fn checked(&mut self, output: Vec<u8>) -> Result<Option<Frame<Bytes>>, Error> {
        self.made += output.len() as u64;
        if self.made > self.limit {
            let message = format!(
                "the decoded body is over {} bytes (limit.decoded_bytes)",
                self.limit
            );
            return Err(Error::new(ErrorKind::BodyTooLarge).with_message(message));
        }
        Ok((!output.is_empty()).then(|| Frame::data(Bytes::from(output))))
    }

    fn step(&mut self) -> Result<Option<Frame<Bytes>>, Error> {
        let piece = self
            .input
            .split_to(self.input.len().min(self.decoder.step()));
        let output = self.decoder.decode(&piece)?;
        self.checked(output)
    }

    fn end(&mut self, trailers: Option<Frame<Bytes>>) -> Result<Option<Frame<Bytes>>, Error> {
        self.state = State::Finished(trailers);
        let output = self.decoder.finish()?;
        self.checked(output)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        loop {
            if let State::Finished(trailers) = &mut self.state {
                let trailers = trailers.take();
                self.state = State::Over;
                return Poll::Ready(trailers.map(Ok));
            }
            let made = if self.input.is_empty() {
                match Pin::new(&mut self.body).poll_frame(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(Err(error))) => Err(error),
                    Poll::Ready(None) => self.end(None),
                    Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                        Ok(data) => {
                            self.input = data;
                            continue;
                        }
                        Err(trailers) => self.end(Some(trailers)),
                    },
                }
            } else {
                self.step()
            };
            match made {
                Ok(None) => {}
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Err(error) => {
                    self.state = State::Over;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl HttpBody for Decoded {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = self.get_mut();
        if matches!(this.state, State::Over) {
            Poll::Ready(None)
        } else {
            this.poll(cx)
        }
    }
}

/// Compressed data that no decoder understands.
fn broken(encoding: &'static str) -> Error {
    Error::new(ErrorKind::Decode).with_message(format!("the {encoding} body is broken"))
}

/// Compressed data that stops in the middle.
fn cut(encoding: &'static str) -> Error {
    Error::new(ErrorKind::Truncated).with_message(format!("the {encoding} body ends too early"))
}

#[cfg(test)]
mod tests;
