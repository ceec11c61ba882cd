//! The properties of Druid's processes, for every backend that starts some.

mod role;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::role::Kind;
use super::spec::Spec;
use super::topology::AuthKind;
use crate::error::Result;

pub(crate) use role::of_seat;

/// The only user, who may do everything; a cluster for tests has no secrets.
pub(crate) const USERNAME: &str = "admin";
pub(crate) const PASSWORD: &str = "adminpw";
const INTERNAL_PASSWORD: &str = "internalpw";

/// What JDK 17 needs before it lets Druid in, peons included.
pub(crate) const JAVA_OPENS: [&str; 8] = [
    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
];

/// Where a cluster's processes find things, in the words of those processes.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The folder of extensions.
    pub extensions: String,
    /// `host:port`.
    pub zookeeper: String,
    /// `host` and `port` of the Derby that holds the metadata.
    pub derby: (String, u16),
    /// The folder that every process sees: segments, task logs, MSQ's intermediate data, Derby.
    pub shared: String,
}

/// One process of Druid.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub kind: Kind,
    /// The host at which the others reach it.
    pub host: String,
    pub port: u16,
    pub tls: Option<TlsSeat>,
    /// The folder that only this process writes to.
    pub own: String,
    /// The first of the ports for its peons (a middle manager).
    pub peons: u16,
    /// A Coordinator beside a Derby of its own process starts a second one that nobody uses, at
    /// this port of its own. At the port of the first its graceful end would end the first.
    pub idle_derby: Option<u16>,
}

/// A Router's TLS.
#[derive(Clone, Debug)]
pub(crate) struct TlsSeat {
    pub port: u16,
    /// PKCS12, both with [`super::tls::STORE_PASSWORD`].
    pub key_store: String,
    pub trust_store: String,
}

/// Properties by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Properties(BTreeMap<String, String>);

impl Properties {
    fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// For what a topology may have set already.
    pub(crate) fn set_default(&mut self, key: &str, value: &str) {
        self.0
            .entry(key.to_owned())
            .or_insert_with(|| value.to_owned());
    }

    fn set_all(&mut self, pairs: &[(&str, &str)]) {
        for (key, value) in pairs {
            self.set(key, *value);
        }
    }

    /// What the topology says about "common" or a role; it wins.
    fn override_with(&mut self, spec: &Spec, role: &str) {
        if let Some(extra) = spec.topology.properties.get(role) {
            self.0.extend(
                extra
                    .iter()
                    .map(|(key, value)| (key.clone(), value.clone())),
            );
        }
    }

    #[cfg(test)]
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Keys and values.
    pub(crate) fn into_pairs(self) -> impl Iterator<Item = (String, String)> {
        self.0.into_iter()
    }

    /// The text of a `.properties` file.
    pub(crate) fn render(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            writeln!(text, "{key}={}", escape(value)).expect("a String takes everything");
        }
        text
    }
}

/// A value as a `.properties` file has it: a backslash begins an escape, and blanks in front are
/// skipped.
fn escape(value: &str) -> String {
    let escaped = value
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    if escaped.starts_with([' ', '\t']) {
        format!("\\{escaped}")
    } else {
        escaped
    }
}

/// The same in every cluster.
const COMMON: &[(&str, &str)] = &[
    ("druid.metadata.storage.type", "derby"),
    ("druid.storage.type", "local"),
    ("druid.indexer.logs.type", "file"),
    ("druid.msq.intermediate.storage.enable", "true"),
    ("druid.msq.intermediate.storage.type", "local"),
    ("druid.startup.logging.logProperties", "false"),
    ("druid.selectors.indexing.serviceName", "druid/overlord"),
    (
        "druid.selectors.coordinator.serviceName",
        "druid/coordinator",
    ),
    ("druid.emitter", "noop"),
    ("druid.lookup.enableLookupSyncOnStartup", "false"),
    ("druid.server.http.numThreads", "20"),
    ("druid.global.http.numConnections", "10"),
    ("druid.processing.buffer.sizeBytes", "25000000"),
    ("druid.processing.numThreads", "1"),
    ("druid.processing.numMergeBuffers", "2"),
];

/// The extension `druid-basic-security` for users and between the processes.
const BASIC_AUTH: &[(&str, &str)] = &[
    ("druid.auth.authenticatorChain", "[\"basic\"]"),
    ("druid.auth.authenticator.basic.type", "basic"),
    (
        "druid.auth.authenticator.basic.initialAdminPassword",
        PASSWORD,
    ),
    (
        "druid.auth.authenticator.basic.initialInternalClientPassword",
        INTERNAL_PASSWORD,
    ),
    (
        "druid.auth.authenticator.basic.credentialsValidator.type",
        "metadata",
    ),
    ("druid.auth.authenticator.basic.skipOnFailure", "false"),
    ("druid.auth.authenticator.basic.authorizerName", "basic"),
    ("druid.escalator.type", "basic"),
    ("druid.escalator.internalClientUsername", "druid_system"),
    ("druid.escalator.internalClientPassword", INTERNAL_PASSWORD),
    ("druid.escalator.authorizerName", "basic"),
    ("druid.auth.authorizers", "[\"basic\"]"),
    ("druid.auth.authorizer.basic.type", "basic"),
];

/// What all processes of Druid share.
pub(crate) fn common(spec: &Spec, place: &Place) -> Result<Properties> {
    let mut all = Properties::default();
    let shared = &place.shared;
    let (derby_host, derby_port) = &place.derby;
    let quoted: Vec<_> = spec
        .extensions()?
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    all.set(
        "druid.extensions.loadList",
        format!("[{}]", quoted.join(",")),
    );
    all.set("druid.extensions.directory", &place.extensions);
    all.set("druid.zk.service.host", &place.zookeeper);
    all.set(
        "druid.metadata.storage.connector.connectURI",
        format!("jdbc:derby://{derby_host}:{derby_port}/{shared}/derby/metadata.db;create=true"),
    );
    all.set("druid.metadata.storage.connector.host", derby_host);
    all.set(
        "druid.metadata.storage.connector.port",
        derby_port.to_string(),
    );
    all.set(
        "druid.storage.storageDirectory",
        format!("{shared}/segments"),
    );
    all.set(
        "druid.indexer.logs.directory",
        format!("{shared}/task-logs"),
    );
    all.set(
        "druid.msq.intermediate.storage.basePath",
        format!("{shared}/msq"),
    );
    all.set_all(COMMON);
    if spec.topology.coordinators > 1 {
        // A second Coordinator waits this long before it takes over from one that was killed.
        all.set("druid.zk.service.sessionTimeoutMs", "6000");
    }
    if spec.topology.auth == AuthKind::Basic {
        all.set_all(BASIC_AUTH);
    }
    all.override_with(spec, "common");
    Ok(all)
}

#[cfg(test)]
mod tests;
