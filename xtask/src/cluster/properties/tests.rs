use super::*;
use crate::cluster::topology::Topology;

fn place() -> Place {
    Place {
        extensions: "/dist/ext".to_owned(),
        zookeeper: "127.0.0.1:1".to_owned(),
        derby: ("127.0.0.1".to_owned(), 2),
        shared: "/var".to_owned(),
    }
}

fn seat(kind: Kind) -> Seat {
    Seat {
        kind,
        host: "127.0.0.1".to_owned(),
        port: 3,
        tls: None,
        own: format!("/var/{kind}"),
        peons: 40,
        idle_derby: None,
    }
}

fn spec(topology: Topology) -> Spec {
    Spec::new("27.0.0", topology)
}

#[test]
fn common_properties_name_the_places() {
    let all = common(&spec(Topology::default()), &place()).unwrap();
    let cases = [
        ("druid.zk.service.host", "127.0.0.1:1"),
        (
            "druid.metadata.storage.connector.connectURI",
            "jdbc:derby://127.0.0.1:2//var/derby/metadata.db;create=true",
        ),
        ("druid.storage.storageDirectory", "/var/segments"),
        (
            "druid.extensions.loadList",
            "[\"druid-multi-stage-query\",\"druid-catalog\"]",
        ),
    ];
    for (key, value) in cases {
        assert_eq!(all.get(key), Some(value), "{key}");
    }
    assert_eq!(all.get("druid.zk.service.sessionTimeoutMs"), None);
    assert_eq!(all.get("druid.auth.authenticatorChain"), None);
}

#[test]
fn auth_and_a_second_coordinator_have_their_own() {
    let topology = Topology {
        auth: AuthKind::Basic,
        coordinators: 2,
        ..Topology::default()
    };
    let all = common(&spec(topology), &place()).unwrap();
    assert_eq!(all.get("druid.zk.service.sessionTimeoutMs"), Some("6000"));
    assert_eq!(
        all.get("druid.auth.authenticatorChain"),
        Some("[\"basic\"]")
    );
    assert!(
        all.get("druid.extensions.loadList")
            .unwrap()
            .contains("druid-basic-security")
    );
    let coordinator = Seat {
        idle_derby: Some(9),
        ..seat(Kind::Coordinator)
    };
    let own = of_seat(&spec(Topology::default()), &coordinator);
    assert_eq!(own.get("druid.metadata.storage.connector.port"), Some("9"));
}

#[test]
fn each_role_has_its_service_and_folder() {
    let of = |kind| of_seat(&spec(Topology::default()), &seat(kind));
    let broker = of(Kind::Broker);
    assert_eq!(broker.get("druid.service"), Some("druid/broker"));
    assert_eq!(broker.get("druid.plaintextPort"), Some("3"));
    assert_eq!(
        broker.get("druid.query.scheduler.laning.lanes.tight"),
        Some("1")
    );
    let cache = r#"[{"path":"/var/historical/cache","maxSize":"10g"}]"#;
    assert_eq!(
        of(Kind::Historical).get("druid.segmentCache.locations"),
        Some(cache)
    );
    let worker = of(Kind::MiddleManager);
    assert_eq!(worker.get("druid.indexer.runner.startPort"), Some("40"));
    assert_eq!(
        worker.get("druid.worker.baseTaskDirs"),
        Some(r#"["/var/middleManager/task"]"#)
    );
    let options: Vec<String> =
        serde_json::from_str(worker.get("druid.indexer.runner.javaOptsArray").unwrap()).unwrap();
    assert!(options.iter().any(|option| option == "-Xmx512m"));
    assert!(
        JAVA_OPENS
            .iter()
            .all(|open| options.iter().any(|option| option == open))
    );
}

#[test]
fn a_router_asks_for_certificates_only_with_tls() {
    let key = "druid.server.https.requireClientCertificate";
    let plain = of_seat(&spec(Topology::default()), &seat(Kind::Router));
    assert_eq!(
        (plain.get(key), plain.get("druid.enableTlsPort")),
        (None, None)
    );
    let (key_store, trust_store) = ("/tls/k".to_owned(), "/tls/t".to_owned());
    let tls = TlsSeat {
        port: 4,
        key_store,
        trust_store,
    };
    let router = Seat {
        tls: Some(tls),
        ..seat(Kind::Router)
    };
    let with = of_seat(&spec(Topology::default()), &router);
    assert_eq!(
        (with.get(key), with.get("druid.tlsPort")),
        (Some("true"), Some("4"))
    );
    assert_eq!(with.get("druid.server.https.keyStorePath"), Some("/tls/k"));
}

#[test]
fn what_a_topology_says_wins() {
    let mut topology = Topology::default();
    let mut set = |role: &str, key: &str, value: &str| {
        let of_role = topology.properties.entry(role.to_owned()).or_default();
        of_role.insert(key.to_owned(), value.to_owned());
    };
    set("common", "druid.emitter", "logging");
    set("broker", "druid.query.scheduler.numThreads", "9");
    set("broker", "druid.bindOnHost", "false");
    let spec = spec(topology);
    assert_eq!(
        common(&spec, &place()).unwrap().get("druid.emitter"),
        Some("logging")
    );
    let mut broker = of_seat(&spec, &seat(Kind::Broker));
    broker.set_default("druid.bindOnHost", "true");
    assert_eq!(broker.get("druid.query.scheduler.numThreads"), Some("9"));
    assert_eq!(broker.get("druid.bindOnHost"), Some("false"));
    let mut router = of_seat(&spec, &seat(Kind::Router));
    router.set_default("druid.bindOnHost", "true");
    assert_eq!(router.get("druid.bindOnHost"), Some("true"));
}

#[test]
fn values_are_escaped_as_java_reads_them() {
    let mut all = Properties::default();
    all.set("b", " two\\three\nfour");
    all.set("a", "[\"x=y:z\"]");
    assert_eq!(all.render(), "a=[\"x=y:z\"]\nb=\\ two\\\\three\\nfour\n");
}
