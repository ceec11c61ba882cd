//! `cargo xtask check`: the rules of the house, each held by a machine.
//!
//! A check looks and never rewrites. Each one's core is a function of text or of parsed
//! documents, with a test that plants a violation and sees it caught.

mod ci;
mod command;
mod dependencies;
mod docs;
mod format;
mod ladder;
mod lints;
mod manifests;
mod msrv;
mod package;
#[cfg(test)]
mod planted;
mod pure;
mod size;
mod tidy;
mod tree;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

pub(crate) use msrv::run as run_msrv;

use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// A rule and how it is looked at.
#[derive(Debug)]
struct Check {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> Result<Outcome>,
}

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// The rule holds.
    Held,
    /// The rule could not be looked at here, and why.
    NotRun(String),
    /// The rule is broken: one text for each place.
    Broken(Vec<String>),
}

impl Outcome {
    /// Held when there is nothing to complain about.
    fn of(violations: Vec<String>) -> Self {
        if violations.is_empty() {
            Self::Held
        } else {
            Self::Broken(violations)
        }
    }
}

/// Quick ones first, so that a slip shows early.
const CHECKS: &[Check] = &[
    format::CHECK,
    tidy::CHECK,
    ladder::CHECK,
    manifests::CHECK,
    dependencies::CHECK,
    ci::CHECK,
    size::CHECK,
    lints::CHECK,
    pure::CHECK,
    docs::CHECK,
    package::CHECK,
    msrv::CHECK,
];

/// Runs the named checks, or all; every one runs even when an earlier one failed.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    if args.first().is_some_and(|first| first == "list") {
        for check in CHECKS {
            println!("{:<14}{}", check.name, check.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(args)?;
    let workspace = Workspace::here();
    let mut failed = Vec::new();
    for check in &chosen {
        if !run_one(check, &workspace) {
            failed.push(check.name);
        }
    }
    if failed.is_empty() {
        println!("{} checks, none failed", chosen.len());
        Ok(ExitCode::SUCCESS)
    } else {
        println!("{} checks, failed: {}", chosen.len(), failed.join(", "));
        Ok(ExitCode::FAILURE)
    }
}

fn choose(names: &[String]) -> Result<Vec<&'static Check>> {
    if names.is_empty() {
        return Ok(CHECKS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            CHECKS
                .iter()
                .find(|check| check.name == name)
                .ok_or_else(|| {
                    Error::usage(format!(
                        "no check {name:?}; `cargo xtask check list` names them"
                    ))
                })
        })
        .collect()
}

/// Prints one line for the check, below it what is wrong; false when the rule is broken.
fn run_one(check: &Check, workspace: &Workspace) -> bool {
    print!("check {:<14}", check.name);
    // The name shows while the check runs; a terminal that is gone is no fault of the check.
    std::io::stdout().flush().ok();
    let begun = Instant::now();
    let outcome = (check.run)(workspace);
    let took = begun.elapsed().as_secs_f64();
    match outcome {
        Ok(Outcome::Held) => println!("ok      {took:6.1} s"),
        Ok(Outcome::NotRun(reason)) => println!("not run {took:6.1} s  {reason}"),
        Ok(Outcome::Broken(violations)) => {
            println!("failed  {took:6.1} s");
            for violation in &violations {
                println!("    {}", violation.replace('\n', "\n    "));
            }
            return false;
        }
        Err(error) => {
            println!("failed  {took:6.1} s");
            println!("    {}", error.report().replace('\n', "\n    "));
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_chosen_and_an_unknown_one_is_named() {
        let names = ["ladder".to_owned(), "tidy".to_owned()];
        let chosen = choose(&names).unwrap();
        assert_eq!(
            chosen.iter().map(|check| check.name).collect::<Vec<_>>(),
            ["ladder", "tidy"]
        );
        let error = choose(&["laddre".to_owned()]).unwrap_err();
        assert!(error.report().contains("\"laddre\""));
        assert_eq!(choose(&[]).unwrap().len(), CHECKS.len());
    }

    #[test]
    fn a_broken_rule_and_an_error_both_count_as_failed() {
        let workspace = Workspace::here();
        let check = |run| Check {
            name: "planted",
            about: "",
            run,
        };
        assert!(run_one(&check(|_| Ok(Outcome::Held)), &workspace));
        assert!(run_one(
            &check(|_| Ok(Outcome::NotRun("no tool".into()))),
            &workspace
        ));
        assert!(!run_one(
            &check(|_| Ok(Outcome::of(vec!["here".into()]))),
            &workspace
        ));
        assert!(!run_one(&check(|_| Err(Error::new("no tool"))), &workspace));
    }
}
