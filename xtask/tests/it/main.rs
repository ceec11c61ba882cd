//! The executable as a person or a script runs it.
#![expect(clippy::unwrap_used, reason = "a test that can not go on has failed")]

mod cluster;
mod fake;
