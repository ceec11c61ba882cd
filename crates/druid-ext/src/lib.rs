//! druid-ext
