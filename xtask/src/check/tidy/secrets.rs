//! Keys, and passwords written into code.

use super::{File, Finding, line_of};

/// What begins a key that a service hands out, and how many letters and digits follow.
const TOKENS: &[(&str, usize)] = &[
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 36),
    ("gho_", 36),
    ("github_pat_", 22),
    ("glpat-", 20),
    ("xoxb-", 10),
];

/// Names of things whose value is a secret.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "api_key",
    "apikey",
    "access_key",
];

/// The clusters that xtask starts live on loopback for minutes, and their passwords with them.
const THROWAWAY: &str = "xtask/src/cluster/";

/// Private keys and service tokens, in whatever file.
pub(super) fn keys(file: &File<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, _) in file.text.match_indices("-----BEGIN ") {
        let line = file.text[at..].lines().next().unwrap_or_default();
        if line.contains("PRIVATE KEY-----") {
            found.push((line_of(file.text, at), "a private key".to_owned()));
        }
    }
    for (beginning, length) in TOKENS {
        for (at, _) in file.text.match_indices(beginning) {
            let rest = file.text[at + beginning.len()..].bytes();
            let joined = file.text[..at].ends_with(|c: char| c.is_alphanumeric());
            if !joined && rest.take_while(u8::is_ascii_alphanumeric).count() >= *length {
                found.push((line_of(file.text, at), "a service's key".to_owned()));
            }
        }
    }
    found
}

/// `password = "…"` in what is neither a test nor prose.
pub(super) fn literals(file: &File<'_>) -> Vec<Finding> {
    let excepted = file.path.ends_with(".md") || file.path.starts_with(THROWAWAY);
    if excepted || super::rust::is_test_path(file.path) {
        return Vec::new();
    }
    let tests = super::rust::test_lines(file);
    file.text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(number, _)| !tests.contains(number))
        .filter(|(_, line)| !is_comment(line) && assigns_literal(line))
        .map(|(number, _)| {
            (
                number,
                "a secret written out: take it from the caller".to_owned(),
            )
        })
        .collect()
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with('#')
}

/// Whether a secret's name is followed by `=` or `:` and a string that could be the secret.
fn assigns_literal(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    NAMES
        .iter()
        .flat_map(|name| lower.match_indices(name))
        .any(|(at, name)| {
            let rest = line[at + name.len()..]
                .trim_start_matches(['"', '\''])
                .trim_start();
            let value = rest
                .strip_prefix([':', '='])
                .unwrap_or_default()
                .trim_start();
            // A type may stand between the name and its value.
            let value = value.strip_prefix('&').map_or(value, |typed| {
                typed.split_once("str =").map_or("", |(_, value)| value)
            });
            is_secret(value.trim_start())
        })
}

/// Whether a string literal begins here that is no placeholder, no sentence and no template.
fn is_secret(value: &str) -> bool {
    let Some(quote) = value.chars().next().filter(|c| "\"'".contains(*c)) else {
        return false;
    };
    let content = value[1..].split(quote).next().unwrap_or_default();
    let lower = content.to_ascii_lowercase();
    // A secret's name is a key of a document, not the secret.
    let is_name = NAMES.iter().any(|name| lower.contains(name));
    !content.is_empty() && !is_name && !content.contains([' ', '{', '<', '$', '…', '*'])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NONE, lines};
    use super::*;

    #[test]
    fn keys_are_caught_in_any_file() {
        let pem = format!("a\n-----BEGIN RSA PRIVATE {}", "KEY-----");
        assert_eq!(lines(keys, "tests/it/a.rs", &pem), [2]);
        let token = format!("id = AKIA{}", "ABCDEFGH12345678");
        assert_eq!(lines(keys, "a.toml", &token), [1]);
        assert_eq!(
            lines(
                keys,
                "a.md",
                "-----BEGIN CERTIFICATE-----\nAKIA, then 16 letters"
            ),
            NONE
        );
    }

    #[test]
    fn a_password_in_code_is_caught() {
        for line in [
            "let password = \"hunter2\";",
            "\"password\": \"hunter2\",",
            "DRUID_PASSWORD='hunter2'",
            "    client_secret: \"hunter2\"",
            "const PASSWORD: &str = \"hunter2\";",
            "static API_KEY: &'static str = \"hunter2\";",
        ] {
            assert_eq!(lines(literals, "src/a.rs", line), [1], "{line}");
        }
    }

    #[test]
    fn names_templates_and_tests_are_fine() {
        for line in [
            "let password = config.password;",
            "password: \"\",",
            "format!(\"password={password}\")",
            "password: String,",
            "Password = \"password\", \"text, secret\";",
            "const PASSWORD: &str = env!(\"X\");",
            "// password = \"hunter2\"",
            "expect(\"password: it is set\")",
        ] {
            assert_eq!(lines(literals, "src/a.rs", line), NONE, "{line}");
        }
        assert_eq!(
            lines(literals, "tests/it/a.rs", "password = \"hunter2\""),
            NONE
        );
        assert_eq!(
            lines(
                literals,
                "xtask/src/cluster/a.rs",
                "PASSWORD: &str = \"pw\""
            ),
            NONE
        );
        let inline = "#[cfg(test)]\nmod tests {\n    const PASSWORD: = \"x\";\n}\n";
        assert_eq!(lines(literals, "src/a.rs", inline), NONE);
    }
}
