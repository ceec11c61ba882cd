//! A cluster's folder and its `cluster.json`, which several processes of xtask change in turn.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::cluster_file::ClusterFile;
use super::paths;
use crate::error::{Error, Result};

/// One cluster on disk.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    name: String,
    directory: PathBuf,
}

/// Exclusive right to one cluster; ends with the value, and with the process that holds it.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "closing it is what unlocks")] File);

impl Record {
    /// The cluster of that name, whether it is there or not.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            directory: paths::clusters().join(name),
        }
    }

    /// The cluster of that name.
    pub(crate) fn open(name: &str) -> Result<Self> {
        let record = Self::named(name);
        if record.exists() {
            Ok(record)
        } else {
            Err(record.is_not_there())
        }
    }

    /// The only cluster there is.
    pub(crate) fn only() -> Result<Self> {
        let mut all = Self::all()?;
        match (all.pop(), all.is_empty()) {
            (None, _) => Err(Error::new(
                "no cluster is up; `cargo xtask cluster up` starts one",
            )),
            (Some(record), true) => Ok(record),
            (Some(record), false) => {
                let others = all.iter().map(Self::name).chain([record.name()]);
                let names: Vec<_> = others.collect();
                Err(Error::usage(format!(
                    "which one? --name {}",
                    names.join(" or --name ")
                )))
            }
        }
    }

    /// Every cluster, by name.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let clusters = paths::clusters();
        let entries = match fs::read_dir(&clusters) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(Error::caused(format!("reading {}", clusters.display()), e)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut all: Vec<_> = names
            .map(|name| Self::named(&name))
            .filter(Self::exists)
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The path of `cluster.json`.
    pub(crate) fn path(&self) -> PathBuf {
        self.directory.join("cluster.json")
    }

    pub(crate) fn exists(&self) -> bool {
        self.path().is_file()
    }

    pub(crate) fn read(&self) -> Result<ClusterFile> {
        let path = self.path();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Err(self.is_not_there()),
            Err(e) => return Err(Error::caused(format!("reading {}", path.display()), e)),
        };
        serde_json::from_str(&text)
            .map_err(|e| Error::caused(format!("{} is no cluster.json", path.display()), e))
    }

    /// Waits for the exclusive right to change this cluster. The lock lies beside the folder, so
    /// that it stands while the folder goes.
    pub(crate) fn lock(&self) -> Result<Lock> {
        lock_file(&locks(), &self.name)
    }

    /// The right to start a cluster of this name, unless another process is at it.
    pub(crate) fn lock_start(&self) -> Result<Lock> {
        let lock = take_lock(
            &locks(),
            &format!("{}.up", self.name),
            FlockOperation::NonBlockingLockExclusive,
        )?;
        lock.ok_or_else(|| Error::new(format!("another xtask is starting cluster {}", self.name)))
    }

    /// Replaces `cluster.json` as a whole, so that no reader sees half of it. The caller holds
    /// the lock.
    pub(crate) fn write(&self, file: &ClusterFile) -> Result<()> {
        let text = serde_json::to_string_pretty(file).expect("strings and numbers alone");
        let path = self.path();
        let new = self.directory.join("cluster.json.new");
        // Its passwords may be those of somebody's own cluster.
        let mut options = OpenOptions::new();
        options.create(true).truncate(true).write(true).mode(0o600);
        options
            .open(&new)
            .and_then(|mut out| out.write_all((text + "\n").as_bytes()))
            .and_then(|()| fs::rename(&new, &path))
            .map_err(|e| Error::caused(format!("writing {}", path.display()), e))
    }

    /// Changes `cluster.json` under the lock.
    pub(crate) fn update(&self, change: impl FnOnce(&mut ClusterFile) -> Result<()>) -> Result<()> {
        let _lock = self.lock()?;
        let mut file = self.read()?;
        change(&mut file)?;
        self.write(&file)
    }

    fn is_not_there(&self) -> Error {
        Error::new(format!(
            "no cluster {:?} is up (its folder would be {})",
            self.name,
            self.directory.display()
        ))
    }
}

fn locks() -> PathBuf {
    paths::clusters().join(".locks")
}

/// Waits for the exclusive lock on `folder/name`, which both are made if need be.
pub(crate) fn lock_file(folder: &Path, name: &str) -> Result<Lock> {
    let lock = take_lock(folder, name, FlockOperation::LockExclusive)?;
    Ok(lock.expect("only a request that does not wait is refused"))
}

/// None where another has the lock and the operation does not wait.
fn take_lock(folder: &Path, name: &str, operation: FlockOperation) -> Result<Option<Lock>> {
    let path = folder.join(name);
    let failed = |e| Error::caused(format!("locking {}", path.display()), e);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let file = options.open(&path).map_err(failed)?;
    loop {
        match flock(&file, operation) {
            Ok(()) => return Ok(Some(Lock(file))),
            Err(Errno::INTR) => {}
            Err(Errno::WOULDBLOCK) => return Ok(None),
            Err(e) => return Err(failed(e.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::cluster_file::BackendKind;
    use crate::cluster::topology::Topology;

    #[test]
    fn one_process_at_a_time_starts_a_cluster() {
        let record = Record::named(&format!("test-start-{}", std::process::id()));
        let lock = record.lock_start().unwrap();
        let refused = record.lock_start().unwrap_err().report();
        assert!(
            refused.starts_with("another xtask is starting"),
            "{refused}"
        );
        drop(lock);
        record.lock_start().unwrap();
        fs::remove_file(locks().join(format!("{}.up", record.name))).unwrap();
    }

    #[test]
    fn changes_at_the_same_time_are_all_kept() {
        let directory = std::env::temp_dir().join(format!("xtask-record-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let name = format!("test-record-{}", std::process::id());
        let record = Record {
            name,
            directory: directory.clone(),
        };
        record
            .write(&ClusterFile {
                name: "c".to_owned(),
                druid: "0".to_owned(),
                backend: BackendKind::Url,
                directory: directory.clone(),
                topology: Topology::default(),
                auth: None,
                tls: None,
                kafka: None,
                data: String::new(),
                roles: Vec::new(),
            })
            .unwrap();
        let add_one = |file: &mut ClusterFile| {
            let count: u32 = file.druid.parse().unwrap();
            file.druid = (count + 1).to_string();
            Ok(())
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..25).for_each(|_| record.update(add_one).unwrap()));
            }
        });
        let count = record.read().unwrap().druid;
        fs::remove_dir_all(&directory).unwrap();
        fs::remove_file(locks().join(&record.name)).unwrap();
        assert_eq!(count, "100");
        let gone = record.update(add_one).unwrap_err().report();
        assert!(gone.starts_with("no cluster "), "{gone}");
        fs::remove_file(locks().join(&record.name)).unwrap();
    }
}
