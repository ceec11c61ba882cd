//! From an address as the cluster knows it to one that this client can reach.
//!
//! Discovery and redirects speak of inner addresses: a container's name, a private network. A
//! [`UrlMapper`] turns each into the [`BaseUrl`] to call.

mod docker;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use self::docker::DockerMapper;
pub use self::table::TableMapper;
use crate::{BaseUrl, NodeRole, Origin};

/// Maps an inner address to a reachable one.
///
/// `service` is the role that is expected there, where the caller knows it. An address that the
/// mapper has no rule for is returned as it is.
pub trait UrlMapper: fmt::Debug + Send + Sync {
    /// The reachable URL of `origin`.
    fn map(&self, service: Option<&NodeRole>, origin: &Origin) -> BaseUrl;
}

/// Every address is reachable as it is.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct IdentityMapper;

impl IdentityMapper {
    /// The mapper that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

impl UrlMapper for IdentityMapper {
    fn map(&self, _service: Option<&NodeRole>, origin: &Origin) -> BaseUrl {
        origin.clone().into()
    }
}

/// Replaces host names and keeps scheme and port, as for a private network behind a gateway.
#[derive(Clone, Debug, Default)]
pub struct HostMapper {
    hosts: BTreeMap<String, String>,
}

impl HostMapper {
    /// Maps each inner host to an outer one.
    #[must_use]
    pub fn new(hosts: impl IntoIterator<Item = (String, String)>) -> Self {
        let lower = |(inner, outer): (String, String)| (inner.to_ascii_lowercase(), outer);
        Self {
            hosts: hosts.into_iter().map(lower).collect(),
        }
    }
}

impl UrlMapper for HostMapper {
    fn map(&self, _service: Option<&NodeRole>, origin: &Origin) -> BaseUrl {
        let mapped = self.hosts.get(origin.host());
        let outer = mapped.and_then(|host| Origin::new(origin.scheme(), host, origin.port()).ok());
        outer.unwrap_or_else(|| origin.clone()).into()
    }
}

/// A mapper made of a closure, for rules of one's own.
#[derive(Clone)]
pub struct FnMapper(Arc<MapFn>);

type MapFn = dyn Fn(Option<&NodeRole>, &Origin) -> BaseUrl + Send + Sync;

impl FnMapper {
    /// Maps by calling `map`.
    #[must_use]
    pub fn new(
        map: impl Fn(Option<&NodeRole>, &Origin) -> BaseUrl + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(map))
    }
}

impl UrlMapper for FnMapper {
    fn map(&self, service: Option<&NodeRole>, origin: &Origin) -> BaseUrl {
        (self.0)(service, origin)
    }
}

impl fmt::Debug for FnMapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FnMapper")
    }
}

#[cfg(test)]
mod tests;
