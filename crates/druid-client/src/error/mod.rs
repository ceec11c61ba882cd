//! One opaque error for the whole crate; what the layer below said stays reachable.

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
    /// The request failed, or was refused: the kind is druid-core's. May pass if that may.
    Core(druid_core::ErrorKind),
    /// The answer stopped before its end: the mark that closes its format never came, although the
    /// transfer ended well. A Druid that fails in the middle of an answer does this. May pass.
    Truncated,
    /// A row is not of the type that was asked for, or not of the width that the header named.
    /// Permanent.
    Row,
    /// The answer has no header, or one that cannot be read. Permanent.
    Header,
}

/// A failed query.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    query_id: Option<String>,
    core: Option<druid_core::Error>,
}

impl Error {
    /// A failure of this crate's own making.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        let inner = Inner {
            kind,
            message: message.into(),
            query_id: None,
            core: None,
        };
        Self {
            inner: Box::new(inner),
        }
    }

    /// A failure of the layer below while doing `what`.
    #[must_use]
    pub fn core(what: impl Into<Cow<'static, str>>, error: druid_core::Error) -> Self {
        let mut own = Self::new(ErrorKind::Core(error.kind()), what);
        own.inner.core = Some(error);
        own
    }

    /// The same, of this query.
    #[must_use]
    pub fn of_query(mut self, id: &str) -> Self {
        self.inner.query_id.get_or_insert_with(|| id.to_owned());
        self
    }

    /// What class of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Whether the same query may succeed later without any change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.inner.kind {
            ErrorKind::Core(kind) => kind.is_retryable(),
            ErrorKind::Truncated => true,
            ErrorKind::Row | ErrorKind::Header => false,
        }
    }

    /// Whether time ran out, on this side or on the server's.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.inner
            .core
            .as_ref()
            .is_some_and(druid_core::Error::is_timeout)
    }

    /// The HTTP status, where the server answered with an error.
    #[must_use]
    pub fn status(&self) -> Option<druid_core::http::StatusCode> {
        self.inner.core.as_ref()?.status()
    }

    /// The query's id.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        let below = || self.inner.core.as_ref()?.query_id();
        self.inner.query_id.as_deref().or_else(below)
    }

    /// What the server said, where it answered with an error.
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        self.inner.core.as_ref()?.server()
    }

    /// The error of the layer below, where it came from there.
    #[must_use]
    pub fn as_core(&self) -> Option<&druid_core::Error> {
        self.inner.core.as_ref()
    }
}

impl From<druid_core::Error> for Error {
    fn from(error: druid_core::Error) -> Self {
        Self::core("request failed", error)
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
            .field("query_id", &self.query_id())
            .field("source", &self.inner.core)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.core.as_ref().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests {
    use druid_core::http::{HeaderMap, StatusCode};

    use super::*;

    #[test]
    fn forwards_what_the_layer_below_knows() {
        let body = r#"{"error":"druidException","errorCode":"invalidInput","errorMessage":"no"}"#;
        let mut headers = HeaderMap::new();
        headers.insert("x-druid-query-id", "q1".parse().unwrap());
        let server = ServerError::parse(
            StatusCode::BAD_REQUEST,
            &headers,
            &body.as_bytes().to_vec().into(),
        );
        let error = Error::core("query failed", druid_core::Error::from_server(server));
        assert_eq!(
            error.kind(),
            ErrorKind::Core(druid_core::ErrorKind::InvalidInput)
        );
        assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
        assert_eq!(error.query_id(), Some("q1"));
        assert_eq!(
            error.server().and_then(ServerError::code),
            Some("invalidInput")
        );
        assert!(!error.is_retryable() && !error.is_timeout());
    }

    #[test]
    fn display_does_not_repeat_the_source() {
        let kinds = [ErrorKind::Truncated, ErrorKind::Row, ErrorKind::Header];
        for kind in kinds {
            assert_eq!(Error::new(kind, "own words").to_string(), "own words");
        }
        let below = druid_core::Error::new(druid_core::ErrorKind::Lost);
        let error = Error::from(below);
        let source = error.source().unwrap().to_string();
        assert!(!error.to_string().contains(&source));
        assert!(error.is_retryable());
    }
}
