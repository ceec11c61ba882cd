//! The times as a Markdown table.

use std::fmt::Write as _;

use crate::stats::{Ratio, quantile};
use crate::timing::Times;

/// A row for each client; ratios are against the bare one, round by round.
pub(crate) fn table(times: &[Times; 3]) -> String {
    let [_, bare, _] = times;
    let names = [
        "druid-core, default stack",
        "bare hyper-util",
        "bare, control",
    ];
    let mut table = format!(
        "{} rounds, {} requests a client\n\n\
         | client | p50, µs | p99, µs | on the CPU, µs | p50 ratio | 95 % interval |\n\
         |---|--:|--:|--:|--:|---|\n",
        bare.rounds.len(),
        bare.requests(),
    );
    for (name, client) in names.into_iter().zip(times) {
        let all = client.rounds.concat();
        let requests = f64::from(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let on_cpu = client.on_cpu.map_or_else(
            || "unknown".to_owned(),
            |sum| format!("{:.1}", sum / requests),
        );
        let ratio = if std::ptr::eq(client, bare) {
            "1 | |".to_owned()
        } else {
            let Ratio { median, low, high } = Ratio::of(&client.rounds, &bare.rounds);
            format!("{median:.3} | {low:.3} to {high:.3} |")
        };
        let (p50, p99) = (quantile(&all, 500), quantile(&all, 990));
        // Writing to a string cannot fail.
        writeln!(table, "| {name} | {p50:.1} | {p99:.1} | {on_cpu} | {ratio}").ok();
    }
    table
}
