//! `docs/dependencies.md` names every direct dependency, who uses it, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::{Metadata, Workspace};

pub(super) const CHECK: Check = Check {
    name: "dependencies",
    about: "docs/dependencies.md names every direct dependency, its users and its reason",
    run,
};

const DOCUMENT: &str = "docs/dependencies.md";

/// A line of the document's table.
#[derive(Debug)]
struct Entry {
    used_by: BTreeSet<String>,
    reason: String,
}

fn run(workspace: &Workspace) -> Result<Outcome> {
    let used = used(&workspace.metadata()?);
    let (entries, mut violations) = parse(&workspace.read(DOCUMENT)?);
    violations.extend(compare(&used, &entries));
    Ok(Outcome::of(violations))
}

/// Each direct dependency from outside, with the members that name it.
fn used(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in &metadata.packages {
        for dependency in package
            .dependencies
            .iter()
            .filter(|on| !metadata.has(&on.name))
        {
            used.entry(dependency.name.clone())
                .or_default()
                .insert(package.name.clone());
        }
    }
    used
}

/// The rows of the document's tables whose first cell is a crate's name in back-ticks.
fn parse(document: &str) -> (BTreeMap<String, Entry>, Vec<String>) {
    let mut entries = BTreeMap::new();
    let mut violations = Vec::new();
    for line in document
        .lines()
        .filter(|line| line.trim_start().starts_with("| `"))
    {
        let cells: Vec<&str> = line
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        let [name, used_by, reason] = cells[..] else {
            violations.push(format!("{DOCUMENT}: not three cells: {line}"));
            continue;
        };
        let name = name.trim_matches('`').to_owned();
        let used_by = used_by
            .split(',')
            .map(|user| user.trim().trim_matches('`').to_owned());
        let entry = Entry {
            used_by: used_by.filter(|user| !user.is_empty()).collect(),
            reason: reason.to_owned(),
        };
        if entries.insert(name.clone(), entry).is_some() {
            violations.push(format!("{DOCUMENT}: {name} stands there twice"));
        }
    }
    (entries, violations)
}

fn compare(
    used: &BTreeMap<String, BTreeSet<String>>,
    entries: &BTreeMap<String, Entry>,
) -> Vec<String> {
    let mut found = Vec::new();
    for (name, users) in used {
        let users_text = users
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        match entries.get(name) {
            None => found.push(format!(
                "{DOCUMENT}: {name} is not named (used by {users_text})"
            )),
            Some(entry) if entry.used_by != *users => {
                found.push(format!(
                    "{DOCUMENT}: {name} is used by {users_text}, the table says otherwise"
                ));
            }
            Some(entry) if entry.reason.split_whitespace().count() < 3 => {
                found.push(format!("{DOCUMENT}: {name} has no reason"));
            }
            Some(_) => {}
        }
    }
    for name in entries.keys().filter(|name| !used.contains_key(*name)) {
        found.push(format!(
            "{DOCUMENT}: {name} is named, but no member uses it"
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = r#"{"packages": [
        {"name": "druid-core", "manifest_path": "", "dependencies": [{"name": "http"}]},
        {"name": "xtask", "manifest_path": "", "dependencies": [
            {"name": "toml", "kind": "dev"}, {"name": "http"}, {"name": "druid-core"}]}
    ]}"#;

    const TABLE: &str = "| crate | used by | why this one |\n|---|---|---|\n\
        | `http` | `druid-core`, `xtask` | the types everybody shares |\n\
        | `toml` | `xtask` | reads manifests as cargo does |\n";

    fn violations(table: &str) -> Vec<String> {
        let (entries, mut found) = parse(table);
        found.extend(compare(
            &used(&Metadata::parse(METADATA).unwrap()),
            &entries,
        ));
        found
    }

    #[test]
    fn a_whole_table_passes_and_members_need_no_line() {
        assert_eq!(violations(TABLE), Vec::<String>::new());
    }

    #[test]
    fn each_slip_of_the_table_is_caught() {
        for (from, to, named) in [
            (
                "| `toml` | `xtask` | reads manifests as cargo does |\n",
                "",
                "toml is not named",
            ),
            (
                "`druid-core`, `xtask`",
                "`druid-core`",
                "http is used by druid-core, xtask",
            ),
            ("the types everybody shares", "", "http has no reason"),
            (
                "| `toml`",
                "| `yaml` | `xtask` | read long ago, no longer |\n| `toml`",
                "yaml is named",
            ),
            (
                "| `toml`",
                "| `http` | `druid-core`, `xtask` | a second line of it |\n| `toml`",
                "twice",
            ),
            ("| reads manifests as cargo does |", "|", "not three cells"),
        ] {
            let found = violations(&TABLE.replace(from, to));
            assert!(
                found.iter().any(|text| text.contains(named)),
                "{named}: {found:?}"
            );
        }
    }
}
