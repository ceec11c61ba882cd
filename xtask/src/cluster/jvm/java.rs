//! The tools that the backend needs on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};

/// The release of Java that both releases of Druid run on.
const JAVA: u32 = 17;
const INSTALL: &str = "install JDK 17 and Maven (Debian, Ubuntu: `apt-get install \
    openjdk-17-jdk-headless maven`; macOS: `brew install openjdk@17 maven`), and let JAVA_HOME \
    name the JDK where another `java` comes first; or install Docker, for the backend `containers`";

/// A Java of the right release.
#[derive(Clone, Debug)]
pub(crate) struct Java {
    pub java: PathBuf,
    pub keytool: PathBuf,
}

/// Looks for Java in `JAVA_HOME`, then in `PATH`; and for Maven, if that is needed.
pub(crate) fn find(needs_maven: bool) -> Result<Java> {
    let home = std::env::var_os("JAVA_HOME").filter(|home| !home.is_empty());
    let home = home.map(|home| PathBuf::from(home).join("bin"));
    let mut found = Vec::new();
    let mut java = None;
    for bin in home.into_iter().chain([PathBuf::new()]) {
        let candidate = Java {
            java: bin.join("java"),
            keytool: bin.join("keytool"),
        };
        match major(&candidate.java) {
            Some(JAVA) => {
                java = Some(candidate);
                break;
            }
            Some(other) => found.push(format!("{} is Java {other}", candidate.java.display())),
            None => {}
        }
    }
    let has_maven = !needs_maven || Command::new("mvn").arg("-version").output().is_ok();
    if !has_maven {
        found.push("there is no mvn".to_owned());
    }
    match java {
        Some(java) if has_maven => Ok(java),
        Some(_) => Err(missing(&found)),
        None => {
            if found.is_empty() || !has_maven && found.len() == 1 {
                found.insert(0, "there is no java".to_owned());
            }
            Err(missing(&found))
        }
    }
}

fn missing(found: &[String]) -> Error {
    Error::new(format!(
        "the backend `jvm` can not run here, {}: {INSTALL}",
        found.join(", ")
    ))
}

fn major(java: &Path) -> Option<u32> {
    let output = Command::new(java).arg("-version").output().ok()?;
    parse_major(&String::from_utf8_lossy(&output.stderr))
}

/// `openjdk version "17.0.15" 2025-04-15`, in old days `java version "1.8.0_292"`; other lines may
/// come before it.
fn parse_major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once(" version \"")?;
    let mut numbers = version.split(|c: char| !c.is_ascii_digit());
    match numbers.next()?.parse().ok()? {
        1 => numbers.next()?.parse().ok(),
        major => Some(major),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn the_major_release_is_read() {
        let cases = [
            (
                "openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime…",
                Some(17),
            ),
            (
                "Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version \"21\" 2023-09-19",
                Some(21),
            ),
            ("java version \"1.8.0_292\"", Some(8)),
            ("openjdk version \"22-ea\" 2024-03-19", Some(22)),
            ("sh: 1: java: not found", None),
        ];
        for (text, major) in cases {
            assert_eq!(parse_major(text), major, "{text}");
        }
    }
}
