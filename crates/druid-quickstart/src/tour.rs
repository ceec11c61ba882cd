//! The whole way, from a URL to the last question.

use std::time::Instant;

use console::style;
use druid_client::Client;
use druid_core::{Config, ConfigKey, DruidServiceExt as _, ErrorKind};

use crate::args::Args;
use crate::error::{Error, Result};
use crate::existing::{self, Existing};
use crate::interrupt::Interrupt;
use crate::numbers::grouped;
use crate::timings::Timings;
use crate::{available, ingest, prompt, questions, snippet, steps};

pub(crate) async fn run(args: &Args) -> Result<()> {
    let interrupt = Interrupt::listen();
    let whole = Box::pin(whole(args, &interrupt));
    if !args.throwaway {
        return whole.await;
    }
    tokio::select! {
        biased;
        () = interrupt.pressed() => Err(Error::interrupted("interrupted")),
        result = whole => result,
    }
}

async fn whole(args: &Args, interrupt: &Interrupt) -> Result<()> {
    let mut timings = Timings::begin();
    let stop = || Error::interrupted("interrupted");

    heading("Connect");
    snippet::print(&["connect"]);
    let client = tokio::select! {
        client = connect(args, &mut timings) => client?,
        () = interrupt.pressed() => return Err(stop()),
    };
    let before = tokio::select! {
        before = existing::of(&client, &args.table) => before?,
        () = interrupt.pressed() => return Err(stop()),
    };
    if let Some(existing) = &before
        && !may_replace(args, existing, interrupt).await?
    {
        println!("  The table stays as it is.");
        return Ok(());
    }
    // Time in which a person thinks is no step.
    timings.restart();

    heading(&format!(
        "Load a day of Wikipedia's edits into the table {}",
        args.table
    ));
    let path = args.worker_path.as_deref();
    let rows = ingest::run(&client, &args.table, path, &mut timings, interrupt).await?;

    let version = before.map_or_else(String::new, |existing| existing.version);
    let ask = Box::pin(ask(&client, &args.table, &version, rows, &mut timings));
    tokio::select! {
        asked = ask => asked?,
        () = interrupt.pressed() => {
            return Err(Error::interrupted("interrupted; the table is loaded"));
        }
    }
    heading("Where the time went");
    questions::indented(timings.lines());
    Ok(())
}

/// What comes after the load; to stop it harms nothing.
async fn ask(
    client: &Client,
    table: &str,
    before: &str,
    rows: u64,
    timings: &mut Timings,
) -> Result<()> {
    heading("Wait until it can be queried");
    let begun = Instant::now();
    available::wait(client, table, before, rows).await?;
    timings.since("wait until it can be queried", begun);
    if rows == 0 {
        return Ok(());
    }
    heading("The ten busiest channels");
    questions::busiest(client, table, rows, timings).await?;
    heading("Edits by hour (UTC)");
    questions::by_hour(client, table, timings).await
}

/// Makes the client, and asks the cluster what it is.
async fn connect(args: &Args, timings: &mut Timings) -> Result<Client> {
    let wrong = |error| Error::caused("this is no way to connect", error);
    let config = Config::default().with_env(|name| std::env::var(name).ok());
    let mut config = config.map_err(wrong)?;
    if let Some(url) = &args.url {
        config.set(ConfigKey::Url, url).map_err(wrong)?;
    }
    let urls: Vec<String> = config.urls().iter().map(ToString::to_string).collect();
    let urls = urls.join(", ");
    let client = steps::connect(config)
        .map_err(|error| Error::caused("no connection can be made; --url names a Router", error))?;
    let begun = Instant::now();
    match client.status().await {
        Ok(status) => println!("  Druid {} at {urls}", status.version),
        // Reading the status takes a permission that loading and asking do not.
        Err(error) if error.kind() == ErrorKind::Forbidden => println!("  Druid at {urls}"),
        Err(error) => return Err(Error::caused(format!("no Druid answers at {urls}"), error)),
    }
    timings.since("connect", begun);
    Ok(client)
}

/// Whether the table that is there may go.
async fn may_replace(args: &Args, existing: &Existing, interrupt: &Interrupt) -> Result<bool> {
    let table = &args.table;
    if args.worker_path.is_none() && existing.of_other_days > 0 {
        return Err(Error::new(format!(
            "the table {table} has rows of other days, which would stay beside the new ones; --table names another one, and --worker-path replaces the whole by SQL"
        )));
    }
    let rows = match existing.rows {
        Some(rows) => format!("{} rows", grouped(rows)),
        None => "rows that no query sees now".to_owned(),
    };
    let there = format!("The table {table} is there, with {rows}");
    if args.yes {
        println!("  {there}: it is replaced.");
        return Ok(true);
    }
    if !prompt::is_possible() {
        return Err(Error::new(format!(
            "{there}, and nobody can be asked here whether to replace it: --yes says so beforehand, --table names another"
        )));
    }
    prompt::confirm(&format!("{there}. Replace it?"), interrupt).await
}

fn heading(text: &str) {
    println!("\n{}", style(text).bold());
}
