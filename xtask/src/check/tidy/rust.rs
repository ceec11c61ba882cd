//! Rules on Rust code that no lint holds.

use std::collections::BTreeSet;

use super::mask::mask;
use super::{File, Finding, find_words, line_of};

/// The most lines of code a file may have, tests not counted.
const LONGEST: usize = 400;

/// Why a test may wait for a cluster: the only reason to be left out of `cargo test`.
const NEEDS_CLUSTER: &str = "needs a cluster: cargo xtask it";

/// All rules on a Rust file.
pub(super) fn tidy(file: &File<'_>) -> Vec<Finding> {
    if !file.path.ends_with(".rs") {
        return Vec::new();
    }
    let code = mask(file.text);
    let tests = test_lines(file);
    let mut found = attributes(file, &code);
    found.extend(unfinished(&code));
    found.extend(sleeps(&code, &tests));
    found.extend(length(file, &code, &tests));
    if file.path.ends_with("/lib.rs") {
        found.extend(crate_root(file, &code, &tests));
    }
    found
}

/// Whether the whole file is test code, by its place or its name.
pub(super) fn is_test_path(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    name == "tests.rs" || parts.any(|folder| folder == "tests")
}

/// The lines, counted from 1, that only tests compile.
pub(super) fn test_lines(file: &File<'_>) -> BTreeSet<usize> {
    if !file.path.ends_with(".rs") {
        return BTreeSet::new();
    }
    if is_test_path(file.path) {
        return (1..=file.text.lines().count()).collect();
    }
    let code = mask(file.text);
    let mut lines = BTreeSet::new();
    for (at, attribute) in code.match_indices("#[cfg(test)]") {
        let end = item_end(&code, at + attribute.len());
        lines.extend(line_of(&code, at)..=line_of(&code, end));
    }
    lines
}

/// Where the item that begins at `from` ends: its closing brace, or a semicolon before any brace.
fn item_end(code: &str, from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at,
            _ => {}
        }
    }
    code.len()
}

/// `#[allow]`, and `#[ignore]` for any other reason than that a cluster is needed.
fn attributes(file: &File<'_>, code: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for opening in ["#[", "#!["] {
        for (at, _) in code.match_indices(opening) {
            let start = at + opening.len();
            let Some(length) = code[start..].find(']') else {
                continue;
            };
            let attribute = &code[start..start + length];
            let line = line_of(code, at);
            if find_words(attribute, "allow").next().is_some() {
                found.push((line, "`allow`: use `expect` with a reason".to_owned()));
            }
            let reasoned = format!("ignore = \"{NEEDS_CLUSTER}\"");
            let ignores = find_words(attribute, "ignore").next().is_some();
            if ignores && file.text[start..start + length] != *reasoned {
                found.push((
                    line,
                    format!("a test left out needs the reason {NEEDS_CLUSTER:?}"),
                ));
            }
        }
    }
    found
}

fn unfinished(code: &str) -> Vec<Finding> {
    ["todo!", "unimplemented!"]
        .iter()
        .flat_map(|name| find_words(code, name).map(move |at| (at, name)))
        .map(|(at, name)| (line_of(code, at), format!("unfinished: {name}")))
        .collect()
}

fn sleeps(code: &str, tests: &BTreeSet<usize>) -> Vec<Finding> {
    ["sleep(", "sleep_until(", "sleep_ms("]
        .iter()
        .flat_map(|name| find_words(code, name))
        .map(|at| line_of(code, at))
        .filter(|line| tests.contains(line))
        .map(|line| {
            (
                line,
                "a test that sleeps: wait for a condition, with a deadline".to_owned(),
            )
        })
        .collect()
}

fn length(file: &File<'_>, code: &str, tests: &BTreeSet<usize>) -> Option<Finding> {
    let lines = code
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let count = lines
        .filter(|(index, _)| !tests.contains(&(index + 1)))
        .count();
    (count > LONGEST && !is_test_path(file.path))
        .then(|| (1, format!("{count} lines of code; {LONGEST} are the most")))
}

/// `lib.rs` says what the crate is, and holds no logic.
fn crate_root(file: &File<'_>, code: &str, tests: &BTreeSet<usize>) -> Vec<Finding> {
    let mut found = Vec::new();
    let documented = file.text.lines().map(str::trim).any(|line| {
        line.starts_with("//! ")
            || (line.starts_with("#![") && line.contains("doc = include_str!("))
    });
    if !documented {
        found.push((1, "the crate says nothing of itself".to_owned()));
    }
    for at in find_words(code, "fn") {
        let line = line_of(code, at);
        let named = code[at + 2..].starts_with(char::is_whitespace);
        if named && !tests.contains(&line) {
            found.push((line, "logic in lib.rs: give it a module".to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NONE, lines};
    use super::*;

    const SLEEP: &str = "thread::sleep(second);";

    #[test]
    fn a_sleep_is_caught_in_tests_and_nowhere_else() {
        let inline =
            format!("fn f() {{ {SLEEP} }}\n#[cfg(test)]\nmod tests {{\n    {SLEEP}\n}}\n{SLEEP}\n");
        assert_eq!(lines(tidy, "src/a.rs", &inline), [4]);
        assert_eq!(lines(tidy, "crates/a/tests/it/a.rs", SLEEP), [1]);
        assert_eq!(lines(tidy, "src/a/tests.rs", SLEEP), [1]);
        assert_eq!(
            lines(
                tidy,
                "tests/it/a.rs",
                "// sleep( is for the night\nasleep();"
            ),
            NONE
        );
    }

    #[test]
    fn a_test_module_in_another_file_makes_one_line() {
        let text = format!("#[cfg(test)]\nmod tests;\nfn f() {{ {SLEEP} }}\n");
        assert_eq!(lines(tidy, "src/a.rs", &text), NONE);
        assert_eq!(
            test_lines(&File {
                path: "src/a.rs",
                text: &text
            }),
            [1, 2].into()
        );
    }

    #[test]
    fn a_bare_or_otherwise_reasoned_ignore_is_caught() {
        let ignore = |rest: &str| format!("#[test]\n#[ignore{rest}]\nfn f() {{}}\n");
        assert_eq!(lines(tidy, "tests/it/a.rs", &ignore("")), [2]);
        assert_eq!(lines(tidy, "tests/it/a.rs", &ignore(" = \"slow\"")), [2]);
        assert_eq!(
            lines(tidy, "tests/it/a.rs", "#[cfg_attr(windows, ignore)]"),
            [1]
        );
        assert_eq!(
            lines(
                tidy,
                "tests/it/a.rs",
                &ignore(&format!(" = \"{NEEDS_CLUSTER}\""))
            ),
            NONE
        );
    }

    #[test]
    fn unfinished_code_and_allowed_lints_are_caught() {
        assert_eq!(
            lines(tidy, "src/a.rs", concat!("fn f() { to", "do!() }")),
            [1]
        );
        assert_eq!(
            lines(tidy, "src/a.rs", "\n#[allow(dead_code)]\nfn f() {}"),
            [2]
        );
        assert_eq!(lines(tidy, "src/a.rs", "#![allow(dead_code)]"), [1]);
        assert_eq!(
            lines(tidy, "src/a.rs", "let text = \"#[allow(x)]\"; // to do!"),
            NONE
        );
    }

    #[test]
    fn a_crate_root_is_documented_and_without_logic() {
        assert_eq!(lines(tidy, "crates/a/src/lib.rs", "mod a;\n"), [1]);
        assert_eq!(
            lines(tidy, "crates/a/src/lib.rs", "//! A crate.\nfn f() {}\n"),
            [2]
        );
        let good = "#![doc = include_str!(\"../README.md\")]\nmod a;\npub type F = fn(u8) -> u8;\n";
        assert_eq!(lines(tidy, "crates/a/src/lib.rs", good), NONE);
    }

    #[test]
    fn a_file_may_be_as_long_as_agreed_comments_and_tests_aside() {
        let most = "f();\n".repeat(LONGEST);
        let aside = "// a\n\n#[cfg(test)]\nmod tests {\n    f();\n}\n";
        assert_eq!(lines(tidy, "src/a.rs", &format!("{most}{aside}")), NONE);
        assert_eq!(
            lines(tidy, "src/a.rs", &format!("{most}g();\n{aside}")),
            [1]
        );
        assert_eq!(lines(tidy, "tests/it/a.rs", &format!("{most}g();\n")), NONE);
    }
}
