//! Docker's command line, asked as a person would ask it: `DOCKER_HOST` and contexts hold.

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::workspace::{name_of, output_of};

/// What to do where no daemon answers.
const HELP: &str = "\
no Docker daemon answers: install Docker (on Debian and Ubuntu `apt-get install docker.io \
docker-compose`), start it, and see that `docker version` names a server; DOCKER_HOST says where \
it listens if that is not the usual place. Without Docker there is --backend jvm";

/// What to do where Docker has no compose.
const COMPOSE_HELP: &str = "\
neither `docker compose` nor `docker-compose` is there: install one of them (on Debian and Ubuntu \
`apt-get install docker-compose`)";

/// How long a daemon may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(20);

/// Whether a daemon answers, which is more than that the client is installed.
pub(crate) fn answers() -> bool {
    let mut version = Command::new("docker");
    version.args(["version", "--format", "{{.Server.Version}}"]);
    version
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let Ok(mut child) = version.spawn() else {
        return false;
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < deadline => thread::sleep(POLL),
            Ok(None) | Err(_) => {
                // It may have ended meanwhile, which is as good.
                let _ended = child.kill();
                let _status = child.wait();
                return false;
            }
        }
    }
}

/// Refuses to go on where no daemon answers, with what to do about it.
pub(crate) fn require() -> Result<()> {
    if answers() {
        Ok(())
    } else {
        Err(Error::new(HELP))
    }
}

/// What `docker` prints when asked with these words; its complaint is the error.
pub(crate) fn docker<S: AsRef<OsStr>>(args: &[S]) -> Result<String> {
    let output = ask(args)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Both of what `docker` prints when asked with these words: a container's log has two streams.
pub(crate) fn docker_both<S: AsRef<OsStr>>(args: &[S]) -> Result<String> {
    let output = ask(args)?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Ok(text)
}

fn ask<S: AsRef<OsStr>>(args: &[S]) -> Result<Output> {
    let mut command = Command::new("docker");
    command.args(args);
    let output = output_of(&mut command)?;
    succeeded(&command, output)
}

/// The compose command that this machine has: the plugin, or the older program of its own.
pub(super) fn compose() -> Result<Command> {
    let forms: [&[&str]; 2] = [&["docker", "compose"], &["docker-compose"]];
    for words in forms {
        let mut version = command_of(words);
        version.arg("version");
        if output_of(&mut version).is_ok_and(|output| output.status.success()) {
            return Ok(command_of(words));
        }
    }
    Err(Error::new(COMPOSE_HELP))
}

fn command_of(words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// The output of a command that ended well, or what it complained of.
pub(crate) fn succeeded(command: &Command, output: Output) -> Result<Output> {
    if output.status.success() {
        return Ok(output);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let name = name_of(command);
    Err(Error::new(format!(
        "`{name}` ended with {}: {}",
        output.status,
        complaint.trim()
    )))
}
