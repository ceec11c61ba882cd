//! What the quickstart asks of the table.

use std::time::Instant;

use console::Term;
use druid_client::Client;

use crate::error::{Error, Result};
use crate::numbers::{grouped, percent};
use crate::steps::{Channel, Hour};
use crate::table::Table;
use crate::timings::Timings;
use crate::{chart, snippet, statement, steps};

/// The widest a chart gets, and its width where there is no terminal.
const WIDTH: usize = 80;

/// The ten busiest channels, as a table.
pub(crate) async fn busiest(
    client: &Client,
    table: &str,
    rows: u64,
    timings: &mut Timings,
) -> Result<()> {
    let question = statement::busiest(table);
    snippet::print(&["busiest"]);
    snippet::print_sql(&question);
    let begun = Instant::now();
    let busiest = steps::busiest(client, &question).await;
    let busiest = busiest.map_err(|error| Error::caused("the query failed", error))?;
    timings.since("query: the busiest channels", begun);
    println!();
    indented(channels(&busiest, rows).lines());
    Ok(())
}

/// The edits of each hour, as a chart.
pub(crate) async fn by_hour(client: &Client, table: &str, timings: &mut Timings) -> Result<()> {
    let question = statement::by_hour(table);
    snippet::print(&["by_hour"]);
    snippet::print_sql(&question);
    let begun = Instant::now();
    let by_hour = steps::by_hour(client, &question).await;
    let by_hour = by_hour.map_err(|error| Error::caused("the query failed", error))?;
    timings.since("query: edits by hour", begun);
    println!();
    indented(chart::lines(&hours(&by_hour), width() - 2));
    Ok(())
}

fn channels(busiest: &[Channel], rows: u64) -> Table {
    let mut table = Table::new(&[
        "channel",
        ">edits",
        ">of all",
        ">by robots",
        ">characters added",
    ]);
    for channel in busiest {
        table.row([
            channel.channel.clone(),
            grouped(channel.edits),
            percent(channel.edits, rows),
            percent(channel.robots, channel.edits),
            grouped(channel.added),
        ]);
    }
    table
}

/// All 24 hours: those without an edit are in no answer.
fn hours(by_hour: &[Hour]) -> Vec<(String, u64)> {
    let edits = |hour: u8| by_hour.iter().find(|known| known.hour == hour);
    let hours = (0..24).map(|hour| {
        (
            format!("{hour:02}:00"),
            edits(hour).map_or(0, |known| known.edits),
        )
    });
    hours.collect()
}

fn width() -> usize {
    let term = Term::stdout();
    let columns = term
        .size_checked()
        .map_or(WIDTH, |(_, columns)| usize::from(columns));
    columns.clamp(20, WIDTH)
}

pub(crate) fn indented(lines: Vec<String>) {
    for line in lines {
        println!("  {line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_24_hours() {
        let hours = hours(&[Hour { hour: 3, edits: 7 }, Hour { hour: 23, edits: 9 }]);
        assert_eq!(hours.len(), 24);
        assert_eq!(hours[3], ("03:00".to_owned(), 7));
        assert_eq!(hours[4], ("04:00".to_owned(), 0));
        assert_eq!(hours[23], ("23:00".to_owned(), 9));
    }

    #[test]
    fn channels_have_their_share() {
        let channel = Channel {
            channel: "#vi.wikipedia".to_owned(),
            edits: 9_747,
            robots: 9_600,
            added: 1_234_567,
        };
        let line = &channels(&[channel], 39_244).lines()[2];
        let cells: Vec<&str> = line
            .split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .collect();
        assert_eq!(
            cells,
            ["#vi.wikipedia", "9,747", "25 %", "98 %", "1,234,567"]
        );
    }
}
