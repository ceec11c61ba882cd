//! druid-client
