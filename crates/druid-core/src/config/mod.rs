//! The configuration of a connection.
//!
//! One set of keys ([`ConfigKey`]) serves all three ways in: a document (TOML, JSON, anything that
//! serde reads), environment variables through a look-up function, and the `with_*` methods. What
//! comes later wins, so the usual order is document, then environment, then code:
//!
//! ```
//! use druid_core::Config;
//!
//! let document = r#"{"url": "https://druid.example:9088", "timeout": {"connect": "2s"}}"#;
//! let config: Config = serde_json::from_str(document)?;
//! let environment = [("DRUID_TIMEOUT_CONNECT", "5s")];
//! let config = config
//!     .with_env(|name| environment.iter().find(|(known, _)| *known == name).map(|(_, v)| v.to_string()))?
//!     .with_gzip(false);
//! assert_eq!(config.timeouts().connect.as_secs(), 5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apply;
mod document;
mod key;
mod limits;
mod mapper;
mod proxy;
mod retry;
mod timeouts;
mod tls;
mod value;

use std::fmt;
use std::sync::Arc;

use http::header::{HeaderMap, HeaderName, HeaderValue};

pub use self::key::ConfigKey;
pub use self::limits::Limits;
pub use self::proxy::Proxy;
pub use self::retry::RetryConfig;
pub use self::timeouts::Timeouts;
pub use self::tls::TlsConfig;
use crate::{Auth, BaseUrl, Error, ErrorKind, IdentityMapper, Result, Secret, UrlMapper};

/// Everything that a connection is made from. `Debug` shows no secret.
#[derive(Clone)]
pub struct Config {
    pub(crate) urls: Vec<BaseUrl>,
    auth: Credentials,
    pub(crate) tls: TlsConfig,
    prefer_tls: bool,
    timeouts: Timeouts,
    retry: RetryConfig,
    limits: Limits,
    pub(crate) headers: HeaderMap,
    pub(crate) mapper: Arc<dyn UrlMapper>,
    docker: mapper::DockerKeys,
    pub(crate) proxy: Option<Proxy>,
    gzip: bool,
    pub(crate) user_agent: HeaderValue,
}

/// Credentials as far as they are known: the keys for user and password may come apart.
#[derive(Clone, Default)]
struct Credentials {
    user: Option<String>,
    password: Option<Secret>,
    whole: Option<Auth>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            auth: Credentials::default(),
            tls: TlsConfig::default(),
            prefer_tls: false,
            timeouts: Timeouts::default(),
            retry: RetryConfig::default(),
            limits: Limits::default(),
            headers: HeaderMap::new(),
            mapper: Arc::new(IdentityMapper::new()),
            docker: mapper::DockerKeys::default(),
            proxy: None,
            gzip: true,
            user_agent: HeaderValue::from_static(concat!("druid-rs/", env!("CARGO_PKG_VERSION"))),
        }
    }
}

impl Config {
    /// A configuration with one URL, that of a Router or a Broker, and all else as it is by
    /// default. The URL may hold `user:password@`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if `url` is no URL.
    pub fn new(url: &str) -> Result<Self> {
        let mut config = Self::default();
        config.set(ConfigKey::Url, url)?;
        Ok(config)
    }

    /// Sets one key from text, as an environment variable would.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the value is wrong; the message names the key.
    pub fn set(&mut self, key: ConfigKey, value: &str) -> Result<()> {
        self.apply(key, &serde_json::Value::String(value.to_owned()))
    }

    /// Sets each key for which `lookup` knows its variable, such as `DRUID_TIMEOUT_CONNECT`.
    /// For the process's own environment: `config.with_env(|name| std::env::var(name).ok())`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] for a wrong value; the message names the key.
    pub fn with_env(mut self, lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        for &key in ConfigKey::ALL {
            if let Some(value) = lookup(&key.env()) {
                self.set(key, &value)?;
            }
        }
        Ok(self)
    }

    /// Adds an equal URL: requests go to one that is healthy.
    #[must_use]
    pub fn with_url(mut self, url: BaseUrl) -> Self {
        self.urls.push(url);
        self
    }

    /// Sets the credentials.
    #[must_use]
    pub fn with_auth(mut self, auth: Auth) -> Self {
        self.auth = Credentials {
            whole: Some(auth),
            ..Credentials::default()
        };
        self
    }

    /// Sets certificates and what to trust.
    #[must_use]
    pub fn with_tls(mut self, tls: TlsConfig) -> Self {
        self.tls = tls;
        self
    }

    /// Whether discovery calls a service on its TLS port where it has both.
    #[must_use]
    pub fn with_prefer_tls(mut self, prefer: bool) -> Self {
        self.prefer_tls = prefer;
        self
    }

    /// Sets the deadlines.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets when and how often a request is sent again.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryConfig) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the limits of sizes and of requests in flight.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sends a header with every request that has none of that name. Its value is treated as a
    /// secret.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.headers.insert(name, value);
        self
    }

    /// Sets how inner addresses become reachable ones.
    #[must_use]
    pub fn with_mapper(mut self, mapper: impl UrlMapper + 'static) -> Self {
        self.mapper = Arc::new(mapper);
        self
    }

    /// Sends every request through an HTTP proxy. There is none unless asked for: the variables
    /// `http_proxy` and the like are not read.
    #[must_use]
    pub fn with_proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Whether to ask for compressed answers, as Druid's own services do among themselves.
    #[must_use]
    pub fn with_gzip(mut self, gzip: bool) -> Self {
        self.gzip = gzip;
        self
    }

    /// The URLs, all equal.
    #[must_use]
    pub fn urls(&self) -> &[BaseUrl] {
        &self.urls
    }

    /// Whether discovery calls a service on its TLS port where it has both.
    #[must_use]
    pub fn prefer_tls(&self) -> bool {
        self.prefer_tls
    }

    /// The deadlines.
    #[must_use]
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// When and how often a request is sent again.
    #[must_use]
    pub fn retry(&self) -> RetryConfig {
        self.retry
    }

    /// The limits.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// How inner addresses become reachable ones.
    #[must_use]
    pub fn mapper(&self) -> &Arc<dyn UrlMapper> {
        &self.mapper
    }

    /// The HTTP proxy.
    #[must_use]
    pub fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }

    /// Whether compressed answers are asked for.
    #[must_use]
    pub fn gzip(&self) -> bool {
        self.gzip
    }

    /// Whether the whole makes sense; [`ConnectionBuilder::build`](crate::ConnectionBuilder::build)
    /// asks this.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] naming the key that is missing or at odds with another.
    pub fn validate(&self) -> Result<()> {
        if self.urls.is_empty() {
            return Err(missing(ConfigKey::Url, "at least one URL is needed"));
        }
        if self.auth.user.is_some() != self.auth.password.is_some() {
            return Err(missing(
                ConfigKey::Password,
                "a user name needs a password and vice versa",
            ));
        }
        self.tls.validate()?;
        self.auth().map(drop)
    }

    /// The credentials, from whichever keys gave them.
    pub(crate) fn auth(&self) -> Result<Auth> {
        match (&self.auth.whole, &self.auth.user, &self.auth.password) {
            (Some(auth), ..) => Ok(auth.clone()),
            (None, Some(user), Some(password)) => Auth::basic(user, password),
            _ => Ok(Auth::none()),
        }
    }
}

fn missing(key: ConfigKey, what: &str) -> Error {
    Error::new(ErrorKind::Config).with_message(format!("config key {key}: {what}"))
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().collect();
        f.debug_struct("Config")
            .field("urls", &self.urls)
            .field("user", &self.auth.user)
            .field("auth", &self.auth.whole)
            .field("tls", &self.tls)
            .field("prefer_tls", &self.prefer_tls)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("limits", &self.limits)
            .field("headers", &headers)
            .field("mapper", &self.mapper)
            .field("proxy", &self.proxy)
            .field("gzip", &self.gzip)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
