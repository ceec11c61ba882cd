//! The workflows run xtasks and nothing else, so that each of their steps can be run at home.

use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "ci",
    about: "workflows run only `cargo xtask …` beside setting up the machine",
    run,
};

/// Actions that set up the machine.
const ACTIONS: &[&str] = &["actions/checkout@", "actions/cache@", "actions/setup-java@"];

/// Commands that set up the machine.
const SET_UP: &[&str] = &[
    "rustup toolchain install ",
    "rustup component add ",
    "rustup default ",
];

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut violations = Vec::new();
    let mut seen = false;
    for path in workspace.files()? {
        if path.starts_with(".github/workflows/") {
            seen = true;
            violations.extend(foreign_steps(&path, &workspace.read(&path)?));
        }
    }
    if !seen {
        violations.push("no workflow in .github/workflows".to_owned());
    }
    Ok(Outcome::of(violations))
}

fn foreign_steps(path: &str, workflow: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut complain = |index: usize, step: &str| {
        found.push(format!(
            "{path}:{}: neither an xtask nor set-up: {step}",
            index + 1
        ));
    };
    // The indentation of a `run: |` whose lines are being read.
    let mut block: Option<usize> = None;
    for (index, line) in workflow.lines().enumerate() {
        let text = line.trim();
        let key = text.strip_prefix("- ").unwrap_or(text).trim_start();
        let indentation = line.trim_end().len() - key.len();
        if text.is_empty() {
            continue;
        }
        if block.is_some_and(|of| indentation > of) {
            if !is_ours(text) {
                complain(index, text);
            }
            continue;
        }
        block = None;
        if let Some(command) = key.strip_prefix("run:") {
            let command = command.trim();
            if command.starts_with(['|', '>']) {
                block = Some(indentation);
            } else if !is_ours(command) {
                complain(index, command);
            }
        } else if let Some(action) = key.strip_prefix("uses:") {
            let action = action.trim();
            if !is_known_action(action) {
                complain(index, action);
            }
        }
    }
    found
}

/// Whether the action is one of the set-up, pinned to a commit: a tag can be moved.
fn is_known_action(action: &str) -> bool {
    let pinned = ACTIONS.iter().find_map(|known| action.strip_prefix(known));
    let commit = pinned.and_then(|pinned| pinned.split_whitespace().next());
    commit.is_some_and(|commit| commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether the command is one xtask, or one command of the set-up.
fn is_ours(command: &str) -> bool {
    let one =
        !command.contains([';', '|', '`']) && !command.contains("&&") && !command.contains("$(");
    let xtask = command == "cargo xtask" || command.starts_with("cargo xtask ");
    one && (xtask || SET_UP.iter().any(|known| command.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xtasks_and_set_up_are_fine() {
        let workflow = "jobs:\n  check:\n    steps:\n      - uses: actions/checkout@0123456789012345678901234567890123456789 # v6\n      \
                        - name: Toolchain\n        run: rustup toolchain install stable\n      \
                        - run: cargo xtask check\n      - run: |\n          cargo xtask test\n\n          \
                        cargo xtask msrv\n        shell: bash\n";
        assert_eq!(foreign_steps("ci.yml", workflow), Vec::<String>::new());
    }

    #[test]
    fn a_foreign_step_is_caught_wherever_it_hides() {
        for step in [
            "      - run: cargo test",
            "      - run: cargo xtask check && curl example.org",
            "      - run: cargo xtaskish",
            "      - name: more\n        run: |\n          cargo xtask check\n          make",
            "      - uses: somebody/something@0123456789012345678901234567890123456789",
            "      - uses: actions/checkout@v6",
        ] {
            let found = foreign_steps("ci.yml", step);
            assert_eq!(found.len(), 1, "{step}: {found:?}");
        }
    }
}
