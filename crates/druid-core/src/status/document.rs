use serde::Deserialize;

use crate::Version;

/// What a process says of itself at `/status`.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Status {
    /// The release it runs.
    pub version: Version,
    /// The extension modules it has loaded.
    #[serde(default)]
    pub modules: Vec<Module>,
    /// Its Java heap and direct memory.
    #[serde(default)]
    pub memory: Memory,
}

impl Status {
    /// Whether the extension `artifact` is loaded, by the name that `druid.extensions.loadList`
    /// has, such as `druid-multi-stage-query`.
    #[must_use]
    pub fn has_extension(&self, artifact: &str) -> bool {
        self.modules
            .iter()
            .any(|module| module.artifact.as_deref() == Some(artifact))
    }
}

/// One extension module; an extension may have several.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Module {
    /// The module's Java class.
    pub name: String,
    /// The extension it belongs to, where its jar names one.
    pub artifact: Option<String>,
    /// The extension's own version, where its jar names one.
    pub version: Option<String>,
}

/// Memory of a Java process, in bytes.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Memory {
    /// The largest the heap may become.
    pub max_memory: u64,
    /// The heap as it is.
    pub total_memory: u64,
    /// Of the heap, what is free.
    pub free_memory: u64,
    /// Of the heap, what is used.
    pub used_memory: u64,
    /// The largest that direct memory may become.
    pub direct_memory: u64,
}

/// Whether a process sees its own announcement.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SelfDiscovered {
    /// Others can find it.
    pub self_discovered: bool,
}
