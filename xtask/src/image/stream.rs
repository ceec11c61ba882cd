//! An archive, streamed from `tar` into Docker without a file in between.

use std::process::{Command, Stdio};

use crate::error::{Error, Result};
use crate::workspace::name_of;

/// Runs `docker` with these words and the archive as its input; what it prints is shown.
pub(super) fn into_docker(mut tar: Command, words: &[&str]) -> Result<()> {
    let not_started = |name: String| move |e| Error::caused(format!("{name} did not start"), e);
    tar.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut packing = tar.spawn().map_err(not_started(name_of(&tar)))?;
    let archive = packing.stdout.take().expect("its stdout is a pipe");

    let mut docker = Command::new("docker");
    docker.args(words).stdin(archive);
    let taken = docker.status().map_err(not_started(name_of(&docker)));
    // Docker holds its end of the pipe no more, so tar ends too, whatever came of it.
    drop(docker);
    let packed = packing.wait().map_err(not_started(name_of(&tar)))?;
    let taken = taken?;
    if !taken.success() {
        return Err(Error::new(format!(
            "`docker {}` ended with {taken}",
            words.join(" ")
        )));
    }
    if !packed.success() {
        return Err(Error::new(format!(
            "`{}` ended with {packed}",
            name_of(&tar)
        )));
    }
    Ok(())
}
