#![doc = include_str!("../README.md")]

#[cfg(feature = "net")]
mod client;
mod error;
pub mod report;
pub mod sql;
pub mod task;
mod value;

#[cfg(feature = "net")]
pub use self::client::{Client, connect};
pub use self::error::{Error, ErrorKind, Result};
#[cfg(feature = "net")]
pub use self::sql::SqlRequest;
pub use self::sql::{Column, SqlQuery, SqlTable};
pub use self::value::{DruidType, Row, Value};

/// Every endpoint of this crate.
pub const ENDPOINTS: &[&druid_core::Endpoint] = &[&sql::SQL, &sql::SQL_CANCEL, &task::SQL_TASK];
