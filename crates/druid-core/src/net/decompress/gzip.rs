use std::io::Write;

use flate2::write::GzDecoder;

use super::{Decode, broken};
use crate::Error;

/// Members one after the other, as RFC 1952 allows: servers flush by beginning another.
pub(super) struct Gzip {
    member: Option<GzDecoder<Vec<u8>>>,
    /// How many bytes of the current member's [`MAGIC`] came.
    begun: usize,
    made: Vec<u8>,
}

/// With what each member begins. The decoder looks at it only once the whole header is there; what
/// is too short for that would pass for a cut one.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            member: None,
            begun: 0,
            made: Vec::new(),
        }
    }

    fn check_magic(&mut self, input: &[u8]) -> Result<(), Error> {
        for (expected, byte) in MAGIC[self.begun..].iter().zip(input) {
            if expected != byte {
                return Err(broken("gzip"));
            }
            self.begun += 1;
        }
        Ok(())
    }

    /// Hands a member some of its input; how much it took, and none once it is whole.
    fn write(member: &mut GzDecoder<Vec<u8>>, input: &[u8]) -> Result<usize, Error> {
        member
            .write(input)
            .map_err(|error| broken("gzip").with_source(error))
    }

    /// The end of a member: its checksum and length are compared.
    fn end(&mut self) -> Result<(), Error> {
        self.begun = 0;
        if let Some(mut member) = self.member.take() {
            let ended = member.try_finish();
            self.made.append(member.get_mut());
            ended.map_err(|error| broken("gzip").with_source(error))?;
        }
        Ok(())
    }
}

impl Decode for Gzip {
    /// 1032 to 1 is the densest that deflate can be.
    fn step(&self) -> usize {
        4096
    }

    fn decode(&mut self, mut input: &[u8]) -> Result<Vec<u8>, Error> {
        while !input.is_empty() {
            self.check_magic(input)?;
            let member = self
                .member
                .get_or_insert_with(|| GzDecoder::new(Vec::new()));
            match Self::write(member, input)? {
                0 => self.end()?,
                taken => input = &input[taken..],
            }
        }
        if let Some(member) = &mut self.member {
            // Flushing hands out what is decoded so far: a row must not wait for the next one.
            member
                .flush()
                .map_err(|error| broken("gzip").with_source(error))?;
            self.made.append(member.get_mut());
        }
        Ok(std::mem::take(&mut self.made))
    }

    fn finish(&mut self) -> Result<Vec<u8>, Error> {
        let Some(member) = &mut self.member else {
            return Ok(Vec::new());
        };
        // A whole member takes no more input; one that would take another byte was cut.
        if !matches!(member.write(&[0]), Ok(0)) {
            return Err(super::cut("gzip"));
        }
        self.end()?;
        Ok(std::mem::take(&mut self.made))
    }
}
