use std::sync::Arc;

use druid_core::{Body, DruidService};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{ArrayLines, Column, SqlQuery, SqlTable};
use crate::{Client, Error, Result, Row};

/// A query on its way: [`Client::sql`] begins it, [`rows`](Self::rows) or [`table`](Self::table)
/// sends it.
///
/// # Cancel safety
/// Dropping a future of this gives the answer up, but Druid does not notice and goes on working:
/// [`Client::cancel_sql`] ends a query for good.
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until its answer is asked for"]
pub struct SqlRequest {
    client: Client,
    query: SqlQuery,
}

impl SqlRequest {
    pub(crate) fn new(client: Client, query: SqlQuery) -> Self {
        let query = match query.id() {
            Some(_) => query,
            None => query.with_id(uuid::Uuid::new_v4().to_string()),
        };
        Self { client, query }
    }

    /// Adds the value of the next `?`.
    pub fn parameter(mut self, sql_type: impl Into<String>, value: impl Into<Json>) -> Self {
        self.query = self.query.with_parameter(sql_type, value);
        self
    }

    /// Sets a key of the query context.
    pub fn context(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        self.query = self.query.with_context(key, value);
        self
    }

    /// The id that the query is sent with.
    #[must_use]
    pub fn id(&self) -> &str {
        self.query.id().unwrap_or_default()
    }

    /// The query as a value.
    #[must_use]
    pub fn query(&self) -> &SqlQuery {
        &self.query
    }

    /// Sends the query and reads all rows as `T`: a struct or map takes columns by name, a tuple or
    /// sequence by position. Each row is read as it comes; nothing but the rows is kept.
    ///
    /// # Errors
    /// [`ErrorKind::Core`](crate::ErrorKind::Core) if the query is refused or the connection fails,
    /// [`ErrorKind::Truncated`](crate::ErrorKind::Truncated) if the answer is not whole,
    /// [`ErrorKind::Row`](crate::ErrorKind::Row) if a row is no `T`.
    pub async fn rows<T: DeserializeOwned>(self) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.read(|lines: &mut ArrayLines<T>, bytes| lines.feed(bytes, &mut rows))
            .await?;
        Ok(rows)
    }

    /// Sends the query and reads all rows as dynamic values, with their columns.
    ///
    /// # Errors
    /// As [`rows`](Self::rows).
    pub async fn table(self) -> Result<SqlTable> {
        let mut rows: Vec<Row> = Vec::new();
        let read = |lines: &mut ArrayLines<Row>, bytes: &[u8]| lines.feed_dynamic(bytes, &mut rows);
        let columns = self.read(read).await?;
        Ok(SqlTable::new(columns, rows))
    }

    /// Sends the query and feeds a decoder until the answer proves whole.
    async fn read<T>(
        self,
        mut feed: impl FnMut(&mut ArrayLines<T>, &[u8]) -> Result<()>,
    ) -> Result<Arc<[Column]>> {
        let of_this = |error: Error| error.of_query(self.id());
        let failed = |error| of_this(Error::core("the query failed", error));
        let request = super::request(&self.query)?;
        let answer = self.client.service().send(request).await.map_err(failed)?;
        let mut body: Body = answer.into_body();
        let mut lines = ArrayLines::new();
        while let Some(bytes) = body.chunk().await.map_err(failed)? {
            feed(&mut lines, &bytes).map_err(of_this)?;
        }
        lines.finish().map_err(of_this)
    }
}
