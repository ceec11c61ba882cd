use std::path::PathBuf;
use std::sync::LazyLock;

use druid_core::{NodeRole, Version};
use serde::Deserialize;

/// What `cargo xtask` wrote of the cluster that the tests run on.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct ClusterFile {
    /// The name by which the tool knows it.
    pub name: String,
    /// The release, as it was asked for.
    pub druid: String,
    /// What runs it: `jvm`, `containers` or `url`.
    pub backend: String,
    /// A user who may do everything; none on a cluster that asks nobody.
    pub auth: Option<Credentials>,
    /// The Router that listens with TLS, where there is one.
    pub tls: Option<Tls>,
    /// The Kafka broker, where there is one.
    pub kafka: Option<Kafka>,
    /// The folder of the sample data, as the workers see it.
    pub data: String,
    /// Every process.
    pub roles: Vec<Role>,
}

/// A user's name and password.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Credentials {
    /// The name.
    pub username: String,
    /// The password, which lives as long as the cluster.
    pub password: String,
}

/// The Router with TLS, and what its clients need; all files are PEM.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Tls {
    /// Where this machine reaches it.
    pub url: String,
    /// The authority that signed its certificate.
    pub ca: PathBuf,
    /// A certificate that it accepts.
    pub client_cert: PathBuf,
    /// The key to that.
    pub client_key: PathBuf,
}

/// A Kafka broker.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Kafka {
    /// `host:port`, as this machine reaches it.
    pub bootstrap: String,
    /// The same as Druid's processes reach it.
    pub inner: String,
}

/// One process.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Role {
    /// What it is: `broker`, `middleManager`, `zookeeper`; a `coordinator` is the Overlord too.
    pub role: String,
    /// Its name in the cluster, such as `broker-1`.
    pub name: String,
    /// The URL that the cluster knows it by; none for what speaks no HTTP.
    pub inner: Option<String>,
    /// The URL at which this machine reaches it.
    pub outer: Option<String>,
    /// The same over TLS.
    pub inner_tls: Option<String>,
    /// The same over TLS.
    pub outer_tls: Option<String>,
}

impl ClusterFile {
    /// The cluster that these tests run on.
    ///
    /// # Panics
    /// If the environment names none, or its file is unreadable.
    #[must_use]
    pub fn here() -> &'static Self {
        static HERE: LazyLock<ClusterFile> = LazyLock::new(|| {
            let path = std::env::var_os("DRUID_CLUSTER").expect(
                "DRUID_CLUSTER names no cluster.json; `cargo xtask it` runs this test on a cluster",
            );
            let path = PathBuf::from(path);
            match std::fs::read(&path).map(|text| serde_json::from_slice(&text)) {
                Ok(Ok(file)) => file,
                Ok(Err(error)) => panic!("{}: {error}", path.display()),
                Err(error) => panic!("{}: {error}", path.display()),
            }
        });
        &HERE
    }

    /// The release as a version.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn version(&self) -> Version {
        self.druid
            .parse()
            .expect("the cluster's release is a version")
    }

    /// The processes of one role.
    pub fn of<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a Role> {
        self.roles
            .iter()
            .filter(move |process| process.role == role)
    }

    /// The first process of one role.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn first(&self, role: &str) -> &Role {
        let first = self.roles.iter().find(|process| process.role == role);
        first.unwrap_or_else(|| panic!("cluster {} has no {role}", self.name))
    }

    /// The processes that speak HTTP with this machine.
    pub fn reachable(&self) -> impl Iterator<Item = &Role> {
        self.roles.iter().filter(|process| process.outer.is_some())
    }
}

impl Role {
    /// Where this machine reaches it.
    ///
    /// # Panics
    /// If it does not.
    #[must_use]
    pub fn url(&self) -> &str {
        let url = self.outer.as_deref();
        url.unwrap_or_else(|| panic!("{} is not reached from here", self.name))
    }

    /// What it announces itself as.
    #[must_use]
    pub fn announced(&self) -> Vec<NodeRole> {
        match self.role.as_str() {
            "zookeeper" | "derby" | "kafka" => Vec::new(),
            "coordinator" => vec![NodeRole::Coordinator, NodeRole::Overlord],
            role => vec![NodeRole::from(role.to_owned())],
        }
    }
}
