//! The whole stack against a scripted server on loopback.
#![expect(
    clippy::unwrap_used,
    reason = "these are tests, their helpers included"
)]

mod auth;
mod certificates;
mod compression;
mod connection;
mod cuts;
mod deadlines;
mod failover;
mod handles;
#[cfg(feature = "http2")]
mod http2;
mod in_flight;
mod layers;
mod proxy;
mod redirects;
mod retries;
mod secrets;
mod sizes;
mod spans;
mod status;
mod strangers;
mod support;
mod uploads;
