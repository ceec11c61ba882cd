//! `cargo package`: what would be published is whole and builds from its archive.

use std::process::Command;

use super::command::violation_of;
use super::{Check, Outcome};
use crate::error::Result;
use crate::workspace::{Metadata, Workspace};

pub(super) const CHECK: Check = Check {
    name: "package",
    about: "every published crate packages, and builds from its archive",
    run,
};

fn run(workspace: &Workspace) -> Result<Outcome> {
    let mut command = command(workspace);
    command.args(unpublished(&workspace.metadata()?));
    let violation = violation_of(&mut command)?;
    Ok(Outcome::of(violation.into_iter().collect()))
}

/// Cargo packages the crates in the order of their dependencies, and takes siblings that no
/// registry has yet from the archives it just made.
fn command(workspace: &Workspace) -> Command {
    let mut command = workspace.cargo();
    // The tree need not be committed for the archives to be whole.
    command.args(["package", "--quiet", "--workspace", "--allow-dirty"]);
    command
}

/// Leaves out what nobody will ever download.
fn unpublished(metadata: &Metadata) -> Vec<String> {
    let kept_back = metadata
        .packages
        .iter()
        .filter(|package| !package.is_published());
    kept_back
        .flat_map(|package| ["--exclude".to_owned(), package.name.clone()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    /// It compiles in the checkout, but not from the archive.
    #[test]
    fn a_crate_that_reads_a_file_outside_of_itself_is_refused() {
        let code = "#![doc = include_str!(\"../outside/README.md\")]\n";
        let planted = Planted::library("package", "exclude = [\"outside\"]\n", code);
        std::fs::create_dir(planted.folder().join("outside")).unwrap();
        std::fs::write(planted.folder().join("outside/README.md"), "planted").unwrap();
        let mut command = command(&Workspace::here());
        let violation = violation_of(planted.aim(&mut command)).unwrap().unwrap();
        assert!(violation.contains("outside/README.md"), "{violation}");
    }

    #[test]
    fn only_unpublished_members_are_left_out() {
        let document = r#"{"packages": [
            {"name": "druid-core", "manifest_path": "", "publish": null},
            {"name": "druid-ext", "manifest_path": "", "publish": ["somewhere"]},
            {"name": "druid-tests", "manifest_path": "", "publish": []}
        ]}"#;
        let metadata = Metadata::parse(document).unwrap();
        assert_eq!(unpublished(&metadata), ["--exclude", "druid-tests"]);
    }
}
