use std::time::Duration;

use druid_client::Client;
use druid_core::{
    Auth, BaseUrl, Config, Connection, Origin, RetryConfig, Secret, TableMapper, Timeouts,
    TlsConfig,
};

use crate::{ClusterFile, Role};

/// No answer of a test takes longer, on the slowest machine.
const LONGEST_ANSWER: Duration = Duration::from_secs(100);

impl ClusterFile {
    /// The configuration for a URL of this cluster: credentials, certificates, and the way from
    /// inner addresses to outer ones.
    ///
    /// # Panics
    /// If `url` is none.
    #[must_use]
    pub fn config_at(&self, url: &str) -> Config {
        let timeouts = Timeouts::default()
            .with_response(LONGEST_ANSWER)
            .with_idle(LONGEST_ANSWER);
        let config = Config::new(url).expect("the cluster file has URLs");
        let config = config.with_mapper(self.mapper()).with_timeouts(timeouts);
        let config = match &self.tls {
            Some(tls) => config.with_tls(
                TlsConfig::new()
                    .with_ca_file(&tls.ca)
                    .with_client_certificate(&tls.client_cert, &tls.client_key),
            ),
            None => config,
        };
        match self.auth() {
            Some(auth) => config.with_auth(auth),
            None => config,
        }
    }

    /// The same for the first Router.
    #[must_use]
    pub fn config(&self) -> Config {
        self.config_at(self.first("router").url())
    }

    /// A client at the first Router.
    #[must_use]
    pub fn client(&self) -> Client {
        client(self.config())
    }

    /// A client at one process, which does not try anything twice: its first failure is the one to
    /// look at.
    #[must_use]
    pub fn client_at(&self, process: &Role) -> Client {
        client(
            self.config_at(process.url())
                .with_retry(RetryConfig::none()),
        )
    }

    /// The credentials, where the cluster asks for some.
    ///
    /// # Panics
    /// If the user's name has a colon.
    #[must_use]
    pub fn auth(&self) -> Option<Auth> {
        let auth = self.auth.as_ref()?;
        let password = Secret::new(&auth.password);
        Some(Auth::basic(&auth.username, &password).expect("the user's name has no colon"))
    }

    /// From each inner address to where this machine reaches it.
    ///
    /// # Panics
    /// If an address is no URL.
    #[must_use]
    pub fn mapper(&self) -> TableMapper {
        let plain = self.roles.iter().map(|role| (&role.inner, &role.outer));
        let tls = self
            .roles
            .iter()
            .map(|role| (&role.inner_tls, &role.outer_tls));
        let pairs = plain.chain(tls).filter_map(|(inner, outer)| {
            let inner: Origin = inner
                .as_ref()?
                .parse()
                .expect("an inner address is an origin");
            let outer: BaseUrl = outer.as_ref()?.parse().expect("an outer address is a URL");
            Some((inner, outer))
        });
        TableMapper::new(pairs)
    }
}

fn client(config: Config) -> Client {
    let connection = Connection::builder(config)
        .build()
        .expect("the configuration is valid");
    Client::new(&connection)
}
