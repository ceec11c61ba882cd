//! What an image of Druid starts from: an image of a registry, or a Debian made on this machine.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::stream;
use crate::cluster::containers::docker::succeeded;
use crate::cluster::containers::images::{is_here, pulled};
use crate::error::{Error, Result};
use crate::workspace::output_of;

/// What to start from where a registry serves it. The Java runtime comes on top by Debian's
/// packages.
const SERVED: &str = "debian:bookworm-slim";
/// The same Debian, made here.
const MADE: &str = "druid-rs/base:bookworm";
const RELEASE: &str = "bookworm";

/// The image to start from: the one named, else Debian as a registry serves it, else a Debian
/// that `debootstrap` makes. Files go into `folder`.
pub(super) fn image(named: Option<&str>, folder: &Path) -> Result<String> {
    if let Some(named) = named {
        return pulled(named).map(|()| named.to_owned());
    }
    if is_here(MADE) {
        return Ok(MADE.to_owned());
    }
    match pulled(SERVED) {
        Ok(()) => Ok(SERVED.to_owned()),
        Err(error) => {
            println!("no registry serves {SERVED}: {}", error.report());
            make(folder)?;
            Ok(MADE.to_owned())
        }
    }
}

/// Makes a small Debian and gives it to Docker.
fn make(folder: &Path) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Err(Error::new(
            "debootstrap must run as root: either do that, or name an image with --base that has \
             Java 17 or is a Debian",
        ));
    }
    let tree = folder.join(RELEASE);
    let failed = |e| Error::caused(format!("making {}", tree.display()), e);
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(failed)?;
    }
    fs::create_dir_all(&tree).map_err(failed)?;
    println!("making a Debian {RELEASE} with debootstrap (about half a minute)");
    let mut debootstrap = Command::new("debootstrap");
    debootstrap
        .args(["--variant=minbase", RELEASE])
        .arg(&tree)
        .args(mirror());
    run(&mut debootstrap).map_err(|error| {
        Error::caused(
            "no Debian could be made (`apt-get install debootstrap` if it is missing)",
            error,
        )
    })?;
    let mut tar = Command::new("tar");
    tar.arg("--create").arg("--directory").arg(&tree).arg(".");
    stream::into_docker(tar, &["import", "-", MADE])?;
    fs::remove_dir_all(&tree).map_err(failed)
}

/// Where this machine's own packages of that Debian come from, if it is one.
fn mirror() -> Option<String> {
    let mut targets = Command::new("apt-get");
    targets.args(["indextargets", "--format", "$(REPO_URI)"]);
    targets.args([
        "Created-By: Packages",
        &format!("Codename: {RELEASE}"),
        "Component: main",
    ]);
    let output = targets
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines()
        .next()
        .map(str::to_owned)
        .filter(|line| !line.is_empty())
}

fn run(command: &mut Command) -> Result<()> {
    let output = output_of(command)?;
    succeeded(command, output).map(drop)
}
