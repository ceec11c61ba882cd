use std::fmt;
use std::str::FromStr;

use http::HeaderValue;

use crate::auth::basic_value;
use crate::{BaseUrl, Error, ErrorKind, Scheme};

/// An HTTP proxy: `http://host:port`, with `user:password@` if it wants them. `Debug` hides those.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    url: BaseUrl,
    authorization: Option<HeaderValue>,
}

impl Proxy {
    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &BaseUrl {
        &self.url
    }

    #[cfg(feature = "net")]
    pub(crate) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

impl FromStr for Proxy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (url, user) = BaseUrl::parse_with_user(text)?;
        if url.origin().scheme() != Scheme::Http {
            return Err(Error::new(ErrorKind::Config)
                .with_message("a proxy is reached over http; tunnels through it may be https"));
        }
        let authorization = user.map(|(user, password)| basic_value(&user, &password));
        Ok(Self { url, authorization })
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({})", self.url)
    }
}
