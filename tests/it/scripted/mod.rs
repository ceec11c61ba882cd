//! What crosses crates and needs no cluster: the servers are scripts.

mod endpoints;
mod extension;
mod handles;
mod redirects;
