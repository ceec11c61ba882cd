//! The checkout: where it is, its files, and cargo run on it.

mod metadata;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) use metadata::{Metadata, Package};

use crate::error::{Error, Result};

/// The checkout this xtask was built from.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that holds this package.
    pub(crate) fn here() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = package.parent().expect("xtask is a folder of the checkout");
        Self {
            root: root.to_owned(),
        }
    }

    /// The top folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The cargo that runs this xtask, to be run at the top folder.
    ///
    /// What `cargo run` told this process about its own package is taken away again: a build
    /// script that watches these variables would otherwise run anew in each inner build.
    pub(crate) fn cargo(&self) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        forget_own_package(&mut command);
        command
    }

    /// What a cargo command prints on standard output; its complaint is the error.
    pub(crate) fn cargo_text<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        let mut command = self.cargo();
        command.args(args);
        text_of(&mut command)
    }

    /// The members, as cargo reads their manifests.
    pub(crate) fn metadata(&self) -> Result<Metadata> {
        Metadata::parse(&self.cargo_text(&["metadata", "--no-deps", "--format-version", "1"])?)
    }

    /// Every file that git knows, or would take: paths from the top folder, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let mut git = Command::new("git");
        git.current_dir(&self.root);
        git.args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ]);
        let listed = text_of(&mut git)?;
        let mut files: Vec<String> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && self.root.join(path).is_file())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The text of one file, by its path from the top folder.
    pub(crate) fn read(&self, path: &str) -> Result<String> {
        std::fs::read_to_string(self.root.join(path))
            .map_err(|error| Error::caused(format!("{path} can not be read"), error))
    }
}

/// Takes away the variables by which `cargo run` describes the running package.
pub(crate) fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let own = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
        ];
        if own.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

/// Runs a command with nothing on its input and keeps what it prints.
pub(crate) fn output_of(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null());
    command
        .output()
        .map_err(|error| Error::caused(format!("{} did not start", name_of(command)), error))
}

fn text_of(command: &mut Command) -> Result<String> {
    let output = output_of(command)?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|error| {
            Error::caused(format!("{} printed no text", name_of(command)), error)
        });
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let message = format!(
        "{} ended with {}: {}",
        name_of(command),
        output.status,
        complaint.trim()
    );
    Err(Error::new(message))
}

/// The command as a person would type it.
pub(crate) fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut name = program
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args() {
        name.push(' ');
        name.push_str(&argument.to_string_lossy());
    }
    name
}
