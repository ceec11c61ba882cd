use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use druid_core::{NodeRole, Origin, ServiceClient};

/// One handle for each (role, scheme, host, port), as long as the connection lives.
///
/// It lies in a slot of the connection, so it holds [`ServiceClient`]s, which hold the transport,
/// and no [`Connection`](druid_core::Connection).
#[derive(Default)]
pub(crate) struct ServiceCache {
    services: Mutex<HashMap<(NodeRole, Origin), Arc<ServiceClient>>>,
}

impl ServiceCache {
    pub(crate) fn get_or_make(
        &self,
        role: &NodeRole,
        origin: &Origin,
        make: impl FnOnce() -> ServiceClient,
    ) -> Arc<ServiceClient> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (role.clone(), origin.clone());
        Arc::clone(services.entry(key).or_insert_with(|| Arc::new(make())))
    }
}

impl fmt::Debug for ServiceCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        write!(f, "ServiceCache({})", services.len())
    }
}
