use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

/// A SQL query with its parameters and context, before it is sent.
///
/// ```
/// use druid_client::SqlQuery;
///
/// let query = SqlQuery::new("SELECT COUNT(*) FROM wiki WHERE channel = ?")
///     .with_parameter("VARCHAR", "#en.wikipedia")
///     .with_context("timeout", 30_000);
/// # drop(query);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SqlQuery {
    query: String,
    parameters: Vec<Parameter>,
    context: BTreeMap<String, Json>,
}

/// A value for one `?` of a query, with its SQL type.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The SQL type, such as `VARCHAR`.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// The value.
    pub value: Json,
}

/// The body of `POST /druid/v2/sql`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueryBody<'a> {
    query: &'a str,
    result_format: &'static str,
    header: bool,
    types_header: bool,
    sql_types_header: bool,
    context: BTreeMap<&'a str, Json>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    parameters: &'a [Parameter],
}

impl SqlQuery {
    /// A query without parameters and context.
    #[must_use]
    pub fn new(query: impl Into<String>) -> Self {
        Self {
            query: query.into(),
            parameters: Vec::new(),
            context: BTreeMap::new(),
        }
    }

    /// Adds the value of the next `?`. Values never become part of the query's text.
    #[must_use]
    pub fn with_parameter(mut self, sql_type: impl Into<String>, value: impl Into<Json>) -> Self {
        self.parameters.push(Parameter {
            sql_type: sql_type.into(),
            value: value.into(),
        });
        self
    }

    /// Sets a key of the query context.
    #[must_use]
    pub fn with_context(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        self.context.insert(key.into(), value.into());
        self
    }

    /// Sets the query's id (`sqlQueryId`), by which it can be cancelled and found.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Self {
        self.with_context("sqlQueryId", id.into())
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.query
    }

    /// The values of the parameters.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The context as it was given.
    #[must_use]
    pub fn context(&self) -> &BTreeMap<String, Json> {
        &self.context
    }

    /// The id, where one was set.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.context.get("sqlQueryId")?.as_str()
    }

    /// The context as it is sent: without a word of the caller's, arrays come as arrays. Druid's
    /// own default is to send them as JSON inside a string.
    pub(crate) fn full_context(&self) -> BTreeMap<&str, Json> {
        let mut context = BTreeMap::from([("sqlStringifyArrays", Json::Bool(false))]);
        context.extend(
            self.context
                .iter()
                .map(|(key, value)| (key.as_str(), value.clone())),
        );
        context
    }

    pub(super) fn body(&self) -> QueryBody<'_> {
        QueryBody {
            query: &self.query,
            result_format: "arrayLines",
            header: true,
            types_header: true,
            sql_types_header: true,
            context: self.full_context(),
            parameters: &self.parameters,
        }
    }
}

impl From<&str> for SqlQuery {
    fn from(query: &str) -> Self {
        Self::new(query)
    }
}

impl From<String> for SqlQuery {
    fn from(query: String) -> Self {
        Self::new(query)
    }
}
