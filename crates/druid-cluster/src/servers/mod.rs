use druid_core::{NodeRole, Origin, Scheme};
use serde::{Deserialize, Deserializer};

use crate::Result;

/// The query that lists the processes of a cluster.
pub(crate) const SERVERS: &str = "SELECT * FROM sys.servers";

/// One announced process in one of its roles: a row of `sys.servers`.
///
/// A process with two roles, such as a Coordinator that is also the Overlord, has two rows. Columns
/// that a release does not have are none, and those of newer ones are left aside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Server {
    /// `host:port`, the TLS port if there is one.
    pub server: String,
    /// The host, as the cluster knows it.
    pub host: String,
    /// The port for plain HTTP; none if it does not listen on one.
    #[serde(deserialize_with = "port")]
    pub plaintext_port: Option<u16>,
    /// The port for TLS; none if it does not listen on one.
    #[serde(deserialize_with = "port")]
    pub tls_port: Option<u16>,
    /// What it is for.
    #[serde(rename = "server_type")]
    pub role: NodeRole,
    /// The tier, of Historicals and workers.
    #[serde(default, deserialize_with = "text")]
    pub tier: Option<String>,
    /// Bytes of segments that it holds.
    #[serde(default, rename = "curr_size")]
    pub current_size: Option<i64>,
    /// Bytes of segments that it may hold.
    #[serde(default)]
    pub max_size: Option<i64>,
    /// Whether it leads; none for roles that have no leader. Since 0.22.
    #[serde(default, rename = "is_leader", deserialize_with = "flag")]
    pub leads: Option<bool>,
    /// When it started, ISO 8601. Since 25.
    #[serde(default, deserialize_with = "text")]
    pub start_time: Option<String>,
}

impl Server {
    /// Its address as the cluster knows it: over TLS if that is preferred and offered, or if there
    /// is nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::Client`](crate::ErrorKind::Client) if it announces no port, or no valid host.
    pub fn origin(&self, prefer_tls: bool) -> Result<Origin> {
        let plain = self.plaintext_port.map(|port| (Scheme::Http, port));
        let tls = self.tls_port.map(|port| (Scheme::Https, port));
        let best = if prefer_tls {
            tls.or(plain)
        } else {
            plain.or(tls)
        };
        let (scheme, port) = best.ok_or_else(|| {
            druid_core::Error::new(druid_core::ErrorKind::Decode)
                .with_message(format!("{} announces no port", self.server))
        })?;
        Ok(Origin::new(scheme, &self.host, port)?)
    }

    /// Every address of it, as the cluster knows it.
    pub fn origins(&self) -> impl Iterator<Item = Origin> + '_ {
        let plain = self.plaintext_port.map(|port| (Scheme::Http, port));
        let tls = self.tls_port.map(|port| (Scheme::Https, port));
        let both = plain.into_iter().chain(tls);
        both.filter_map(|(scheme, port)| Origin::new(scheme, &self.host, port).ok())
    }
}

/// Druid writes -1 for a port that is not open.
fn port<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let port = Option::<i64>::deserialize(deserializer)?;
    Ok(port
        .and_then(|port| u16::try_from(port).ok())
        .filter(|port| *port > 0))
}

/// A release in legacy null mode writes an empty text for null.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Druid writes 1, 0 or null. Every role has a 0, so leaders are told by role and 1.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(Option::<i64>::deserialize(deserializer)?.map(|flag| flag == 1))
}

#[cfg(test)]
mod tests;
