//! druid-core
