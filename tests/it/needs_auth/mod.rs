//! Who may do what, on a cluster that asks.

mod credentials;
mod permissions;
