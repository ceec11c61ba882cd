//! How a request proves who sends it.
//!
//! Credentials are added for the connection's trusted origins and for nobody else; see
//! [`ErrorKind::UntrustedOrigin`](crate::ErrorKind::UntrustedOrigin).

#[cfg(feature = "net")]
mod provider;
#[cfg(feature = "net")]
mod token_file;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::request;

#[cfg(feature = "net")]
pub use self::provider::TokenProvider;
#[cfg(feature = "net")]
pub(crate) use self::token_file::TokenFile;
use crate::{Error, ErrorKind, Result, Secret};

/// Signs a request: adds whatever headers prove who sends it.
///
/// It sees the request as it goes on the wire but for the body, again at each attempt.
pub trait Signer: Send + Sync {
    /// Adds the proof to the request's head.
    ///
    /// # Errors
    /// Whatever keeps it from signing; the request then ends in
    /// [`ErrorKind::Credentials`].
    fn sign(
        &self,
        head: &mut request::Parts,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
}

/// The credentials of a connection. `Debug` shows the kind alone.
#[derive(Clone)]
pub struct Auth(pub(crate) Kind);

#[derive(Clone)]
#[cfg_attr(
    not(feature = "net"),
    expect(dead_code, reason = "credentials are only kept where nothing is sent")
)]
pub(crate) enum Kind {
    None,
    Fixed(HeaderName, HeaderValue),
    BearerFile(PathBuf),
    Signer(Arc<dyn Signer>),
    #[cfg(feature = "net")]
    Provider(Arc<dyn TokenProvider>),
}

impl Auth {
    /// No credentials.
    #[must_use]
    pub fn none() -> Self {
        Self(Kind::None)
    }

    /// User and password (`Authorization: Basic`).
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the user name holds a colon, which this scheme cannot carry.
    pub fn basic(user: &str, password: &Secret) -> Result<Self> {
        if user.contains(':') {
            return Err(Error::new(ErrorKind::Config).with_message("a user name has no colon"));
        }
        Ok(Self(Kind::Fixed(
            AUTHORIZATION,
            basic_value(user, password),
        )))
    }

    /// A token that does not change (`Authorization: Bearer`).
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the token cannot stand in a header.
    pub fn bearer(token: &Secret) -> Result<Self> {
        Self::authorization(&format!("Bearer {}", token.expose()))
    }

    /// A bearer token in a file, read again when the file changes and once after a 401.
    #[must_use]
    pub fn bearer_file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::BearerFile(path.into()))
    }

    /// A bearer token that is fetched when it is needed, and once more after a 401.
    #[cfg(feature = "net")]
    #[must_use]
    pub fn provider(provider: impl TokenProvider + 'static) -> Self {
        Self(Kind::Provider(Arc::new(provider)))
    }

    /// One header of one's own.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if `value` cannot stand in a header.
    pub fn header(name: HeaderName, value: &Secret) -> Result<Self> {
        let mut value = HeaderValue::from_str(value.expose()).map_err(|_| {
            Error::new(ErrorKind::Config).with_message("the credentials are no header value")
        })?;
        value.set_sensitive(true);
        Ok(Self(Kind::Fixed(name, value)))
    }

    /// A signature over the request.
    #[must_use]
    pub fn signer(signer: impl Signer + 'static) -> Self {
        Self(Kind::Signer(Arc::new(signer)))
    }

    fn authorization(value: &str) -> Result<Self> {
        Self::header(AUTHORIZATION, &Secret::new(value))
    }
}

/// The value of an `Authorization` or `Proxy-Authorization` header for a user and a password.
pub(crate) fn basic_value(user: &str, password: &Secret) -> HeaderValue {
    let plain = format!("{user}:{}", password.expose());
    let encoded = base64::engine::general_purpose::STANDARD.encode(plain);
    let value = HeaderValue::try_from(format!("Basic {encoded}"));
    let mut value = value.expect("base64 is a header value");
    value.set_sensitive(true);
    value
}

impl Default for Auth {
    fn default() -> Self {
        Self::none()
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::None => "none",
            Kind::Fixed(..) => "header",
            Kind::BearerFile(_) => "bearer file",
            Kind::Signer(_) => "signer",
            #[cfg(feature = "net")]
            Kind::Provider(_) => "provider",
        };
        write!(f, "Auth({kind})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_the_encoded_pair() {
        let Auth(Kind::Fixed(name, value)) = Auth::basic("admin", &"pa:ss".into()).unwrap() else {
            panic!("a fixed header");
        };
        assert_eq!(name, AUTHORIZATION);
        assert_eq!(value, "Basic YWRtaW46cGE6c3M=");
        assert!(value.is_sensitive());
    }

    #[test]
    fn what_no_header_can_carry_is_refused_without_showing_it() {
        let errors = [
            Auth::basic("a:b", &"x".into()).unwrap_err(),
            Auth::bearer(&"hunter2\n".into()).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let all = [
            Auth::none(),
            Auth::basic("me", &"hunter2".into()).unwrap(),
            Auth::bearer(&"hunter2".into()).unwrap(),
        ];
        assert!(!format!("{all:?}").contains("hunter2"));
    }
}
