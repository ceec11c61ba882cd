//! `cargo xtask quickstart`: a Druid, real data, and the package `druid-quickstart` run on them.

mod kept;
mod options;
mod surroundings;

use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::time::Instant;

use self::options::Options;
use crate::cluster::{self, Cluster, Spec};
use crate::error::{Error, Result};
use crate::workspace::Workspace;

pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    match Options::parse(args)? {
        Options::Help => {
            print!("{}", options::USAGE);
            Ok(ExitCode::SUCCESS)
        }
        Options::New { spec, keep, table } => on_new(&spec, keep, table),
        Options::There(words) => {
            // It takes this process's place, so that Ctrl-C reaches only the one that works.
            let error = quickstart(&Workspace::here(), &words).exec();
            Err(Error::caused("the quickstart did not start", error))
        }
    }
}

/// Starts a cluster, runs the quickstart on it, and takes it down or leaves it.
fn on_new(spec: &Spec, keep: bool, table: Option<String>) -> Result<ExitCode> {
    let workspace = Workspace::here();
    // First what fails soonest; and a build would take the cluster's time.
    build(&workspace)?;
    let begun = Instant::now();
    println!("Druid {} is starting", spec.druid);
    let cluster = cluster::up(spec)?;
    println!("Druid {} is up after {:.0?}", spec.druid, begun.elapsed());

    let went_well = tour(&workspace, &cluster, spec, table);
    if keep {
        let file = cluster.file()?;
        cluster.keep();
        print!("{}", kept::describe(&file));
    } else {
        end(cluster, went_well.as_ref().is_ok_and(|well| *well))?;
    }
    Ok(if went_well? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs the quickstart on a cluster; whether it went well, which it says itself.
fn tour(
    workspace: &Workspace,
    cluster: &Cluster,
    spec: &Spec,
    table: Option<String>,
) -> Result<bool> {
    let file = cluster.file()?;
    let router = file
        .router()
        .ok_or_else(|| Error::new("the cluster has no Router"))?;
    let mut words = vec![
        "--throwaway".to_owned(),
        "--url".to_owned(),
        router.to_owned(),
    ];
    if spec.extensions()?.contains(&"druid-multi-stage-query") {
        words.extend(["--worker-path".to_owned(), file.data.clone()]);
    } else {
        println!("This release is served without MSQ: the rows are sent inside tasks.");
    }
    words.extend(
        table
            .into_iter()
            .flat_map(|table| ["--table".to_owned(), table]),
    );
    let mut command = quickstart(workspace, &words);
    surroundings::set(&mut command, &file)?;
    let status = command
        .status()
        .map_err(|error| Error::caused("the quickstart did not start", error))?;
    Ok(status.success())
}

/// Takes the cluster down. Its folder with the logs stays when something failed.
fn end(cluster: Cluster, went_well: bool) -> Result<()> {
    let directory = cluster.file()?.directory;
    let begun = Instant::now();
    cluster.down()?;
    println!("\nDruid is down after {:.0?}", begun.elapsed());
    if went_well {
        return std::fs::remove_dir_all(&directory).map_err(|error| {
            Error::caused(format!("{} can not be removed", directory.display()), error)
        });
    }
    println!("its logs are in {}", directory.join("log").display());
    Ok(())
}

/// Builds it for all to see: the first build takes a while.
fn build(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["build", "--package", "druid-quickstart"]);
    let status = command
        .status()
        .map_err(|error| Error::caused("cargo did not start", error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::new("druid-quickstart was not built"))
    }
}

fn quickstart(workspace: &Workspace, words: &[String]) -> Command {
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package", "druid-quickstart", "--"]);
    command.args(words);
    command
}
