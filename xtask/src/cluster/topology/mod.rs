//! What a cluster consists of, as data: read from a JSON file, changed by flags.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::role::Kind;
use crate::error::{Error, Result};

/// The shape of a cluster. Every field has a default: one process of each role, nothing special.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Topology {
    /// Coordinators, each of which is an Overlord too.
    pub coordinators: u16,
    pub brokers: u16,
    pub historicals: u16,
    /// Indexers or middle managers, see `worker`.
    pub workers: u16,
    /// Plain Routers; `tls` adds one more.
    pub routers: u16,
    pub worker: Worker,
    pub auth: AuthKind,
    /// A further Router that also listens with TLS and asks for client certificates.
    pub tls: bool,
    /// A Kafka broker, and Druid's Kafka indexing service.
    pub kafka: bool,
    /// Derby as a process of its own. Two coordinators have that anyway: inside the first one it
    /// would die with it.
    pub own_derby: bool,
    /// Extra properties, which win over those that xtask sets: "common" or a role, then the key.
    pub properties: BTreeMap<String, BTreeMap<String, String>>,
}

/// What runs the tasks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Worker {
    /// Tasks are threads: quick to start, no log of their own.
    #[default]
    Indexer,
    /// Tasks are processes (peons), with logs.
    MiddleManager,
}

/// How a cluster knows its users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AuthKind {
    /// Everybody may do everything.
    #[default]
    None,
    /// The extension `druid-basic-security`, with one user `admin`.
    Basic,
}

impl Default for Topology {
    fn default() -> Self {
        Self {
            coordinators: 1,
            brokers: 1,
            historicals: 1,
            workers: 1,
            routers: 1,
            worker: Worker::default(),
            auth: AuthKind::default(),
            tls: false,
            kafka: false,
            own_derby: false,
            properties: BTreeMap::new(),
        }
    }
}

impl Topology {
    /// Reads a JSON document; what it leaves out has its default.
    pub(crate) fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| Error::caused("this is no topology", e))
    }

    /// Applies one flag of the command line; `None` when the flag is not the topology's. `value`
    /// is called only by flags that take one.
    pub(crate) fn flag(
        &mut self,
        flag: &str,
        value: &mut dyn FnMut() -> Result<String>,
    ) -> Option<Result<()>> {
        let mut count = |field: &mut u16| -> Result<()> {
            let text = value()?;
            *field = text
                .parse()
                .map_err(|_| Error::usage(format!("{flag} {text}: no count")))?;
            Ok(())
        };
        let result = match flag {
            "--coordinators" => count(&mut self.coordinators),
            "--brokers" => count(&mut self.brokers),
            "--historicals" => count(&mut self.historicals),
            "--workers" => count(&mut self.workers),
            "--routers" => count(&mut self.routers),
            "--worker" => value().and_then(|word| put(&mut self.worker, flag, &word)),
            "--auth" => value().and_then(|word| put(&mut self.auth, flag, &word)),
            "--set" => value().and_then(|word| self.set(&word)),
            _ => {
                match flag {
                    "--tls" => self.tls = true,
                    "--kafka" => self.kafka = true,
                    "--own-derby" => self.own_derby = true,
                    _ => return None,
                }
                Ok(())
            }
        };
        Some(result)
    }

    /// `ROLE.key=value`, the role being "common" or one that Druid runs.
    fn set(&mut self, text: &str) -> Result<()> {
        let parts = text
            .split_once('=')
            .and_then(|(left, value)| left.split_once('.').map(|(role, key)| (role, key, value)));
        let Some((role, key, value)) = parts else {
            return Err(Error::usage(format!(
                "--set {text}: the form is ROLE.key=value"
            )));
        };
        let of_role = self.properties.entry(role.to_owned()).or_default();
        of_role.insert(key.to_owned(), value.to_owned());
        self.check()
    }

    /// Refuses shapes that can not work.
    pub(crate) fn check(&self) -> Result<()> {
        let counts = [
            ("coordinators", self.coordinators),
            ("brokers", self.brokers),
            ("historicals", self.historicals),
            ("workers", self.workers),
            ("routers", self.routers),
        ];
        // The upper bound is a cluster's share of ports.
        if let Some((name, _)) = counts.iter().find(|(_, count)| !(1..=10).contains(count)) {
            return Err(Error::usage(format!(
                "{name}: 1 to 10 of them make a cluster"
            )));
        }
        for role in self.properties.keys() {
            let known = role == "common" || Kind::parse(role).is_some_and(Kind::is_druid);
            if !known {
                return Err(Error::usage(format!(
                    "properties for {role:?}: neither \"common\" nor a role of Druid"
                )));
            }
        }
        Ok(())
    }

    /// The role that runs the tasks.
    pub(crate) fn worker_kind(&self) -> Kind {
        match self.worker {
            Worker::Indexer => Kind::Indexer,
            Worker::MiddleManager => Kind::MiddleManager,
        }
    }

    /// Whether Derby is its own process.
    pub(crate) fn has_own_derby(&self) -> bool {
        self.own_derby || self.coordinators > 1
    }

    /// Every process of this topology, in the order in which to start them.
    pub(crate) fn members(&self) -> Vec<Member> {
        let mut members = vec![Member::new(Kind::Zookeeper, 1)];
        let mut add = |kind, count: u16| {
            members.extend((1..=count).map(|number| Member::new(kind, number)));
        };
        add(Kind::Derby, u16::from(self.has_own_derby()));
        add(Kind::Kafka, u16::from(self.kafka));
        add(Kind::Coordinator, self.coordinators);
        add(Kind::Historical, self.historicals);
        add(Kind::Broker, self.brokers);
        add(self.worker_kind(), self.workers);
        add(Kind::Router, self.routers);
        if self.tls {
            members.push(Member {
                kind: Kind::Router,
                name: "router-tls".to_owned(),
                tls: true,
            });
        }
        members
    }

    /// A few words for a cluster's name: what differs from the default.
    pub(crate) fn label(&self) -> String {
        let plain = Self::default();
        let mut words = Vec::new();
        let mut count = |name: &str, count: u16, usual: u16| {
            if count != usual {
                words.push(format!("{count}{name}"));
            }
        };
        count("coordinators", self.coordinators, plain.coordinators);
        count("brokers", self.brokers, plain.brokers);
        count("historicals", self.historicals, plain.historicals);
        count("workers", self.workers, plain.workers);
        count("routers", self.routers, plain.routers);
        let mut word = |word: &str, is: bool| {
            if is {
                words.push(word.to_owned());
            }
        };
        word("middlemanager", self.worker == Worker::MiddleManager);
        word("auth", self.auth == AuthKind::Basic);
        word("tls", self.tls);
        word("kafka", self.kafka);
        word("derby", self.own_derby);
        word("set", !self.properties.is_empty());
        if words.is_empty() {
            "plain".to_owned()
        } else {
            words.join("-")
        }
    }
}

/// One process that a topology asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub kind: Kind,
    /// Unique in its cluster: `broker-1`.
    pub name: String,
    /// Listens with TLS too.
    pub tls: bool,
}

impl Member {
    fn new(kind: Kind, number: u16) -> Self {
        Self {
            kind,
            name: format!("{kind}-{number}"),
            tls: false,
        }
    }
}

/// Sets an enum by the name it has in JSON.
fn put<T: serde::de::DeserializeOwned>(field: &mut T, flag: &str, text: &str) -> Result<()> {
    *field = serde_json::from_value(serde_json::Value::from(text))
        .map_err(|e| Error::caused(format!("{flag} {text}"), e))?;
    Ok(())
}

#[cfg(test)]
mod tests;
