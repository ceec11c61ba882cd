//! SQL: the query as a value, its request, and the decoder of its answer.

mod column;
mod decode;
mod query;
#[cfg(feature = "net")]
mod request;
mod row;
mod table;

use druid_core::{Bytes, Endpoint, NodeRole, Permission, Release, http};

pub use self::column::Column;
pub use self::decode::ArrayLines;
pub use self::query::{Parameter, SqlQuery};
#[cfg(feature = "net")]
pub use self::request::SqlRequest;
pub use self::table::SqlTable;
use crate::Result;

/// Runs a SQL query and streams its rows. A query of the native engine only reads, so it may be
/// repeated.
pub const SQL: Endpoint = Endpoint::post("/druid/v2/sql", &[NodeRole::Broker])
    .since(Release::new(0, 8, 2))
    .repeatable()
    .needs(Permission::DATASOURCE_READ);

/// Cancels the queries that have this id, on the Broker that is asked. 202 where there was one,
/// else 404; a Router's 404 proves nothing, for it tells the answer of one Broker only.
pub const SQL_CANCEL: Endpoint =
    Endpoint::delete("/druid/v2/sql/{sqlQueryId}", &[NodeRole::Broker])
        .since(Release::new(0, 18, 0))
        .repeatable()
        .needs(Permission::DATASOURCE_READ);

/// `POST /druid/v2/sql`; the answer is read by [`ArrayLines`].
///
/// # Errors
/// [`ErrorKind::Core`](crate::ErrorKind::Core) if the query cannot be JSON.
pub fn request(query: &SqlQuery) -> Result<http::Request<Bytes>> {
    let mut builder = SQL.request();
    if let Some(id) = query.id() {
        builder = builder.query_id(druid_core::QueryId::new(id));
    }
    Ok(builder.json(&query.body())?)
}

/// `DELETE /druid/v2/sql/{sqlQueryId}`; the answer is its status alone.
///
/// # Errors
/// [`ErrorKind::Core`](crate::ErrorKind::Core) if the id is empty.
pub fn cancel(id: &str) -> Result<http::Request<Bytes>> {
    let builder = SQL_CANCEL.request().path("sqlQueryId", id);
    Ok(builder.query_id(druid_core::QueryId::new(id)).build()?)
}

#[cfg(test)]
mod tests;
