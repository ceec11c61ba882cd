//! Maven, run to copy jars.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};

/// The plugin's release that Maven 3 itself falls back to, named so that every Maven takes it.
const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy-dependencies";

/// Runs a command and ends it should the pipe at its input end before a line came: then the xtask
/// that waits for it is dead.
const WATCHED: &str = r#"
exec 3<&0
"$@" </dev/null 3<&- & tool=$!
{ read -r done <&3 || kill "$tool"; } >/dev/null 2>&1 &
wait "$tool""#;

/// Something to copy, with all that it needs at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Artifact {
    pub group: &'static str,
    pub name: &'static str,
    pub version: String,
    /// What it must not bring along, as `group:artifact`.
    pub without: &'static [&'static str],
}

/// Copies the jars of each list into a folder of its own below `work`, and returns these folders.
pub(super) fn copy(work: &Path, lists: &[&[Artifact]]) -> Result<Vec<PathBuf>> {
    let modules: Vec<_> = (1..=lists.len())
        .map(|number| format!("part-{number}"))
        .collect();
    let mut names = String::new();
    for (module, list) in modules.iter().zip(lists) {
        write_pom(&work.join(module), module, &dependencies(list))?;
        write!(names, "<module>{module}</module>").expect("a String takes everything");
    }
    write_pom(work, "all", &format!("<modules>{names}</modules>"))?;
    run(&work.join("pom.xml"))?;
    Ok(modules
        .iter()
        .map(|module| work.join(module).join("target").join("dependency"))
        .collect())
}

fn run(pom: &Path) -> Result<()> {
    let failed = |e| Error::caused("running mvn", e);
    let mut child = Command::new("sh")
        .args(["-c", WATCHED, "sh", "mvn", "-q", "-B", "-f"])
        .arg(pom)
        .args([COPY, "-DincludeScope=runtime"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut pipe = child.stdin.take().expect("its stdin is a pipe");
    let output = child.wait_with_output().map_err(failed)?;
    // Nobody reads it when the shell itself was killed.
    let _unread = pipe.write_all(b"done\n");
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(Error::new(format!(
        "mvn failed ({}):\n{}",
        output.status,
        complaints(&said)
    )))
}

/// The lines that say what is wrong, or all if none does.
fn complaints(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let errors: Vec<_> = said
        .lines()
        .filter(|line| line.contains("ERROR"))
        .take(8)
        .collect();
    if errors.is_empty() {
        said.trim().to_owned()
    } else {
        errors.join("\n")
    }
}

fn write_pom(folder: &Path, name: &str, content: &str) -> Result<()> {
    let path = folder.join("pom.xml");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, pom(name, content)))
        .map_err(|e| Error::caused(format!("writing {}", path.display()), e))
}

fn pom(name: &str, content: &str) -> String {
    format!(
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>\
         <groupId>xtask</groupId><artifactId>{name}</artifactId><version>1</version>\
         <packaging>pom</packaging>{content}</project>\n"
    )
}

fn dependencies(list: &[Artifact]) -> String {
    let mut text = "<dependencies>".to_owned();
    for Artifact {
        group,
        name,
        version,
        without,
    } in list
    {
        let ids = format!("<groupId>{group}</groupId><artifactId>{name}</artifactId>");
        write!(
            text,
            "<dependency>{ids}<version>{version}</version><exclusions>"
        )
        .expect("a String takes everything");
        for (group, name) in without.iter().filter_map(|id| id.split_once(':')) {
            write!(
                text,
                "<exclusion><groupId>{group}</groupId><artifactId>{name}</artifactId></exclusion>"
            )
            .expect("a String takes everything");
        }
        text.push_str("</exclusions></dependency>");
    }
    text + "</dependencies>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pom_names_what_it_wants_and_what_not() {
        let list = [Artifact {
            group: "org.apache.druid",
            name: "druid-services",
            version: "27.0.0".to_owned(),
            without: &["org.hyperic:*"],
        }];
        assert_eq!(
            dependencies(&list),
            "<dependencies><dependency><groupId>org.apache.druid</groupId>\
             <artifactId>druid-services</artifactId><version>27.0.0</version><exclusions>\
             <exclusion><groupId>org.hyperic</groupId><artifactId>*</artifactId></exclusion>\
             </exclusions></dependency></dependencies>"
        );
        assert_eq!(dependencies(&[]), "<dependencies></dependencies>");
    }

    #[test]
    fn complaints_are_the_errors_or_everything() {
        assert_eq!(complaints(b"one\n[ERROR] two\nthree"), "[ERROR] two");
        assert_eq!(
            complaints(b"sh: 1: mvn: not found\n"),
            "sh: 1: mvn: not found"
        );
    }
}
