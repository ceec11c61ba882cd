use super::*;
use crate::cluster::topology::{AuthKind, Topology};

/// The folders of a cluster's jars, below that of all.
fn folders(druid: &str, topology: Topology) -> Vec<String> {
    let parts = parts(&Spec {
        topology,
        ..Spec::new(druid, Topology::default())
    })
    .unwrap();
    let all = paths::distributions();
    let below = |part: &Part| {
        part.folder
            .strip_prefix(&all)
            .unwrap()
            .display()
            .to_string()
    };
    parts.iter().map(below).collect()
}

#[test]
fn only_what_is_asked_for_is_fetched() {
    let plain = Topology::default();
    let kafka = Topology {
        kafka: true,
        ..plain.clone()
    };
    let auth = Topology {
        auth: AuthKind::Basic,
        ..plain.clone()
    };
    let old = [
        "27.0.0/lib",
        "27.0.0/ext/druid-multi-stage-query",
        "27.0.0/ext/druid-catalog",
    ];
    assert_eq!(folders("27.0.0", plain.clone()), old);
    assert_eq!(
        folders("27.0.0", auth)[3..],
        ["27.0.0/ext/druid-basic-security"]
    );
    let new = ["33.0.0/lib", "33.0.0/ext/druid-datasketches"];
    assert_eq!(folders("33.0.0", plain), new);
    let more = ["33.0.0/ext/druid-kafka-indexing-service", "kafka-3.9.0/lib"];
    assert_eq!(folders("33.0.0", kafka)[2..], more);
}

#[test]
fn the_one_artifact_that_is_not_served_is_replaced() {
    let versions = |release| {
        let artifacts = druid(release);
        artifacts
            .into_iter()
            .map(|one| (one.name, one.version))
            .collect::<Vec<_>>()
    };
    let (services, hadoop) = ("druid-services", "druid-indexing-hadoop");
    let old = [
        (services, "27.0.0".to_owned()),
        (hadoop, "28.0.0".to_owned()),
    ];
    assert_eq!(versions("27.0.0"), old);
    assert!(
        druid("27.0.0")[0]
            .without
            .contains(&"org.apache.druid:druid-indexing-hadoop")
    );
    assert_eq!(versions("33.0.0"), [(services, "33.0.0".to_owned())]);
}

#[test]
fn a_folder_is_named_by_its_end() {
    assert_eq!(last_names(Path::new("/a/27.0.0/lib")), "27.0.0/lib");
}
