//! What a request costs through druid-core's default stack, against a bare hyper-util client.
//!
//! Both talk to the same server on loopback, over one kept connection each, from one thread. The
//! server is this program started once more: in a process of its own it shares neither the
//! allocator nor the runtime with what is measured.
//!
//! `cargo run --release -p druid-bench --bin overhead -- [rounds]`
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its user"
)]

#[cfg(feature = "allocations")]
mod allocations;
mod clients;
mod machine;
#[cfg(not(feature = "allocations"))]
mod report;
mod server;
#[cfg(not(feature = "allocations"))]
mod stats;
#[cfg(not(feature = "allocations"))]
mod timing;

use std::error::Error;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Requests of each client before anything is measured.
const WARM_UP: usize = 2000;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    let done = match argument.as_deref() {
        Some(server::COMMAND) => server::serve().map_err(Into::into),
        other => measure(other),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("overhead: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(rounds: Option<&str>) -> Result<()> {
    let server = server::Server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let clients = clients::Clients::new(server.port())?;
    runtime.block_on(clients.warm_up(WARM_UP))?;
    let machine = machine::describe();
    let rounds = rounds.map(str::parse).transpose()?;
    #[cfg(feature = "allocations")]
    let table = runtime.block_on(allocations::table(&clients, rounds.unwrap_or(1000)))?;
    #[cfg(not(feature = "allocations"))]
    let table = report::table(&runtime.block_on(timing::run(&clients, rounds.unwrap_or(1000)))?);
    println!("{machine}{}\n\n{table}", machine::load());
    Ok(())
}
