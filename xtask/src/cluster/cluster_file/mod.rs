//! `cluster.json`: what a cluster consists of and where it is, for tests and for people.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::role::Kind;
use super::topology::Topology;
use crate::error::{Error, Result};

/// The whole document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClusterFile {
    /// Also the name of its folder.
    pub name: String,
    /// Druid's release.
    pub druid: String,
    pub backend: BackendKind,
    /// Absolute; holds `cluster.json`, `conf/`, `log/` and what the processes write.
    pub directory: PathBuf,
    pub topology: Topology,
    pub auth: Option<Auth>,
    pub tls: Option<Tls>,
    pub kafka: Option<Kafka>,
    /// The folder of sample data, as the workers see it.
    pub data: String,
    pub roles: Vec<Role>,
}

/// What runs the processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum BackendKind {
    /// Processes of this machine, from jars of Maven Central.
    Jvm,
    /// Docker containers.
    Containers,
    /// Whoever started it: a cluster that was already there.
    Url,
}

/// A user who may do everything.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Auth {
    #[serde(rename = "type")]
    pub kind: AuthScheme,
    pub username: String,
    pub password: String,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// How the user's name and password are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AuthScheme {
    Basic,
}

/// The Router that listens with TLS and asks for a client certificate. All files are PEM.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tls {
    pub url: String,
    pub ca: PathBuf,
    pub client_cert: PathBuf,
    pub client_key: PathBuf,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kafka {
    /// `host:port`, as this machine reaches it.
    pub bootstrap: String,
    /// The same as Druid's own processes reach it: what a supervisor is told.
    pub inner: String,
}

/// One process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Role {
    pub role: Kind,
    /// Unique in the cluster: `broker-1`.
    pub name: String,
    /// The URL that the cluster knows it by; none for what speaks no HTTP.
    pub inner: Option<String>,
    /// The URL at which this machine reaches it.
    pub outer: Option<String>,
    pub inner_tls: Option<String>,
    pub outer_tls: Option<String>,
    /// `host:port` at which this machine reaches what speaks no HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// None when it was already there (backend `url`).
    pub process: Option<Process>,
}

/// Where a role runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Process {
    /// Of this machine; none before the first start and once it was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// When the process of this id began, in the kernel's own unit: another number means that the
    /// id belongs to a stranger by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<u64>,
    /// Docker's name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What was last asked of it.
    pub state: State,
}

/// What a process was told to be; `cluster status` says what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum State {
    Running,
    Paused,
    #[default]
    Stopped,
}

impl ClusterFile {
    /// The role that a person means by `word`: its name, or its kind where there is only one.
    pub(crate) fn role(&self, word: &str) -> Result<&Role> {
        if let Some(role) = self.roles.iter().find(|role| role.name == word) {
            return Ok(role);
        }
        let mut of_kind = self.roles.iter().filter(|role| role.role.as_str() == word);
        match (of_kind.next(), of_kind.next()) {
            (Some(role), None) => Ok(role),
            _ => {
                let names: Vec<_> = self.roles.iter().map(|role| role.name.as_str()).collect();
                Err(Error::usage(format!(
                    "no role {word:?} in cluster {}; it has {}",
                    self.name,
                    names.join(", ")
                )))
            }
        }
    }

    pub(crate) fn role_mut(&mut self, name: &str) -> Option<&mut Role> {
        self.roles.iter_mut().find(|role| role.name == name)
    }

    /// The URL of the first plain Router, as this machine reaches it.
    pub(crate) fn router(&self) -> Option<&str> {
        let mut routers = self.roles.iter().filter(|role| role.role == Kind::Router);
        routers.find_map(|role| role.outer.as_deref())
    }
}

#[cfg(test)]
mod tests;
