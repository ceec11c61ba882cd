//! Who may depend on whom.

use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::{Metadata, Package, Workspace};

pub(super) const CHECK: Check = Check {
    name: "ladder",
    about: "each package depends only on those below it, dev- and build-dependencies included",
    run,
};

/// The crates of the ladder, from the bottom up.
pub(super) const LADDER: &[&str] = &[
    "druid-core",
    "druid-client",
    "druid-cluster",
    "druid-ext",
    "druid-msq",
];

/// Each package and the members it may depend on. A name that ends in `*` stands for all that
/// begin so; the first line that fits counts.
const PLACES: &[(&str, &[&str])] = &[
    ("druid-core", &[]),
    ("druid-client", &["druid-core"]),
    ("druid-cluster", &["druid-core", "druid-client"]),
    (
        "druid-ext",
        &["druid-core", "druid-client", "druid-cluster"],
    ),
    (
        "druid-msq",
        &["druid-core", "druid-client", "druid-cluster", "druid-ext"],
    ),
    ("druid-arrow", &["druid-core", "druid-client"]),
    ("druid-engine", LADDER),
    ("druid-server", LADDER),
    ("druid-cli", LADDER),
    (
        "druid-ext-*",
        &["druid-core", "druid-client", "druid-cluster", "druid-ext"],
    ),
    ("druid-tests", &["druid-*", "dataman*"]),
    ("druid-quickstart", &["druid-*", "dataman*"]),
    ("druid-bench*", &["druid-*", "dataman*"]),
    ("dataman-druid", &["druid-*", "dataman*"]),
    ("dataman*", &["druid-core", "dataman*"]),
    ("xtask", &[]),
];

/// They may use everything, so nobody may use or publish them.
const LEAVES: &[&str] = &["druid-tests", "druid-quickstart", "druid-bench*", "xtask"];

fn run(workspace: &Workspace) -> Result<Outcome> {
    Ok(Outcome::of(violations(&workspace.metadata()?)))
}

fn violations(metadata: &Metadata) -> Vec<String> {
    let mut found = Vec::new();
    for rung in LADDER {
        if !metadata.has(rung) {
            found.push(format!("{rung} is no member of the workspace"));
        }
    }
    for package in &metadata.packages {
        found.extend(violations_of(package, metadata));
    }
    found
}

fn violations_of(package: &Package, metadata: &Metadata) -> Vec<String> {
    let name = package.name.as_str();
    let Some((_, allowed)) = PLACES.iter().find(|(place, _)| fits(place, name)) else {
        return vec![format!(
            "{name} has no place: give it one in xtask/src/check/ladder.rs"
        )];
    };
    let mut found = Vec::new();
    if is_any(LEAVES, name) && package.is_published() {
        found.push(format!(
            "{name} may use everything, so it needs `publish = false`"
        ));
    }
    for dependency in &package.dependencies {
        let on = dependency.name.as_str();
        if metadata.has(on) && on != name && (!is_any(allowed, on) || is_any(LEAVES, on)) {
            let kind = dependency.kind.as_deref().unwrap_or("normal");
            found.push(format!(
                "{name} must not depend on {on} (a {kind} dependency)"
            ));
        }
    }
    found
}

fn is_any(patterns: &[&str], name: &str) -> bool {
    patterns.iter().any(|pattern| fits(pattern, name))
}

fn fits(pattern: &str, name: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == name, |beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A metadata document of the ladder, with these dependencies planted: package, on, kind.
    fn planted(edges: &[(&str, &str, Option<&str>)], further: &[&str]) -> Vec<String> {
        let packages: Vec<serde_json::Value> = LADDER
            .iter()
            .chain(further)
            .map(|name| {
                let dependencies: Vec<serde_json::Value> = edges
                    .iter()
                    .filter(|(from, ..)| from == name)
                    .map(|(_, on, kind)| serde_json::json!({"name": on, "kind": kind, "optional": true}))
                    .collect();
                let publish = if is_any(LEAVES, name) { serde_json::json!([]) } else { serde_json::Value::Null };
                serde_json::json!({
                    "name": name, "manifest_path": "", "publish": publish, "dependencies": dependencies,
                })
            })
            .collect();
        let document = serde_json::json!({ "packages": packages }).to_string();
        violations(&Metadata::parse(&document).unwrap())
    }

    #[test]
    fn edges_downwards_and_foreign_crates_are_fine() {
        let edges = [
            ("druid-client", "druid-core", None),
            ("druid-msq", "druid-ext", None),
            ("druid-msq", "druid-client", Some("dev")),
            ("druid-core", "hyper", None),
            ("druid-tests", "druid-msq", Some("dev")),
            ("dataman-druid", "druid-msq", None),
        ];
        assert_eq!(
            planted(&edges, &["druid-tests", "dataman-druid"]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_edge_upwards_is_caught_whatever_its_kind() {
        for kind in [None, Some("dev"), Some("build")] {
            let found = planted(&[("druid-core", "druid-client", kind)], &[]);
            let kind = kind.unwrap_or("normal");
            let expected =
                format!("druid-core must not depend on druid-client (a {kind} dependency)");
            assert_eq!(found, [expected]);
        }
    }

    #[test]
    fn side_branches_are_held_too() {
        let edges = [
            ("druid-arrow", "druid-cluster", None),
            ("druid-ext-catalog", "druid-msq", None),
            ("dataman-core", "druid-client", None),
            ("xtask", "druid-core", None),
            ("druid-msq", "druid-ext-catalog", None),
        ];
        let further = ["druid-arrow", "druid-ext-catalog", "dataman-core", "xtask"];
        assert_eq!(planted(&edges, &further).len(), edges.len());
    }

    #[test]
    fn nobody_depends_on_a_leaf() {
        let found = planted(
            &[("druid-quickstart", "druid-tests", None)],
            &["druid-quickstart", "druid-tests"],
        );
        assert_eq!(
            found,
            ["druid-quickstart must not depend on druid-tests (a normal dependency)"]
        );
    }

    #[test]
    fn a_package_without_a_place_is_caught() {
        let found = planted(&[], &["druid-extras"]);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("druid-extras has no place"),
            "{found:?}"
        );
    }

    #[test]
    fn a_missing_rung_and_a_published_leaf_are_caught() {
        let document =
            r#"{"packages": [{"name": "druid-tests", "manifest_path": "", "publish": null}]}"#;
        let found = violations(&Metadata::parse(document).unwrap());
        assert_eq!(found.len(), LADDER.len() + 1, "{found:?}");
        assert!(found[LADDER.len()].contains("publish = false"));
    }
}
