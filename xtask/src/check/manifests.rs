//! One manifest decides: versions, lints and package keys live at the top, members take them over.

use toml::{Table, Value};

use super::ladder::LADDER;
use super::{Check, Outcome};
use crate::error::{Error, Result};
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "manifests",
    about: "members inherit package keys, lints and versions; each ladder crate has `net`",
    run,
};

/// The package keys that every member inherits.
const INHERITED: &[&str] = &["version", "edition", "rust-version", "license"];

/// The tables of a manifest that hold dependencies, at its top and below each target.
pub(super) const TABLES: &[&str] = &["dependencies", "dev-dependencies", "build-dependencies"];

fn run(workspace: &Workspace) -> Result<Outcome> {
    let root = parse("Cargo.toml", &workspace.read("Cargo.toml")?)?;
    let mut violations = root_violations(&root);
    for package in workspace.metadata()?.packages {
        let text = std::fs::read_to_string(&package.manifest_path).map_err(|error| {
            Error::caused(format!("{} can not be read", package.manifest_path), error)
        })?;
        violations.extend(member_violations(
            &package.name,
            &parse(&package.name, &text)?,
        ));
    }
    for path in workspace.files()? {
        if path.starts_with(".github/workflows/") {
            let workflow = workspace.read(&path)?;
            violations.extend(toolchain_violations(&path, &workflow, rust_version(&root)));
        }
    }
    Ok(Outcome::of(violations))
}

fn parse(name: &str, text: &str) -> Result<Table> {
    text.parse()
        .map_err(|error: toml::de::Error| Error::caused(format!("{name} is no TOML"), error))
}

/// The oldest Rust that the root manifest promises.
pub(super) fn rust_version(root: &Table) -> &str {
    at(root, &["workspace", "package", "rust-version"])
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The root manifest, from its text: the oldest Rust it promises.
pub(super) fn rust_version_of(text: &str) -> Result<String> {
    Ok(rust_version(&parse("Cargo.toml", text)?).to_owned())
}

fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (last, parents) = path.split_last()?;
    let mut table = table;
    for key in parents {
        table = table.get(*key)?.as_table()?;
    }
    table.get(*last)
}

fn root_violations(root: &Table) -> Vec<String> {
    let mut found = Vec::new();
    if at(root, &["workspace", "resolver"]).and_then(Value::as_str) != Some("3") {
        found.push("the root manifest: resolver is not \"3\"".to_owned());
    }
    if root.contains_key("package") {
        found
            .push("the root manifest: it holds a package, but the workspace is virtual".to_owned());
    }
    if rust_version(root).is_empty() {
        found.push("the root manifest: no rust-version".to_owned());
    }
    let dependencies = at(root, &["workspace", "dependencies"]).and_then(Value::as_table);
    for (name, value) in dependencies.into_iter().flatten() {
        let off = value.get("default-features").and_then(Value::as_bool) == Some(false);
        if !off {
            found.push(format!(
                "the root manifest: {name} needs `default-features = false`"
            ));
        }
    }
    found
}

fn member_violations(name: &str, manifest: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for key in INHERITED {
        if at(manifest, &["package", key, "workspace"]).and_then(Value::as_bool) != Some(true) {
            found.push(format!(
                "{name}: {key} is not inherited (`{key}.workspace = true`)"
            ));
        }
    }
    if at(manifest, &["lints", "workspace"]).and_then(Value::as_bool) != Some(true) {
        found.push(format!(
            "{name}: lints are not inherited (`[lints] workspace = true`)"
        ));
    }
    for (table, dependencies) in dependency_tables(manifest) {
        for (on, value) in dependencies {
            if value.get("workspace").and_then(Value::as_bool) != Some(true) {
                found.push(format!(
                    "{name}: {on} in [{table}] does not take its version from the root"
                ));
            }
        }
    }
    if LADDER.contains(&name) {
        let default = at(manifest, &["features", "default"]).and_then(Value::as_array);
        let has_net = default
            .into_iter()
            .flatten()
            .any(|feature| feature.as_str() == Some("net"));
        if !has_net || at(manifest, &["features", "net"]).is_none() {
            found.push(format!("{name}: no default feature `net`"));
        }
    }
    found
}

fn dependency_tables(manifest: &Table) -> Vec<(String, &Table)> {
    let targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flatten();
    let below = targets
        .filter_map(|(target, value)| Some((format!("target.{target}."), value.as_table()?)));
    let mut found = Vec::new();
    for (prefix, holder) in std::iter::once((String::new(), manifest)).chain(below) {
        for name in TABLES {
            if let Some(table) = holder.get(*name).and_then(Value::as_table) {
                found.push((format!("{prefix}{name}"), table));
            }
        }
    }
    found
}

/// A Rust version that a workflow names beside the word toolchain must be the promised one.
fn toolchain_violations(path: &str, workflow: &str, promised: &str) -> Vec<String> {
    workflow
        .lines()
        .filter(|line| line.contains("toolchain"))
        .flat_map(|line| line.split(|c: char| !(c.is_ascii_digit() || c == '.')))
        .filter(|word| word.starts_with("1.") && *word != promised)
        .filter(|word| word.strip_suffix(".0") != Some(promised))
        .map(|word| format!("{path}: Rust {word}, but the root manifest promises {promised}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = r#"
        [workspace]
        resolver = "3"
        [workspace.package]
        rust-version = "1.88"
        [workspace.dependencies]
        http = { version = "1.4", default-features = false }
    "#;

    const MEMBER: &str = r#"
        [package]
        name = "druid-core"
        version.workspace = true
        edition.workspace = true
        rust-version.workspace = true
        license.workspace = true
        [features]
        default = ["net"]
        net = []
        [dependencies]
        http.workspace = true
        [target.'cfg(unix)'.dev-dependencies]
        tokio = { workspace = true, features = ["rt"] }
        [lints]
        workspace = true
    "#;

    fn member(text: &str) -> Vec<String> {
        member_violations("druid-core", &parse("planted", text).unwrap())
    }

    #[test]
    fn a_manifest_of_the_house_passes() {
        assert_eq!(
            root_violations(&parse("root", ROOT).unwrap()),
            Vec::<String>::new()
        );
        assert_eq!(member(MEMBER), Vec::<String>::new());
    }

    #[test]
    fn each_slip_of_the_root_is_caught() {
        for (from, to, named) in [
            ("\"3\"", "\"2\"", "resolver"),
            (", default-features = false", "", "http needs"),
            ("rust-version = \"1.88\"", "", "no rust-version"),
            ("[workspace]", "[package]\n[workspace]", "virtual"),
        ] {
            let found = root_violations(&parse("root", &ROOT.replace(from, to)).unwrap());
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains(named), "{found:?}");
        }
    }

    #[test]
    fn each_slip_of_a_member_is_caught() {
        for (from, to, named) in [
            ("edition.workspace = true", "edition = \"2024\"", "edition"),
            ("license.workspace = true", "", "license"),
            ("[lints]\n        workspace = true", "", "lints"),
            (
                "http.workspace = true",
                "http = \"1\"",
                "http in [dependencies]",
            ),
            (
                "{ workspace = true, features",
                "{ version = \"1\", features",
                "tokio in [target.cfg(unix).",
            ),
            ("default = [\"net\"]", "default = []", "net"),
        ] {
            let found = member(&MEMBER.replace(from, to));
            assert_eq!(found.len(), 1, "{from}: {found:?}");
            assert!(found[0].contains(named), "{found:?}");
        }
    }

    #[test]
    fn a_workflow_with_another_rust_is_caught() {
        let at = |line: &str| toolchain_violations("ci.yml", line, "1.88").len();
        assert_eq!(
            at("run: rustup toolchain install 1.88.0 --profile minimal"),
            0
        );
        assert_eq!(at("run: rustup toolchain install stable"), 0);
        assert_eq!(at("uses: actions/cache@v1.5"), 0);
        assert_eq!(at("uses: dtolnay/rust-toolchain@1.87"), 1);
    }
}
