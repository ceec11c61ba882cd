use std::ops::Deref;

use druid_client::Client;
use druid_core::{DruidService, ServiceClient};

use super::Service;

/// A Broker: plans and merges queries. It is a whole [`Client`] for this one process and no other,
/// and what extends clients extends it too.
#[derive(Clone, Debug)]
pub struct Broker {
    service: Service,
    client: Client,
}

impl Broker {
    /// A handle for a process that is a Broker.
    #[must_use]
    pub fn new(service: Service) -> Self {
        let client = Client::at(service.connection(), service.service().clone());
        Self { service, client }
    }

    /// The handle without the role's own methods.
    #[must_use]
    pub fn as_service(&self) -> &Service {
        &self.service
    }
}

/// It stands for a client, as a smart pointer stands for its value.
impl Deref for Broker {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DruidService for Broker {
    fn service(&self) -> &ServiceClient {
        self.service.service()
    }
}
