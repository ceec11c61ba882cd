//! Tests for which any cluster will do.

mod cancelling;
mod discovery;
mod limits;
mod refusals;
mod sql;
mod status;
mod values;
mod ways;
