//! `cargo metadata --no-deps`: the members and what each names as a dependency.

use serde::Deserialize;

use crate::error::{Error, Result};

/// The members of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    /// One for each member, in cargo's order.
    pub(crate) packages: Vec<Package>,
}

/// One member.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// The absolute path of its `Cargo.toml`.
    pub(crate) manifest_path: String,
    /// The registries it may go to: `None` is any, an empty list is none.
    #[serde(default)]
    pub(crate) publish: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a manifest's dependency tables: normal, dev or build, for any target.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    /// The package's own name, also where the manifest renames it.
    pub(crate) name: String,
    /// `dev` or `build`; a normal dependency has none.
    #[serde(default)]
    pub(crate) kind: Option<String>,
}

impl Metadata {
    /// Reads cargo's document.
    pub(crate) fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json)
            .map_err(|error| Error::caused("cargo metadata printed something unexpected", error))
    }

    /// Whether a package of this name is a member.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.packages.iter().any(|package| package.name == name)
    }
}

impl Package {
    /// Whether it may be published anywhere.
    pub(crate) fn is_published(&self) -> bool {
        self.publish
            .as_ref()
            .is_none_or(|registries| !registries.is_empty())
    }
}
