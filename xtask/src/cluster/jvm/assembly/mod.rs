//! Druid and Kafka as folders of jars, fetched from Maven Central once.
//!
//! `DIST/<release>/lib` holds Druid itself, `DIST/<release>/ext/<name>` an extension,
//! `DIST/kafka-<release>/lib` Kafka. A folder appears whole or not at all: it is filled elsewhere
//! and renamed.

use std::fs;
use std::path::{Path, PathBuf};

use super::java;
use super::maven::{self, Artifact};
use crate::cluster::guard::say;
use crate::cluster::paths;
use crate::cluster::record::lock_file;
use crate::cluster::spec::Spec;
use crate::error::{Error, Result};

pub(crate) const KAFKA: &str = "3.9.0";
/// How the folders begin in which Maven works.
const WORK: &str = ".work-";
/// Not on Central, and nothing here needs it.
const SIGAR: &[&str] = &["org.hyperic:*"];

/// Where the jars are.
#[derive(Clone, Debug)]
pub(crate) struct Distribution {
    pub lib: PathBuf,
    pub extensions: PathBuf,
    pub kafka: PathBuf,
}

/// One folder of jars.
#[derive(Clone, Debug)]
struct Part {
    folder: PathBuf,
    artifacts: Vec<Artifact>,
}

impl Distribution {
    fn of(druid: &str) -> Self {
        let all = paths::distributions();
        let release = all.join(druid);
        Self {
            lib: release.join("lib"),
            extensions: release.join("ext"),
            kafka: all.join(format!("kafka-{KAFKA}")).join("lib"),
        }
    }
}

/// Whether something has to be fetched for this cluster.
pub(crate) fn is_missing(spec: &Spec) -> Result<bool> {
    Ok(!missing(spec)?.is_empty())
}

/// Fetches what is missing.
pub(crate) fn ensure(spec: &Spec) -> Result<Distribution> {
    let distribution = Distribution::of(&spec.druid);
    let all = paths::distributions();
    let _lock = lock_file(&all, ".lock")?;
    let parts = missing(spec)?;
    if parts.is_empty() {
        return Ok(distribution);
    }
    java::find(true)?;
    let names: Vec<_> = parts.iter().map(|part| last_names(&part.folder)).collect();
    say(&format!(
        "fetching {} from Maven Central (once)",
        names.join(", ")
    ));
    sweep(&all)?;
    // A name of its own: the Maven of a run that was killed may still write to another.
    let work = all.join(format!("{WORK}{}", std::process::id()));
    fs::create_dir_all(&work)
        .map_err(|e| Error::caused(format!("making {}", work.display()), e))?;
    let fetched = fetch(&work, &parts);
    let swept = sweep(&all);
    fetched.and(swept).map(|()| distribution)
}

/// Removes the work of this run, and of those that crashed. The caller holds the lock.
fn sweep(all: &Path) -> Result<()> {
    let failed = |e| Error::caused(format!("sweeping {}", all.display()), e);
    for entry in fs::read_dir(all).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_string_lossy().starts_with(WORK) {
            fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// Lets Maven copy the jars of all parts, then moves each folder into place.
fn fetch(work: &Path, parts: &[Part]) -> Result<()> {
    let lists: Vec<_> = parts.iter().map(|part| part.artifacts.as_slice()).collect();
    for (jars, part) in maven::copy(work, &lists)?.iter().zip(parts) {
        let parent = part
            .folder
            .parent()
            .expect("it lies in the distribution's folder");
        fs::create_dir_all(parent)
            .and_then(|()| fs::rename(jars, &part.folder))
            .map_err(|e| Error::caused(format!("making {}", part.folder.display()), e))?;
    }
    Ok(())
}

fn missing(spec: &Spec) -> Result<Vec<Part>> {
    let mut parts = parts(spec)?;
    parts.retain(|part| !part.folder.is_dir());
    Ok(parts)
}

fn parts(spec: &Spec) -> Result<Vec<Part>> {
    let distribution = Distribution::of(&spec.druid);
    let mut parts = vec![Part {
        folder: distribution.lib,
        artifacts: druid(&spec.druid),
    }];
    for name in spec.extensions()? {
        let (group, version) = ("org.apache.druid.extensions", spec.druid.clone());
        let artifacts = vec![Artifact {
            group,
            name,
            version,
            without: SIGAR,
        }];
        parts.push(Part {
            folder: distribution.extensions.join(name),
            artifacts,
        });
    }
    if spec.topology.kafka {
        parts.push(Part {
            folder: distribution.kafka,
            artifacts: kafka(),
        });
    }
    Ok(parts)
}

/// What Druid's command line needs.
fn druid(release: &str) -> Vec<Artifact> {
    let artifact = |name, version: &str, without| {
        let version = version.to_owned();
        Artifact {
            group: "org.apache.druid",
            name,
            version,
            without,
        }
    };
    if release != "27.0.0" {
        return vec![artifact("druid-services", release, SIGAR)];
    }
    // Not served in 27.0.0, although the command line loads its classes; those of 28.0.0 do, for
    // no Hadoop job ever runs.
    let hadoop = artifact("druid-indexing-hadoop", "28.0.0", &["*:*"]);
    let without = &["org.hyperic:*", "org.apache.druid:druid-indexing-hadoop"];
    vec![artifact("druid-services", release, without), hadoop]
}

fn kafka() -> Vec<Artifact> {
    let artifact = |group, name, version: &str| {
        let version = version.to_owned();
        Artifact {
            group,
            name,
            version,
            without: &[],
        }
    };
    vec![
        artifact("org.apache.kafka", "kafka_2.13", KAFKA),
        // Kafka brings no logger along; without one a start that fails says nothing.
        artifact("org.slf4j", "slf4j-simple", "1.7.36"),
    ]
}

/// `27.0.0/lib`.
fn last_names(folder: &Path) -> String {
    let names: Vec<_> = folder
        .iter()
        .rev()
        .take(2)
        .map(|name| name.to_string_lossy())
        .collect();
    names.into_iter().rev().collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
