//! Handles for the processes of a cluster, one file a role.

mod broker;
mod coordinator;
mod overlord;
mod router;

use std::sync::Arc;

use druid_core::{Connection, DruidService, NodeRole, ServiceClient};

pub use self::broker::Broker;
pub use self::coordinator::Coordinator;
pub use self::overlord::Overlord;
pub use self::router::Router;
use crate::Server;

/// A handle for one process in one of its roles. Cloning it is cheap.
///
/// It can do what every service can ([`DruidServiceExt`](druid_core::DruidServiceExt)), which is
/// all that a role without a handle of its own needs.
#[derive(Clone, Debug)]
pub struct Service {
    connection: Connection,
    server: Arc<Server>,
    client: Arc<ServiceClient>,
}

impl Service {
    pub(crate) fn new(connection: Connection, server: Server, client: Arc<ServiceClient>) -> Self {
        Self {
            connection,
            server: Arc::new(server),
            client,
        }
    }

    /// Its announcement.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The role.
    #[must_use]
    pub fn role(&self) -> &NodeRole {
        &self.server.role
    }

    /// The connection that it belongs to.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The one instance that all handles for this process and role share.
    #[must_use]
    pub fn shared(&self) -> &Arc<ServiceClient> {
        &self.client
    }
}

impl DruidService for Service {
    fn service(&self) -> &ServiceClient {
        &self.client
    }
}
