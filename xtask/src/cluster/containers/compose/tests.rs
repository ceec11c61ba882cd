use std::collections::BTreeMap;

use super::*;
use crate::cluster::containers::{COMMITTED, committed};
use crate::cluster::{AuthKind, BackendKind, Topology, Worker, paths};

fn spec(druid: &str, topology: Topology) -> Spec {
    Spec {
        name: "test".to_owned(),
        druid: druid.to_owned(),
        backend: BackendKind::Containers,
        topology,
        url: None,
        worker_path: None,
    }
}

/// Every kind of member, two of each where that may be.
fn everything() -> Topology {
    Topology {
        coordinators: 2,
        brokers: 2,
        historicals: 2,
        workers: 2,
        routers: 2,
        worker: Worker::MiddleManager,
        tls: true,
        ..Topology::default()
    }
}

/// The lines of one service, without their margin.
fn lines_of(text: &str, host: &str) -> Vec<String> {
    let head = format!("  {host}:");
    let lines = text.lines().skip_while(|line| **line != head).skip(1);
    lines
        .take_while(|line| line.starts_with("    "))
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn the_committed_file_is_the_default_topology() {
    let file = std::fs::read_to_string(paths::root().join(COMMITTED)).unwrap();
    let is_equal = file == committed().unwrap();
    assert!(
        is_equal,
        "{COMMITTED} is not what the code makes: `cargo xtask bless` writes it anew"
    );
}

#[test]
fn every_member_is_a_service_that_others_know_by_its_host() {
    let text = text(&spec("27.0.0", everything())).unwrap();
    for service in services(&everything()) {
        let lines = lines_of(&text, &service.host);
        assert!(
            lines.contains(&format!("hostname: {}", service.host)),
            "{lines:?}"
        );
        if service.member.kind.is_druid() {
            assert!(
                lines.contains(&format!("druid_host: {}", service.host)),
                "{lines:?}"
            );
            let port = format!("druid_plaintextPort: '{}'", service.port);
            assert!(lines.contains(&port), "{lines:?}");
        }
    }
}

#[test]
fn published_ports_are_this_machine_s_alone() {
    let text = text(&spec("27.0.0", everything())).unwrap();
    let ports: Vec<_> = text
        .lines()
        .filter(|line| line.trim().starts_with("ports:"))
        .collect();
    let published = services(&everything())
        .iter()
        .filter_map(Service::published)
        .count();
    assert_eq!(ports.len(), published);
    for line in ports {
        assert!(line.trim().starts_with("ports: ['127.0.0.1:${"), "{line}");
    }
    let tls = lines_of(&text, "router-tls");
    let pair = "'127.0.0.1:${ROUTER_TLS_TLS_PORT:-19443}:9443'";
    assert!(tls.iter().any(|line| line.contains(pair)), "{tls:?}");
}

#[test]
fn two_coordinators_share_a_derby_of_its_own() {
    let text = text(&spec("27.0.0", everything())).unwrap();
    let uri = "druid_metadata_storage_connector_connectURI: \
               'jdbc:derby://derby-1:1527//opt/shared/derby/metadata.db;create=true'";
    assert!(text.contains(uri), "{text}");
    for coordinator in ["coordinator-1", "coordinator-2"] {
        let lines = lines_of(&text, coordinator);
        assert!(lines.contains(&"derby-1:".to_owned()), "{lines:?}");
    }
    assert!(
        text.contains("druid_metadata_storage_connector_host: localhost\n"),
        "{text}"
    );
    let alone = self::text(&spec("27.0.0", Topology::default())).unwrap();
    assert!(alone.contains("'jdbc:derby://localhost:1527/"), "{alone}");
    assert!(lines_of(&alone, "derby-1").is_empty());
}

/// The official image's entry point sets a key by deleting each line that holds `key=`, in the
/// order in which `env` lists the variables, whatever that is.
#[test]
fn no_key_of_a_service_is_the_end_of_another() {
    let plain = Topology {
        workers: 1,
        ..everything()
    };
    let auth = Topology {
        auth: AuthKind::Basic,
        worker: Worker::Indexer,
        ..everything()
    };
    let kafka = Topology {
        kafka: true,
        worker: Worker::Indexer,
        ..everything()
    };
    for (druid, topology) in [("27.0.0", plain), ("27.0.0", auth), ("33.0.0", kafka)] {
        let all = services(&topology);
        let environments = environment::of(&spec(druid, topology), &all).unwrap();
        for (host, own) in &environments.own {
            let mut whole = environments.common.clone();
            whole.extend(own.clone());
            let keys: Vec<_> = whole
                .keys()
                .filter(|key| key.starts_with("druid_"))
                .collect();
            for key in &keys {
                let longer = keys
                    .iter()
                    .find(|other| *other != key && other.ends_with(&***key));
                assert_eq!(longer, None, "{host}: {key}");
            }
        }
    }
}

#[test]
fn peons_get_their_own_processing_and_indexers_need_none() {
    let common = "druid_processing_numThreads: '1'";
    let forked = "druid_indexer_fork_property_druid_processing_numThreads: '1'";
    let text_of = |worker| {
        let topology = Topology {
            worker,
            ..Topology::default()
        };
        text(&spec("27.0.0", topology)).unwrap()
    };
    let text = text_of(Worker::MiddleManager);
    let lines = lines_of(&text, "middlemanager-1");
    assert!(lines.contains(&forked.to_owned()), "{lines:?}");
    assert!(!lines.contains(&common.to_owned()), "{lines:?}");
    assert!(lines_of(&text, "broker-1").contains(&common.to_owned()));
    let text = text_of(Worker::Indexer);
    assert!(!text.contains(forked), "{text}");
    assert!(text.contains(common), "{text}");
}

#[test]
fn extra_properties_win_and_dollars_stay() {
    let mut topology = Topology::default();
    let extra = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
    topology
        .properties
        .insert("broker".to_owned(), extra("druid.a_b.c", "x$y"));
    topology
        .properties
        .insert("common".to_owned(), extra("druid.emitter", "logging"));
    let text = text(&spec("33.0.0", topology)).unwrap();
    assert!(
        lines_of(&text, "broker-1").contains(&"druid_a__b_c: 'x$$y'".to_owned()),
        "{text}"
    );
    assert!(text.contains("  druid_emitter: logging\n"), "{text}");
}

#[test]
fn what_an_environment_can_not_carry_is_named() {
    for (key, value) in [
        ("log4j.level", "debug"),
        ("druid.a", "b\\c"),
        ("druid.a", "b\nc"),
    ] {
        let mut topology = Topology::default();
        let extra = BTreeMap::from([(key.to_owned(), value.to_owned())]);
        topology.properties.insert("broker".to_owned(), extra);
        let message = text(&spec("33.0.0", topology)).unwrap_err().to_string();
        assert!(message.contains(key), "{message}");
    }
}

#[test]
fn kafka_is_advertised_where_each_side_reaches_it() {
    let topology = Topology {
        kafka: true,
        ..Topology::default()
    };
    let text = text(&spec("33.0.0", topology)).unwrap();
    let advertised =
        "advertised.listeners=INSIDE://kafka-1:9092,OUTSIDE://127.0.0.1:${KAFKA_1_PORT:-19094}";
    assert!(text.contains(advertised), "{text}");
    let lines = lines_of(&text, "kafka-1");
    assert!(
        lines.contains(&"image: '${KAFKA_IMAGE:-apache/kafka:3.9.0}'".to_owned()),
        "{lines:?}"
    );
}
