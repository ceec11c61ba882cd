//! `cargo xtask cluster …`.

mod roles;
mod words;

use std::process::ExitCode;
use std::time::Instant;

use self::words::Words;
use super::backend::Halt;
use super::cluster_file::BackendKind;
use super::record::Record;
use super::spec::Spec;
use super::topology::Topology;
use super::{guard, take_down};
use crate::error::{Error, Result};

const USAGE: &str = "\
cargo xtask cluster <command> [--name NAME]     (NAME: by default the only cluster there is)

  up [flags]         start a cluster, and wait until it can be used
  status             every role: where it is, what it is doing (of all clusters, without --name)
  logs ROLE [-n N]   the last N lines (100) that a role has printed
  stop ROLE          ask a role to end (SIGTERM), and wait
  kill ROLE          end it at once (SIGKILL)
  pause ROLE         let it stand still (SIGSTOP): connections stay, nothing answers
  start ROLE         start it again at the same addresses, or let it go on
  down               end everything; logs stay in the cluster's folder

ROLE is a name (broker-1), or a kind where there is one of it (broker).

Flags of up:
  --druid V          27.0.0 (the default: MSQ, basic security, catalog)
                     or 33.0.0 (response trailers, datasketches, Kafka)
  --backend B        containers, jvm or url
  --name NAME        by default made of the shape and the release
  --topology FILE    the shape as JSON; the flags below change it
  --coordinators N, --brokers N, --historicals N, --workers N, --routers N
  --worker W         indexer (the default: tasks are threads) or middleManager
  --auth basic       basic security, user admin
  --tls              a further Router, with TLS, that asks for a client certificate
  --kafka            a Kafka broker, and Druid's Kafka indexing
  --own-derby        Derby as a process of its own (two coordinators have that anyway)
  --set ROLE.KEY=V   one more property, for a role or for \"common\"
  --url URL          backend url: http://[user:password@]host:port of a Router
  --worker-path P    where the workers see the sample data (backend url: else this checkout's)
  --while-waiting    end the cluster when this command ends, by Ctrl-C or otherwise

cluster.json in the cluster's folder says where everything is.
";

pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    let mut words = Words::new(rest);
    match command {
        "up" => up(words),
        "status" => roles::status(words),
        "logs" => roles::logs(words),
        "stop" => roles::halt(words, Halt::Stop),
        "kill" => roles::halt(words, Halt::Kill),
        "pause" => roles::halt(words, Halt::Pause),
        "start" => roles::start(words),
        "down" => down(&words.record()?),
        // Not for people: what takes a cluster down when its user has gone.
        "guard" => guard::run(&words.only("NAME")?),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Error::usage(format!(
            "no command cluster {other:?}\n\n{USAGE}"
        ))),
    }
}

fn up(mut words: Words<'_>) -> Result<ExitCode> {
    let (spec, stays) = parse_up(&mut words)?;
    let began = Instant::now();
    let cluster = super::up(&spec)?;
    let file = cluster.file()?;
    print!("{}", roles::list(&file));
    println!(
        "up after {:.0?}; {}",
        began.elapsed(),
        cluster.path().display()
    );
    if stays {
        cluster.keep();
    } else {
        println!("Ctrl-C ends it");
        cluster.wait();
    }
    Ok(ExitCode::SUCCESS)
}

/// The cluster to start, and whether it outlives this command.
fn parse_up(words: &mut Words<'_>) -> Result<(Spec, bool)> {
    let mut topology = Topology::default();
    let (mut druid, mut backend, mut url, mut worker_path) = (None, None, None, None);
    let mut stays = true;
    words.read(|flag, words| {
        let mut value = || words.value(flag);
        match flag {
            "--druid" => druid = Some(value()?),
            "--backend" => backend = Some(parse_backend(&value()?)?),
            "--url" => url = Some(value()?),
            "--worker-path" => worker_path = Some(value()?),
            "--while-waiting" => stays = false,
            "--topology" => {
                let path = value()?;
                let text = std::fs::read_to_string(&path)
                    .map_err(|e| Error::caused(format!("reading {path}"), e))?;
                topology = Topology::from_json(&text)?;
            }
            _ => match topology.flag(flag, &mut value) {
                Some(result) => result?,
                None => return Ok(false),
            },
        }
        Ok(true)
    })?;
    words.no_free_word()?;
    let mut spec = Spec::new(druid.as_deref().unwrap_or("27.0.0"), topology);
    spec.backend = match (backend, &url) {
        (Some(backend), _) => backend,
        (None, Some(_)) => BackendKind::Url,
        (None, None) => spec.backend,
    };
    if spec.backend == BackendKind::Url {
        spec.name = "url".to_owned();
    }
    if let Some(name) = words.name.take() {
        spec.name = name;
    }
    (spec.url, spec.worker_path) = (url, worker_path);
    Ok((spec, stays))
}

fn parse_backend(text: &str) -> Result<BackendKind> {
    match text {
        "jvm" => Ok(BackendKind::Jvm),
        "containers" => Ok(BackendKind::Containers),
        "url" => Ok(BackendKind::Url),
        _ => Err(Error::usage(format!(
            "--backend {text}: containers, jvm or url"
        ))),
    }
}

fn down(record: &Record) -> Result<ExitCode> {
    let began = Instant::now();
    take_down(record)?;
    println!("{} is down after {:.0?}", record.name(), began.elapsed());
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests;
