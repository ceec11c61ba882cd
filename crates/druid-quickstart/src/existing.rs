//! What a table has before anything is loaded into it.

use druid_client::Client;
use serde::de::DeserializeOwned;

use crate::data::DAY;
use crate::error::{Error, Result};
use crate::statement;

/// A table as `sys.segments` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Existing {
    /// How many rows a query sees; none if it sees no table, as when no segment is loaded.
    pub(crate) rows: Option<u64>,
    /// The version of its newest segment. Versions are points in time, and sort as text.
    pub(crate) version: String,
    /// Segments that hold, or may hold, rows of another day than the data's.
    pub(crate) of_other_days: u64,
}

/// The segments of a table that were not replaced yet. Text is not for `MAX` here: Druid refuses
/// that over its system tables.
const NEWEST: &str = "SELECT version FROM sys.segments WHERE datasource = ? AND is_overshadowed = 0 ORDER BY version DESC LIMIT 1";
const OTHER_DAYS: &str = "SELECT COUNT(*) FROM sys.segments WHERE datasource = ? AND is_overshadowed = 0 AND (\"start\" < ? OR \"end\" > ?)";

/// What the table has; none if there is no such table.
pub(crate) async fn of(client: &Client, table: &str) -> Result<Option<Existing>> {
    let Some((version,)) = ask::<(String,)>(client, NEWEST, &[table]).await? else {
        return Ok(None);
    };
    // Not from sys.segments: what was replaced a moment ago would count there.
    let rows = ask::<(u64,)>(client, &statement::count(table), &[]).await;
    let others = ask::<(u64,)>(client, OTHER_DAYS, &[table, DAY.0, DAY.1]).await?;
    Ok(Some(Existing {
        rows: rows.ok().flatten().map(|(rows,)| rows),
        version,
        of_other_days: others.map_or(0, |(segments,)| segments),
    }))
}

/// The first row of an answer. Over no segments Druid's aggregates give none.
async fn ask<T: DeserializeOwned>(
    client: &Client,
    sql: &str,
    values: &[&str],
) -> Result<Option<T>> {
    let query = values.iter().fold(client.sql(sql), |query, value| {
        query.parameter("VARCHAR", *value)
    });
    let rows = query.rows().await;
    let rows: Vec<T> = rows
        .map_err(|error| Error::caused("whether the table is there already is not known", error))?;
    Ok(rows.into_iter().next())
}
