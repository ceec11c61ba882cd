//! Runs test binaries, shows their lines and counts.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::binaries::Binary;
use super::needs::ClusterTest;
use super::tally::Tally;
use crate::error::{Error, Result};
use crate::workspace::name_of;

/// What tests on a cluster are told by their environment.
#[derive(Debug)]
pub(crate) struct Surroundings {
    /// The path of `cluster.json`.
    pub(crate) cluster: PathBuf,
    /// This executable, with which a test can stop, kill and start roles.
    pub(crate) xtask: PathBuf,
}

/// Runs these tests of one binary, at most `threads` at once.
pub(crate) fn run(
    binary: &Binary,
    tests: &[&ClusterTest],
    threads: usize,
    surroundings: &Surroundings,
) -> Result<Tally> {
    let mut command = Command::new(&binary.executable);
    command.current_dir(&binary.folder);
    command.env("CARGO_MANIFEST_DIR", &binary.folder);
    command.env("DRUID_CLUSTER", &surroundings.cluster);
    command.env("DRUID_XTASK", &surroundings.xtask);
    command.args(["--ignored", "--exact"]);
    command.arg(format!("--test-threads={threads}"));
    command.args(tests.iter().map(|test| &test.path));
    let tally = watch(&mut command)?;
    let ran = tally.passed + tally.failed;
    if ran == tests.len() || tally.failed > 0 {
        return Ok(tally);
    }
    let message = format!(
        "{} tests were to run, {ran} did: {}",
        tests.len(),
        name_of(&command)
    );
    Err(Error::new(message))
}

/// Runs a command that ends in lines of cargo's test runner, passes its output on and counts.
///
/// A command that fails without a line that says so (a crash, a build error) counts as one failure.
pub(crate) fn watch(command: &mut Command) -> Result<Tally> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| Error::caused(format!("{} did not start", name_of(command)), error))?;
    let output = child.stdout.take().expect("standard output is a pipe");
    let mut tally = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line =
            line.map_err(|error| Error::caused("the test runner's output broke off", error))?;
        let text = String::from_utf8_lossy(&line);
        println!("{text}");
        std::io::stdout().flush().ok();
        if let Some(more) = Tally::parse(&text) {
            tally += more;
        }
    }
    let status = child
        .wait()
        .map_err(|error| Error::caused("the test runner is lost", error))?;
    if !status.success() && tally.failed == 0 {
        println!("{} ended with {status}", name_of(command));
        tally.failed = 1;
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Tally {
        let mut command = Command::new("sh");
        watch(command.args(["-c", script])).unwrap()
    }

    const LINE: &str = "echo 'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured'";

    #[test]
    fn the_lines_of_several_runners_add_up() {
        let tally = shell(&format!("{LINE}; echo between; {LINE}"));
        assert_eq!(
            tally,
            Tally {
                passed: 4,
                failed: 0,
                ignored: 2
            }
        );
    }

    #[test]
    fn a_crash_counts_as_a_failure_also_after_good_lines() {
        assert_eq!(shell(&format!("{LINE}; exit 101")).failed, 1);
        assert_eq!(shell("kill -9 $$").failed, 1);
    }
}
