use std::fmt;
use std::sync::Arc;

use http::{Request, Response};
use tower::{Layer, Service, ServiceExt};

use super::{Connection, Inner, Slots};
use crate::error::BoxError;
use crate::net::http_service::Wire;
use crate::net::pool::Pool;
use crate::net::shared::Shared;
use crate::net::{Body, BoxTransport, Transport, failure, layers};
use crate::{Config, Result};

/// Makes a [`Connection`] of a configuration, a transport and layers of one's own.
///
/// ```
/// use druid_core::{Config, Connection};
/// # fn main() -> druid_core::Result<()> {
/// let connection = Connection::builder(Config::new("http://localhost:8888")?)
///     .layer(tower::layer::layer_fn(|transport| {
///         // Sees each attempt as it goes on the wire, credentials included.
///         transport
///     }))
///     .build()?;
/// # drop(connection);
/// # Ok(())
/// # }
/// ```
pub struct ConnectionBuilder {
    config: Config,
    transport: Option<BoxTransport>,
    layers: Vec<OwnLayer>,
    slots: Slots,
}

type OwnLayer = Box<dyn FnOnce(BoxTransport) -> BoxTransport + Send>;

impl ConnectionBuilder {
    pub(super) fn new(config: Config) -> Self {
        Self {
            config,
            transport: None,
            layers: Vec::new(),
            slots: Slots::default(),
        }
    }

    /// Uses another transport instead of hyper's pool. It gets requests with absolute URIs and
    /// answers with any status.
    #[must_use]
    pub fn transport<S>(mut self, transport: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send + 'static,
    {
        self.transport = Some(boxed(transport));
        self
    }

    /// Puts a layer of one's own around the transport, inside all others: it sees each attempt as
    /// it goes on the wire, credentials included. The first one added is the innermost.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<BoxTransport> + Send + 'static,
        L::Service:
            Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request<Body>>>::Error:
            Into<Box<dyn std::error::Error + Send + Sync>>,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
    {
        self.layers
            .push(Box::new(move |inner| boxed(layer.layer(inner))));
        self
    }

    /// What upper crates set up before there is a connection, such as registered extensions.
    #[must_use]
    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// The connection. No byte is sent, no file is read and no runtime is needed yet.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) naming the key that is missing or wrong.
    pub fn build(self) -> Result<Connection> {
        self.config.validate()?;
        let wire = match self.transport {
            None if self.layers.is_empty() => Wire::Pool(Box::new(Pool::new(&self.config)?)),
            None => within(self.layers, BoxTransport::new(Pool::new(&self.config)?)),
            Some(transport) => within(self.layers, transport),
        };
        let shared = Arc::new(Shared::new(self.config));
        let stack = layers::stack(wire, &shared)?;
        let transport = Transport::new(stack, shared);
        Ok(Connection {
            inner: Arc::new(Inner {
                transport,
                slots: self.slots,
            }),
        })
    }
}

fn within(layers: Vec<OwnLayer>, transport: BoxTransport) -> Wire {
    let layers = layers.into_iter();
    Wire::Own(layers.fold(transport, |inner, layer| layer(inner)))
}

fn boxed<S>(service: S) -> BoxTransport
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    BoxTransport::new(service.map_err(|error| failure::of_foreign(error.into())))
}

impl fmt::Debug for ConnectionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionBuilder")
            .field("config", &self.config)
            .field("own_transport", &self.transport.is_some())
            .field("own_layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}
