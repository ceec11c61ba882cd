use std::fmt;

/// What kind of thing a permission of Druid speaks of (`ResourceType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Resource {
    /// A data source, by name.
    Datasource,
    /// An external input of an ingestion.
    External,
    /// Configuration: rules, lookups, security, dynamic settings.
    Config,
    /// The state of the cluster: servers, leaders, tasks, `sys` tables.
    State,
    /// A system table, where those are checked one by one.
    SystemTable,
    /// A view.
    View,
    /// A key of the query context, where those are checked.
    QueryContext,
}

/// Whether a permission is to read or to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "Druid has just these two actions")]
pub enum Access {
    /// To look.
    Read,
    /// To change.
    Write,
}

/// A permission that an endpoint checks, such as `STATE READ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Permission {
    /// On what kind of resource.
    pub resource: Resource,
    /// To do what.
    pub access: Access,
}

impl Permission {
    /// To see the cluster's state.
    pub const STATE_READ: Self = Self::new(Resource::State, Access::Read);
    /// To change the cluster's state.
    pub const STATE_WRITE: Self = Self::new(Resource::State, Access::Write);
    /// To see configuration.
    pub const CONFIG_READ: Self = Self::new(Resource::Config, Access::Read);
    /// To change configuration.
    pub const CONFIG_WRITE: Self = Self::new(Resource::Config, Access::Write);
    /// To read the data sources that the request names.
    pub const DATASOURCE_READ: Self = Self::new(Resource::Datasource, Access::Read);
    /// To change the data sources that the request names.
    pub const DATASOURCE_WRITE: Self = Self::new(Resource::Datasource, Access::Write);

    /// A permission on `resource` for `access`.
    #[must_use]
    pub const fn new(resource: Resource, access: Access) -> Self {
        Self { resource, access }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let resource = match self.resource {
            Resource::Datasource => "DATASOURCE",
            Resource::External => "EXTERNAL",
            Resource::Config => "CONFIG",
            Resource::State => "STATE",
            Resource::SystemTable => "SYSTEM_TABLE",
            Resource::View => "VIEW",
            Resource::QueryContext => "QUERY_CONTEXT",
        };
        let access = match self.access {
            Access::Read => "READ",
            Access::Write => "WRITE",
        };
        write!(f, "{resource} {access}")
    }
}
