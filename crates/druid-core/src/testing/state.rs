//! What the tasks of a server and the test share.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::fault::AcceptFault;
use super::request::Received;
use super::script::{Responder, Script};

/// Everything that happened and is awaited.
#[derive(Default)]
pub(super) struct State {
    pub(super) script: Script,
    /// For the next accepted connections, in order.
    pub(super) accept_faults: VecDeque<AcceptFault>,
    pub(super) received: Vec<Received>,
    pub(super) accepted: usize,
    pub(super) open: BTreeSet<usize>,
    pub(super) tls_failures: Vec<String>,
    /// What breaks the script, beside unmet steps.
    pub(super) failures: Vec<String>,
}

impl State {
    /// All that keeps the script from being fulfilled.
    pub(super) fn complaints(&self) -> Vec<String> {
        let mut complaints = self.failures.clone();
        complaints.extend(self.script.unmet());
        if !self.accept_faults.is_empty() {
            let left = self.accept_faults.len();
            complaints.push(format!(
                "{left} fault(s) for next connections met no connection"
            ));
        }
        complaints
    }
}

/// [`State`], behind a lock that tells the waiting of each change.
#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements that could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.send_replace(());
        result
    }

    /// Waits, for ever if need be, until the state is such.
    pub(super) async fn until(&self, mut holds: impl FnMut(&State) -> bool) {
        let mut changed = self.changed.subscribe();
        while !self.look(&mut holds) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Counts a connection in; says its number and what shall happen to it.
    pub(super) fn accept(&self) -> (usize, Option<AcceptFault>) {
        self.change(|state| {
            let number = state.accepted;
            state.accepted += 1;
            state.open.insert(number);
            (number, state.accept_faults.pop_front())
        })
    }

    /// Records a request and finds what answers it.
    pub(super) fn receive(&self, received: &Received) -> Result<Responder, String> {
        self.change(|state| {
            state.received.push(received.clone());
            state.script.meet(received).inspect_err(|reason| {
                state.failures.push(format!(
                    "unexpected request {} {} on connection {}: {reason}",
                    received.method, received.target, received.connection
                ));
            })
        })
    }

    /// Records what breaks the script.
    pub(super) fn fail(&self, failure: String) {
        self.change(|state| state.failures.push(failure));
    }
}
