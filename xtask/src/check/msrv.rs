//! The oldest Rust that the root manifest promises builds every package.
//!
//! The lint `clippy::incompatible_msrv` holds the promise for the standard library everywhere; this
//! builds with that very toolchain where it is installed, as the workflow's `msrv` job does.

use std::process::{Command, ExitCode};

use super::command::violation_of;
use super::manifests::rust_version_of;
use super::{Check, Outcome};
use crate::error::{Error, Result};
use crate::workspace::{Workspace, forget_own_package, output_of};

pub(super) const CHECK: Check = Check {
    name: "msrv",
    about: "the promised oldest Rust builds every package, where it is installed",
    run: check,
};

/// `cargo xtask msrv`: as the check, but the toolchain must be there.
pub(crate) fn run() -> Result<ExitCode> {
    match check(&Workspace::here())? {
        Outcome::Held => {
            println!("msrv: every package builds");
            Ok(ExitCode::SUCCESS)
        }
        Outcome::NotRun(reason) => Err(Error::new(reason)),
        Outcome::Broken(violations) => Err(Error::new(violations.join("\n"))),
    }
}

fn check(workspace: &Workspace) -> Result<Outcome> {
    let version = rust_version_of(&workspace.read("Cargo.toml")?)?;
    let Some(toolchain) = toolchain_of(&version, &installed()) else {
        return Ok(Outcome::NotRun(format!(
            "Rust {version} is not installed: rustup toolchain install {version}.0 --profile minimal"
        )));
    };
    let mut command = Command::new("rustup");
    command.current_dir(workspace.root());
    forget_own_package(&mut command);
    // Both would lead back to the toolchain that runs this xtask.
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command.args([
        "run",
        &toolchain,
        "cargo",
        "check",
        "--quiet",
        "--workspace",
        "--all-features",
    ]);
    Ok(Outcome::of(
        violation_of(&mut command)?.into_iter().collect(),
    ))
}

/// What rustup has; nothing where there is no rustup.
fn installed() -> String {
    let mut command = Command::new("rustup");
    command.args(["toolchain", "list"]);
    output_of(&mut command)
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

/// The name of the installed toolchain that is this version, from rustup's list.
fn toolchain_of(version: &str, list: &str) -> Option<String> {
    let names = list
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    for name in names {
        let number = name.split('-').next().unwrap_or(name);
        let of_version = number
            .strip_prefix(version)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if of_version {
            return Some(name.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_promised_version_is_found_and_no_other() {
        let list = "stable-x86_64-unknown-linux-gnu (active, default)\n\
                    1.8.0-x86_64-unknown-linux-gnu\n1.88.0-x86_64-unknown-linux-gnu\n";
        let found = toolchain_of("1.88", list);
        assert_eq!(found.as_deref(), Some("1.88.0-x86_64-unknown-linux-gnu"));
        assert_eq!(toolchain_of("1.87", list), None);
        assert_eq!(
            toolchain_of("1.88", "1.880.0-x86_64-unknown-linux-gnu"),
            None
        );
        assert!(toolchain_of("1.88", "1.88-x86_64-unknown-linux-gnu").is_some());
    }
}
