use druid_core::{DruidService, ServiceClient};

use super::Service;
use crate::Result;
use crate::leader::{self, IsLeader};

/// A Coordinator: segments, data sources, rules, lookups.
#[derive(Clone, Debug)]
pub struct Coordinator {
    service: Service,
}

impl Coordinator {
    /// A handle for a process that is a Coordinator.
    #[must_use]
    pub fn new(service: Service) -> Self {
        Self { service }
    }

    /// The handle without the role's own methods.
    #[must_use]
    pub fn as_service(&self) -> &Service {
        &self.service
    }

    /// The inner URL of the lead Coordinator, whichever is asked:
    /// `GET /druid/coordinator/v1/leader`.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client).
    pub async fn leader(&self) -> Result<String> {
        Ok(self
            .service()
            .fetch_text(leader::coordinator_leader()?)
            .await?)
    }

    /// Whether this one leads: `GET /druid/coordinator/v1/isLeader`.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client).
    pub async fn is_leader(&self) -> Result<bool> {
        let answer: IsLeader = self
            .service()
            .fetch(leader::coordinator_is_leader()?)
            .await?;
        Ok(answer.leader)
    }
}

impl DruidService for Coordinator {
    fn service(&self) -> &ServiceClient {
        self.service.service()
    }
}
