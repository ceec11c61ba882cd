use druid_core::{Connection, DruidService, ServiceClient};

use crate::sql::{self, SqlQuery, SqlRequest};
use crate::task::{self, SubmittedTask};
use crate::{Error, Result};

/// Connects to a cluster by the URL of a Router or a Broker, with all else as it is by default.
/// For credentials, TLS and the rest: [`Connection::builder`], then [`Client::new`].
///
/// No byte is sent before the first query.
///
/// # Errors
/// [`ErrorKind::Core`](crate::ErrorKind::Core) if `url` is no URL.
pub fn connect(url: &str) -> Result<Client> {
    let connection = Connection::new(url).map_err(|error| Error::core("cannot connect", error))?;
    Ok(Client::new(&connection))
}

/// Sends queries. Cloning it is cheap; all clones share one connection.
#[derive(Clone, Debug)]
pub struct Client {
    connection: Connection,
    service: ServiceClient,
}

impl Client {
    /// A client for the connection's configured URLs.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self::at(connection, connection.service())
    }

    /// A client for one service of the cluster and no other.
    #[must_use]
    pub fn at(connection: &Connection, service: ServiceClient) -> Self {
        Self {
            connection: connection.clone(),
            service,
        }
    }

    /// The connection, with the slots that upper crates keep things in.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Begins a SQL query, under an id of its own unless it has one.
    pub fn sql(&self, query: impl Into<SqlQuery>) -> SqlRequest {
        SqlRequest::new(self.clone(), query.into())
    }

    /// Cancels the SQL queries that have this id: `DELETE /druid/v2/sql/{id}`. True if the Broker
    /// that was asked had one. Through a Router false proves nothing: it asks all Brokers and tells
    /// the answer of one. True is no proof either that the query ends: one that is still being
    /// planned is forgotten by its id, and then runs; and one over inline data alone runs on.
    ///
    /// # Errors
    /// [`ErrorKind::Core`](crate::ErrorKind::Core).
    pub async fn cancel_sql(&self, id: &str) -> Result<bool> {
        match self.service.call(sql::cancel(id)?).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == druid_core::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::core("the query could not be cancelled", error).of_query(id)),
        }
    }

    /// Submits an `INSERT`, `REPLACE` or `SELECT` as a task of the multi-stage engine:
    /// `POST /druid/v2/sql/task`. The answer comes as soon as the task is accepted.
    ///
    /// # Errors
    /// [`ErrorKind::Core`](crate::ErrorKind::Core), where the server refuses the statement or does
    /// not have the extension `druid-multi-stage-query`.
    pub async fn submit_task(&self, query: &SqlQuery) -> Result<SubmittedTask> {
        let failed = |error| Error::core("the statement was not accepted as a task", error);
        self.service
            .fetch(task::request(query)?)
            .await
            .map_err(failed)
    }
}

impl DruidService for Client {
    fn service(&self) -> &ServiceClient {
        &self.service
    }
}
