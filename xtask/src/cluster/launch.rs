//! How a role's process is started, the first time and again.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::backend::Life;
use super::cluster_file::{Process, State};
use super::guard;
use super::process;
use super::record::Record;
use crate::error::{Error, Result};

/// A command line, kept beside the role's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Launch {
    pub program: PathBuf,
    pub args: Vec<String>,
}

/// Waits for a line before it becomes the process proper, under the same id. Should xtask die
/// before it noted that id, then the pipe ends and nothing was started.
const WAIT_THEN_BECOME: &str = r#"read -r go && exec "$@" </dev/null"#;

impl Launch {
    fn path(record: &Record, name: &str) -> PathBuf {
        record
            .directory()
            .join("conf")
            .join(name)
            .join("launch.json")
    }

    /// Keeps it for `spawn`, whose folder is there already.
    pub(crate) fn save(&self, record: &Record, name: &str) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|e| Error::caused("a command line that is no text", e))?;
        let path = Self::path(record, name);
        fs::write(&path, text + "\n")
            .map_err(|e| Error::caused(format!("writing {}", path.display()), e))
    }

    fn load(record: &Record, name: &str) -> Result<Self> {
        let path = Self::path(record, name);
        let failed = || format!("reading {}", path.display());
        let text = fs::read_to_string(&path).map_err(|e| Error::caused(failed(), e))?;
        serde_json::from_str(&text).map_err(|e| Error::caused(failed(), e))
    }
}

/// The file that takes what a role prints.
pub(crate) fn log_path(directory: &Path, name: &str) -> PathBuf {
    directory.join("log").join(format!("{name}.log"))
}

/// Starts the process of a role in a group of its own and notes it in `cluster.json`.
pub(crate) fn spawn(record: &Record, name: &str) -> Result<()> {
    let launch = Launch::load(record, name)?;
    let log = log_path(record.directory(), name);
    let failed = |e: std::io::Error| Error::caused(format!("starting {name}"), e);
    let out = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&log)
        .map_err(failed)?;
    let err = out.try_clone().map_err(failed)?;
    let mut command = Command::new("sh");
    command
        .args(["-c", WAIT_THEN_BECOME, "sh"])
        .arg(&launch.program)
        .args(&launch.args)
        .current_dir(record.directory())
        .stdin(Stdio::piped())
        .stdout(out)
        .stderr(err)
        .process_group(0);

    let _gate = guard::gate();
    record.update(|file| {
        let role = file
            .role_mut(name)
            .ok_or_else(|| Error::new(format!("no role {name}")))?;
        let runs = |process: &Process| process::life(process) != Life::Gone;
        if role.process.as_ref().is_some_and(runs) {
            return Ok(());
        }
        let mut child = command.spawn().map_err(failed)?;
        let pid = child.id();
        let go = child.stdin.take();
        // Reaps it, so that its end is seen by its id while this process still runs.
        std::thread::spawn(move || child.wait());
        role.process = Some(Process {
            pid: Some(pid),
            started: process::started(pid),
            container: None,
            state: State::Running,
        });
        record.write(file)?;
        go.expect("its stdin is a pipe")
            .write_all(b"go\n")
            .map_err(failed)
    })
}
