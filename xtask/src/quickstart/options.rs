//! The words behind `cargo xtask quickstart`.

use crate::cluster::{BackendKind, RELEASES, Spec, Topology};
use crate::error::{Error, Result};

pub(super) const USAGE: &str = "\
cargo xtask quickstart [options]

Starts a Druid, loads a day of Wikipedia's edits into it, asks a few questions, shows the line of
Rust that does each step, and takes the Druid down again.

  --table NAME        the table to load into: by default \"wikipedia\"
  --keep              leave the Druid up, and say where it is
  --druid VERSION     27.0.0 (the default), or 33.0.0, which is served without MSQ
  --backend BACKEND   containers or jvm; else containers where a Docker daemon answers, or jvm

On a Druid of yours instead:

  --url URL           its Router or a Broker; DRUID_USERNAME, DRUID_PASSWORD, DRUID_TLS_CA_FILE and
                      their like say how to connect
  --worker-path P     tests/data or its file as the Druid's workers see it, to be loaded by SQL
                      (MSQ); without it, the rows are sent inside index_parallel tasks
  --yes               replace the table without a question where there is one
";

/// What the user wants.
#[derive(Debug)]
pub(super) enum Options {
    Help,
    /// A Druid of this machine, for this once.
    New {
        spec: Spec,
        keep: bool,
        table: Option<String>,
    },
    /// A Druid that is there: the words for the quickstart itself.
    There(Vec<String>),
}

/// The words as they were, before they are held against each other.
#[derive(Debug, Default)]
struct Given {
    table: Option<String>,
    keep: bool,
    druid: Option<String>,
    backend: Option<BackendKind>,
    url: Option<String>,
    worker_path: Option<String>,
    yes: bool,
}

impl Options {
    pub(super) fn parse(args: &[String]) -> Result<Self> {
        let mut given = Given::default();
        let mut words = args.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                let next = words.next().cloned();
                next.ok_or_else(|| Error::usage(format!("{word} needs a value\n\n{USAGE}")))
            };
            match word.as_str() {
                "--table" => given.table = Some(value()?),
                "--keep" => given.keep = true,
                "--druid" => given.druid = Some(value()?),
                "--backend" => given.backend = Some(backend(&value()?)?),
                "--url" => given.url = Some(value()?),
                "--worker-path" => given.worker_path = Some(value()?),
                "--yes" => given.yes = true,
                "--help" | "-h" => return Ok(Self::Help),
                other => return Err(Error::usage(format!("no option {other}\n\n{USAGE}"))),
            }
        }
        given.options()
    }
}

impl Given {
    fn options(self) -> Result<Options> {
        if self.url.is_some() {
            return self.there();
        }
        if self.worker_path.is_some() || self.yes {
            return Err(Error::usage(format!(
                "--worker-path and --yes go with --url\n\n{USAGE}"
            )));
        }
        let druid = self.druid.as_deref().unwrap_or(RELEASES[0]);
        let mut spec = Spec::new(druid, Topology::default());
        "quickstart".clone_into(&mut spec.name);
        if let Some(backend) = self.backend {
            spec.backend = backend;
        }
        spec.check()?;
        Ok(Options::New {
            spec,
            keep: self.keep,
            table: self.table,
        })
    }

    fn there(self) -> Result<Options> {
        if self.keep || self.druid.is_some() || self.backend.is_some() {
            return Err(Error::usage(format!(
                "--url names a Druid that is there; --keep, --druid and --backend are for a new one\n\n{USAGE}"
            )));
        }
        let mut words = Vec::new();
        let valued = [
            ("--url", self.url),
            ("--worker-path", self.worker_path),
            ("--table", self.table),
        ];
        for (flag, value) in valued {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
        }
        words.extend(self.yes.then(|| "--yes".to_owned()));
        Ok(Options::There(words))
    }
}

fn backend(text: &str) -> Result<BackendKind> {
    match text {
        "jvm" => Ok(BackendKind::Jvm),
        "containers" => Ok(BackendKind::Containers),
        _ => Err(Error::usage(format!(
            "--backend {text}: containers or jvm\n\n{USAGE}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn a_new_druid_is_the_first_release_and_goes_again() {
        let Options::New { spec, keep, table } = parse("--backend jvm").unwrap() else {
            panic!("a new one was asked for")
        };
        assert_eq!(
            (spec.name.as_str(), spec.druid.as_str()),
            ("quickstart", "27.0.0")
        );
        assert_eq!((spec.backend, keep, table), (BackendKind::Jvm, false, None));
    }

    #[test]
    fn a_druid_that_is_there_gets_its_words() {
        let line = "--yes --table t --worker-path /data --url http://h:8888";
        let Options::There(words) = parse(line).unwrap() else {
            panic!("one that is there was named")
        };
        let expected = "--url http://h:8888 --worker-path /data --table t --yes";
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        for (line, named) in [
            ("--druid", "--druid needs a value"),
            ("--druid 30.0.0", "27.0.0 and 33.0.0"),
            ("--backend url", "--backend url: containers or jvm"),
            ("--yes", "go with --url"),
            ("--worker-path /p", "go with --url"),
            ("--url http://h --keep", "are for a new one"),
            ("--quick", "no option --quick"),
        ] {
            let error = parse(line).unwrap_err().report();
            assert!(error.contains(named), "{line}: {error}");
        }
    }
}
