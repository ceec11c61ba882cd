//! What a caller asks for when it wants a cluster.

use super::backend;
use super::cluster_file::BackendKind;
use super::paths;
use super::topology::Topology;
use crate::error::{Error, Result};

/// The releases that the backends `jvm` and `containers` can start: Maven Central serves no other
/// whole.
pub(crate) const RELEASES: [&str; 2] = ["27.0.0", "33.0.0"];

/// A cluster that is to be.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// Unique on this machine; the cluster's folder has this name.
    pub name: String,
    /// Druid's release; for backend `url` whatever the cluster says it is.
    pub druid: String,
    pub backend: BackendKind,
    pub topology: Topology,
    /// Backend `url`: a Router (or a Broker) of the cluster, with `user:password@` if it asks.
    pub url: Option<String>,
    /// The folder of sample data as the workers see it, where that is not this checkout's.
    pub worker_path: Option<String>,
}

impl Spec {
    /// A cluster of this release and shape on the default backend, named after both.
    pub(crate) fn new(druid: &str, topology: Topology) -> Self {
        Self {
            name: format!("{}-{druid}", topology.label()),
            druid: druid.to_owned(),
            backend: backend::default_kind(),
            topology,
            url: None,
            worker_path: None,
        }
    }

    /// Refuses what can not be started, with a message that says what can.
    pub(crate) fn check(&self) -> Result<()> {
        let folder_safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if self.name.starts_with('.') || self.name.is_empty() || !self.name.chars().all(folder_safe)
        {
            return Err(Error::usage(format!(
                "--name {:?}: letters, digits, '-', '_' and '.' make a name",
                self.name
            )));
        }
        if self.backend == BackendKind::Url {
            return Ok(());
        }
        self.topology.check()?;
        if !RELEASES.contains(&self.druid.as_str()) {
            return Err(Error::new(format!(
                "Druid {} can not be started here: Maven Central serves {} whole, no other",
                self.druid,
                RELEASES.join(" and ")
            )));
        }
        self.extensions().map(drop)
    }

    /// The extensions that this release loads for this topology.
    pub(crate) fn extensions(&self) -> Result<Vec<&'static str>> {
        let auth = self.topology.auth == super::topology::AuthKind::Basic;
        let lacks = |what: &str, has: &str| {
            Err(Error::new(format!(
                "Druid {} is not served with {what}; {has} is, see --druid",
                self.druid
            )))
        };
        let mut extensions = Vec::new();
        if self.druid == "27.0.0" {
            if self.topology.kafka {
                return lacks("Kafka indexing (--kafka)", "33.0.0");
            }
            extensions.extend(["druid-multi-stage-query", "druid-catalog"]);
            if auth {
                extensions.push("druid-basic-security");
            }
        } else {
            if auth {
                return lacks("basic security (--auth basic)", "27.0.0");
            }
            extensions.push("druid-datasketches");
            if self.topology.kafka {
                extensions.push("druid-kafka-indexing-service");
            }
        }
        Ok(extensions)
    }

    /// The folder of sample data as this machine's processes see it.
    pub(crate) fn data(&self) -> String {
        let default = || paths::data().display().to_string();
        self.worker_path.clone().unwrap_or_else(default)
    }
}

#[cfg(test)]
mod tests;
