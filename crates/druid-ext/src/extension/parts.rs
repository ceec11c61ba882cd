use std::any::{Any, TypeId, type_name};
use std::fmt;
use std::sync::Arc;

use druid_core::ServiceClient;

/// Makes a part for a service. What it makes lies in a slot of the connection, so it holds the
/// [`ServiceClient`] that it is given, and no connection.
pub(crate) type Make = Arc<dyn Fn(ServiceClient) -> Arc<dyn Any + Send + Sync> + Send + Sync>;

/// The clients and roles that an extension brings.
#[derive(Default)]
pub struct Parts {
    pub(crate) clients: Vec<ClientPart>,
    pub(crate) roles: Vec<RolePart>,
}

pub(crate) struct ClientPart {
    pub(crate) type_id: TypeId,
    pub(crate) type_name: &'static str,
    pub(crate) make: Make,
}

pub(crate) struct RolePart {
    pub(crate) role: &'static str,
    pub(crate) type_id: TypeId,
    pub(crate) type_name: &'static str,
    pub(crate) make: Make,
}

impl Parts {
    /// A client of type `T` for the connection's URLs, made when it is first asked for.
    pub fn client<T: Send + Sync + 'static>(
        &mut self,
        make: impl Fn(ServiceClient) -> T + Send + Sync + 'static,
    ) {
        self.clients.push(ClientPart {
            type_id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            make: Arc::new(move |service| Arc::new(make(service))),
        });
    }

    /// A handle of type `T` for processes that announce themselves as `role`, as `sys.servers`
    /// spells it; made when it is first asked for, one for each process.
    pub fn role<T: Send + Sync + 'static>(
        &mut self,
        role: &'static str,
        make: impl Fn(ServiceClient) -> T + Send + Sync + 'static,
    ) {
        self.roles.push(RolePart {
            role,
            type_id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            make: Arc::new(move |service| Arc::new(make(service))),
        });
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clients: Vec<_> = self.clients.iter().map(|part| part.type_name).collect();
        let roles: Vec<_> = self.roles.iter().map(|part| part.role).collect();
        f.debug_struct("Parts")
            .field("clients", &clients)
            .field("roles", &roles)
            .finish()
    }
}
