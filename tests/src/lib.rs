//! What the tests that cross crates share: the cluster they run on, and how they wait for it.
//!
//! `cargo xtask it` tells a test by two variables where it is: `DRUID_CLUSTER`, the path of the
//! cluster's `cluster.json`, and `DRUID_XTASK`, the tool that stops and starts its processes. What
//! is here panics where a test could not go on.

mod announced;
mod cluster_file;
mod connect;
mod control;
mod names;
mod table;
mod wait;

pub use self::announced::Announced;
pub use self::cluster_file::{ClusterFile, Credentials, Kafka, Role, Tls};
pub use self::control::Control;
pub use self::names::unique;
pub use self::table::{TABLE_ROWS, endless, table, whole_count};
pub use self::wait::{ONE_MINUTE, TWO_MINUTES, eventually};

/// The code in the project's README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
