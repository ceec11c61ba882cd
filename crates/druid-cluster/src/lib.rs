//! druid-cluster
