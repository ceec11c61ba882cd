//! What the server sends back.

use std::fmt;
use std::iter;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::body::{Chunks, Framing, Pieces, Source};
use super::fault::{Cut, Stall};

/// One answer, given byte by byte: head, body, framing and what goes wrong with them.
///
/// Without further words it has no headers but those given and a right `Content-Length`. The
/// answer to a `HEAD` request, and one of status 204 or 304, is sent without its body. Offsets in
/// a body count the body's bytes without framing, and one beyond the end means the end: after the
/// last byte, before the final chunk.
#[derive(Clone)]
#[must_use = "an answer does nothing until a step or route gets it"]
pub struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) source: Source,
    pub(super) framing: Framing,
    pub(super) trailers: Vec<(String, String)>,
    pub(super) declared_trailers: Vec<String>,
    pub(super) close: bool,
    pub(super) raw: bool,
    pub(super) cut_body: Option<(u64, Cut)>,
    pub(super) cut_response: Option<(u64, Cut)>,
    pub(super) stalls: Vec<(u64, Stall)>,
    pub(super) stall_head: Option<Stall>,
    pub(super) drip: Option<(usize, Duration)>,
}

impl Answer {
    /// An answer of this status with an empty body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            source: Source::Fixed(Bytes::new()),
            framing: Framing::Automatic,
            trailers: Vec::new(),
            declared_trailers: Vec::new(),
            close: false,
            raw: false,
            cut_body: None,
            cut_response: None,
            stalls: Vec::new(),
            stall_head: None,
            drip: None,
        }
    }

    /// A 200 with this body, said to be `application/json`.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self::new(200)
            .header("Content-Type", "application/json")
            .body(body)
    }

    /// A 200 with this body, said to be `text/plain`.
    pub fn text(body: impl Into<Bytes>) -> Self {
        Self::new(200)
            .header("Content-Type", "text/plain")
            .body(body)
    }

    /// No byte of an answer: the request is read whole, then the connection ends.
    ///
    /// # Panics
    /// For [`Cut::EndNormally`].
    pub fn hang_up(how: Cut) -> Self {
        Self::new(200).cut_response(0, how)
    }

    /// These bytes where an HTTP answer is due, then a FIN. Faults still apply, all bytes being
    /// body.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self {
            raw: true,
            ..Self::new(200).body(bytes)
        }
    }

    /// Sets the status.
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Adds a header, written as given. One named `Content-Length`, `Transfer-Encoding`,
    /// `Connection` or `Trailer` replaces what the server would have written of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body. What is compressed comes here compressed, with its header.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        Self {
            source: Source::Fixed(body.into()),
            ..self
        }
    }

    /// Makes up the body while it is sent, holding one piece at a time; `make` runs for each
    /// request anew. Chunked, a piece a chunk, unless a framing is set.
    pub fn generated<I>(self, make: impl Fn() -> I + Send + Sync + 'static) -> Self
    where
        I: Iterator<Item = Bytes> + Send + 'static,
    {
        let make = move || -> Pieces { Box::new(make()) };
        Self {
            source: Source::Generated(Arc::new(make)),
            ..self
        }
    }

    /// Repeats a piece until the client leaves, as fast as the client reads.
    ///
    /// # Panics
    /// When the piece is empty.
    pub fn endless(self, piece: impl Into<Bytes>) -> Self {
        let piece = piece.into();
        assert!(!piece.is_empty(), "an endless body is made of bytes");
        self.generated(move || iter::repeat(piece.clone()))
    }

    /// Announces this length, whatever the body holds. Where it differs from what was sent, the
    /// connection is closed (FIN) after the body.
    pub fn content_length(self, length: u64) -> Self {
        Self {
            framing: Framing::ContentLength(length),
            ..self
        }
    }

    /// Sends a fixed body as one chunk, a generated one as a chunk a piece.
    pub fn chunked(self) -> Self {
        Self {
            framing: Framing::Chunked(Chunks::Pieces),
            ..self
        }
    }

    /// Sends chunks that end at these offsets, and one more with the rest. For a fixed body.
    pub fn chunks_at(self, ends: &[usize]) -> Self {
        Self {
            framing: Framing::Chunked(Chunks::At(ends.to_vec())),
            ..self
        }
    }

    /// Sends chunks of this many bytes; the last of a piece may be shorter.
    ///
    /// # Panics
    /// When it is 0.
    pub fn chunk_size(self, size: usize) -> Self {
        assert!(size > 0, "a chunk of no bytes would end the body");
        Self {
            framing: Framing::Chunked(Chunks::Every(size)),
            ..self
        }
    }

    /// Sends the body bare: it ends where the connection does. Adds `Connection: close`.
    pub fn close_delimited(self) -> Self {
        Self {
            framing: Framing::CloseDelimited,
            ..self
        }
    }

    /// Sends a trailer and declares it in the header `Trailer`; implies chunks unless a framing
    /// is set. Trailers follow chunked bodies only.
    pub fn trailer(mut self, name: &str, value: &str) -> Self {
        self.declared_trailers.push(name.to_owned());
        self.undeclared_trailer(name, value)
    }

    /// Sends a trailer that no header announces; see [`trailer`](Self::trailer).
    pub fn undeclared_trailer(mut self, name: &str, value: &str) -> Self {
        self.trailers.push((name.to_owned(), value.to_owned()));
        if let Framing::Automatic = self.framing {
            self.chunked()
        } else {
            self
        }
    }

    /// Closes the connection after the answer, and says so in `Connection: close`.
    pub fn close_after(self) -> Self {
        Self {
            close: true,
            ..self
        }
    }

    /// Cuts the answer after so many bytes of body. In the midst of a chunk, the chunk's size line
    /// has announced it whole; at a chunk's end, its closing line break is sent.
    pub fn cut_body(self, at: u64, how: Cut) -> Self {
        Self {
            cut_body: Some((at, how)),
            ..self
        }
    }

    /// Cuts the answer after so many bytes of anything: head, chunk sizes, body.
    ///
    /// # Panics
    /// For [`Cut::EndNormally`]: only a body can end normally before its end.
    pub fn cut_response(self, at: u64, how: Cut) -> Self {
        assert_ne!(
            how,
            Cut::EndNormally,
            "a cut response does not end normally; cut its body"
        );
        Self {
            cut_response: Some((at, how)),
            ..self
        }
    }

    /// Stalls after so many bytes of body; where a cut has the same offset, the stall comes first.
    /// Several are allowed.
    pub fn stall_body(mut self, at: u64, stall: &Stall) -> Self {
        self.stalls.push((at, stall.clone()));
        self
    }

    /// Stalls before the first byte of the head.
    pub fn stall_head(self, stall: &Stall) -> Self {
        Self {
            stall_head: Some(stall.clone()),
            ..self
        }
    }

    /// Sends the body in writes of so many bytes with a pause after each, so that there is always
    /// some progress and never an end soon. A pause of zero only lets other tasks run.
    ///
    /// # Panics
    /// When `bytes` is 0.
    pub fn drip(self, bytes: usize, every: Duration) -> Self {
        assert!(bytes > 0, "a drip of no bytes never ends");
        Self {
            drip: Some((bytes, every)),
            ..self
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("framing", &self.framing)
            .field("cut_body", &self.cut_body)
            .field("cut_response", &self.cut_response)
            .finish_non_exhaustive()
    }
}
