//! Clippy with the workspace's lint table, for each set of features.

use std::process::Command;

use super::command::violation_of;
use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "lints",
    about: "no warning with default features, none, and all",
    run,
};

/// The feature sets that every crate must build with: cargo's arguments for each.
pub(super) const FEATURE_SETS: &[&[&str]] = &[&[], &["--no-default-features"], &["--all-features"]];

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut violations = Vec::new();
    for features in FEATURE_SETS {
        violations.extend(violation_of(&mut command(workspace, features))?);
    }
    Ok(Outcome::of(violations))
}

fn command(workspace: &Workspace, features: &[&str]) -> Command {
    let mut command = workspace.cargo();
    command.args(["clippy", "--quiet", "--workspace", "--all-targets"]);
    command.args(features);
    command.args(["--", "-D", "warnings"]);
    command
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    /// The lint table is what gives the check its teeth: each of these is refused by it alone.
    #[test]
    fn the_lint_table_refuses_planted_faults() {
        let workspace = Workspace::here();
        let root = workspace.read("Cargo.toml").unwrap();
        let (_, after) = root.split_once("[workspace.lints.rust]").unwrap();
        let table = after
            .split_once("\n[profile")
            .map_or(after, |(table, _)| table);
        let table = table.replace("[workspace.lints.", "[lints.");
        let code = "//! Planted.\npub fn f(x: Option<u8>) -> u8 { println!(\"\"); x.unwrap() }\n";
        let planted = Planted::library("lints", &format!("[lints.rust]\n{table}"), code);
        let mut command = command(&workspace, &["--all-features"]);
        let violation = violation_of(planted.aim(&mut command)).unwrap().unwrap();
        for lint in [
            "clippy::unwrap-used",
            "clippy::print-stdout",
            "missing-docs",
        ] {
            assert!(violation.contains(lint), "{lint}: {violation}");
        }
    }
}
