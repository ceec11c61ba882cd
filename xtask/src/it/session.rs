//! A run of the cluster tests over one cluster after another.

use std::path::PathBuf;
use std::time::Instant;

use super::binaries::Binary;
use super::facts::Facts;
use super::options::{Options, Place};
use super::plan::{Coverage, Plan};
use super::runner::{self, Surroundings};
use super::standard::{STANDARD, Standard};
use super::tally::Tally;
use crate::cluster::{self, BackendKind, Cluster, Spec, Topology};
use crate::error::{Error, Result};

/// The run so far.
#[derive(Debug)]
pub(crate) struct Session<'r> {
    options: &'r Options,
    binaries: &'r [Binary],
    coverage: Coverage<'r>,
    tally: Tally,
    xtask: PathBuf,
}

impl<'r> Session<'r> {
    pub(crate) fn new(options: &'r Options, binaries: &'r [Binary], xtask: PathBuf) -> Self {
        let coverage = Coverage::new(binaries, &options.filter, options.has_containers());
        Self {
            options,
            binaries,
            coverage,
            tally: Tally::default(),
            xtask,
        }
    }

    /// How many tests passed and failed; a cluster that did not start is one failure.
    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }

    /// The tests that ran on no cluster.
    pub(crate) fn missing(&self) -> Vec<&'r str> {
        self.coverage.missing()
    }

    /// Runs on every cluster of the options.
    pub(crate) fn run(&mut self) -> Result<()> {
        match &self.options.place {
            Place::Running(name) => self.on(&Cluster::attach(name)?),
            Place::Url(url) => {
                let mut spec = Spec::new("", Topology::default());
                spec.name = format!("it-url-{}", std::process::id());
                spec.backend = BackendKind::Url;
                spec.url = Some(url.clone());
                self.on_new(&spec)
            }
            Place::Standard { release, backend } => {
                let wanted = |standard: &&Standard| {
                    release
                        .as_deref()
                        .is_none_or(|release| release == standard.release)
                };
                for standard in STANDARD.iter().filter(wanted) {
                    self.on_standard(standard, *backend);
                }
                Ok(())
            }
        }
    }

    /// Starts a standard cluster if some test fits, and runs on it. What goes wrong with one
    /// cluster counts as a failure and leaves the others to be run on.
    fn on_standard(&mut self, standard: &Standard, backend: BackendKind) {
        let topology = standard.topology();
        let best = Facts::at_best(standard.release, &topology, backend);
        let plan = Plan::new(self.binaries, &self.options.filter, &best);
        if plan.is_empty() {
            println!(
                "\ncluster {} {}: no test is for it",
                standard.name, standard.release
            );
            print_skipped(&plan);
            return;
        }
        let mut spec = Spec::new(standard.release, topology);
        spec.name = standard.cluster_name();
        spec.backend = backend;
        if let Err(error) = self.on_new(&spec) {
            println!("cluster {}: {}", spec.name, error.report());
            self.tally.failed += 1;
        }
    }

    /// Starts a cluster, runs on it and takes it down. Its folder stays when something failed.
    fn on_new(&mut self, spec: &Spec) -> Result<()> {
        println!("\ncluster {}: Druid {} is starting", spec.name, spec.druid);
        let begun = Instant::now();
        let cluster = cluster::up(spec)?;
        let directory = cluster.file()?.directory;
        println!(
            "cluster {}: up after {:.0} s",
            spec.name,
            begun.elapsed().as_secs_f64()
        );
        let failed_before = self.tally.failed;
        self.on(&cluster)?;
        cluster.down()?;
        if self.tally.failed == failed_before {
            std::fs::remove_dir_all(&directory).map_err(|error| {
                Error::caused(format!("{} can not be removed", directory.display()), error)
            })?;
        } else {
            println!(
                "cluster {}: its logs are in {}",
                spec.name,
                directory.join("log").display()
            );
        }
        Ok(())
    }

    /// Runs what fits on a cluster that answers.
    fn on(&mut self, cluster: &Cluster) -> Result<()> {
        let file = cluster.file()?;
        let facts = Facts::ask(&file)?;
        let plan = Plan::new(self.binaries, &self.options.filter, &facts);
        print_skipped(&plan);
        let surroundings = Surroundings {
            cluster: cluster.path(),
            xtask: self.xtask.clone(),
        };
        for (binary, tests) in &plan.together {
            self.tally += runner::run(binary, tests, self.options.threads, &surroundings)?;
        }
        for (binary, test) in &plan.alone {
            self.tally += runner::run(binary, &[test], 1, &surroundings)?;
            cluster.restore()?;
        }
        self.coverage.ran(&plan);
        Ok(())
    }
}

fn print_skipped(plan: &Plan<'_>) {
    for (test, reason) in &plan.skipped {
        println!("skip {} ({reason})", test.path);
    }
}
