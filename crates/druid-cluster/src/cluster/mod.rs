//! From one connection to every process of its cluster.

mod cache;
mod find;

use std::sync::Arc;

use druid_client::Client;
use druid_core::{Connection, NodeRole, Transport};

pub(crate) use self::cache::ServiceCache;
use crate::roles::{Broker, Coordinator, Overlord, Router, Service};
use crate::servers::{SERVERS, Server};
use crate::{Error, ErrorKind, Result};

/// Gives a client its cluster. Implemented for [`Client`], and so for everything that stands for
/// one; it cannot be implemented elsewhere.
pub trait ClusterExt: sealed::Sealed {
    /// The cluster that this client is connected to.
    fn cluster(&self) -> Cluster;
}

impl ClusterExt for Client {
    fn cluster(&self) -> Cluster {
        Cluster::new(self.connection())
    }
}

mod sealed {
    #[expect(
        unnameable_types,
        reason = "that nobody else can name it is its purpose"
    )]
    pub trait Sealed {}
    impl Sealed for druid_client::Client {}
}

/// A Druid cluster, found through the connection's URL. Cloning it is cheap.
///
/// What is announced is asked anew at each call (one query on `sys.servers`), so a leader that has
/// moved is found; the handle for a process is made once per connection and kept.
#[derive(Clone, Debug)]
pub struct Cluster {
    client: Client,
    cache: Arc<ServiceCache>,
}

/// What is at a URL: the roles of one process.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WhatIs {
    /// The announcements of the process, one for each of its roles.
    pub servers: Vec<Server>,
}

impl WhatIs {
    /// Its roles; two for a Coordinator that is also the Overlord.
    pub fn roles(&self) -> impl Iterator<Item = &NodeRole> {
        self.servers.iter().map(|server| &server.role)
    }
}

impl Cluster {
    /// The cluster that `connection` leads to.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self {
            client: Client::new(connection),
            cache: connection.slots().get_or_init(),
        }
    }

    /// A client for the connection's URLs.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Every announced process, once for each of its roles: `sys.servers`. Their addresses are
    /// trusted from now on, as far as the URL mapper reaches them.
    ///
    /// # Errors
    /// [`ErrorKind::DiscoveryForbidden`] without STATE READ; else [`ErrorKind::Client`].
    pub async fn servers(&self) -> Result<Vec<Server>> {
        let read = self.client.sql(SERVERS).rows::<Server>().await;
        let servers = read.map_err(|error| match error.kind() {
            druid_client::ErrorKind::Core(druid_core::ErrorKind::Forbidden) => {
                let what = "sys.servers needs STATE READ; without it, trust and call services by \
                            URLs of your own configuration";
                Error::below(what, error).with_kind(ErrorKind::DiscoveryForbidden)
            }
            _ => Error::below("the servers of the cluster cannot be listed", error),
        })?;
        for server in &servers {
            for origin in server.origins() {
                let reachable = self.transport().map(Some(&server.role), &origin);
                self.transport().trust(reachable.origin().clone());
            }
        }
        Ok(servers)
    }

    /// A handle for every announced process, once for each of its roles.
    ///
    /// # Errors
    /// As [`servers`](Self::servers).
    pub async fn services(&self) -> Result<Vec<Service>> {
        self.servers()
            .await?
            .iter()
            .map(|server| self.service_of(server))
            .collect()
    }

    /// The handles for the processes of one role, which may be one of an extension.
    ///
    /// # Errors
    /// As [`servers`](Self::servers).
    pub async fn services_of(&self, role: &NodeRole) -> Result<Vec<Service>> {
        let servers = self.servers().await?;
        let of_role = servers.iter().filter(|server| server.role == *role);
        of_role.map(|server| self.service_of(server)).collect()
    }

    /// The lead Coordinator.
    ///
    /// # Errors
    /// [`ErrorKind::NoSuchRole`] while none leads; else as [`servers`](Self::servers).
    pub async fn coord(&self) -> Result<Coordinator> {
        Ok(Coordinator::new(
            self.leader_of(NodeRole::Coordinator).await?,
        ))
    }

    /// The lead Overlord.
    ///
    /// # Errors
    /// As [`coord`](Self::coord).
    pub async fn overlord(&self) -> Result<Overlord> {
        Ok(Overlord::new(self.leader_of(NodeRole::Overlord).await?))
    }

    /// A Broker: the first that is announced.
    ///
    /// # Errors
    /// [`ErrorKind::NoSuchRole`] if there is none; else as [`servers`](Self::servers).
    pub async fn broker(&self) -> Result<Broker> {
        Ok(Broker::new(self.first_of(NodeRole::Broker).await?))
    }

    /// A Router: the first that is announced.
    ///
    /// # Errors
    /// As [`broker`](Self::broker).
    pub async fn router(&self) -> Result<Router> {
        Ok(Router::new(self.first_of(NodeRole::Router).await?))
    }

    /// The process at `url`, an address as the cluster knows it or as this client reaches it. One
    /// with two roles is taken by its first; [`services_of`](Self::services_of) tells them apart.
    ///
    /// # Errors
    /// [`ErrorKind::NotInCluster`] if no announced process is there; else as
    /// [`servers`](Self::servers).
    pub async fn service(&self, url: &str) -> Result<Service> {
        self.service_of(&self.find(url).await?[0])
    }

    /// What the process at `url` is.
    ///
    /// # Errors
    /// As [`service`](Self::service).
    pub async fn what_is(&self, url: &str) -> Result<WhatIs> {
        Ok(WhatIs {
            servers: self.find(url).await?,
        })
    }

    fn transport(&self) -> &Transport {
        self.client.connection().transport()
    }
}
