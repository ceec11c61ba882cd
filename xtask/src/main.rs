//! `cargo xtask`: every check and every chore of this repository.
//!
//! Each subcommand is a module; this file only chooses one.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its user"
)]

mod bless;
mod check;
mod cluster;
mod error;
mod image;
mod it;
mod quickstart;
mod workspace;

use std::process::ExitCode;

use error::{Error, Result};

const USAGE: &str = "\
cargo xtask <command>

  quickstart [--keep] [--url URL]
                           load real data into a Druid and ask about it, step by step
  check [name...]          every rule of the house, or those named; `check list` says which
  msrv                     every package under the oldest Rust that the manifest promises
  test                     unit, doc and integration tests, the last on both Druid releases
  it [--druid V] [--backend containers|jvm|url] [filter]
                           the integration tests alone
  cluster up|status|logs|stop|kill|start|pause|down
                           a real Druid on this machine; `cargo xtask cluster help` says more
  image [--druid V]        an image of Druid for containers, where no registry serves one
  bless                    write generated files anew
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {}", error.report());
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode> {
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    match command {
        "bless" => bless::run(rest),
        "check" => check::run(rest),
        "cluster" => cluster::run(rest),
        "image" => image::run(rest),
        "it" => it::run(rest),
        "msrv" => check::run_msrv(),
        "quickstart" => quickstart::run(rest),
        "test" => it::run_all(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Error::usage(format!("no command {other:?}\n\n{USAGE}"))),
    }
}
