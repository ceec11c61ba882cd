//! The backend `jvm`: processes of this machine, from jars of Maven Central.

pub(crate) mod assembly;
pub(crate) mod command_line;
mod java;
mod maven;
mod plan;

use std::fs;

use super::backend::{Backend, Halt, Life};
use super::cluster_file::{ClusterFile, Role, State};
use super::launch::{self, log_path};
use super::record::Record;
use super::role::Kind;
use super::spec::Spec;
use super::{log, process, ready};
use crate::error::{Error, Result};

use self::plan::Plan;

const FIRST_COORDINATOR: &str = "coordinator-1";

/// Starts, signals and ends processes of this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jvm;

impl Backend for Jvm {
    fn start(&self, spec: &Spec, record: &Record) -> Result<()> {
        let plan = Plan::new(spec, record)?;
        plan.write_files(record)?;
        let mut roles = Vec::new();
        record.update(|file| {
            plan.describe(file);
            roles.clone_from(&file.roles);
            Ok(())
        })?;
        let [base, most, late] = waves(&roles);
        spawn(record, &base)?;
        wait(record, &base)?;
        spawn(record, &most)?;
        if !late.is_empty() {
            wait(record, &[FIRST_COORDINATOR.to_owned()])?;
        }
        spawn(record, &late)
    }

    fn life(&self, role: &Role) -> Life {
        role.process.as_ref().map_or(Life::Gone, process::life)
    }

    fn log(&self, file: &ClusterFile, role: &Role, lines: usize) -> Result<String> {
        log::tail(&log_path(&file.directory, &role.name), lines)
    }

    fn halt(&self, role: &Role, how: Halt) -> Result<()> {
        role.process
            .as_ref()
            .map_or(Ok(()), |process| process::halt(process, how))
    }

    fn start_role(&self, record: &Record, name: &str) -> Result<()> {
        let file = record.read()?;
        let role = file.role(name)?;
        match self.life(role) {
            Life::Gone => launch::spawn(record, &role.name),
            Life::Paused => record.update(|file| {
                let process = file.role_mut(name).and_then(|role| role.process.as_mut());
                let process =
                    process.ok_or_else(|| Error::new(format!("{name} has no process")))?;
                process.state = State::Running;
                process::resume(process)
            }),
            Life::Running | Life::Unknown => Ok(()),
        }
    }

    fn down(&self, file: &ClusterFile) -> Result<()> {
        // Druid hangs on its way out once ZooKeeper is gone.
        let (druid, others): (Vec<_>, Vec<_>) =
            file.roles.iter().partition(|role| role.role.is_druid());
        for roles in [druid, others] {
            let processes: Vec<_> = roles
                .iter()
                .filter_map(|role| role.process.as_ref())
                .collect();
            process::end_all(&processes)?;
        }
        let data = file.directory.join("var");
        match fs::remove_dir_all(&data) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::caused(format!("removing {}", data.display()), e))
            }
            _ => Ok(()),
        }
    }
}

fn spawn(record: &Record, names: &[String]) -> Result<()> {
    names
        .iter()
        .try_for_each(|name| launch::spawn(record, name))
}

fn wait(record: &Record, names: &[String]) -> Result<()> {
    let file = record.read()?;
    names
        .iter()
        .try_for_each(|name| ready::wait_role(&Jvm, &file, file.role(name)?))
}

/// Names of roles in the order of their start: those of a later wave need earlier ones.
fn waves(roles: &[Role]) -> [Vec<String>; 3] {
    let mut waves = [const { Vec::new() }; 3];
    for role in roles {
        let wave = match role.role {
            // All of Druid would wait for these two in long steps.
            Kind::Zookeeper | Kind::Derby => 0,
            // Two Coordinators that find no metadata make it both, and one of them fails.
            Kind::Coordinator if role.name != FIRST_COORDINATOR => 2,
            _ => 1,
        };
        waves[wave].push(role.name.clone());
    }
    waves
}
