//! The backend `containers`: Docker containers, one a role, made by compose.
//!
//! The cluster knows its processes by the containers' host names, which this machine does not:
//! it reaches them by published ports alone.

mod compose;
pub(crate) mod docker;
pub(crate) mod images;
mod keytool;
mod lives;
mod names;
mod plan;
mod project;

use self::docker::{docker, docker_both};
use self::lives::Lives;
use self::plan::Plan;
use self::project::Project;
use super::backend::{Backend, Halt, Life};
use super::cluster_file::{BackendKind, ClusterFile, Role, State};
use super::record::Record;
use super::spec::{RELEASES, Spec};
use super::topology::Topology;
use crate::error::{Error, Result};

/// The compose file that people start by hand.
pub(crate) const COMMITTED: &str = "xtask/compose.yaml";

/// How many seconds a container may take to end by itself.
const PATIENCE: &str = "20";

/// Asks Docker's command line.
#[derive(Debug, Default)]
pub(crate) struct Containers {
    lives: Lives,
}

impl Backend for Containers {
    fn start(&self, spec: &Spec, record: &Record) -> Result<()> {
        docker::require()?;
        docker::compose()?;
        let plan = Plan::new(spec, record)?;
        plan.write_files()?;
        record.update(|file| {
            plan.describe(file);
            Ok(())
        })?;
        Project::new(record.name(), record.directory()).up(&plan.variables)
    }

    fn life(&self, role: &Role) -> Life {
        container(role).map_or(Life::Gone, |name| self.lives.of(name))
    }

    fn log(&self, _file: &ClusterFile, role: &Role, lines: usize) -> Result<String> {
        docker_both(&["logs", "--tail", &lines.to_string(), container(role)?])
    }

    fn halt(&self, role: &Role, how: Halt) -> Result<()> {
        let name = container(role)?;
        match how {
            Halt::Stop => docker(&["stop", "--time", PATIENCE, name]),
            Halt::Kill => docker(&["kill", name]),
            Halt::Pause => docker(&["pause", name]),
        }?;
        self.lives.forget();
        Ok(())
    }

    fn start_role(&self, record: &Record, name: &str) -> Result<()> {
        let file = record.read()?;
        let container = container(file.role(name)?)?;
        match self.lives.of(container) {
            Life::Gone => docker(&["start", container])?,
            Life::Paused => docker(&["unpause", container])?,
            Life::Running | Life::Unknown => return Ok(()),
        };
        self.lives.forget();
        record.update(|file| {
            if let Some(process) = file.role_mut(name).and_then(|role| role.process.as_mut()) {
                process.state = State::Running;
            }
            Ok(())
        })
    }

    fn down(&self, file: &ClusterFile) -> Result<()> {
        if file.roles.is_empty() {
            // It never came to containers; perhaps there is no Docker to ask.
            return Ok(());
        }
        Project::new(&file.name, &file.directory).down()
    }
}

/// The text of [`COMMITTED`]: one container of each role, of the newest release that is tested.
pub(crate) fn committed() -> Result<String> {
    let druid = RELEASES[RELEASES.len() - 1];
    compose::text(&Spec {
        name: String::new(),
        druid: druid.to_owned(),
        backend: BackendKind::Containers,
        topology: Topology::default(),
        url: None,
        worker_path: None,
    })
}

fn container(role: &Role) -> Result<&str> {
    let process = role.process.as_ref();
    let name = process.and_then(|process| process.container.as_deref());
    name.ok_or_else(|| Error::new(format!("{} has no container", role.name)))
}
