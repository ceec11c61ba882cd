//! `cargo fmt`: one way to lay out code.

use super::command::violation_of;
use super::{Check, Outcome};
use std::process::Command;

use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "format",
    about: "every file is laid out as rustfmt does",
    run,
};

fn run(workspace: &Workspace) -> Result<Outcome> {
    Ok(Outcome::of(
        violation_of(&mut command(workspace))?.into_iter().collect(),
    ))
}

fn command(workspace: &Workspace) -> Command {
    let mut command = workspace.cargo();
    command.args(["fmt", "--all", "--check", "--", "--color", "never"]);
    command
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn a_planted_file_is_refused() {
        let planted = Planted::library("format", "", "fn  planted( ){}\n");
        let mut command = command(&Workspace::here());
        let violation = violation_of(planted.aim(&mut command)).unwrap().unwrap();
        assert!(violation.contains("+fn planted() {}"), "{violation}");
    }
}
