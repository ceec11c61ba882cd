#![doc = include_str!("../README.md")]

mod error;
pub mod follow;
mod progress;
#[cfg(feature = "net")]
mod task;

pub use self::error::{Error, ErrorKind, Result};
pub use self::progress::{Phase, Progress, StageProgress};
#[cfg(feature = "net")]
pub use self::task::{MsqExt, MsqTask};

/// Every endpoint of this crate: none of its own; it uses druid-client's and druid-cluster's.
pub const ENDPOINTS: &[&druid_core::Endpoint] = &[];
