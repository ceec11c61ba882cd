//! `cargo xtask it` and `cargo xtask test`: the tests, those on a real cluster included.
//!
//! A cluster test is an ignored test in a module that says what it needs. It runs on every
//! standard cluster that has that; one that ran on none is a fault, for it proved nothing.

mod binaries;
mod facts;
mod needs;
mod options;
mod plan;
mod runner;
mod session;
mod standard;
mod tally;

use std::path::PathBuf;
use std::process::ExitCode;

use self::binaries::Binary;
use self::options::Options;
use self::session::Session;
use self::tally::Tally;
use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// `cargo xtask it`: the cluster tests.
pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    if args.iter().any(|word| word == "--help" || word == "-h") {
        print!("{}", options::USAGE);
        return Ok(ExitCode::SUCCESS);
    }
    let options = Options::parse(args)?;
    let xtask = this_executable()?;
    let binaries = binaries::build(&Workspace::here())?;
    let cluster_tests = on_clusters(&options, &binaries, xtask)?;
    let Tally { passed, failed, .. } = cluster_tests.tally;
    if passed + failed == 0 && !options.is_whole() {
        return Err(Error::new("no test ran"));
    }
    Ok(close(
        cluster_tests.tally,
        &cluster_tests.missing,
        options.is_whole(),
    ))
}

/// `cargo xtask test`: unit and doc tests, then the cluster tests on both releases.
pub(crate) fn run_all(args: &[String]) -> Result<ExitCode> {
    let options = Options::parse(args)?;
    if !options.is_whole() {
        return Err(Error::usage("`test` runs everything; `it` runs a part"));
    }
    let xtask = this_executable()?;
    let workspace = Workspace::here();
    let mut command = workspace.cargo();
    command.args(["test", "--workspace", "--all-features", "--no-fail-fast"]);
    let mut tally = runner::watch(&mut command)?;
    let binaries = binaries::build(&workspace)?;
    let waiting: usize = binaries.iter().map(|binary| binary.tests.len()).sum();
    tally.ignored = tally.ignored.saturating_sub(waiting);
    let cluster_tests = on_clusters(&options, &binaries, xtask)?;
    tally += cluster_tests.tally;
    Ok(close(tally, &cluster_tests.missing, true))
}

/// This executable's path, asked for before anything is built: the system no longer knows it once
/// a build has put another in its place.
fn this_executable() -> Result<PathBuf> {
    std::env::current_exe()
        .map_err(|error| Error::caused("the system does not say what is running", error))
}

/// What the cluster tests came to.
#[derive(Debug)]
struct Outcome {
    tally: Tally,
    /// The tests that ran on no cluster.
    missing: Vec<String>,
}

fn on_clusters(options: &Options, binaries: &[Binary], xtask: PathBuf) -> Result<Outcome> {
    let mut session = Session::new(options, binaries, xtask);
    session.run()?;
    let missing: Vec<String> = session.missing().into_iter().map(str::to_owned).collect();
    let mut tally = session.tally();
    tally.ignored += missing.len();
    Ok(Outcome { tally, missing })
}

/// Prints the closing lines; the counts stand alone on the last one.
fn close(tally: Tally, missing: &[String], is_whole: bool) -> ExitCode {
    if !missing.is_empty() && is_whole {
        println!("These tests ran on no cluster:");
        for path in missing {
            println!("    {path}");
        }
    }
    println!("{tally}");
    if tally.failed > 0 || (is_whole && !missing.is_empty()) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
