//! The clusters that the cluster tests run on.

use crate::cluster::{AuthKind, Topology, Worker};

/// A cluster to test on.
#[derive(Debug)]
pub(crate) struct Standard {
    pub(crate) release: &'static str,
    pub(crate) name: &'static str,
    shape: fn() -> Topology,
}

/// What Maven Central serves of a release decides what its clusters can have: 27.0.0 has
/// multi-stage queries and basic security, 33.0.0 has trailers and Kafka.
pub(crate) const STANDARD: &[Standard] = &[
    Standard {
        release: "27.0.0",
        name: "plain",
        shape: two_brokers,
    },
    Standard {
        release: "27.0.0",
        name: "secured",
        shape: secured,
    },
    Standard {
        release: "33.0.0",
        name: "plain",
        shape: with_kafka,
    },
];

impl Standard {
    pub(crate) fn topology(&self) -> Topology {
        (self.shape)()
    }

    /// The cluster's name while this process runs it: others may test on this machine too.
    pub(crate) fn cluster_name(&self) -> String {
        format!("it-{}-{}-{}", self.name, self.release, std::process::id())
    }
}

fn two_brokers() -> Topology {
    Topology {
        brokers: 2,
        worker: Worker::Indexer,
        ..Topology::default()
    }
}

fn secured() -> Topology {
    Topology {
        coordinators: 2,
        worker: Worker::MiddleManager,
        auth: AuthKind::Basic,
        tls: true,
        ..Topology::default()
    }
}

fn with_kafka() -> Topology {
    Topology {
        kafka: true,
        ..two_brokers()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{RELEASES, Spec};

    #[test]
    fn every_release_has_a_plain_cluster_and_all_shapes_can_be_started() {
        for release in RELEASES {
            let plain =
                |standard: &Standard| standard.release == release && standard.name == "plain";
            assert!(STANDARD.iter().any(plain), "{release}");
        }
        for standard in STANDARD {
            let mut spec = Spec::new(standard.release, standard.topology());
            spec.name = standard.cluster_name();
            spec.check().unwrap();
        }
    }
}
