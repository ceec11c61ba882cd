//! A connection to a cluster: the stack, its pool, and the slots that upper crates keep things in.

mod builder;
mod slots;

use std::fmt;
use std::sync::Arc;

pub use self::builder::ConnectionBuilder;
pub use self::slots::Slots;
use super::{ServiceClient, Target, Transport};
use crate::{Config, Result};

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
        ServiceClient::new(self.transport().clone(), Target::any())
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

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("urls", &self.config().urls())
            .finish_non_exhaustive()
    }
}
