//! An HTTP proxy that counts.

use std::collections::HashMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderValue;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

use super::forward::serve;

/// An HTTP proxy on a free port of 127.0.0.1: it tunnels what asks by `CONNECT`, forwards requests
/// whose target is a whole `http` URL, and remembers both.
///
/// A forwarded request goes out on a connection of its own, with `Connection: close`, and both
/// connections end with the answer. Everything ends when the proxy is dropped.
pub struct ScriptedProxy {
    shared: Arc<Shared>,
    addr: SocketAddr,
    accepting: AbortHandle,
}

/// A request to the proxy.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Proxied {
    /// Whether a tunnel was asked for.
    pub connect: bool,
    /// The host and port asked for.
    pub authority: String,
    /// The target as sent: the authority for a tunnel, else a URL.
    pub target: String,
    /// The value of `Proxy-Authorization`, hidden from `Debug`.
    pub authorization: Option<HeaderValue>,
    /// What the proxy itself answered; for a request that it passed on, 200.
    pub status: u16,
}

/// What the proxy's tasks and the test share.
#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
}

/// What the proxy is told, and what it saw.
#[derive(Default)]
pub(super) struct State {
    pub(super) addresses: HashMap<String, SocketAddr>,
    pub(super) authorization: Option<String>,
    pub(super) refusal: Option<u16>,
    pub(super) seen: Vec<Proxied>,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ScriptedProxy {
    /// Starts a proxy that passes on whatever is asked.
    ///
    /// # Panics
    /// When no port of 127.0.0.1 can be listened on, or outside a tokio runtime with I/O.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("127.0.0.1 has a free port");
        let addr = listener
            .local_addr()
            .expect("a listening socket has an address");
        let shared = Arc::new(Shared::default());
        let accepting = tokio::spawn(accept(listener, shared.clone())).abort_handle();
        Self {
            shared,
            addr,
            accepting,
        }
    }

    /// Its URL, as `http://127.0.0.1:3128`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Sends what asks for this authority (`host:port`) to an address, without any DNS: a name
    /// that exists nowhere is reached through this proxy only.
    pub fn resolve(&self, authority: &str, to: SocketAddr) {
        self.shared
            .lock()
            .addresses
            .insert(authority.to_owned(), to);
    }

    /// Answers 407 to requests without this value of `Proxy-Authorization`.
    pub fn require_authorization(&self, value: &str) {
        self.shared.lock().authorization = Some(value.to_owned());
    }

    /// Answers this status to every request from now on.
    pub fn refuse(&self, status: u16) {
        self.shared.lock().refusal = Some(status);
    }

    /// All requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Proxied> {
        self.shared.lock().seen.clone()
    }

    /// How many tunnels it opened.
    #[must_use]
    pub fn tunnels(&self) -> usize {
        self.count(true)
    }

    /// How many requests it forwarded.
    #[must_use]
    pub fn forwards(&self) -> usize {
        self.count(false)
    }

    fn count(&self, connect: bool) -> usize {
        let state = self.shared.lock();
        state
            .seen
            .iter()
            .filter(|seen| seen.connect == connect && seen.status == 200)
            .count()
    }
}

impl Drop for ScriptedProxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl fmt::Debug for ScriptedProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedProxy")
            .field("addr", &self.addr)
            .finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, it ends them all.
    let mut connections = JoinSet::new();
    loop {
        let accepted = listener.accept().await;
        while connections.try_join_next().is_some() {}
        if let Ok((client, _)) = accepted {
            let shared = shared.clone();
            connections.spawn(async move { serve(client, &shared).await });
        }
    }
}
