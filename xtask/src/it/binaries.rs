//! The test binaries of the workspace, and the cluster tests in them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::needs::ClusterTest;
use crate::error::{Error, Result};
use crate::workspace::{Workspace, output_of};

/// A test binary that holds cluster tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binary {
    pub(crate) executable: PathBuf,
    /// The folder of its package, in which cargo would run it.
    pub(crate) folder: PathBuf,
    pub(crate) tests: Vec<ClusterTest>,
}

/// What cargo's JSON messages say of a compiled target.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    profile: Option<Profile>,
}

#[derive(Debug, Deserialize)]
struct Profile {
    test: bool,
}

/// Builds every test of the workspace, with the features of `cargo xtask test`, so that nothing is
/// built twice, and finds those that wait for a cluster.
pub(crate) fn build(workspace: &Workspace) -> Result<Vec<Binary>> {
    let mut command = workspace.cargo();
    command.args(["test", "--workspace", "--all-features", "--no-run"]);
    command.arg("--message-format=json-render-diagnostics");
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command
        .output()
        .map_err(|error| Error::caused("cargo did not start", error))?;
    if !output.status.success() {
        return Err(Error::new("the tests do not build"));
    }
    let mut binaries = Vec::new();
    for (executable, folder) in executables(&String::from_utf8_lossy(&output.stdout))? {
        let mut list = Command::new(&executable);
        list.current_dir(&folder)
            .args(["--list", "--ignored", "--format", "terse"]);
        let listed = output_of(&mut list)?;
        if !listed.status.success() {
            return Err(Error::new(format!(
                "{} does not list its tests",
                executable.display()
            )));
        }
        let tests = tests(&String::from_utf8_lossy(&listed.stdout))?;
        if !tests.is_empty() {
            binaries.push(Binary {
                executable,
                folder,
                tests,
            });
        }
    }
    Ok(binaries)
}

/// The test binaries that cargo made, each with its package's folder.
fn executables(messages: &str) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut found = Vec::new();
    for line in messages.lines().filter(|line| line.starts_with('{')) {
        let message: Message = serde_json::from_str(line)
            .map_err(|error| Error::caused("cargo printed an unexpected message", error))?;
        let is_test = message.profile.is_some_and(|profile| profile.test);
        if message.reason != "compiler-artifact" || !is_test {
            continue;
        }
        if let (Some(executable), Some(manifest)) = (message.executable, message.manifest_path) {
            let folder = manifest
                .parent()
                .expect("a manifest lies in a folder")
                .to_owned();
            found.push((executable, folder));
        }
    }
    Ok(found)
}

/// The tests in a terse list, each with its needs.
fn tests(list: &str) -> Result<Vec<ClusterTest>> {
    let paths = list.lines().filter_map(|line| line.strip_suffix(": test"));
    paths.map(ClusterTest::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_binaries_are_taken_from_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","manifest_path":"/w/a/Cargo.toml","profile":{"test":false},"executable":"/t/xtask"}
{"reason":"compiler-artifact","manifest_path":"/w/a/Cargo.toml","profile":{"test":true},"executable":null}
{"reason":"compiler-artifact","manifest_path":"/w/tests/Cargo.toml","profile":{"test":true},"executable":"/t/deps/it-1"}
{"reason":"build-finished","success":true}
"#;
        let found = executables(messages).unwrap();
        assert_eq!(
            found,
            [(PathBuf::from("/t/deps/it-1"), PathBuf::from("/w/tests"))]
        );
        assert!(executables("{\"no\": \"reason\"}").is_err());
    }

    #[test]
    fn a_terse_list_is_read() {
        let found = tests("needs_msq::a: test\nany_cluster::disrupts::b: test\n").unwrap();
        let paths: Vec<&str> = found.iter().map(|test| test.path.as_str()).collect();
        assert_eq!(paths, ["needs_msq::a", "any_cluster::disrupts::b"]);
        assert!(tests("sql::c: test\n").is_err());
        assert_eq!(tests("a_benchmark: benchmark\n").unwrap(), []);
    }
}
