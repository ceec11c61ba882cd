#![doc = include_str!("../README.md")]

mod about;
mod error;
#[cfg(feature = "net")]
mod extension;
#[cfg(feature = "net")]
mod registry;

pub use self::about::About;
pub use self::error::{Error, ErrorKind, Result};
#[cfg(feature = "net")]
pub use self::extension::{
    ClientExtensionExt, ClusterExtensionExt, ConnectionBuilderExt, Extension, Parts,
};
#[cfg(feature = "net")]
pub use self::registry::Registry;

/// Every endpoint of this crate: none of its own; extensions bring theirs.
pub const ENDPOINTS: &[&druid_core::Endpoint] = &[];
