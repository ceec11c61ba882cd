//! The quickstart: loads a day of Wikipedia's edits into a Druid, asks a few questions, and shows
//! the line of Rust that did each step. `cargo xtask quickstart` runs it.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its user"
)]

mod args;
mod available;
mod batches;
mod chart;
mod data;
mod error;
mod existing;
mod ingest;
mod interrupt;
mod numbers;
mod progress;
mod prompt;
mod questions;
mod snippet;
mod statement;
mod steps;
mod table;
mod timings;
mod tour;

use std::process::ExitCode;

use args::{Args, Request};
use error::{Error, Result};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let args = match Args::parse(&words) {
        Ok(Request::Run(args)) => args,
        Ok(Request::Help) => {
            print!("{}", args::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(error) => return fail(&error),
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn run(args: &Args) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::caused("the runtime did not start", error))?;
    let result = runtime.block_on(Box::pin(tour::run(args)));
    // A thread may still wait for a line from the terminal that will not come.
    runtime.shutdown_background();
    result
}

fn fail(error: &Error) -> ExitCode {
    eprintln!("\n{}", error.report());
    if error.is_interrupt() {
        // What a shell reports for a process that ended by Ctrl-C.
        ExitCode::from(130)
    } else {
        ExitCode::FAILURE
    }
}
