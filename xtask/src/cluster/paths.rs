//! Where things are on this machine.

use std::path::{Path, PathBuf};

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Cargo's target directory.
fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// One folder a cluster.
pub(crate) fn clusters() -> PathBuf {
    target().join("clusters")
}

/// One folder a release: what Maven Central served. `DRUID_DIST_DIR` names another place for it.
pub(crate) fn distributions() -> PathBuf {
    match std::env::var_os("DRUID_DIST_DIR") {
        Some(directory) => root().join(directory),
        None => target().join("druid"),
    }
}

/// The sample data of the tests.
pub(crate) fn data() -> PathBuf {
    root().join("tests").join("data")
}
