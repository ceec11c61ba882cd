//! From loaded to queryable: a task that has succeeded has published its segments; queries see
//! them only when Historicals have loaded them and the Broker knows.

use std::time::{Duration, Instant};

use druid_client::Client;

use crate::error::{Error, Result};
use crate::numbers::{grouped, time};
use crate::progress::Bar;
use crate::{snippet, statement, steps};

/// How long the cluster gets.
const DEADLINE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(400);

/// Rows in segments that are newer than a version and can be queried.
const NEWER: &str = "SELECT SUM(num_rows) FROM sys.segments WHERE datasource = ? AND is_available = 1 AND version > ?";

/// Waits until the table's rows are the `pushed` ones of segments newer than `before`: the count
/// alone would be right too early where the same rows were there already.
pub(crate) async fn wait(client: &Client, table: &str, before: &str, pushed: u64) -> Result<()> {
    snippet::print(&["count"]);
    let sql = statement::count(table);
    snippet::print_sql(&sql);
    if pushed == 0 {
        println!("  The load left the table empty: there is nothing to wait for.");
        return Ok(());
    }
    let begun = Instant::now();
    let mut bar = Bar::start("waiting for Historicals to load it");
    loop {
        let state = state(client, table, before, &sql).await;
        if let Ok((newer, counted)) = state
            && newer == pushed
            && counted == pushed
        {
            bar.end();
            println!(
                "  {} rows after {}",
                grouped(counted),
                time(begun.elapsed())
            );
            return Ok(());
        }
        if begun.elapsed() > DEADLINE {
            bar.end();
            return Err(late(table, pushed, state));
        }
        if let Ok((newer, counted)) = state {
            let (seen, pushed) = (grouped(newer.min(counted)), grouped(pushed));
            bar.say(&format!("{seen} of {pushed} rows can be queried"));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Rows in new segments, and rows that a query sees. The table is not known before its first
/// segment is: that is a refused query, and no more than "not yet".
async fn state(client: &Client, table: &str, before: &str, sql: &str) -> Result<(u64, u64)> {
    let newer = client
        .sql(NEWER)
        .parameter("VARCHAR", table)
        .parameter("VARCHAR", before);
    let newer: Vec<(Option<u64>,)> = newer
        .rows()
        .await
        .map_err(|error| Error::caused("sys.segments can not be asked", error))?;
    let newer = newer.first().and_then(|(rows,)| *rows).unwrap_or(0);
    if newer == 0 {
        return Ok((0, 0));
    }
    let counted = steps::count(client, sql).await;
    let counted = counted.map_err(|error| Error::caused("the table can not be counted", error))?;
    Ok((newer, counted))
}

fn late(table: &str, pushed: u64, state: Result<(u64, u64)>) -> Error {
    let within = time(DEADLINE);
    let what = format!("the table {table} was not queryable within {within}");
    match state {
        Ok((newer, counted)) => Error::new(format!(
            "{what}: the load wrote {} rows, {} of them are available, and a query counts {}",
            grouped(pushed),
            grouped(newer),
            grouped(counted)
        )),
        Err(error) => Error::caused(what, error),
    }
}
