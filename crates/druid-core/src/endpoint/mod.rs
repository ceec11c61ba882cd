//! Endpoints as data, and the requests built from them.
//!
//! Beside each function that builds a request stands a constant [`Endpoint`]. Retry reads whether
//! it is `repeatable`, redirects read whether it has a `leader`, errors read its path and the
//! permission it needs, and the generated docs list them all.

mod encode;
mod permission;
mod request;
mod verb;

use std::fmt;

pub use self::encode::path_segment;
pub use self::permission::{Access, Permission, Resource};
pub use self::request::{RequestBuilder, json_body};
pub use self::verb::Verb;
use crate::{NodeRole, Release};

/// One HTTP endpoint of Druid.
///
/// ```
/// use druid_core::{Endpoint, NodeRole, Permission, Release};
///
/// pub const RULES: Endpoint = Endpoint::get("/druid/coordinator/v1/rules/{dataSource}", &[NodeRole::Coordinator])
///     .since(Release::new(0, 6, 0))
///     .leader()
///     .needs(Permission::CONFIG_READ);
///
/// let request = RULES.request().path("dataSource", "wiki / edits").flag("full").build()?;
/// assert_eq!(request.uri(), "/druid/coordinator/v1/rules/wiki%20%2F%20edits?full");
/// # Ok::<(), druid_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The HTTP method.
    pub method: Verb,
    /// The path, with `{name}` where a parameter goes.
    pub path: &'static str,
    /// The roles that serve it; empty means every Druid process.
    pub service: &'static [NodeRole],
    /// Whether only the leader answers it; the others redirect with 307, or say 503.
    pub leader: bool,
    /// Whether sending it twice does what sending it once does, so that a retry is safe after the
    /// connection was lost. Always true for GET.
    pub repeatable: bool,
    /// The release that first had it; good to about one release for those before 0.18.
    pub since: Option<Release>,
    /// The extension that must be loaded; none for Druid's own.
    pub module: Option<&'static str>,
    /// The permission that the user needs, where one is checked.
    pub permission: Option<Permission>,
    /// The statuses beside 2xx that are answers and no failures, such as a probe's 503: they come
    /// as responses, are not retried and do not count against the server.
    pub answers: &'static [u16],
}

impl Endpoint {
    /// A `GET`, which may be repeated.
    #[must_use]
    pub const fn get(path: &'static str, service: &'static [NodeRole]) -> Self {
        Self {
            repeatable: true,
            ..Self::new(Verb::Get, path, service)
        }
    }

    /// A `POST`, not to be repeated unless [`repeatable`](Self::repeatable) says so.
    #[must_use]
    pub const fn post(path: &'static str, service: &'static [NodeRole]) -> Self {
        Self::new(Verb::Post, path, service)
    }

    /// A `DELETE`, not to be repeated unless [`repeatable`](Self::repeatable) says so.
    #[must_use]
    pub const fn delete(path: &'static str, service: &'static [NodeRole]) -> Self {
        Self::new(Verb::Delete, path, service)
    }

    const fn new(method: Verb, path: &'static str, service: &'static [NodeRole]) -> Self {
        Self {
            method,
            path,
            service,
            leader: false,
            repeatable: false,
            since: None,
            module: None,
            permission: None,
            answers: &[],
        }
    }

    /// Marks that only the leader answers.
    #[must_use]
    pub const fn leader(self) -> Self {
        Self {
            leader: true,
            ..self
        }
    }

    /// Marks that sending it twice does no harm.
    #[must_use]
    pub const fn repeatable(self) -> Self {
        Self {
            repeatable: true,
            ..self
        }
    }

    /// Sets the first release that has it.
    #[must_use]
    pub const fn since(self, release: Release) -> Self {
        Self {
            since: Some(release),
            ..self
        }
    }

    /// Sets the server extension that offers it.
    #[must_use]
    pub const fn module(self, name: &'static str) -> Self {
        Self {
            module: Some(name),
            ..self
        }
    }

    /// Sets the permission that the user needs.
    #[must_use]
    pub const fn needs(self, permission: Permission) -> Self {
        Self {
            permission: Some(permission),
            ..self
        }
    }

    /// Sets the statuses beside 2xx that are answers and no failures.
    #[must_use]
    pub const fn answers(self, statuses: &'static [u16]) -> Self {
        Self {
            answers: statuses,
            ..self
        }
    }

    /// Begins a request to this endpoint.
    pub fn request(&'static self) -> RequestBuilder {
        RequestBuilder::new(self)
    }

    /// What to tell somebody whom this endpoint refused with 403.
    pub(crate) fn permission_hint(&self) -> Option<String> {
        self.permission
            .map(|permission| format!("needs {permission}"))
    }
}

/// `GET /status`
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

#[cfg(test)]
mod tests;
