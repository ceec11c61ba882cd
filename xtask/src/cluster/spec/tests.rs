use super::*;
use crate::cluster::topology::AuthKind;

fn spec(druid: &str, topology: Topology) -> Spec {
    Spec {
        name: "c".to_owned(),
        druid: druid.to_owned(),
        backend: BackendKind::Jvm,
        topology,
        url: None,
        worker_path: None,
    }
}

fn with_auth() -> Topology {
    Topology {
        auth: AuthKind::Basic,
        ..Topology::default()
    }
}

fn with_kafka() -> Topology {
    Topology {
        kafka: true,
        ..Topology::default()
    }
}

#[test]
fn each_release_loads_what_it_is_served_with() {
    let loads = |druid, topology| spec(druid, topology).extensions().unwrap();
    let plain = ["druid-multi-stage-query", "druid-catalog"];
    assert_eq!(loads("27.0.0", Topology::default()), plain);
    assert_eq!(
        loads("27.0.0", with_auth()),
        [&plain[..], &["druid-basic-security"]].concat()
    );
    assert_eq!(loads("33.0.0", Topology::default()), ["druid-datasketches"]);
    let kafka = ["druid-datasketches", "druid-kafka-indexing-service"];
    assert_eq!(loads("33.0.0", with_kafka()), kafka);
}

#[test]
fn what_is_not_served_is_refused_with_what_is() {
    let refused = |druid, topology| spec(druid, topology).check().unwrap_err().report();
    let other = refused("30.0.1", Topology::default());
    assert!(
        other.contains("30.0.1") && other.contains("27.0.0 and 33.0.0"),
        "{other}"
    );
    let kafka = refused("27.0.0", with_kafka());
    assert!(
        kafka.contains("--kafka") && kafka.contains("33.0.0"),
        "{kafka}"
    );
    let auth = refused("33.0.0", with_auth());
    assert!(
        auth.contains("--auth basic") && auth.contains("27.0.0"),
        "{auth}"
    );
    spec("27.0.0", with_auth()).check().unwrap();
    spec("33.0.0", with_kafka()).check().unwrap();
}

#[test]
fn a_cluster_that_is_there_may_be_of_any_release() {
    let there = Spec {
        backend: BackendKind::Url,
        ..spec("35.0.0", Topology::default())
    };
    there.check().unwrap();
}

#[test]
fn a_name_is_a_folder() {
    for name in ["", "..", ".locks", "a/b", "a b"] {
        let odd = Spec {
            name: name.to_owned(),
            ..spec("27.0.0", Topology::default())
        };
        assert!(odd.check().is_err(), "{name:?}");
    }
    assert_eq!(Spec::new("33.0.0", with_kafka()).name, "kafka-33.0.0");
}
