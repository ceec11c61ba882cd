//! A check that is a command: it holds when the command ends well.

use std::process::{Command, Output};

use crate::error::Result;
use crate::workspace::{name_of, output_of};

/// The most lines of a failed command's output that are shown.
const SHOWN: usize = 150;

/// Runs the command; what it complains of is one violation, headed by the command itself.
pub(super) fn violation_of(command: &mut Command) -> Result<Option<String>> {
    let output = output_of(command)?;
    if output.status.success() {
        return Ok(None);
    }
    Ok(Some(format!(
        "{}\n{}",
        name_of(command),
        complaint(&output)
    )))
}

/// The end of what a command printed, errors after the rest.
fn complaint(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = text.lines().filter(|line| !is_progress(line)).collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

/// Whether cargo only says what it is busy with.
fn is_progress(line: &str) -> bool {
    let words = [
        "Compiling ",
        "Checking ",
        "Documenting ",
        "Downloaded ",
        "Downloading ",
        "Blocking ",
    ];
    words.iter().any(|word| line.trim_start().starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named_with_its_words() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo told; echo complained >&2; exit 3"]);
        let violation = violation_of(&mut command).unwrap().unwrap();
        assert!(violation.starts_with("sh -c"), "{violation}");
        assert!(violation.contains("told\ncomplained"), "{violation}");
    }

    #[test]
    fn a_command_that_ends_well_is_no_violation() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo complained >&2"]);
        assert_eq!(violation_of(&mut command).unwrap(), None);
    }

    #[test]
    fn a_missing_program_is_an_error_that_names_it() {
        let error = violation_of(&mut Command::new("no-such-program")).unwrap_err();
        assert!(error.report().starts_with("no-such-program did not start"));
    }
}
