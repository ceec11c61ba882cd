//! druid-msq
