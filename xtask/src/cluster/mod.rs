//! Clusters of real Druid processes on this machine, to test on and to try things with.
//!
//! [`up`] starts one, and it is gone when its [`Cluster`] is dropped, on Ctrl-C, and when this
//! process is killed; [`Cluster::keep`] lets it outlive this process. `cluster.json` in its folder
//! says where everything is.

mod backend;
mod cluster_file;
mod command;
pub(crate) mod containers;
mod guard;
mod http;
pub(crate) mod jvm;
mod launch;
mod log;
pub(crate) mod paths;
mod ports;
mod process;
mod properties;
mod ready;
mod record;
mod role;
mod spec;
mod tls;
mod topology;
mod url;

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) use cluster_file::{BackendKind, ClusterFile};
pub(crate) use command::run;
pub(crate) use http::Http;
pub(crate) use role::Kind;
pub(crate) use spec::{RELEASES, Spec};
pub(crate) use topology::{AuthKind, Topology, Worker};

use self::backend::Life;
use self::record::Record;
use crate::error::{Error, Result};

/// A cluster that answers.
#[derive(Debug)]
pub(crate) struct Cluster {
    record: Record,
    /// Started by this process, to go with it.
    is_ours: bool,
}

/// Starts a cluster and waits until it can be used. When that fails, nothing of it is left but
/// its logs.
pub(crate) fn up(spec: &Spec) -> Result<Cluster> {
    spec.check()?;
    let backend = backend::of(spec.backend)?;
    let record = Record::named(&spec.name);
    let _starting = record.lock_start()?;
    create(&record, spec)?;
    // From here on every way out takes the cluster down.
    let cluster = Cluster {
        record,
        is_ours: true,
    };
    guard::start(&spec.name)?;
    backend.start(spec, &cluster.record)?;
    if spec.backend != BackendKind::Url {
        ready::wait(&*backend, &cluster.record)?;
    }
    Ok(cluster)
}

impl Cluster {
    /// A cluster that somebody else started; it stays when this value goes.
    pub(crate) fn attach(name: &str) -> Result<Self> {
        Ok(Self {
            record: Record::open(name)?,
            is_ours: false,
        })
    }

    /// What `cluster.json` says now.
    pub(crate) fn file(&self) -> Result<ClusterFile> {
        self.record.read()
    }

    /// The path of `cluster.json`.
    pub(crate) fn path(&self) -> PathBuf {
        self.record.path()
    }

    /// Ends every process, and returns when they are gone. The logs stay.
    pub(crate) fn down(mut self) -> Result<()> {
        guard::unless_interrupted();
        self.is_ours = false;
        let result = take_down(&self.record);
        guard::finish(self.record.name());
        result
    }

    /// Starts again what was stopped, killed or paused, and waits until the cluster is whole.
    pub(crate) fn restore(&self) -> Result<()> {
        let file = self.record.read()?;
        let backend = backend::of(file.backend)?;
        if file.backend == BackendKind::Url {
            return Ok(());
        }
        for role in &file.roles {
            if matches!(backend.life(role), Life::Gone | Life::Paused) {
                backend.start_role(&self.record, &role.name)?;
            }
        }
        ready::wait(&*backend, &self.record)
    }

    /// Returns when somebody has taken the cluster down. Ctrl-C ends this process meanwhile.
    pub(crate) fn wait(&self) {
        while self.record.exists() {
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// Lets the cluster outlive this process.
    pub(crate) fn keep(mut self) {
        guard::unless_interrupted();
        self.is_ours = false;
        guard::keep(self.record.name());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.is_ours {
            guard::unless_interrupted();
            if let Err(error) = take_down(&self.record) {
                guard::say(&format!("xtask: {}", error.report()));
            }
            guard::finish(self.record.name());
        }
    }
}

/// Ends every process of a cluster, and forgets it. Its folder keeps configuration and logs.
fn take_down(record: &Record) -> Result<()> {
    let _lock = record.lock()?;
    if !record.exists() {
        return Ok(());
    }
    let file = record.read()?;
    backend::of(file.backend)?.down(&file)?;
    let path = record.path();
    fs::remove_file(&path).map_err(|e| Error::caused(format!("removing {}", path.display()), e))
}

/// Makes the folder and a `cluster.json` without roles.
fn create(record: &Record, spec: &Spec) -> Result<()> {
    let _lock = record.lock()?;
    if record.exists() {
        let file = record.read()?;
        let backend = backend::of(file.backend)?;
        let life = |role: &_| !matches!(backend.life(role), Life::Gone);
        if file.backend == BackendKind::Url || file.roles.iter().any(life) {
            let name = record.name();
            return Err(Error::new(format!(
                "cluster {name} is up already; `cargo xtask cluster down --name {name}` ends it"
            )));
        }
        backend.down(&file)?;
    }
    let directory = record.directory();
    let failed = |e| Error::caused(format!("making {}", directory.display()), e);
    match fs::remove_dir_all(directory) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
        _ => {}
    }
    fs::create_dir_all(directory).map_err(failed)?;
    record.write(&ClusterFile {
        name: spec.name.clone(),
        druid: spec.druid.clone(),
        backend: spec.backend,
        directory: directory.to_owned(),
        topology: spec.topology.clone(),
        auth: None,
        tls: None,
        kafka: None,
        data: spec.data(),
        roles: Vec::new(),
    })
}
