use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Decode, broken};
use crate::Error;

/// How much is decoded before the buffer is emptied: zstd's largest block.
const OUTPUT_STEP: usize = 128 << 10;

/// The largest window that a server may ask for, 8 MiB: RFC 9659.
const WINDOW_LOG: u32 = 23;

pub(super) struct Zstd {
    decoder: Decoder<'static>,
    /// Whether a frame has begun and not ended.
    within: bool,
}

impl Zstd {
    /// None if the decoder cannot be made, for want of memory.
    pub(super) fn new() -> Option<Self> {
        let mut decoder = Decoder::new().ok()?;
        decoder
            .set_parameter(DParameter::WindowLogMax(WINDOW_LOG))
            .ok()?;
        Some(Self {
            decoder,
            within: false,
        })
    }
}

impl Decode for Zstd {
    /// A block of 4 bytes can stand for 128 KiB of one repeated byte.
    fn step(&self) -> usize {
        128
    }

    fn decode(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        let mut input = InBuffer::around(input);
        let mut buffer = vec![0; OUTPUT_STEP];
        loop {
            let mut output = OutBuffer::around(&mut buffer[..]);
            let missing = self
                .decoder
                .run(&mut input, &mut output)
                .map_err(|error| broken("zstd").with_source(error))?;
            self.within = missing > 0;
            let full = output.pos() == output.capacity();
            all.extend_from_slice(output.as_slice());
            // After the end of a frame, a call without input would begin another one.
            let more = full && self.within;
            if input.pos() == input.src.len() && !more {
                return Ok(all);
            }
        }
    }

    fn finish(&mut self) -> Result<Vec<u8>, Error> {
        if self.within {
            Err(super::cut("zstd"))
        } else {
            Ok(Vec::new())
        }
    }
}
