use crate::{BaseUrl, NodeRole};

/// Where requests go: to a healthy one of the configured URLs, or to one service and no other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    base: Option<BaseUrl>,
    role: Option<NodeRole>,
}

impl Target {
    /// The configured URLs.
    #[must_use]
    pub fn any() -> Self {
        Self {
            base: None,
            role: None,
        }
    }

    /// One service, at a URL as this client reaches it. Its origin must be trusted by then:
    /// [`Transport::trust`](crate::Transport::trust).
    #[must_use]
    pub fn at(base: BaseUrl) -> Self {
        Self {
            base: Some(base),
            role: None,
        }
    }

    /// The same, knowing which role is there; the URL mapper is told when it redirects.
    #[must_use]
    pub fn with_role(self, role: NodeRole) -> Self {
        Self {
            role: Some(role),
            ..self
        }
    }

    /// The service's URL; none for the configured ones.
    #[must_use]
    pub fn base(&self) -> Option<&BaseUrl> {
        self.base.as_ref()
    }

    /// The role that is expected there.
    #[must_use]
    pub fn role(&self) -> Option<&NodeRole> {
        self.role.as_ref()
    }

    pub(crate) fn is_any(&self) -> bool {
        self.base.is_none() && self.role.is_none()
    }
}
