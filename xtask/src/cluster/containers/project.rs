//! What Docker holds of one cluster: containers, volumes and networks with the label of its
//! compose project.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;

use rustix::fs::{FlockOperation, flock};

use super::docker::{compose, docker, docker_both};
use super::names;
use crate::cluster::guard;
use crate::error::{Error, Result};
use crate::workspace::name_of;

/// The compose file, and the variables that it reads, in a cluster's folder.
pub(super) const COMPOSE_FILE: &str = "compose.yaml";
pub(super) const VARIABLES: &str = ".env";

/// The most lines that are shown of what compose or a container said before it failed.
const SHOWN: usize = 20;

/// The part of Docker that is one cluster's.
#[derive(Clone, Debug)]
pub(super) struct Project<'a> {
    pub name: String,
    directory: &'a Path,
}

impl<'a> Project<'a> {
    pub(super) fn new(cluster: &str, directory: &'a Path) -> Self {
        Self {
            name: names::project(cluster, directory),
            directory,
        }
    }

    /// Makes and starts everything that the compose file in the folder names.
    pub(super) fn up(&self, variables: &[(String, String)]) -> Result<()> {
        let mut command = compose()?;
        command.args([
            "--project-name",
            &self.name,
            "--file",
            COMPOSE_FILE,
            "up",
            "--detach",
        ]);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        // A group of its own: Ctrl-C shall not end it half way, `down` waits for it.
        command.current_dir(self.directory).process_group(0);
        let not_started = |e| Error::caused("compose did not start", e);
        // The lock goes to compose as its input, and so is held for as long as either lives.
        command.stdin(Stdio::from(self.lock()?));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let gate = guard::gate();
        let output = command.output().map_err(not_started)?;
        drop(gate);
        if output.status.success() {
            return Ok(());
        }
        if let Some(error) = self.culprit()? {
            return Err(error);
        }
        let words = String::from_utf8_lossy(&output.stderr);
        let words: Vec<_> = words.lines().collect();
        let end = words[words.len().saturating_sub(SHOWN)..].join("\n");
        let (name, status) = (name_of(&command), output.status);
        Err(Error::new(format!("`{name}` ended with {status}:\n{end}")))
    }

    /// The container that does not let the others start: compose names it, but not what it said.
    fn culprit(&self) -> Result<Option<Error>> {
        for (filter, what) in [
            ("status=exited", "ended"),
            ("health=unhealthy", "does not answer"),
        ] {
            let containers = self.list(&["ps", "--all", "--quiet", "--filter", filter])?;
            let Some(container) = containers.first() else {
                continue;
            };
            let service = service(container)?;
            let log = docker_both(&["logs", "--tail", &SHOWN.to_string(), container])?;
            let log = log.trim_end();
            return Ok(Some(Error::new(format!(
                "{service} {what}; the end of its log:\n{log}"
            ))));
        }
        Ok(None)
    }

    /// Ends and removes everything, however much of it there is; keeps the containers' logs.
    pub(super) fn down(&self) -> Result<()> {
        // A compose that outlived its xtask ends first.
        let _lock = self.lock()?;
        let containers = self.list(&["ps", "--all", "--quiet"])?;
        for container in &containers {
            self.keep_log(container)?;
        }
        remove(&["rm", "--force", "--volumes"], containers)?;
        remove(&["volume", "rm"], self.list(&["volume", "ls", "--quiet"])?)?;
        remove(
            &["network", "rm"],
            self.list(&["network", "ls", "--quiet"])?,
        )
    }

    fn lock(&self) -> Result<File> {
        let path = self.directory.join("compose.lock");
        let failed = |e| Error::caused(format!("locking {}", path.display()), e);
        let file = File::create(&path).map_err(failed)?;
        flock(&file, FlockOperation::LockExclusive).map_err(|e| failed(e.into()))?;
        Ok(file)
    }

    fn list(&self, words: &[&str]) -> Result<Vec<String>> {
        let filter = format!("label=com.docker.compose.project={}", self.name);
        let answer = docker(&[words, &["--filter", &filter]].concat())?;
        Ok(answer.split_whitespace().map(str::to_owned).collect())
    }

    fn keep_log(&self, container: &str) -> Result<()> {
        let folder = self.directory.join("log");
        let path = folder.join(format!("{}.log", service(container)?));
        let log = docker_both(&["logs", container])?;
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, log))
            .map_err(|e| Error::caused(format!("writing {}", path.display()), e))
    }
}

/// The service that a container is of.
fn service(container: &str) -> Result<String> {
    let label = "{{index .Config.Labels \"com.docker.compose.service\"}}";
    let answer = docker(&["inspect", "--format", label, container])?;
    Ok(answer.trim().to_owned())
}

fn remove(words: &[&str], things: Vec<String>) -> Result<()> {
    if things.is_empty() {
        return Ok(());
    }
    let things: Vec<&str> = things.iter().map(String::as_str).collect();
    docker(&[words, &things].concat()).map(drop)
}
