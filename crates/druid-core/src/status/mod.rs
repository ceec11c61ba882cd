//! The status API, which every Druid process serves.

mod document;

use bytes::Bytes;

pub use self::document::{Memory, Module, SelfDiscovered, Status};
use crate::{Endpoint, NodeRole, Permission, Release, Result};

/// The roles that announce themselves, and so can tell whether they see their own announcement.
const ANNOUNCED: &[NodeRole] = &[
    NodeRole::Router,
    NodeRole::Broker,
    NodeRole::Coordinator,
    NodeRole::Overlord,
    NodeRole::MiddleManager,
    NodeRole::Indexer,
    NodeRole::Historical,
];

/// Release, loaded extensions and memory: a [`Status`].
pub const STATUS: Endpoint = Endpoint::get("/status", &[])
    .since(Release::new(0, 5, 0))
    .needs(Permission::STATE_READ);

/// Whether the process answers at all: `true`. Needs no credentials.
pub const HEALTH: Endpoint = Endpoint::get("/status/health", &[]).since(Release::new(0, 12, 0));

/// The process's properties, secrets left out by the server: a map of strings.
pub const PROPERTIES: Endpoint = Endpoint::get("/status/properties", &[])
    .since(Release::new(0, 13, 0))
    .needs(Permission::CONFIG_READ);

/// Whether the process sees its own announcement: a [`SelfDiscovered`].
pub const SELF_DISCOVERED_STATUS: Endpoint =
    Endpoint::get("/status/selfDiscovered/status", ANNOUNCED)
        .since(Release::new(0, 18, 0))
        .needs(Permission::STATE_READ);

/// The same by status alone: 200, or 503 while it does not; for load balancers.
pub const SELF_DISCOVERED: Endpoint = Endpoint::get("/status/selfDiscovered", ANNOUNCED)
    .since(Release::new(0, 18, 0))
    .needs(Permission::STATE_READ)
    .answers(&[503]);

/// Whether the process is announced and ready: `true`, or 503. Needs no credentials.
pub const READY: Endpoint = Endpoint::get("/status/ready", &[])
    .since(Release::new(37, 0, 0))
    .answers(&[503]);

/// Every endpoint of this crate.
pub const ENDPOINTS: &[&Endpoint] = &[
    &STATUS,
    &HEALTH,
    &PROPERTIES,
    &SELF_DISCOVERED_STATUS,
    &SELF_DISCOVERED,
    &READY,
];

/// `GET /status`; the answer is a [`Status`].
///
/// # Errors
/// None for this endpoint; the signature is that of all request functions.
pub fn status() -> Result<http::Request<Bytes>> {
    STATUS.request().build()
}

/// `GET /status/health`; the answer is `true`.
///
/// # Errors
/// As [`status`].
pub fn health() -> Result<http::Request<Bytes>> {
    HEALTH.request().build()
}

/// `GET /status/properties`; the answer is a map from name to value.
///
/// # Errors
/// As [`status`].
pub fn properties() -> Result<http::Request<Bytes>> {
    PROPERTIES.request().build()
}

/// `GET /status/selfDiscovered/status`; the answer is a [`SelfDiscovered`].
///
/// # Errors
/// As [`status`].
pub fn self_discovered() -> Result<http::Request<Bytes>> {
    SELF_DISCOVERED_STATUS.request().build()
}

/// `GET /status/selfDiscovered`; the answer is its status alone, 200 or 503.
///
/// # Errors
/// As [`status`].
pub fn self_discovered_probe() -> Result<http::Request<Bytes>> {
    SELF_DISCOVERED.request().build()
}

/// `GET /status/ready`; the answer is `true`, or 503.
///
/// # Errors
/// As [`status`].
pub fn ready() -> Result<http::Request<Bytes>> {
    READY.request().build()
}

#[cfg(test)]
mod tests;
