use std::fmt;

use http::{HeaderMap, HeaderName};

const SQL_QUERY_ID: HeaderName = HeaderName::from_static("x-druid-sql-query-id");
const QUERY_ID: HeaderName = HeaderName::from_static("x-druid-query-id");

/// The id of a query, as an extension of its request, so that errors and spans can name it.
///
/// The id itself travels inside the query's body; this is the note beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QueryId(String);

impl QueryId {
    /// Notes `id`.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id that a response names in `X-Druid-SQL-Query-Id` or `X-Druid-Query-Id`.
    #[must_use]
    pub fn of_response(headers: &HeaderMap) -> Option<String> {
        [SQL_QUERY_ID, QUERY_ID]
            .iter()
            .find_map(|name| headers.get(name)?.to_str().ok())
            .map(str::to_owned)
    }
}

impl fmt::Display for QueryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
