use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use super::{Decode, broken};
use crate::Error;

pub(super) struct Gzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    began: bool,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            decoder: MultiGzDecoder::new(Vec::new()),
            began: false,
        }
    }

    fn taken(&mut self) -> Vec<u8> {
        std::mem::take(self.decoder.get_mut())
    }
}

impl Decode for Gzip {
    /// 1032 to 1 is the densest that deflate can be.
    fn step(&self) -> usize {
        4096
    }

    fn decode(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        self.began = true;
        // Flushing hands out what is decoded so far: a row must not wait for the next one.
        let written = self
            .decoder
            .write_all(input)
            .and_then(|()| self.decoder.flush());
        written.map_err(|error| broken("gzip", false, error))?;
        Ok(self.taken())
    }

    fn finish(&mut self) -> Result<Vec<u8>, Error> {
        if !self.began {
            return Ok(Vec::new());
        }
        self.decoder
            .try_finish()
            .map_err(|error| broken("gzip", error.kind() == io::ErrorKind::UnexpectedEof, error))?;
        Ok(self.taken())
    }
}
