//! `cargo xtask image`: an image of Druid from jars, where no registry serves the official one.

mod base;
mod stream;

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::cluster::containers::docker;
use crate::cluster::containers::images::{DRUID_IMAGES, KAFKA_IMAGES, with_tag};
use crate::cluster::jvm::assembly::{self, KAFKA};
use crate::cluster::paths;
use crate::cluster::{AuthKind, RELEASES, Spec, Topology};
use crate::error::{Error, Result};

const USAGE: &str = "\
cargo xtask image [--druid V] [--base IMAGE] [--tag IMAGE]

Builds druid-rs/druid:V from the jars of Maven Central, run as the official image is; without
--druid for every release that Central serves.

  --base IMAGE   what to start from: an image that has Java 17, or a Debian (default:
                 debian:bookworm-slim, or the same made by debootstrap where no registry serves it)
  --tag IMAGE    another name for the image
";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    druid: Option<String>,
    base: Option<String>,
    tag: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    if args
        .iter()
        .any(|word| matches!(word.as_str(), "help" | "--help" | "-h"))
    {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let options = Options::parse(args)?;
    docker::require()?;
    let releases: Vec<&str> = match &options.druid {
        Some(druid) => vec![druid],
        None => RELEASES.to_vec(),
    };
    let base = base::image(
        options.base.as_deref(),
        &paths::distributions().join(".image"),
    )?;
    for druid in releases {
        let tag = options
            .tag
            .clone()
            .unwrap_or_else(|| with_tag(DRUID_IMAGES.local, druid));
        build(druid, &base, &tag)?;
        println!("now: cargo xtask cluster up --backend containers --druid {druid}");
    }
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = args.iter();
        while let Some(word) = words.next() {
            let field = match word.as_str() {
                "--druid" => &mut options.druid,
                "--base" => &mut options.base,
                "--tag" => &mut options.tag,
                other => return Err(Error::usage(format!("no option {other:?}\n\n{USAGE}"))),
            };
            let value = words
                .next()
                .ok_or_else(|| Error::usage(format!("{word} WHAT?")))?;
            *field = Some(value.clone());
        }
        if options.tag.is_some() && options.druid.is_none() {
            return Err(Error::usage(
                "--tag names one image: say which release with --druid",
            ));
        }
        Ok(options)
    }
}

/// A cluster that loads every extension of the release, so that the image has them all.
fn everything(druid: &str) -> Spec {
    let mut topology = Topology::default();
    if druid == "27.0.0" {
        topology.auth = AuthKind::Basic;
    } else {
        topology.kafka = true;
    }
    Spec::new(druid, topology)
}

/// Builds the image of a release of Druid, and that of Kafka for the release that reads from it.
fn build(druid: &str, base: &str, tag: &str) -> Result<()> {
    let spec = everything(druid);
    spec.check()?;
    let jars = assembly::ensure(&spec)?;
    let release = jars.lib.parent().expect("it lies in the release's folder");
    build_one("druid", &[("lib", release), ("ext", release)], base, tag)?;
    if spec.topology.kafka {
        let release = jars
            .kafka
            .parent()
            .expect("it lies in the release's folder");
        build_one(
            "kafka",
            &[("lib", release)],
            base,
            &with_tag(KAFKA_IMAGES.local, KAFKA),
        )?;
    }
    Ok(())
}

/// Builds with the Dockerfile in this folder of `xtask/docker`, these folders of jars beside it.
fn build_one(docker: &str, jars: &[(&str, &Path)], base: &str, tag: &str) -> Result<()> {
    println!("building {tag} from {base}");
    let mut context = Command::new("tar");
    context.args(["--create", "--dereference"]);
    context
        .arg("--directory")
        .arg(paths::root().join("xtask").join("docker").join(docker))
        .arg(".");
    for (folder, parent) in jars {
        context.arg("--directory").arg(parent).arg(folder);
    }
    let base = format!("BASE={base}");
    stream::into_docker(
        context,
        &["build", "--quiet", "--build-arg", &base, "--tag", tag, "-"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn options_are_read() {
        let options = parse("--base debian:12 --druid 27.0.0 --tag x/y:z").unwrap();
        assert_eq!(options.druid.as_deref(), Some("27.0.0"));
        assert_eq!(options.base.as_deref(), Some("debian:12"));
        assert_eq!(options.tag.as_deref(), Some("x/y:z"));
        assert_eq!(parse("").unwrap(), Options::default());
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, named) in [
            ("--drood 27.0.0", "--drood"),
            ("--base", "--base"),
            ("--tag x", "--druid"),
        ] {
            let message = parse(line).unwrap_err().to_string();
            assert!(message.contains(named), "{line}: {message}");
        }
    }

    #[test]
    fn an_image_has_every_extension_of_its_release() {
        for druid in RELEASES {
            assert!(
                everything(druid).extensions().unwrap().len() >= 2,
                "{druid}"
            );
        }
    }
}
