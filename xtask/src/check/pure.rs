//! Without `net` a ladder crate is pure: no runtime, no HTTP machinery, no TLS; and each library
//! builds alone, so that it names every feature it needs of those below.

use std::collections::BTreeSet;

use super::command::violation_of;
use super::ladder::LADDER;
use super::lints::FEATURE_SETS;
use super::tree::crates_of;
use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "pure",
    about: "no runtime in a ladder crate's tree without `net`; each library builds alone",
    run,
};

/// What belongs behind `net`.
const BANNED: &[&str] = &[
    "hyper",
    "hyper-rustls",
    "hyper-util",
    "rustls",
    "tokio",
    "tokio-rustls",
];

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut violations = Vec::new();
    for package in LADDER {
        let crates = crates_of(workspace, package, &["--no-default-features"])?;
        violations.extend(impurities(package, &crates));
        for features in FEATURE_SETS {
            let mut command = workspace.cargo();
            command.args(["check", "--quiet", "-p", package, "--lib"]);
            command.args(*features);
            violations.extend(violation_of(&mut command)?);
        }
    }
    Ok(Outcome::of(violations))
}

fn impurities(package: &str, crates: &BTreeSet<String>) -> Vec<String> {
    crates
        .iter()
        .filter(|entry| {
            entry
                .split(' ')
                .next()
                .is_some_and(|name| BANNED.contains(&name))
        })
        .map(|entry| format!("{package} without default features pulls in {entry}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_is_caught_and_a_namesake_is_not() {
        let crates = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let clean = crates(&[
            "bytes 1.11.0",
            "tokio-util 0.7.0",
            "rustls-pki-types 1.13.0",
        ]);
        assert_eq!(impurities("druid-core", &clean), Vec::<String>::new());
        let planted = crates(&["bytes 1.11.0", "hyper 1.8.1", "tokio 1.48.0"]);
        assert_eq!(
            impurities("druid-core", &planted),
            [
                "druid-core without default features pulls in hyper 1.8.1",
                "druid-core without default features pulls in tokio 1.48.0",
            ]
        );
    }
}
