//! What a running cluster has: from its `cluster.json`, and from what its processes say of
//! themselves.

use serde::Deserialize;

use crate::cluster::{AuthKind, BackendKind, ClusterFile, Http, Kind, Topology};
use crate::error::{Error, Result};

/// The extension without which no multi-stage query runs.
const MSQ: &str = "druid-multi-stage-query";

/// What tests ask of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) major_release: u32,
    /// Brokers and workers have the extension for multi-stage queries.
    pub(crate) msq: bool,
    pub(crate) auth: bool,
    pub(crate) tls: bool,
    pub(crate) kafka: bool,
    pub(crate) brokers: usize,
    pub(crate) coordinators: usize,
    pub(crate) middle_managers: usize,
    pub(crate) indexers: usize,
    pub(crate) containers: bool,
    /// xtask can stop, kill and pause the processes.
    pub(crate) control: bool,
}

impl Facts {
    /// Asks the cluster.
    pub(crate) fn ask(cluster: &ClusterFile) -> Result<Self> {
        let http = Http::new(cluster.auth.as_ref());
        let mut lists = Vec::new();
        for role in &cluster.roles {
            let matters = matches!(
                role.role,
                Kind::Broker | Kind::Indexer | Kind::MiddleManager
            );
            if let Some(url) = role.outer.as_deref().filter(|_| matters) {
                let status = http
                    .get(&format!("{url}/status"))
                    .and_then(|text| Status::parse(&text));
                let status = status.map_err(|error| {
                    Error::caused(format!("{} does not say what it is", role.name), error)
                })?;
                lists.push((role.role, status));
            }
        }
        Ok(Self {
            msq: all_have_msq(&lists),
            ..Self::of(cluster)
        })
    }

    /// What `cluster.json` alone tells.
    fn of(cluster: &ClusterFile) -> Self {
        let count = |kind| {
            cluster
                .roles
                .iter()
                .filter(|role| role.role == kind)
                .count()
        };
        Self {
            major_release: major(&cluster.druid),
            msq: false,
            auth: cluster.auth.is_some(),
            tls: cluster.tls.is_some(),
            kafka: cluster.kafka.is_some(),
            brokers: count(Kind::Broker),
            coordinators: count(Kind::Coordinator),
            middle_managers: count(Kind::MiddleManager),
            indexers: count(Kind::Indexer),
            containers: cluster.backend == BackendKind::Containers,
            control: cluster.backend != BackendKind::Url,
        }
    }

    /// The most that a cluster of this shape could have, before it is started: what it lacks even
    /// then needs no start to be known.
    pub(crate) fn at_best(release: &str, topology: &Topology, backend: BackendKind) -> Self {
        let count = |kind| {
            topology
                .members()
                .iter()
                .filter(|member| member.kind == kind)
                .count()
        };
        Self {
            major_release: major(release),
            msq: true,
            auth: topology.auth == AuthKind::Basic,
            tls: topology.tls,
            kafka: topology.kafka,
            brokers: count(Kind::Broker),
            coordinators: count(Kind::Coordinator),
            middle_managers: count(Kind::MiddleManager),
            indexers: count(Kind::Indexer),
            containers: backend == BackendKind::Containers,
            control: backend != BackendKind::Url,
        }
    }
}

/// The first number of a release's name; 0 when it has none, which is before every release.
fn major(release: &str) -> u32 {
    release
        .split('.')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// Whether brokers and workers, as far as this machine reaches them, all list the extension. A
/// cluster whose brokers it does not reach is taken to have none.
fn all_have_msq(lists: &[(Kind, Status)]) -> bool {
    lists.iter().any(|(kind, _)| *kind == Kind::Broker)
        && lists.iter().all(|(_, status)| status.has(MSQ))
}

/// The part of `/status` that is read.
#[derive(Debug, Deserialize)]
struct Status {
    modules: Vec<Module>,
}

#[derive(Debug, Deserialize)]
struct Module {
    artifact: Option<String>,
}

impl Status {
    fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| Error::caused("this is no status", error))
    }

    fn has(&self, artifact: &str) -> bool {
        self.modules
            .iter()
            .any(|module| module.artifact.as_deref() == Some(artifact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH: &str = r#"{"version": "27.0.0", "modules": [
        {"name": "org.apache.druid.msq.guice.MSQExternalDataSourceModule",
         "artifact": "druid-multi-stage-query", "version": "27.0.0"}], "memory": {}}"#;
    const WITHOUT: &str = r#"{"version": "33.0.0", "modules": [{"name": "a", "artifact": null}]}"#;

    fn list(kind: Kind, json: &str) -> (Kind, Status) {
        (kind, Status::parse(json).unwrap())
    }

    #[test]
    fn multi_stage_queries_need_every_broker_and_worker_that_is_reached() {
        let broker = |json| list(Kind::Broker, json);
        let worker = |json| list(Kind::Indexer, json);
        assert!(all_have_msq(&[broker(WITH), worker(WITH)]));
        assert!(all_have_msq(&[broker(WITH)]));
        assert!(!all_have_msq(&[
            broker(WITH),
            broker(WITHOUT),
            worker(WITH)
        ]));
        assert!(!all_have_msq(&[broker(WITH), worker(WITHOUT)]));
        assert!(!all_have_msq(&[worker(WITH)]));
        assert!(!all_have_msq(&[]));
    }

    #[test]
    fn a_shape_tells_what_its_cluster_can_have_at_best() {
        let topology = Topology {
            auth: AuthKind::Basic,
            brokers: 2,
            ..Topology::default()
        };
        let facts = Facts::at_best("33.0.0", &topology, BackendKind::Jvm);
        let expected = Facts {
            major_release: 33,
            msq: true,
            auth: true,
            tls: false,
            kafka: false,
            brokers: 2,
            coordinators: 1,
            middle_managers: 0,
            indexers: 1,
            containers: false,
            control: true,
        };
        assert_eq!(facts, expected);
    }

    #[test]
    fn a_release_begins_with_a_number_or_is_before_all() {
        assert_eq!(
            [major("33.0.0"), major("27"), major("unknown"), major("")],
            [33, 27, 0, 0]
        );
    }
}
