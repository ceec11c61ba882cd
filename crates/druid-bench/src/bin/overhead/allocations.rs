//! Allocations a request. Exact, and the same on every run: no clock is involved.

use std::fmt::Write as _;

use dhat::{HeapStats, Profiler};

use crate::Result;
use crate::clients::{Clients, Get};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// A row for each client, means over so many requests.
pub(crate) async fn table(clients: &Clients, requests: usize) -> Result<String> {
    let counting = Profiler::builder().testing().build();
    let mut table = format!(
        "{requests} requests a client\n\n\
         | client | allocations a request | bytes a request |\n\
         |---|--:|--:|\n",
    );
    let rows = [
        (
            "druid-core, default stack",
            count(&clients.stack, requests).await?,
        ),
        ("bare hyper-util", count(&clients.bare, requests).await?),
        ("bare, control", count(&clients.control, requests).await?),
    ];
    drop(counting);
    for (name, [blocks, bytes]) in rows {
        // Writing to a string cannot fail.
        writeln!(table, "| {name} | {blocks:.1} | {bytes:.0} |").ok();
    }
    Ok(table)
}

/// Blocks and bytes a request; a block that grows counts once more.
async fn count(client: &impl Get, requests: usize) -> Result<[f64; 2]> {
    let before = HeapStats::get();
    for _ in 0..requests {
        client.get().await?;
    }
    let after = HeapStats::get();
    let requests = u64::try_from(requests)?;
    let mean = |sum: u64| -> Result<f64> {
        let tenths = u32::try_from(sum * 10 / requests)?;
        Ok(f64::from(tenths) / 10.0)
    };
    Ok([
        mean(after.total_blocks - before.total_blocks)?,
        mean(after.total_bytes - before.total_bytes)?,
    ])
}
