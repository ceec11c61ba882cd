//! One member of a cluster as a service of the compose file.

use crate::cluster::role::Kind;
use crate::cluster::topology::{Member, Topology};

/// A member, with what is fixed about it inside the containers' network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    pub member: Member,
    /// The name of the service, and of its host: DNS does not tell capitals from small letters.
    pub host: String,
    /// Where it listens. No two services of one role share a port, so that a pair of published
    /// and inner port belongs to one process.
    pub port: u16,
    pub tls_port: Option<u16>,
}

/// Kafka's listener for clients outside of the containers' network.
pub(super) const KAFKA_OUTSIDE: u16 = 9094;
/// Kafka's listener for itself as its controller.
pub(super) const KAFKA_CONTROLLER: u16 = 9093;

/// Between the ports of two services of one role. The last two digits tell the role.
const STEP: u16 = 100;

/// Every member of a topology.
pub(crate) fn services(topology: &Topology) -> Vec<Service> {
    let mut services: Vec<Service> = Vec::new();
    for member in topology.members() {
        let of_kind = services
            .iter()
            .filter(|other| other.member.kind == member.kind)
            .count();
        let number = u16::try_from(of_kind).expect("a topology has fewer members");
        services.push(Service {
            host: member.name.to_ascii_lowercase(),
            port: first_port(member.kind) + STEP * number,
            tls_port: member.tls.then_some(9443),
            member,
        });
    }
    services
}

/// The ports that Druid's own documents give the roles.
fn first_port(kind: Kind) -> u16 {
    match kind {
        Kind::Zookeeper => 2181,
        Kind::Derby => 1527,
        Kind::Kafka => 9092,
        Kind::Coordinator => 8081,
        Kind::Broker => 8082,
        Kind::Historical => 8083,
        Kind::Indexer | Kind::MiddleManager => 8091,
        Kind::Router => 8888,
    }
}

impl Service {
    /// The inner port that is published as the member's own: what others reach it by.
    pub(crate) fn published(&self) -> Option<u16> {
        match self.member.kind {
            Kind::Zookeeper | Kind::Derby => None,
            Kind::Kafka => Some(KAFKA_OUTSIDE),
            _ => Some(self.port),
        }
    }

    /// The port at which a person who names none finds it: `18888` for the first Router.
    pub(super) fn usual(inner: u16) -> u16 {
        inner + 10_000
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_inner_ports_tell_the_members_apart() {
        let topology = Topology {
            coordinators: 2,
            brokers: 15,
            historicals: 3,
            workers: 2,
            routers: 8,
            tls: true,
            kafka: true,
            ..Topology::default()
        };
        let services = services(&topology);
        let ports: BTreeSet<_> = services
            .iter()
            .flat_map(|one| [Some(one.port), one.tls_port])
            .flatten()
            .collect();
        assert_eq!(ports.len(), services.len() + 1);
        assert!(
            ports.iter().all(|port| Service::usual(*port) < 32_768),
            "{ports:?}"
        );
    }

    #[test]
    fn hosts_have_small_letters() {
        let topology = Topology {
            worker: crate::cluster::Worker::MiddleManager,
            ..Topology::default()
        };
        let services = services(&topology);
        let worker = services
            .iter()
            .find(|one| one.member.kind == Kind::MiddleManager)
            .unwrap();
        assert_eq!(
            (worker.host.as_str(), worker.port),
            ("middlemanager-1", 8091)
        );
    }
}
