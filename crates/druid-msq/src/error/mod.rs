//! One opaque error for the whole crate; what the layers below said stays reachable.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use druid_core::ServerError;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What class of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A request failed: the kind is druid-cluster's. May pass if that may.
    Cluster(druid_cluster::ErrorKind),
    /// The task is not known to the Overlord, or no longer. Permanent.
    UnknownTask,
    /// A report is not what a multi-stage task reports. Permanent.
    Report,
    /// A state machine was given an event that its state does not allow, now or before. A defect of
    /// its driver. Permanent.
    OutOfTurn,
}

/// A failure around a multi-stage task. That the task itself failed is no error but its
/// [`Outcome`](crate::follow::Outcome).
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    cluster: Option<druid_cluster::Error>,
}

impl Error {
    /// A failure of this crate's own making.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: message.into(),
                cluster: None,
            }),
        }
    }

    /// A failure of a layer below while doing `what`.
    #[must_use]
    pub fn below(
        what: impl Into<Cow<'static, str>>,
        error: impl Into<druid_cluster::Error>,
    ) -> Self {
        let error = error.into();
        let mut own = Self::new(ErrorKind::Cluster(error.kind()), what);
        own.inner.cluster = Some(error);
        own
    }

    /// What class of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Whether the same may succeed later without any change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.as_cluster()
            .is_some_and(druid_cluster::Error::is_retryable)
    }

    /// Whether time ran out, on this side or on the server's.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.as_cluster()
            .is_some_and(druid_cluster::Error::is_timeout)
    }

    /// The HTTP status, where the server answered with an error.
    #[must_use]
    pub fn status(&self) -> Option<druid_core::http::StatusCode> {
        self.as_cluster()?.status()
    }

    /// The id of the query that failed.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.as_cluster()?.query_id()
    }

    /// What the server said, where it answered with an error.
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        self.as_cluster()?.server()
    }

    /// The error of the layer below, where it came from there.
    #[must_use]
    pub fn as_cluster(&self) -> Option<&druid_cluster::Error> {
        self.inner.cluster.as_ref()
    }
}

impl From<druid_cluster::Error> for Error {
    fn from(error: druid_cluster::Error) -> Self {
        Self::below("request failed", error)
    }
}

impl From<druid_client::Error> for Error {
    fn from(error: druid_client::Error) -> Self {
        Self::below("request failed", error)
    }
}

impl From<druid_core::Error> for Error {
    fn from(error: druid_core::Error) -> Self {
        Self::below("request failed", error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.inner.kind)
            .field("message", &self.inner.message)
            .field("source", &self.inner.cluster)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.cluster.as_ref().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_what_the_layers_below_know_and_does_not_repeat_them() {
        let core = druid_core::Error::new(druid_core::ErrorKind::Connect).with_message("refused");
        let error = Error::below("the task cannot be followed", core);
        assert!(matches!(error.kind(), ErrorKind::Cluster(_)));
        assert!(error.is_retryable() && !error.is_timeout());
        assert_eq!(error.to_string(), "the task cannot be followed");
        let causes = std::iter::successors(error.source(), |error| (*error).source());
        assert!(
            causes
                .map(ToString::to_string)
                .any(|text| text == "refused")
        );
        assert!(!Error::new(ErrorKind::OutOfTurn, "x").is_retryable());
    }
}
