#![doc = include_str!("../README.md")]

#[cfg(feature = "net")]
mod cluster;
mod error;
pub mod leader;
#[cfg(feature = "net")]
mod roles;
mod servers;
pub mod tasks;

#[cfg(feature = "net")]
pub use self::cluster::{Cluster, ClusterExt, WhatIs};
pub use self::error::{Error, ErrorKind, Result};
#[cfg(feature = "net")]
pub use self::roles::{Broker, Coordinator, Overlord, Router, Service};
pub use self::servers::Server;

/// Every endpoint of this crate.
pub const ENDPOINTS: &[&druid_core::Endpoint] = &[
    &leader::COORDINATOR_LEADER,
    &leader::COORDINATOR_IS_LEADER,
    &leader::OVERLORD_LEADER,
    &leader::OVERLORD_IS_LEADER,
    &tasks::STATUS,
    &tasks::REPORTS,
    &tasks::SHUTDOWN,
];
