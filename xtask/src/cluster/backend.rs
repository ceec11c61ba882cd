//! The seam between what every cluster has and what runs its processes.

use super::cluster_file::{BackendKind, ClusterFile, Role};
use super::containers::{Containers, docker};
use super::jvm::Jvm;
use super::record::Record;
use super::spec::Spec;
use super::url::Url;
use crate::error::Result;

/// What runs the processes of a cluster.
///
/// The commands, readiness, the guard and `cluster.json` are the same for every backend and use
/// only this trait and the URLs in `cluster.json`.
pub(crate) trait Backend {
    /// Makes the cluster's files ready and starts every process, without waiting until they
    /// answer. Each role is in `cluster.json` before its process can outlive this one, so that the
    /// guard finds it after a crash.
    ///
    /// What this machine lacks ends in one message that says what to install.
    fn start(&self, spec: &Spec, record: &Record) -> Result<()>;

    /// Whether the role's process is there now.
    fn life(&self, role: &Role) -> Life;

    /// The end of what the role has logged.
    fn log(&self, file: &ClusterFile, role: &Role, lines: usize) -> Result<String>;

    /// Ends or halts one role, and returns when that is done. The caller notes the new state.
    fn halt(&self, role: &Role, how: Halt) -> Result<()>;

    /// Starts a role again, at the addresses it had; or continues it when it is paused.
    fn start_role(&self, record: &Record, name: &str) -> Result<()>;

    /// Ends every process and frees what else the cluster holds, however much of it was started.
    fn down(&self, file: &ClusterFile) -> Result<()>;
}

/// Whether a process is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Running,
    Paused,
    Gone,
    /// It runs where this machine does not see it.
    Unknown,
}

/// How to end or halt a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Halt {
    /// Asks it to end (SIGTERM) and waits until it did.
    Stop,
    /// Ends it at once (SIGKILL).
    Kill,
    /// Lets it stand still (SIGSTOP): connections stay open, nothing answers.
    Pause,
}

/// The backend of that kind.
pub(crate) fn of(kind: BackendKind) -> Result<Box<dyn Backend>> {
    match kind {
        BackendKind::Jvm => Ok(Box::new(Jvm)),
        BackendKind::Url => Ok(Box::new(Url)),
        BackendKind::Containers => Ok(Box::new(Containers::default())),
    }
}

/// The backend to take when none was named: containers where a Docker daemon answers.
pub(crate) fn default_kind() -> BackendKind {
    if docker::answers() {
        BackendKind::Containers
    } else {
        BackendKind::Jvm
    }
}
