//! Everything comes from the public registries, by their own names.

use super::{File, Finding, line_of};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Tables of a cargo configuration that lead elsewhere.
const REDIRECTIONS: &[&str] = &["[source", "[registr", "replace-with", "[patch"];

/// Elements of a Maven file that lead elsewhere.
const MAVEN: &[&str] = &["<mirror>", "<repository>", "<pluginRepository>"];

/// What stands in the address of a private registry.
const HOSTS: &[&str] = &["artifactory", "jfrog.io", "/nexus/", "codeartifact"];

/// The lock file names crates.io only, and no configuration leads to another registry.
pub(super) fn sources(file: &File<'_>) -> Vec<Finding> {
    let name = file.path.rsplit('/').next().unwrap_or(file.path);
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let text = line.trim();
        let bad = match name {
            "Cargo.lock" => text
                .strip_prefix("source = ")
                .is_some_and(|source| source.trim_matches('"') != CRATES_IO),
            "Cargo.toml" | "config.toml" => REDIRECTIONS.iter().any(|word| text.starts_with(word)),
            "pom.xml" | "settings.xml" => MAVEN.iter().any(|element| text.contains(element)),
            _ => false,
        };
        if bad {
            found.push((index + 1, "not from the public registry".to_owned()));
        }
    }
    if !file.path.ends_with("tidy/registry.rs") {
        for host in HOSTS {
            let hits = file.text.match_indices(host);
            found.extend(hits.map(|(at, _)| {
                (
                    line_of(file.text, at),
                    format!("a private registry ({host})"),
                )
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NONE, lines};
    use super::*;

    #[test]
    fn a_foreign_source_is_caught() {
        for (path, text) in [
            (
                "Cargo.lock",
                "source = \"registry+https://example.org/index\"".to_owned(),
            ),
            (
                "Cargo.lock",
                "source = \"git+https://github.com/a/b#1\"".to_owned(),
            ),
            (".cargo/config.toml", "[source.crates-io]".to_owned()),
            ("Cargo.toml", "[patch.crates-io]".to_owned()),
            ("xtask/pom.xml", "  <repository>".to_owned()),
            (
                "docs/a.md",
                format!("https://example.org/{}/maven", "artifactory"),
            ),
        ] {
            assert_eq!(lines(sources, path, &text), [1], "{text}");
        }
    }

    #[test]
    fn the_public_one_is_fine() {
        assert_eq!(
            lines(sources, "Cargo.lock", &format!("source = \"{CRATES_IO}\"")),
            NONE
        );
        assert_eq!(lines(sources, ".cargo/config.toml", "[alias]"), NONE);
        assert_eq!(lines(sources, "docs/a.md", "[source](a.md)"), NONE);
    }
}
