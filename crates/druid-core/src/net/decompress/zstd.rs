use std::io;

use zstd::stream::raw::{Decoder, InBuffer, Operation, OutBuffer};

use super::{Decode, broken};
use crate::Error;

/// How much is decoded before the buffer is emptied: zstd's largest block.
const OUTPUT_STEP: usize = 128 << 10;

pub(super) struct Zstd {
    decoder: Decoder<'static>,
    /// What the decoder still waits for; 0 between frames.
    missing: usize,
}

impl Zstd {
    /// None if the decoder cannot be made, for want of memory.
    pub(super) fn new() -> Option<Self> {
        Some(Self {
            decoder: Decoder::new().ok()?,
            missing: 0,
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
            let left = self.decoder.run(&mut input, &mut output);
            self.missing = left.map_err(|error| broken("zstd", false, error))?;
            let full = output.pos() == output.capacity();
            all.extend_from_slice(output.as_slice());
            if input.pos() == input.src.len() && !full {
                return Ok(all);
            }
        }
    }

    fn finish(&mut self) -> Result<Vec<u8>, Error> {
        if self.missing == 0 {
            return Ok(Vec::new());
        }
        Err(broken("zstd", true, io::ErrorKind::UnexpectedEof.into()))
    }
}
