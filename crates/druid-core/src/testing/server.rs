//! The scripted server itself.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::answer::Answer;
use super::connection::{self, Open};
use super::fault::AcceptFault;
use super::request::Received;
use super::script::{Kind, Responder};
use super::state::{Shared, State};
use super::step::Step;
use super::tls::{Acceptor, TlsScript};

/// An HTTP/1.1 server on a free port of 127.0.0.1 that follows a script.
///
/// Describe the script before the client acts. A request meets the current [`step`](Self::step);
/// failing that, the first [`route`](Self::route) that takes it; failing that, it is unexpected: it
/// gets status 599 with the reason as its body, and fails the test at the end. An
/// [`optional`](Step::optional) step is passed over when the request meets a later one.
///
/// Connections are kept alive and numbered from 0 in the order of their accept. One counts as open
/// until both sides have closed it.
pub struct ScriptedServer {
    pub(super) shared: Arc<Shared>,
    addr: SocketAddr,
    tls: bool,
    pub(super) deadline: Duration,
    accepting: AbortHandle,
    finished: bool,
}

/// How many connections there were and are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionCounts {
    /// Accepted since the server's start.
    pub accepted: usize,
    /// Of those, not closed yet by both sides.
    pub open: usize,
}

impl ScriptedServer {
    /// Starts a server of plain HTTP.
    ///
    /// # Panics
    /// When no port of 127.0.0.1 can be listened on, or outside a tokio runtime with I/O and time.
    pub async fn start() -> Self {
        Self::listen(None).await
    }

    /// Starts a server of HTTPS.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn start_tls(tls: TlsScript) -> Self {
        Self::listen(Some(Arc::new(tls.acceptor()))).await
    }

    async fn listen(tls: Option<Arc<Acceptor>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("127.0.0.1 has a free port");
        let addr = listener
            .local_addr()
            .expect("a listening socket has an address");
        let shared = Arc::new(Shared::default());
        let with_tls = tls.is_some();
        let accepting = tokio::spawn(accept(listener, shared.clone(), tls)).abort_handle();
        let deadline = Duration::from_secs(10);
        Self {
            shared,
            addr,
            tls: with_tls,
            deadline,
            accepting,
            finished: false,
        }
    }

    /// How long each wait of this server lasts at most; 10 s unless set.
    pub fn set_deadline(&mut self, deadline: Duration) {
        self.deadline = deadline;
    }

    /// Its origin, as `http://127.0.0.1:8081` or `https://localhost:8081`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}:{}", self.scheme(), self.host(), self.port())
    }

    /// A URL on it; the path begins with a slash.
    #[must_use]
    pub fn url_to(&self, path: &str) -> String {
        self.url() + path
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.tls { "https" } else { "http" }
    }

    /// `127.0.0.1`, or with TLS `localhost`.
    #[must_use]
    pub fn host(&self) -> &'static str {
        if self.tls { "localhost" } else { "127.0.0.1" }
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.addr.port()
    }

    /// Awaits a request after those of the steps before, once. The target is matched exactly, with
    /// its query; one that ends in `*` matches whatever begins so. The method `*` matches any.
    pub fn step(&self, method: &str, target: &str, answer: Answer) -> Step<'_> {
        self.add(
            Kind::Step,
            method,
            target,
            Responder::Fixed(Box::new(answer)),
        )
    }

    /// A [`step`](Self::step) whose answer is made for the request.
    pub fn step_with(
        &self,
        method: &str,
        target: &str,
        answer: impl Fn(&Received) -> Answer + Send + Sync + 'static,
    ) -> Step<'_> {
        self.add(
            Kind::Step,
            method,
            target,
            Responder::Made(Arc::new(answer)),
        )
    }

    /// Awaits such requests at any time, at least one and any number, unless the
    /// [`Step`] is told otherwise. Method and target match as in [`step`](Self::step).
    pub fn route(&self, method: &str, target: &str, answer: Answer) -> Step<'_> {
        self.add(
            Kind::Route,
            method,
            target,
            Responder::Fixed(Box::new(answer)),
        )
    }

    /// A [`route`](Self::route) whose answers are made for each request.
    pub fn route_with(
        &self,
        method: &str,
        target: &str,
        answer: impl Fn(&Received) -> Answer + Send + Sync + 'static,
    ) -> Step<'_> {
        self.add(
            Kind::Route,
            method,
            target,
            Responder::Made(Arc::new(answer)),
        )
    }

    fn add(&self, kind: Kind, method: &str, target: &str, responder: Responder) -> Step<'_> {
        Step::add(&self.shared, kind, method, target, responder)
    }

    /// Spoils the next connection that has no fault yet, once accepted. A fault that no connection
    /// came for fails the test.
    pub fn next_connection(&self, fault: AcceptFault) {
        self.shared
            .change(|state| state.accept_faults.push_back(fault));
    }

    /// All requests read so far, unexpected ones included, in the order of their ends.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.look(|state| state.received.clone())
    }

    /// How many connections there were and are.
    #[must_use]
    pub fn connections(&self) -> ConnectionCounts {
        self.shared.look(counts)
    }

    /// The TLS handshakes that failed, as the server saw them. They do not fail the test.
    #[must_use]
    pub fn tls_failures(&self) -> Vec<String> {
        self.shared.look(|state| state.tls_failures.clone())
    }

    /// Waits until all steps are met or an unexpected request has come; then stops the server.
    ///
    /// # Panics
    /// When a step or route has had too few requests at the deadline, or anything came that the
    /// script does not foresee; the message lists all of it.
    pub async fn finish(mut self) {
        let settled = self
            .shared
            .until(|state| !state.failures.is_empty() || state.complaints().is_empty());
        // An unmet step shows below, in the list with the others.
        let _ = timeout(self.deadline, settled).await;
        self.finished = true;
        let complaints = self.complaints();
        assert!(
            complaints.is_empty(),
            "the script was not fulfilled{complaints}"
        );
    }

    /// All complaints, a line each; empty if there are none.
    pub(super) fn complaints(&self) -> String {
        let complaints = self.shared.look(State::complaints);
        complaints
            .iter()
            .map(|complaint| format!("\n  - {complaint}"))
            .collect()
    }
}

pub(super) fn counts(state: &State) -> ConnectionCounts {
    ConnectionCounts {
        accepted: state.accepted,
        open: state.open.len(),
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, tls: Option<Arc<Acceptor>>) {
    // Dropped with this task, it ends them all.
    let mut connections = JoinSet::new();
    loop {
        let accepted = listener.accept().await;
        while connections.try_join_next().is_some() {}
        let Ok((tcp, _)) = accepted else {
            continue; // the client left before it was accepted
        };
        let (number, fault) = shared.accept();
        let open = Open::new(shared.clone(), number);
        connections.spawn(connection::serve(tcp, open, fault, tls.clone()));
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.accepting.abort();
        if !self.finished && !std::thread::panicking() {
            let complaints = self.complaints();
            assert!(
                complaints.is_empty(),
                "the script was not fulfilled{complaints}"
            );
        }
    }
}

impl fmt::Debug for ScriptedServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedServer")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
