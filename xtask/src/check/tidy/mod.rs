//! What must not stand in a file, whatever compiles.

mod machine;
mod mask;
mod registry;
mod rust;
mod secrets;
mod words;

use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::Workspace;

pub(super) const CHECK: Check = Check {
    name: "tidy",
    about: "no machine path, secret, foreign registry, unfinished code, sleep in a test, long file",
    run,
};

/// A rule on one file: each finding is a line number and what is wrong there.
type Rule = fn(&File<'_>) -> Vec<Finding>;

/// A line, counted from 1, and what is wrong there.
type Finding = (usize, String);

/// One text file of the checkout.
#[derive(Debug)]
struct File<'a> {
    /// From the top folder, with `/`.
    path: &'a str,
    text: &'a str,
}

const RULES: &[Rule] = &[
    machine::paths,
    secrets::keys,
    secrets::literals,
    registry::sources,
    words::unfinished,
    words::foreign,
    rust::tidy,
];

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut violations = Vec::new();
    for path in workspace.files()? {
        // What is no text has no lines to look at.
        if let Ok(text) = std::fs::read_to_string(workspace.root().join(&path)) {
            violations.extend(violations_of(&File {
                path: &path,
                text: &text,
            }));
        }
    }
    Ok(Outcome::of(violations))
}

fn violations_of(file: &File<'_>) -> Vec<String> {
    RULES
        .iter()
        .flat_map(|rule| rule(file))
        .map(|(line, what)| format!("{}:{line}: {what}", file.path))
        .collect()
}

/// Whether a byte can belong to an identifier.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where `needle` stands in `text`, with no identifier running into it at the end that is a word.
fn find_words<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    let word_at = |index: Option<usize>| {
        index
            .and_then(|i| bytes.get(i))
            .is_some_and(|&b| is_word(b))
    };
    let (first, last) = (needle.as_bytes()[0], needle.as_bytes()[needle.len() - 1]);
    text.match_indices(needle)
        .map(|(at, _)| at)
        .filter(move |&at| {
            let joined_before = is_word(first) && word_at(at.checked_sub(1));
            let joined_after = is_word(last) && word_at(Some(at + needle.len()));
            !joined_before && !joined_after
        })
}

/// The line, counted from 1, that holds the byte at `offset`.
fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const NONE: [usize; 0] = [];

    /// The findings of one rule on a planted file.
    pub(super) fn lines(rule: Rule, path: &str, text: &str) -> Vec<usize> {
        rule(&File { path, text })
            .into_iter()
            .map(|(line, _)| line)
            .collect()
    }

    #[test]
    fn a_finding_names_file_and_line() {
        let text = concat!("fine\nTO", "DO later\n");
        let found = violations_of(&File {
            path: "docs/a.md",
            text,
        });
        assert_eq!(found, ["docs/a.md:2: unfinished, and so it says"]);
    }

    #[test]
    fn a_word_is_found_whole_only() {
        assert_eq!(
            find_words("sleep( asleep( sleep(", "sleep(").collect::<Vec<_>>(),
            [0, 15]
        );
        assert_eq!(find_words("fn f fnord", "fn").collect::<Vec<_>>(), [0]);
    }
}
