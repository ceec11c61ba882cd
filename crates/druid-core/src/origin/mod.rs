//! Where requests go: an origin, and a base URL that may have a path.

mod base_url;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use http::Uri;
use http::uri::Authority;

pub use self::base_url::BaseUrl;
use crate::{Error, ErrorKind, Result};

/// `http` or `https`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "Druid speaks no other scheme")]
pub enum Scheme {
    /// Plain text.
    Http,
    /// Over TLS.
    Https,
}

impl Scheme {
    /// Its spelling in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The port that a URL without one means.
    #[must_use]
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// Scheme, host and port: what credentials are bound to, and what tells one process from another.
///
/// Hosts are lower case; an IPv6 address has its brackets. Compares by all three.
#[derive(Clone, Debug)]
pub struct Origin {
    scheme: Scheme,
    /// Host and port as every request's URI has them, ready to be put there.
    authority: Authority,
    port: u16,
}

impl Origin {
    /// An origin from its parts.
    ///
    /// # Errors
    /// [`ErrorKind::Request`] if `host` is no host name and no address.
    pub fn new(scheme: Scheme, host: &str, port: u16) -> Result<Self> {
        let host = if host.contains(':') && !host.starts_with('[') {
            format!("[{host}]")
        } else {
            host.to_ascii_lowercase()
        };
        match Authority::try_from(format!("{host}:{port}")) {
            Ok(authority)
                if authority.host() == host && !host.is_empty() && !host.contains('@') =>
            {
                Ok(Self {
                    scheme,
                    authority,
                    port,
                })
            }
            _ => Err(Error::new(ErrorKind::Request).with_message(format!("no host: {host:?}"))),
        }
    }

    /// The origin of an absolute URI; none if it is relative or of another scheme.
    #[must_use]
    pub fn of(uri: &Uri) -> Option<Self> {
        let scheme = match uri.scheme_str()? {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        let port = uri.port_u16().unwrap_or_else(|| scheme.default_port());
        Self::new(scheme, uri.host()?, port).ok()
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host, an IPv6 address in its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority.host()
    }

    /// The port, the scheme's default one where the URL named none.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Origin {
    /// The scheme and authority of a URI.
    fn parts(&self) -> http::uri::Parts {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(match self.scheme {
            Scheme::Http => http::uri::Scheme::HTTP,
            Scheme::Https => http::uri::Scheme::HTTPS,
        });
        parts.authority = Some(self.authority.clone());
        parts
    }

    /// What origins are compared by. The host is in lower case already, so that its bytes tell.
    fn key(&self) -> (Scheme, &str) {
        (self.scheme, self.authority.as_str())
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl Ord for Origin {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `http://localhost:8888`, the port always shown.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority)
    }
}

impl FromStr for Origin {
    type Err = Error;

    /// Reads `http://host:port`; a path is refused.
    fn from_str(text: &str) -> Result<Self> {
        let base: BaseUrl = text.parse()?;
        if base.path().is_empty() {
            Ok(base.into_origin())
        } else {
            Err(Error::new(ErrorKind::Request)
                .with_message(format!("expected an origin without a path, got {base}")))
        }
    }
}

#[cfg(test)]
mod tests;
