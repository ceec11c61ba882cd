//! Paths that exist on one person's machine.

use super::{File, Finding, line_of};

/// Folders that only somebody's machine has. A path under a home folder counts as well.
const FOLDERS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/fa", "rm/"),
    concat!("/Us", "ers/"),
    concat!("/ho", "me/"),
];

/// A machine path begins where no path, URL or variable runs into it.
pub(super) fn paths(file: &File<'_>) -> Vec<Finding> {
    FOLDERS
        .iter()
        .flat_map(|folder| file.text.match_indices(folder))
        .filter(|(at, _)| begins_path(&file.text[..*at]))
        .map(|(at, folder)| {
            (
                line_of(file.text, at),
                format!("a path of one machine ({folder}…)"),
            )
        })
        .collect()
}

fn begins_path(before: &str) -> bool {
    let last = before.chars().next_back();
    !last.is_some_and(|c| c.is_alphanumeric() || "_-.~/}>)]*".contains(c))
        || before.ends_with("file://")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NONE, lines};
    use super::*;

    #[test]
    fn machine_paths_are_caught() {
        for beginning in ["", "cd ", "\"", "path=", "file://", "(", "\n"] {
            for folder in FOLDERS {
                let text = format!("{beginning}{folder}x");
                assert_eq!(lines(paths, "a.md", &text).len(), 1, "{text}");
            }
        }
    }

    #[test]
    fn the_same_letters_elsewhere_are_fine() {
        for before in [
            "target",
            "http://host",
            "$DIR",
            "..",
            "${dir}",
            "<folder>",
            "https:/",
        ] {
            let text = format!("{before}{}x", FOLDERS[0]);
            assert_eq!(lines(paths, "a.md", &text), NONE, "{text}");
        }
    }
}
