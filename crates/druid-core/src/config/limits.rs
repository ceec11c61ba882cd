/// Bounds that keep one answer from taking all memory, and one client from taking all of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many requests are under way at most, from before the first attempt until the body of
    /// the answer ends or is dropped; a further one waits. None by default. Who holds a stream
    /// open while sending another request needs at least 2.
    pub in_flight: Option<usize>,
    /// Most bytes of an answer that is read whole into memory. A stream has no such limit.
    pub buffered_bytes: u64,
    /// Most bytes of one compressed answer once decoded, streams included.
    pub decoded_bytes: u64,
    /// Most redirects in a row.
    pub redirects: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: None,
            buffered_bytes: 256 << 20,
            decoded_bytes: 64 << 30,
            redirects: 5,
        }
    }
}

impl Limits {
    /// The same with a limit of requests under way, at least 1.
    #[must_use]
    pub fn with_in_flight(self, in_flight: usize) -> Self {
        Self {
            in_flight: Some(in_flight.max(1)),
            ..self
        }
    }

    /// The same with another limit of what is read whole.
    #[must_use]
    pub fn with_buffered_bytes(self, buffered_bytes: u64) -> Self {
        Self {
            buffered_bytes,
            ..self
        }
    }

    /// The same with another limit of what a compressed answer may become.
    #[must_use]
    pub fn with_decoded_bytes(self, decoded_bytes: u64) -> Self {
        Self {
            decoded_bytes,
            ..self
        }
    }

    /// The same with another limit of redirects.
    #[must_use]
    pub fn with_redirects(self, redirects: u32) -> Self {
        Self { redirects, ..self }
    }
}
