use std::fmt;
use std::str::FromStr;

use crate::{Error, ErrorKind};

macro_rules! keys {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $form:literal;)*) => {
        /// A key of the configuration, the same in documents, environment and code.
        ///
        /// A dot is a level of a document; its variable has `DRUID_` before it, capitals, and `_`
        /// for each dot: `timeout.connect` is `DRUID_TIMEOUT_CONNECT`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ConfigKey {
            $($(#[$doc])* $variant,)*
        }

        impl ConfigKey {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in a document.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The form of its value, in words.
            #[must_use]
            pub const fn form(self) -> &'static str {
                match self { $(Self::$variant => $form,)* }
            }
        }
    };
}

keys! {
    /// One or more equal URLs of a Router or Broker.
    Url = "url", "a URL, or several (separated by commas in a variable)";
    /// The user name for Basic authentication.
    Username = "username", "text";
    /// The password for Basic authentication.
    Password = "password", "text, secret";
    /// A bearer token.
    Token = "token", "text, secret";
    /// A file that holds a bearer token.
    TokenFile = "token_file", "a path";
    /// A file of certificates (PEM) to trust instead of the system's.
    TlsCaFile = "tls.ca_file", "a path";
    /// Certificates (PEM) to trust instead of the system's.
    TlsCaPem = "tls.ca_pem", "PEM text";
    /// A file with this client's certificate chain (PEM).
    TlsCertFile = "tls.cert_file", "a path";
    /// A file with the private key (PEM) of that certificate.
    TlsKeyFile = "tls.key_file", "a path";
    /// Trust any certificate: no protection against somebody in the middle.
    TlsInsecure = "tls.insecure_accept_any_certificate", "true or false";
    /// Whether discovery calls a service on its TLS port where it has both.
    PreferTls = "prefer_tls", "true or false";
    /// Longest wait for a connection, TLS included.
    TimeoutConnect = "timeout.connect", "a duration such as \"500ms\", \"30s\", \"5m\"";
    /// Longest wait for the head of a response.
    TimeoutResponse = "timeout.response", "a duration";
    /// Longest wait for the next piece of a body.
    TimeoutIdle = "timeout.idle", "a duration";
    /// Longest time for the whole, retries and body included.
    TimeoutTotal = "timeout.total", "a duration, or \"none\"";
    /// How often a request is sent at most.
    RetryAttempts = "retry.attempts", "a number from 1";
    /// The wait before the first retry; it doubles from there.
    RetryBaseDelay = "retry.base_delay", "a duration";
    /// The longest wait before a retry.
    RetryMaxDelay = "retry.max_delay", "a duration";
    /// How many retries there may be for a hundred requests.
    RetryBudget = "retry.budget_percent", "a number from 0 to 1000";
    /// How many requests are under way at most; a further one waits.
    MaxInFlight = "limit.in_flight", "a number from 1, or \"none\"";
    /// Most bytes of an answer that is read whole into memory.
    MaxBuffered = "limit.buffered_bytes", "a number of bytes";
    /// Most bytes of a compressed answer once decoded.
    MaxDecoded = "limit.decoded_bytes", "a number of bytes";
    /// Most redirects in a row.
    MaxRedirects = "limit.redirects", "a number";
    /// Headers for every request.
    Headers = "headers", "names and values (a JSON object in a variable), secret";
    /// The HTTP proxy.
    Proxy = "proxy", "a URL, or \"none\"";
    /// Whether to ask for compressed answers.
    Gzip = "gzip", "true or false";
    /// How this program names itself.
    UserAgent = "user_agent", "text";
    /// The host on which containers publish their ports.
    MapperDockerHost = "mapper.docker.host", "a host";
    /// Published ports.
    MapperDockerPorts = "mapper.docker.ports", "pairs [external, internal] (JSON in a variable)";
    /// Host names as the cluster knows them, and as this client reaches them.
    MapperHosts = "mapper.hosts", "inner and outer names (a JSON object in a variable)";
    /// Origins as the cluster knows them, and URLs as this client reaches them.
    MapperTable = "mapper.table", "inner origins and outer URLs (a JSON object in a variable)";
}

impl ConfigKey {
    /// Its environment variable.
    #[must_use]
    pub fn env(self) -> String {
        format!(
            "DRUID_{}",
            self.name().replace('.', "_").to_ascii_uppercase()
        )
    }
}

impl fmt::Display for ConfigKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ConfigKey {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|key| key.name() == name)
            .ok_or_else(|| {
                Error::new(ErrorKind::Config).with_message(format!("no config key {name:?}"))
            })
    }
}
