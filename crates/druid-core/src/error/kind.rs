use std::fmt;

/// What class of failure an [`Error`](super::Error) is.
///
/// Each variant says whether it may pass by itself. Whether a request *is* sent again also depends
/// on its [`Endpoint`](crate::Endpoint): one that is not `repeatable` is sent again only when it
/// certainly never reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A configuration value is missing or wrong; the message names its key. Permanent.
    Config,
    /// The request could not be built: a path parameter is empty, a body is not JSON. Permanent.
    Request,
    /// No connection: refused, unreachable, unknown host. The request was never sent. May pass.
    Connect,
    /// The TLS handshake failed: unknown authority, expired or missing certificate, wrong name, or
    /// the other side does not speak TLS. Permanent.
    Tls,
    /// A deadline of this client passed: connect, response head, idle or total. May pass.
    Timeout,
    /// The connection was lost before the head of a response came. May pass, but the server may have
    /// acted on the request.
    Lost,
    /// The other side does not speak HTTP, or breaks its rules. Permanent.
    Protocol,
    /// The body ended before it was whole: the connection was reset or closed, or the document
    /// stops in the middle. May pass.
    Truncated,
    /// A body grew over its limit; the message names the limit's key. Permanent.
    BodyTooLarge,
    /// The answer is not what was asked for: not JSON, not of the expected shape, broken gzip.
    /// Permanent.
    Decode,
    /// A success status with another kind of content than the endpoint has, such as an HTML page
    /// of a proxy or of a log-in form. Permanent.
    UnexpectedContent,
    /// Credentials could not be obtained: the token provider, the file or the signer failed.
    /// May pass.
    Credentials,
    /// The stream that the caller gave as a request body failed. Permanent.
    RequestBody,
    /// An address outside the connection's trusted origins was refused before anything was sent
    /// to it. Permanent.
    UntrustedOrigin,
    /// A redirect that this client does not follow: no usable `Location`, or a status other than
    /// 307 and 308. Permanent.
    UnexpectedRedirect,
    /// More redirects than the limit. May pass (leaders that do not agree yet).
    TooManyRedirects,
    /// The request was redirected, but its body was a stream that is spent. Send it with a body held
    /// in memory, or to the leader itself. Permanent.
    BodyNotReplayable,
    /// 401, or a proxy's 407: no credentials, or wrong ones. Permanent.
    Unauthorized,
    /// 403: the user lacks a permission. Permanent.
    Forbidden,
    /// 404: unknown to the server: the entity, or the whole endpoint. Permanent.
    NotFound,
    /// 400 and other 4xx: the server does not accept this request. Permanent.
    InvalidInput,
    /// 409: in conflict with what is there. Permanent.
    Conflict,
    /// 429: over a limit of requests or queries; refused before it ran. May pass.
    CapacityExceeded,
    /// 405 and 501: not offered by this server: an older release or a missing extension. Permanent.
    Unsupported,
    /// 502 and 503: no leader yet, starting, draining, or a proxy that reaches nobody. May pass.
    Unavailable,
    /// 504, or the server's own query time-out: it gave up. Not sent again by itself, for it would
    /// take as long again.
    ServerTimeout,
    /// Any other error that the server answered with. Permanent.
    Server,
    /// The connection was closed by this side. Permanent.
    Closed,
    /// Something else; the sources say what. Permanent.
    Other,
}

impl ErrorKind {
    /// Whether the same request may succeed later without any change.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Connect
                | Self::Timeout
                | Self::Lost
                | Self::Truncated
                | Self::Credentials
                | Self::TooManyRedirects
                | Self::CapacityExceeded
                | Self::Unavailable
        )
    }

    /// The kind for an HTTP status that is not a success.
    #[must_use]
    pub const fn of_status(status: http::StatusCode) -> Self {
        match status.as_u16() {
            300..=399 => Self::UnexpectedRedirect,
            401 | 407 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 | 501 => Self::Unsupported,
            409 => Self::Conflict,
            429 => Self::CapacityExceeded,
            400..=499 => Self::InvalidInput,
            502 | 503 => Self::Unavailable,
            504 => Self::ServerTimeout,
            _ => Self::Server,
        }
    }

    /// A few words, as `Display` of an error without a message prints them.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Config => "invalid configuration",
            Self::Request => "invalid request",
            Self::Connect => "cannot connect",
            Self::Tls => "TLS failed",
            Self::Timeout => "timed out",
            Self::Lost => "connection lost before a response came",
            Self::Protocol => "not valid HTTP",
            Self::Truncated => "the body ended early",
            Self::BodyTooLarge => "the body is over its limit",
            Self::Decode => "cannot decode the answer",
            Self::UnexpectedContent => "unexpected content",
            Self::Credentials => "no credentials",
            Self::RequestBody => "the request's body failed",
            Self::UntrustedOrigin => "untrusted origin",
            Self::UnexpectedRedirect => "unexpected redirect",
            Self::TooManyRedirects => "too many redirects",
            Self::BodyNotReplayable => "the request's body cannot be sent again",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not found",
            Self::InvalidInput => "refused as invalid",
            Self::Conflict => "conflict",
            Self::CapacityExceeded => "over capacity",
            Self::Unsupported => "not supported by this server",
            Self::Unavailable => "unavailable",
            Self::ServerTimeout => "the server timed out",
            Self::Server => "server error",
            Self::Closed => "connection closed by this side",
            Self::Other => "failed",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.description())
    }
}
