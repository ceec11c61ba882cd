//! Tests that cross crates, and tests on a real cluster.
