//! One awaited request, as the test describes it.

use std::fmt;
use std::sync::Arc;

use super::request::Received;
use super::script::{Entry, Kind, Responder};
use super::state::Shared;

/// An awaited request, just put into the script; its methods say more about it.
///
/// Checks are part of the match: a request that fails one is not this step's, and unless a route
/// takes it, it is an unexpected one. A check runs while the script is locked: it looks at the
/// request and must not call the server.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    shared: &'a Shared,
    kind: Kind,
    index: usize,
}

impl<'a> Step<'a> {
    pub(super) fn add(
        shared: &'a Shared,
        kind: Kind,
        method: &str,
        target: &str,
        responder: Responder,
    ) -> Self {
        let index = shared.change(|state| {
            let at_most = match kind {
                Kind::Step => Some(1),
                Kind::Route => None,
            };
            let entries = state.script.entries(kind);
            entries.push(Entry::new(method, target, at_most, responder));
            entries.len() - 1
        });
        Self {
            shared,
            kind,
            index,
        }
    }

    fn with<T>(self, use_entry: impl FnOnce(&mut Entry) -> T) -> T {
        self.shared
            .change(|state| use_entry(&mut state.script.entries(self.kind)[self.index]))
    }

    /// Awaits exactly `n` such requests. A route that has had them leaves further ones to the
    /// routes after it.
    pub fn times(self, n: usize) -> Self {
        self.with(|entry| (entry.at_least, entry.at_most) = (n, Some(n)));
        self
    }

    /// No such request need come. A number set before becomes the most that may come.
    pub fn optional(self) -> Self {
        self.with(|entry| entry.at_least = 0);
        self
    }

    /// Takes only requests for which `check` holds; `what` completes "wants …" in the failure.
    /// A check that panics does not hold.
    pub fn check(
        self,
        what: &str,
        check: impl Fn(&Received) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.with(|entry| entry.checks.push((what.to_owned(), Arc::new(check))));
        self
    }

    /// Takes only requests with this header value among those of that name.
    pub fn header(self, name: &str, value: &str) -> Self {
        // The value may be a secret, of which a failure must not speak.
        let (what, name, value) = (
            format!("its value of header {name}"),
            name.to_owned(),
            value.to_owned(),
        );
        self.check(&what, move |received| {
            received
                .headers
                .get_all(&name)
                .iter()
                .any(|found| found == value.as_str())
        })
    }

    /// Takes only requests without this header.
    pub fn no_header(self, name: &str) -> Self {
        let (what, name) = (format!("no header {name}"), name.to_owned());
        self.check(&what, move |received| !received.headers.contains_key(&name))
    }

    /// Takes only requests with exactly this body.
    pub fn body(self, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref().to_vec();
        self.check("another body", move |received| received.body == body)
    }

    /// How many requests it has had.
    pub fn hits(self) -> usize {
        self.with(|entry| entry.hits)
    }
}

impl fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("kind", &self.kind)
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
