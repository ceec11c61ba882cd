//! How a process is found among the announced ones.

use druid_core::{BaseUrl, NodeRole, ServiceClient, Target};

use super::Cluster;
use crate::roles::Service;
use crate::servers::Server;
use crate::{Error, ErrorKind, Result};

impl Cluster {
    /// The handle for an announced process in one role.
    pub(super) fn service_of(&self, server: &Server) -> Result<Service> {
        let connection = self.client.connection();
        let inner = server.origin(connection.config().prefer_tls())?;
        let client = self.cache.get_or_make(&server.role, &inner, || {
            let reachable = self.transport().map(Some(&server.role), &inner);
            let target = Target::at(reachable).with_role(server.role.clone());
            ServiceClient::new(self.transport().clone(), target)
        });
        Ok(Service::new(connection.clone(), server.clone(), client))
    }

    pub(super) async fn leader_of(&self, role: NodeRole) -> Result<Service> {
        let servers = self.servers().await?;
        let mut of_role = servers.iter().filter(|server| server.role == role);
        // A release that does not say who leads: any of them redirects to the one that does.
        let leader = of_role.clone().find(|server| server.leads == Some(true));
        let leader = leader.or_else(|| of_role.find(|server| server.leads.is_none()));
        let leader = leader.ok_or_else(|| no_such(&format!("{role} that leads")))?;
        self.service_of(leader)
    }

    pub(super) async fn first_of(&self, role: NodeRole) -> Result<Service> {
        let servers = self.servers().await?;
        let first = servers.iter().find(|server| server.role == role);
        self.service_of(first.ok_or_else(|| no_such(role.as_str()))?)
    }

    /// The announcements of the process at `url`, at least one.
    pub(super) async fn find(&self, url: &str) -> Result<Vec<Server>> {
        let base: BaseUrl = url.parse()?;
        let mut servers = self.servers().await?;
        servers.retain(|server| {
            server.origins().any(|inner| {
                let reachable = self.transport().map(Some(&server.role), &inner);
                inner == *base.origin() || reachable == base
            })
        });
        if servers.is_empty() {
            let message = format!("no process of this cluster is announced at {base}");
            return Err(Error::new(ErrorKind::NotInCluster, message));
        }
        Ok(servers)
    }
}

fn no_such(what: &str) -> Error {
    Error::new(ErrorKind::NoSuchRole, format!("no {what} is announced"))
}
