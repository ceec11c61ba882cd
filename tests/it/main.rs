//! What crosses crates: on scripted servers, and on a real cluster.
//!
//! A test on a cluster stands in modules that name its needs, so that `cargo xtask it` runs it where
//! they are met.
#![expect(clippy::unwrap_used, reason = "a test that can not go on has failed")]

mod any_cluster;
mod needs_auth;
mod needs_containers;
mod needs_control;
mod needs_kafka;
mod needs_msq;
mod needs_tls;
mod needs_trailers;
mod needs_two_brokers;
mod needs_two_coordinators;
mod scripted;
mod support;
