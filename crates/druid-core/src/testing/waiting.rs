//! What a test waits for at a server: conditions, each with a deadline.

use tokio::time::timeout;

use super::server::{ScriptedServer, counts};
use super::state::State;

impl ScriptedServer {
    /// Waits until at least `n` requests were read.
    ///
    /// # Panics
    /// At the deadline.
    pub async fn wait_for_requests(&self, n: usize) {
        self.wait(&format!("{n} requests"), |state| state.received.len() >= n)
            .await;
    }

    /// Waits until at least `n` connections were accepted.
    ///
    /// # Panics
    /// At the deadline.
    pub async fn wait_for_connections(&self, n: usize) {
        self.wait(&format!("{n} connections"), |state| state.accepted >= n)
            .await;
    }

    /// Waits until at least `n` TLS handshakes have failed.
    ///
    /// # Panics
    /// At the deadline.
    pub async fn wait_for_tls_failures(&self, n: usize) {
        self.wait(&format!("{n} failed handshakes"), |state| {
            state.tls_failures.len() >= n
        })
        .await;
    }

    /// Waits until the connection of this number was accepted and is closed.
    ///
    /// # Panics
    /// At the deadline.
    pub async fn wait_until_closed(&self, connection: usize) {
        self.wait(&format!("the close of connection {connection}"), |state| {
            state.accepted > connection && !state.open.contains(&connection)
        })
        .await;
    }

    /// Waits until no connection is open.
    ///
    /// # Panics
    /// At the deadline.
    pub async fn wait_until_all_closed(&self) {
        self.wait("the close of all connections", |state| {
            state.open.is_empty()
        })
        .await;
    }

    async fn wait(&self, what: &str, holds: impl FnMut(&State) -> bool) {
        if timeout(self.deadline, self.shared.until(holds))
            .await
            .is_err()
        {
            let (counts, requests) = self
                .shared
                .look(|state| (counts(state), state.received.len()));
            let complaints = self.complaints();
            let deadline = self.deadline;
            panic!(
                "waited {deadline:?} for {what}; there were {requests} requests, {counts:?}{complaints}"
            );
        }
    }
}
