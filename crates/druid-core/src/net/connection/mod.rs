//! A connection to a cluster: the stack, its pool, and the slots that upper crates keep things in.

mod builder;
mod equals;
mod slots;
mod trusted;

use std::fmt;
use std::sync::Arc;

use http::{Request, Response};
use tower::{Service, ServiceExt};

pub use self::builder::ConnectionBuilder;
use self::equals::Equals;
pub use self::slots::Slots;
use self::trusted::Trusted;
use super::{Body, BoxTransport, ServiceClient, Target};
use crate::{BaseUrl, Config, NodeRole, Origin, Result, UrlMapper};

/// A connection to a Druid cluster. Cloning it is cheap and gives the same connection: one pool of
/// sockets, one retry budget, one set of [slots](Self::slots). The pool closes when the last clone
/// is dropped, with the last [`ServiceClient`] and body that came from it.
#[derive(Clone)]
pub struct Connection {
    inner: Arc<Inner>,
}

struct Inner {
    transport: Transport,
    slots: Slots,
}

/// The way to the servers without the slots: the stack of layers and the configuration. This is
/// what a value inside a slot holds, so that no slot ever holds its own owner.
#[derive(Clone)]
pub struct Transport {
    service: BoxTransport,
    shared: Arc<Shared>,
}

/// What the layers share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    pub(crate) trusted: Trusted,
    pub(crate) equals: Equals,
}

impl Connection {
    /// Connects to one URL, that of a Router or a Broker, with all else as it is by default. No
    /// byte is sent before the first request.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if `url` is no URL.
    pub fn new(url: &str) -> Result<Self> {
        Self::builder(Config::new(url)?).build()
    }

    /// Begins a connection with this configuration.
    #[must_use]
    pub fn builder(config: Config) -> ConnectionBuilder {
        ConnectionBuilder::new(config)
    }

    /// The handle for the configured URLs: requests go to a healthy one of them.
    #[must_use]
    pub fn service(&self) -> ServiceClient {
        self.inner.transport.service(Target::any())
    }

    /// The stack without the slots.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.inner.transport
    }

    /// What upper crates keep with this connection.
    #[must_use]
    pub fn slots(&self) -> &Slots {
        &self.inner.slots
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        self.inner.transport.config()
    }
}

impl Transport {
    fn new(service: BoxTransport, shared: Arc<Shared>) -> Self {
        Self { service, shared }
    }

    /// A handle that sends to `target`.
    #[must_use]
    pub fn service(&self, target: Target) -> ServiceClient {
        ServiceClient::new(self.clone(), target)
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

    /// Sends a request through the whole stack. Its URI is a path (then its [`Target`] extension,
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
        let mut service = self.service.clone();
        async move { service.ready().await?.call(request).await }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("urls", &self.config().urls())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("urls", &self.config().urls())
            .finish_non_exhaustive()
    }
}
