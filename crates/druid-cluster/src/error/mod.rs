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
    /// A request failed: the kind is druid-client's, which may be druid-core's. May pass if that may.
    Client(druid_client::ErrorKind),
    /// Discovery was refused: the user may not see `sys.servers` (STATE READ). SQL works all the
    /// same; services can be reached by their URLs, configured by hand. Permanent.
    DiscoveryForbidden,
    /// No process of the role is announced now, or none that leads. May pass.
    NoSuchRole,
    /// No process of this cluster is at that address. Permanent.
    NotInCluster,
}

/// A failure of a cluster's management.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    client: Option<druid_client::Error>,
}

impl Error {
    /// A failure of this crate's own making.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: message.into(),
                client: None,
            }),
        }
    }

    /// A failure of a layer below while doing `what`.
    #[must_use]
    pub fn below(
        what: impl Into<Cow<'static, str>>,
        error: impl Into<druid_client::Error>,
    ) -> Self {
        let error = error.into();
        let mut own = Self::new(ErrorKind::Client(error.kind()), what);
        own.inner.client = Some(error);
        own
    }

    #[cfg(feature = "net")]
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.inner.kind = kind;
        self
    }

    /// What class of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Whether the same may succeed later without any change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.inner.kind {
            ErrorKind::Client(_) => self
                .as_client()
                .is_some_and(druid_client::Error::is_retryable),
            ErrorKind::NoSuchRole => true,
            ErrorKind::DiscoveryForbidden | ErrorKind::NotInCluster => false,
        }
    }

    /// Whether time ran out, on this side or on the server's.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.as_client()
            .is_some_and(druid_client::Error::is_timeout)
    }

    /// The HTTP status, where the server answered with an error.
    #[must_use]
    pub fn status(&self) -> Option<druid_core::http::StatusCode> {
        self.as_client()?.status()
    }

    /// The id of the query that failed.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.as_client()?.query_id()
    }

    /// What the server said, where it answered with an error.
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        self.as_client()?.server()
    }

    /// The error of the layer below, where it came from there.
    #[must_use]
    pub fn as_client(&self) -> Option<&druid_client::Error> {
        self.inner.client.as_ref()
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
            .field("source", &self.inner.client)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.client.as_ref().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwards_what_the_layers_below_know_and_does_not_repeat_them() {
        let core = druid_core::Error::new(druid_core::ErrorKind::Timeout).with_message("too slow");
        let error = Error::below("the servers cannot be listed", core);
        let kind = druid_client::ErrorKind::Core(druid_core::ErrorKind::Timeout);
        assert_eq!(error.kind(), ErrorKind::Client(kind));
        assert!(error.is_timeout() && error.is_retryable());
        assert_eq!(error.to_string(), "the servers cannot be listed");
        let causes = std::iter::successors(error.source(), |error| (*error).source());
        assert!(
            causes
                .map(ToString::to_string)
                .any(|text| text == "too slow")
        );
    }

    #[test]
    fn only_what_may_pass_is_retryable() {
        let retryable = |kind| Error::new(kind, "x").is_retryable();
        assert!(retryable(ErrorKind::NoSuchRole));
        assert!(!retryable(ErrorKind::NotInCluster));
        assert!(!retryable(ErrorKind::DiscoveryForbidden));
    }
}
