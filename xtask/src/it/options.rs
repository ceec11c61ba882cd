//! The words behind `cargo xtask it` and `cargo xtask test`.

use std::num::NonZero;

use super::plan::Filter;
use crate::cluster::{BackendKind, RELEASES, Spec, Topology};
use crate::error::{Error, Result};

pub(crate) const USAGE: &str = "\
cargo xtask it [options] [filter]

  --druid VERSION      only the standard clusters of this release
  --backend BACKEND    containers, jvm or url; else containers where a Docker daemon answers, or jvm
  --url URL            a cluster that is there: its Router or a Broker
  --name NAME          a cluster that `cargo xtask cluster up` started; it stays up
  --test-threads N     so many tests at once; else as many as there are processors
  filter               only tests whose path holds this text
";

/// Where and which.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) place: Place,
    pub(crate) filter: Filter,
    pub(crate) threads: usize,
}

/// The clusters to run on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The standard ones, of one release or of all.
    Standard {
        release: Option<String>,
        backend: BackendKind,
    },
    /// One that is up, by its name.
    Running(String),
    /// One that is there, by its URL.
    Url(String),
}

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        let (mut release, mut backend, mut url, mut name, mut filter) =
            (None, None, None, None, None);
        let mut threads = default_threads();
        let mut words = args.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                let next = words.next().cloned();
                next.ok_or_else(|| Error::usage(format!("{word} needs a value\n\n{USAGE}")))
            };
            match word.as_str() {
                "--druid" => release = Some(value()?),
                "--backend" => backend = Some(backend_of(&value()?)?),
                "--url" => url = Some(value()?),
                "--name" => name = Some(value()?),
                "--test-threads" => threads = threads_of(&value()?)?,
                flag if flag.starts_with('-') => {
                    return Err(Error::usage(format!("no option {flag}\n\n{USAGE}")));
                }
                text if filter.is_none() => filter = Some(text.to_owned()),
                text => {
                    return Err(Error::usage(format!(
                        "one filter, not also {text:?}\n\n{USAGE}"
                    )));
                }
            }
        }
        let place = place(release, backend, url, name)?;
        Ok(Self {
            place,
            filter: Filter(filter),
            threads,
        })
    }

    /// Whether the clusters are to be containers, as far as the words say.
    pub(crate) fn has_containers(&self) -> bool {
        let containers = BackendKind::Containers;
        matches!(self.place, Place::Standard { backend, .. } if backend == containers)
    }

    /// Whether nothing was left out on purpose, so that a test without a cluster is a fault.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.place, Place::Standard { release: None, .. }) && self.filter.0.is_none()
    }
}

fn place(
    release: Option<String>,
    backend: Option<BackendKind>,
    url: Option<String>,
    name: Option<String>,
) -> Result<Place> {
    let alone = release.is_none() && backend.is_none_or(|backend| backend == BackendKind::Url);
    match (url, name) {
        (Some(url), None) if alone => Ok(Place::Url(url)),
        (None, Some(name)) if release.is_none() && backend.is_none() => Ok(Place::Running(name)),
        (Some(_), _) | (_, Some(_)) => Err(Error::usage(format!(
            "--url and --name say which cluster; nothing else may\n\n{USAGE}"
        ))),
        (None, None) if backend == Some(BackendKind::Url) => Err(Error::usage(format!(
            "--backend url needs --url\n\n{USAGE}"
        ))),
        (None, None) => {
            let unknown = |release: &&String| !RELEASES.contains(&release.as_str());
            if let Some(release) = release.as_ref().filter(unknown) {
                let releases = RELEASES.join(" and ");
                return Err(Error::usage(format!(
                    "no cluster of {release}; there are {releases}"
                )));
            }
            let backend = backend.unwrap_or_else(default_backend);
            Ok(Place::Standard { release, backend })
        }
    }
}

fn default_backend() -> BackendKind {
    Spec::new(RELEASES[0], Topology::default()).backend
}

fn backend_of(text: &str) -> Result<BackendKind> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|_| Error::usage(format!("no backend {text:?}\n\n{USAGE}")))
}

fn threads_of(text: &str) -> Result<usize> {
    text.parse::<NonZero<usize>>()
        .map(NonZero::get)
        .map_err(|error| Error::caused(format!("--test-threads {text}"), error))
}

/// Tests on a cluster mostly wait for it: even one processor carries two.
fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(2, |count| count.get().max(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn the_clusters_are_chosen_by_release_name_or_url() {
        let options = parse("--druid 27.0.0 --backend jvm sql --test-threads 3").unwrap();
        let release = Some("27.0.0".to_owned());
        assert_eq!(
            options.place,
            Place::Standard {
                release,
                backend: BackendKind::Jvm
            }
        );
        assert_eq!(options.filter.0.as_deref(), Some("sql"));
        assert_eq!(options.threads, 3);
        assert_eq!(
            parse("--name mine").unwrap().place,
            Place::Running("mine".into())
        );
        assert_eq!(
            parse("--url http://h").unwrap().place,
            Place::Url("http://h".into())
        );
        assert_eq!(
            parse("--backend url --url http://h").unwrap().place,
            Place::Url("http://h".into())
        );
    }

    #[test]
    fn only_a_run_over_everything_is_whole() {
        assert!(parse("--backend jvm").unwrap().is_whole());
        for part in [
            "--backend jvm sql",
            "--backend jvm --druid 33.0.0",
            "--name a",
        ] {
            assert!(!parse(part).unwrap().is_whole(), "{part}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        for (line, named) in [
            ("--druid", "--druid needs a value"),
            (
                "--druid 1.0",
                "no cluster of 1.0; there are 27.0.0 and 33.0.0",
            ),
            ("--backend cloud", "no backend \"cloud\""),
            ("--backend url", "needs --url"),
            ("--url http://h --name a", "--url and --name"),
            ("--url http://h --druid 27.0.0", "--url and --name"),
            ("--name a --backend jvm", "--url and --name"),
            ("--test-threads 0", "--test-threads 0"),
            ("--slow", "no option --slow"),
            ("a b", "\"b\""),
        ] {
            let error = parse(line).unwrap_err().report();
            assert!(error.contains(named), "{line}: {error}");
        }
    }
}
