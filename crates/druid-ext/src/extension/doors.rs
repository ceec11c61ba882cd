use std::sync::Arc;

use druid_client::Client;
use druid_cluster::{Cluster, ErrorKind as ClusterErrorKind};
use druid_core::{ConnectionBuilder, DruidService as _, NodeRole};

use super::Extension;
use crate::{About, Registry, Result};

/// Registers extensions while a connection is being built.
pub trait ConnectionBuilderExt: Sized + sealed::Sealed {
    /// Registers an extension.
    ///
    /// # Errors
    /// [`ErrorKind::Claimed`](crate::ErrorKind::Claimed) if its name, or the type or role of one of
    /// its parts, is taken by another.
    fn extension(self, extension: impl Extension) -> Result<Self>;
}

impl ConnectionBuilderExt for ConnectionBuilder {
    fn extension(self, extension: impl Extension) -> Result<Self> {
        self.slots()
            .get_or_init::<Registry>()
            .register(&extension)?;
        Ok(self)
    }
}

/// Reaches the clients of extensions.
pub trait ClientExtensionExt: sealed::Sealed {
    /// The extension's client of type `T`: made once for a connection, then the same instance.
    ///
    /// # Errors
    /// [`ErrorKind::NotRegistered`](crate::ErrorKind::NotRegistered).
    fn ext<T: Send + Sync + 'static>(&self) -> Result<Arc<T>>;

    /// What the registered extensions say of themselves, by name.
    fn extensions(&self) -> Vec<About>;
}

impl ClientExtensionExt for Client {
    fn ext<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        let registry = self.connection().slots().get_or_init::<Registry>();
        registry.client(&self.connection().service())
    }

    fn extensions(&self) -> Vec<About> {
        self.connection().slots().get_or_init::<Registry>().about()
    }
}

/// Reaches the roles of extensions.
pub trait ClusterExtensionExt: sealed::Sealed {
    /// The extension's handle of type `T` for the first process that announces itself as `role`:
    /// made once for each process, then the same instance.
    ///
    /// # Errors
    /// [`ErrorKind::NotRegistered`](crate::ErrorKind::NotRegistered); and
    /// [`ErrorKind::Cluster`](crate::ErrorKind::Cluster) if no process of the role is announced, or
    /// the cluster cannot be asked.
    fn ext_role<T: Send + Sync + 'static>(
        &self,
        role: &str,
    ) -> impl Future<Output = Result<Arc<T>>> + Send;
}

impl ClusterExtensionExt for Cluster {
    async fn ext_role<T: Send + Sync + 'static>(&self, role: &str) -> Result<Arc<T>> {
        let registry = self.client().connection().slots().get_or_init::<Registry>();
        registry.check_role::<T>(role)?;
        let services = self.services_of(&NodeRole::from(role.to_owned())).await?;
        let first = services.first().ok_or_else(|| {
            let none = format!("no process announces itself as {role}");
            druid_cluster::Error::new(ClusterErrorKind::NoSuchRole, none)
        })?;
        registry.role(role, first.service())
    }
}

mod sealed {
    #[expect(
        unnameable_types,
        reason = "that nobody else can name it is its purpose"
    )]
    pub trait Sealed {}
    impl Sealed for druid_core::ConnectionBuilder {}
    impl Sealed for druid_client::Client {}
    impl Sealed for druid_cluster::Cluster {}
}
