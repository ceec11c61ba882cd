//! The tree of `druid-core`: what a service takes in when it embeds the bottom crate.

use std::collections::BTreeSet;

use super::tree::crates_of;
use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "size",
    about: "druid-core's tree holds no more crates than agreed",
    run,
};

/// How many crates (name and version; itself left out) the normal tree of `druid-core` may hold on
/// Linux: with default features, and with none. A raise is a decision: it belongs into the change
/// log with its reason.
const MOST: [(&str, &[&str], usize); 2] = [
    ("default features", &[], 62),
    ("no features", &["--no-default-features"], 14),
];

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut violations = Vec::new();
    for (named, features, most) in MOST {
        violations.extend(over(
            named,
            &crates_of(workspace, "druid-core", features)?,
            most,
        ));
    }
    Ok(Outcome::of(violations))
}

fn over(named: &str, crates: &BTreeSet<String>, most: usize) -> Option<String> {
    (crates.len() > most).then(|| {
        let list: Vec<&str> = crates.iter().map(String::as_str).collect();
        format!(
            "druid-core with {named}: {} crates, agreed are {most}: {}",
            crates.len(),
            list.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_crate_more_than_agreed_is_caught() {
        let crates: BTreeSet<String> = ["bytes 1.11.0".to_owned(), "http 1.4.0".to_owned()].into();
        assert_eq!(over("no features", &crates, 2), None);
        let violation = over("no features", &crates, 1).unwrap();
        assert_eq!(
            violation,
            "druid-core with no features: 2 crates, agreed are 1: bytes 1.11.0, http 1.4.0"
        );
    }
}
