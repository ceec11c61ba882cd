//! The documentation builds without a warning, and each of its examples is compiled.

use std::process::Command;

use super::command::violation_of;
use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "docs",
    about: "rustdoc has no warning, no example is marked as ignored",
    run,
};

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut violations = Vec::new();
    for path in workspace.files()? {
        if [".rs", ".md"].iter().any(|end| path.ends_with(end)) {
            violations.extend(ignored_examples(&path, &workspace.read(&path)?));
        }
    }
    violations.extend(violation_of(&mut command(workspace))?);
    Ok(Outcome::of(violations))
}

fn command(workspace: &Workspace) -> Command {
    let mut command = workspace.cargo();
    command.env("RUSTDOCFLAGS", "-Dwarnings");
    command.args(["doc", "--quiet", "--workspace"]);
    command.args(["--no-deps", "--all-features"]);
    command
}

fn ignored_examples(path: &str, text: &str) -> Vec<String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| opens_ignored(line))
        .map(|(index, _)| format!("{path}:{}: an example that is never compiled", index + 1))
        .collect()
}

/// Whether the line, in a doc comment or in Markdown, opens a code block marked as ignored.
fn opens_ignored(line: &str) -> bool {
    let mut text = line.trim_start();
    for comment in ["///", "//!", "*", ">"] {
        text = text.strip_prefix(comment).unwrap_or(text).trim_start();
    }
    let words = text
        .strip_prefix("```")
        .or_else(|| text.strip_prefix("~~~"));
    words.is_some_and(|words| {
        words
            .trim_start_matches(['`', '~'])
            .split([',', ' ', '{', '}'])
            .any(|word| word == "ignored" || word == "ignore" || word.starts_with("ignore-"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn a_link_to_nowhere_is_refused() {
        let planted = Planted::library("docs", "", "//! See [`Nothing`].\n");
        let mut command = command(&Workspace::here());
        let violation = violation_of(planted.aim(&mut command)).unwrap().unwrap();
        assert!(
            violation.contains("unresolved link to `Nothing`"),
            "{violation}"
        );
    }

    #[test]
    fn an_ignored_example_is_caught_however_it_is_written() {
        let fence = "```";
        for line in [
            format!("{fence}ignore"),
            format!("    /// {fence}rust,ignore"),
            format!("//! {fence}ignored"),
            format!(" * {fence}rust, ignore-windows"),
            format!("> {fence}{{ignore}}"),
        ] {
            assert_eq!(
                ignored_examples("a.rs", &line),
                ["a.rs:1: an example that is never compiled"]
            );
        }
    }

    #[test]
    fn other_blocks_and_other_words_are_fine() {
        let fence = "```";
        for line in [
            format!("/// {fence}no_run"),
            format!("{fence}toml"),
            format!("{fence}gitignore"),
            "ignore".to_owned(),
        ] {
            assert_eq!(ignored_examples("a.md", &line), Vec::<String>::new());
        }
    }
}
