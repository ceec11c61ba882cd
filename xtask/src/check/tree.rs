//! `cargo tree`: the crates that a package pulls in.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::workspace::Workspace;

/// The crates of a package's normal tree on this machine's target, itself left out: `name version`.
pub(super) fn crates_of(
    workspace: &Workspace,
    package: &str,
    features: &[&str],
) -> Result<BTreeSet<String>> {
    let mut args = vec!["tree", "-p", package, "-e", "normal", "--prefix", "none"];
    args.extend(["--format", "{p}"]);
    args.extend(features);
    Ok(parse(&workspace.cargo_text(&args)?, package))
}

fn parse(text: &str, package: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, version) = (words.next()?, words.next()?);
            (name != package).then(|| format!("{name} {}", version.trim_start_matches('v')))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_and_its_versions_apart() {
        let text = "druid-core v0.1.0 (/checkout/crates/druid-core)\n\
                    http v1.4.0\nbytes v1.11.0\nsyn v2.0.1 (proc-macro)\n\nsyn v3.0.0\nbytes v1.11.0 (*)\n";
        let crates = parse(text, "druid-core");
        assert_eq!(
            crates.into_iter().collect::<Vec<_>>(),
            ["bytes 1.11.0", "http 1.4.0", "syn 2.0.1", "syn 3.0.0"]
        );
    }
}
