use std::fmt;
use std::sync::Arc;

use http::{Request, Response};

use super::Body;
use super::http_service::HttpService;
use super::layers::Stack;
use super::shared::Shared;
use crate::{BaseUrl, Config, NodeRole, Origin, Result, UrlMapper};

/// The way to the servers without the slots: the stack of layers and the configuration. This is
/// what a value inside a slot holds, so that no slot ever holds its own owner.
#[derive(Clone)]
pub struct Transport {
    stack: Arc<Stack>,
    shared: Arc<Shared>,
}

impl Transport {
    pub(super) fn new(stack: Stack, shared: Arc<Shared>) -> Self {
        Self {
            stack: Arc::new(stack),
            shared,
        }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Lets requests, with credentials, go to `origin`, an address as this client reaches it. The
    /// configured URLs are trusted from the start; discovery adds what the cluster announces.
    pub fn trust(&self, origin: Origin) {
        self.shared.trusted.add(origin);
    }

    /// Whether requests may go to `origin`.
    #[must_use]
    pub fn trusts(&self, origin: &Origin) -> bool {
        self.shared.trusted.has(origin)
    }

    /// Where this client reaches what the cluster knows as `origin`.
    #[must_use]
    pub fn map(&self, service: Option<&NodeRole>, origin: &Origin) -> BaseUrl {
        UrlMapper::map(&*self.shared.config.mapper, service, origin)
    }

    /// Sends a request through the whole stack. Its URI is a path (then its [`Target`](crate::Target) extension,
    /// or else the configured URLs, say where it goes) or an absolute URL of a trusted origin.
    ///
    /// # Errors
    /// Any [`ErrorKind`](crate::ErrorKind); an error status is an error.
    ///
    /// # Cancel safety
    /// Dropping the future gives the request up. What was sent may still be carried out.
    pub fn send(
        &self,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>>> + Send + use<> {
        let (stack, request) = (Arc::clone(&self.stack), Box::new(request));
        // On the heap: the layers' futures together are too large to lie in every caller's.
        Box::pin(async move { stack.send(request).await })
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("urls", &self.config().urls())
            .finish_non_exhaustive()
    }
}
