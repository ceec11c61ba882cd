//! One path for every key, whatever it came from.

use http::header::{HeaderName, HeaderValue};
use serde_json::Value;

use super::value::{self, Expected};
use super::{Config, ConfigKey};
use crate::{Auth, BaseUrl, Error, ErrorKind, Result, Secret};

/// Why a value was refused: its form, or an error of a deeper part that names no secret.
pub(super) enum Refused {
    Form(Expected),
    Cause(Error),
}

impl From<Expected> for Refused {
    fn from(expected: Expected) -> Self {
        Self::Form(expected)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Cause(error)
    }
}

impl Config {
    pub(super) fn apply(&mut self, key: ConfigKey, value: &Value) -> Result<()> {
        self.try_apply(key, value).map_err(|refused| match refused {
            Refused::Form(expected) => Error::new(ErrorKind::Config)
                .with_message(format!("config key {key}: expected {expected}")),
            Refused::Cause(cause) => Error::new(ErrorKind::Config)
                .with_message(format!("config key {key}: expected {}", key.form()))
                .with_source(cause),
        })
    }

    fn try_apply(&mut self, key: ConfigKey, value: &Value) -> Result<(), Refused> {
        match key {
            ConfigKey::Url
            | ConfigKey::Username
            | ConfigKey::Password
            | ConfigKey::Token
            | ConfigKey::TokenFile => return self.apply_access(key, value),
            ConfigKey::TlsCaFile => self.tls.ca_file = Some(value::text(value)?.into()),
            ConfigKey::TlsCaPem => self.tls.ca_pem = Some(value::text(value)?.to_owned()),
            ConfigKey::TlsCertFile => self.tls.cert_file = Some(value::text(value)?.into()),
            ConfigKey::TlsKeyFile => self.tls.key_file = Some(value::text(value)?.into()),
            ConfigKey::TlsInsecure => {
                self.tls.insecure_accept_any_certificate = value::boolean(value)?;
            }
            ConfigKey::PreferTls => self.prefer_tls = value::boolean(value)?,
            ConfigKey::TimeoutConnect => self.timeouts.connect = value::duration(value)?,
            ConfigKey::TimeoutResponse => self.timeouts.response = value::duration(value)?,
            ConfigKey::TimeoutIdle => self.timeouts.idle = value::duration(value)?,
            ConfigKey::TimeoutTotal => {
                self.timeouts.total = value::optional(value, value::duration)?;
            }
            ConfigKey::RetryAttempts => self.retry.attempts = value::number(value, 1)?,
            ConfigKey::RetryBaseDelay => self.retry.base_delay = value::duration(value)?,
            ConfigKey::RetryMaxDelay => self.retry.max_delay = value::duration(value)?,
            ConfigKey::RetryBudget => {
                let percent: u16 = value::number(value, 0)?;
                self.retry.budget_percent = Some(percent)
                    .filter(|p| *p <= 1000)
                    .ok_or("a number from 0 to 1000")?;
            }
            ConfigKey::MaxInFlight => {
                self.limits.in_flight = value::optional(value, |v| value::number(v, 1))?;
            }
            ConfigKey::MaxBuffered => self.limits.buffered_bytes = value::number(value, 0)?,
            ConfigKey::MaxDecoded => self.limits.decoded_bytes = value::number(value, 0)?,
            ConfigKey::MaxRedirects => self.limits.redirects = value::number(value, 0)?,
            ConfigKey::Gzip => self.gzip = value::boolean(value)?,
            ConfigKey::Headers => return self.apply_headers(value),
            ConfigKey::Proxy => {
                let text = value::text(value)?.trim();
                self.proxy = if text == "none" {
                    None
                } else {
                    Some(text.parse()?)
                };
            }
            ConfigKey::UserAgent => {
                let text = value::text(value)?;
                self.user_agent = HeaderValue::from_str(text).map_err(|_| "a header value")?;
            }
            ConfigKey::MapperDockerHost
            | ConfigKey::MapperDockerPorts
            | ConfigKey::MapperHosts
            | ConfigKey::MapperTable => return self.apply_mapper(key, value),
        }
        Ok(())
    }

    fn apply_access(&mut self, key: ConfigKey, value: &Value) -> Result<(), Refused> {
        match key {
            ConfigKey::Url => return self.apply_urls(value),
            ConfigKey::Username => {
                self.auth.whole = None;
                self.auth.user = Some(value::text(value)?.to_owned());
            }
            ConfigKey::Password => {
                self.auth.whole = None;
                self.auth.password = Some(Secret::new(value::text(value)?));
            }
            ConfigKey::Token => {
                self.auth.whole = Some(Auth::bearer(&Secret::new(value::text(value)?))?);
            }
            _ => self.auth.whole = Some(Auth::bearer_file(value::text(value)?)),
        }
        Ok(())
    }

    /// A new value replaces all earlier URLs: later layers of configuration win whole.
    fn apply_urls(&mut self, value: &Value) -> Result<(), Refused> {
        let texts: Vec<&str> = match value {
            Value::Array(items) => items.iter().map(value::text).collect::<Result<_, _>>()?,
            _ => value::text(value)?.split(',').map(str::trim).collect(),
        };
        let mut urls = Vec::with_capacity(texts.len());
        for text in texts {
            let (url, user) = BaseUrl::parse_with_user(text)?;
            if let Some((user, password)) = user {
                self.auth.whole = None;
                self.auth.user = Some(user);
                self.auth.password = Some(password);
            }
            urls.push(url);
        }
        self.urls = urls;
        Ok(())
    }

    fn apply_headers(&mut self, value: &Value) -> Result<(), Refused> {
        for (name, value) in value::text_by_name(value)? {
            let name: HeaderName = name.parse().map_err(|_| "names of headers")?;
            let mut value: HeaderValue = value.parse().map_err(|_| "values of headers")?;
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        Ok(())
    }
}
