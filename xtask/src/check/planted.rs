//! A package with a planted fault, for the tests of checks that are commands.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A package in a folder of its own, which goes with the value.
pub(super) struct Planted {
    folder: PathBuf,
}

impl Planted {
    /// A library with this code; `manifest` comes after its `[package]` table.
    pub(super) fn library(name: &str, manifest: &str, code: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let package = "[workspace]\n[package]\nname = \"planted\"\nversion = \"0.1.0\"\n\
                       edition = \"2024\"\ndescription = \"planted\"\nlicense = \"Apache-2.0\"\n";
        std::fs::write(folder.join("Cargo.toml"), format!("{package}{manifest}")).unwrap();
        std::fs::write(folder.join("src/lib.rs"), code).unwrap();
        Self { folder }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The check's own command, run on this package.
    pub(super) fn aim<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        // A folder that stays behind in the system's own place for such is no fault of the test.
        std::fs::remove_dir_all(&self.folder).ok();
    }
}
