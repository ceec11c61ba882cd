//! One opaque error for the whole crate.
//!
//! A caller mostly asks three things of a failure: *what kind is it* ([`Error::kind`]), *may it
//! pass* ([`Error::is_retryable`]) and *what did the server say* ([`Error::server`]). `Display`
//! prints one level, this one; what caused it is reached through
//! [`source`](std::error::Error::source), whose types are for people, not part of the interface.

mod context;
mod kind;
mod server;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

pub use self::context::RequestContext;
pub use self::kind::ErrorKind;
#[cfg(feature = "net")]
pub(crate) use self::server::MAX_ERROR_BODY;
pub use self::server::{Category, Persona, ServerError, Shape};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// A failed request, or a value that could not become one.
///
/// It holds no secret: no header, no user information of a URL, no request body.
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    kind: ErrorKind,
    message: Option<Cow<'static, str>>,
    context: Option<Arc<RequestContext>>,
    server: Option<ServerError>,
    query_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    #[cfg_attr(
        not(feature = "net"),
        expect(dead_code, reason = "nothing is sent, so nobody asks")
    )]
    never_sent: bool,
    source: Option<BoxError>,
}

impl Error {
    /// A failure of `kind` with nothing more to say.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                message: None,
                context: None,
                server: None,
                query_id: None,
                retry_after: None,
                attempts: 0,
                never_sent: false,
                source: None,
            }),
        }
    }

    /// Says what happened: lower case, no full stop, and nothing of the cause (that is the
    /// source's to say), no secret and no body.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.inner.message = Some(message.into());
        self
    }

    /// Keeps what caused this failure.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// Attaches the request that failed, unless one is known already.
    #[must_use]
    pub fn with_context(mut self, context: &Arc<RequestContext>) -> Self {
        self.inner
            .context
            .get_or_insert_with(|| Arc::clone(context));
        self
    }

    /// A failure that the server answered with. Its kind follows from the server's own category
    /// where it sent one, and from the status otherwise.
    #[must_use]
    pub fn from_server(server: ServerError) -> Self {
        let mut error = Self::new(server.kind());
        error.inner.query_id = server.query_id().map(str::to_owned);
        error.inner.server = Some(server);
        error
    }

    #[cfg(feature = "net")]
    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.inner.retry_after = wait;
        self
    }

    #[cfg(feature = "net")]
    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    /// Marks that not one byte of the request left this machine.
    #[cfg(feature = "net")]
    pub(crate) fn never_sent(mut self) -> Self {
        self.inner.never_sent = true;
        self
    }

    #[cfg(feature = "net")]
    pub(crate) fn was_never_sent(&self) -> bool {
        self.inner.never_sent
    }

    /// What class of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Whether the same request may succeed later without any change.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.inner.kind.is_retryable()
    }

    /// Whether time ran out, on this side or on the server's.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.inner.kind,
            ErrorKind::Timeout | ErrorKind::ServerTimeout
        )
    }

    /// The HTTP status, where a response came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.server.as_ref().map(ServerError::status)
    }

    /// The Druid query id that this failure belongs to: the server's word, else the one that the
    /// client had put into the request.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        let sent = || {
            self.inner
                .context
                .as_ref()
                .and_then(|context| context.query_id())
        };
        self.inner.query_id.as_deref().or_else(sent)
    }

    /// What the server said, where it answered with an error.
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        self.inner.server.as_ref()
    }

    /// The request that failed, where there was one.
    #[must_use]
    pub fn request(&self) -> Option<&RequestContext> {
        self.inner.context.as_deref()
    }

    /// How long the server asked to wait before the next try (`Retry-After`).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// How many attempts there were; 0 where it failed before the first, as in a queue for a place.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        if let Some(context) = &inner.context {
            write!(f, "{context}: ")?;
        }
        match (&inner.server, &inner.message) {
            (Some(server), _) => {
                write!(f, "{server}")?;
                let hint = inner
                    .context
                    .as_ref()
                    .and_then(|context| context.endpoint());
                match hint.and_then(crate::Endpoint::permission_hint) {
                    Some(hint) if inner.kind == ErrorKind::Forbidden => write!(f, " ({hint})"),
                    _ => Ok(()),
                }
            }
            (None, Some(message)) => f.write_str(message),
            (None, None) => f.write_str(inner.kind.description()),
        }?;
        if inner.attempts > 1 {
            write!(f, " (after {} attempts)", inner.attempts)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.inner.kind)
            .field("message", &self.to_string());
        if let Some(id) = self.query_id() {
            out.field("query_id", &id);
        }
        if let Some(source) = &self.inner.source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests;
