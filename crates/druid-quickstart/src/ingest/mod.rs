//! Loading the data, one way or the other.

mod inline;
mod msq;

use druid_client::Client;

use crate::error::Result;
use crate::interrupt::Interrupt;
use crate::timings::Timings;

/// Loads the data into the table, replacing what is there, and returns how many rows that made.
///
/// Workers that see the file read it themselves; others get its rows inside the tasks.
pub(crate) async fn run(
    client: &Client,
    table: &str,
    worker_path: Option<&str>,
    timings: &mut Timings,
    interrupt: &Interrupt,
) -> Result<u64> {
    match worker_path {
        Some(path) => Box::pin(msq::load(client, table, path, timings, interrupt)).await,
        None => Box::pin(inline::load(client, table, timings, interrupt)).await,
    }
}
