use std::sync::Arc;

use crate::{Origin, RequestContext};

/// Which process a response came from, as an extension of it: after failover and redirects.
#[derive(Clone, Debug)]
pub struct ServedBy(Origin);

impl ServedBy {
    pub(super) fn new(origin: Origin) -> Self {
        Self(origin)
    }

    /// The origin that answered.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.0
    }
}

/// The request as it was sent after a redirect, as an extension of its response.
#[derive(Clone)]
pub(super) struct Redirected(pub(super) Arc<RequestContext>);
