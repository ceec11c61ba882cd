//! The lines of Rust that do a step, from the source that this program was built from.

use console::style;

const SOURCE: &str = include_str!("steps.rs");

/// The lines between `// [name]` and the next `// [end]`, without what they are indented by.
pub(crate) fn of(name: &str) -> Vec<&'static str> {
    let begin = format!("// [{name}]");
    let inside = SOURCE.lines().skip_while(|line| line.trim() != begin);
    let lines: Vec<&str> = inside
        .skip(1)
        .take_while(|line| line.trim() != "// [end]")
        .collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().map(indent).min().unwrap_or(0);
    lines.iter().map(|line| &line[least..]).collect()
}

/// Prints the lines of these steps, in order.
pub(crate) fn print(names: &[&str]) {
    for line in names.iter().flat_map(|name| of(name)) {
        println!("  {} {}", style("│").dim(), style(line).cyan());
    }
}

/// Prints a text that the lines name.
pub(crate) fn print_sql(sql: &str) {
    for line in sql.lines() {
        println!("  {} {}", style("│").dim(), style(line).dim());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name that the program asks for, so that a renamed anchor fails here.
    const NAMES: [&str; 9] = [
        "connect", "submit", "follow", "overlord", "index", "status", "count", "busiest", "by_hour",
    ];

    #[test]
    fn every_step_shows_whole_statements() {
        for name in NAMES {
            let lines = of(name);
            assert!(!lines.is_empty(), "{name}");
            assert!(lines[0].starts_with("let "), "{name}: {lines:?}");
            assert!(lines[lines.len() - 1].ends_with(';'), "{name}: {lines:?}");
        }
        let anchors = SOURCE
            .lines()
            .filter(|line| line.trim().starts_with("// ["));
        assert_eq!(anchors.count(), 2 * NAMES.len());
    }

    #[test]
    fn only_names_that_are_there_are_asked_for() {
        let sources = [
            include_str!("tour.rs"),
            include_str!("ingest/mod.rs"),
            include_str!("ingest/msq.rs"),
            include_str!("ingest/inline.rs"),
            include_str!("available.rs"),
            include_str!("questions.rs"),
        ];
        let mut asked: Vec<&str> = sources
            .iter()
            .flat_map(|source| source.split("snippet::print(&[").skip(1))
            .flat_map(|call| call.split(']').next().unwrap_or_default().split(','))
            .map(|name| name.trim().trim_matches('"'))
            .collect();
        asked.sort_unstable();
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        assert_eq!(asked, names);
    }
}
