use super::*;

/// Applies the words of a command line.
fn flags(words: &[&str]) -> Result<Topology> {
    let mut topology = Topology::default();
    let mut words = words.iter();
    while let Some(flag) = words.next() {
        let mut value = || {
            words
                .next()
                .map(|word| (*word).to_owned())
                .ok_or_else(|| Error::new("no value"))
        };
        topology
            .flag(flag, &mut value)
            .ok_or_else(|| Error::new(format!("{flag}?")))??;
    }
    Ok(topology)
}

fn names(topology: &Topology) -> Vec<String> {
    topology
        .members()
        .into_iter()
        .map(|member| member.name)
        .collect()
}

#[test]
fn without_flags_there_is_one_of_each() {
    let plain = flags(&[]).unwrap();
    let expected = [
        "zookeeper-1",
        "coordinator-1",
        "historical-1",
        "broker-1",
        "indexer-1",
        "router-1",
    ];
    assert_eq!(names(&plain), expected);
    assert_eq!(plain.label(), "plain");
    plain.check().unwrap();
}

#[test]
fn every_flag_has_its_effect() {
    let all = flags(&[
        "--coordinators",
        "2",
        "--brokers",
        "2",
        "--historicals",
        "3",
        "--workers",
        "2",
        "--routers",
        "2",
        "--worker",
        "middleManager",
        "--auth",
        "basic",
        "--tls",
        "--kafka",
    ])
    .unwrap();
    let expected = [
        "zookeeper-1",
        "derby-1",
        "kafka-1",
        "coordinator-1",
        "coordinator-2",
        "historical-1",
        "historical-2",
        "historical-3",
        "broker-1",
        "broker-2",
        "middleManager-1",
        "middleManager-2",
        "router-1",
        "router-2",
        "router-tls",
    ];
    assert_eq!(names(&all), expected);
    assert_eq!(all.auth, AuthKind::Basic);
    let tls: Vec<_> = all
        .members()
        .into_iter()
        .filter(|member| member.tls)
        .collect();
    assert_eq!(tls.len(), 1);
    assert_eq!(
        (tls[0].name.as_str(), tls[0].kind),
        ("router-tls", Kind::Router)
    );
    assert_eq!(
        all.label(),
        "2coordinators-2brokers-3historicals-2workers-2routers-middlemanager-auth-tls-kafka"
    );
    all.check().unwrap();
}

#[test]
fn derby_leaves_the_coordinator_when_asked_or_when_there_are_two() {
    assert!(!flags(&[]).unwrap().has_own_derby());
    assert!(flags(&["--own-derby"]).unwrap().has_own_derby());
    assert!(flags(&["--coordinators", "2"]).unwrap().has_own_derby());
}

#[test]
fn a_property_keeps_its_dots_and_equal_signs() {
    let set = flags(&["--set", "broker.druid.sql.http.x=a=b", "--set", "common.k="]).unwrap();
    assert_eq!(set.properties["broker"]["druid.sql.http.x"], "a=b");
    assert_eq!(set.properties["common"]["k"], "");
    assert_eq!(set.label(), "set");
}

#[test]
fn wrong_flags_are_refused_by_name() {
    let cases: &[(&[&str], &str)] = &[
        (&["--brokers", "many"], "--brokers many: no count"),
        (&["--brokers", "-1"], "--brokers -1: no count"),
        (&["--worker", "peon"], "--worker peon"),
        (&["--auth", "kerberos"], "--auth kerberos"),
        (
            &["--set", "broker"],
            "--set broker: the form is ROLE.key=value",
        ),
        (&["--set", "brokre.k=v"], "properties for \"brokre\""),
        (&["--set", "zookeeper.k=v"], "properties for \"zookeeper\""),
        (&["--brokers"], "no value"),
        (&["--broker", "2"], "--broker?"),
    ];
    for (words, message) in cases {
        let error = flags(words).unwrap_err().report();
        assert!(error.starts_with(message), "{words:?} gave {error:?}");
    }
}

#[test]
fn shapes_that_can_not_work_are_refused() {
    let none = Topology {
        historicals: 0,
        ..Topology::default()
    };
    assert!(
        none.check()
            .unwrap_err()
            .report()
            .starts_with("historicals:")
    );
    let many = Topology {
        brokers: 11,
        ..Topology::default()
    };
    assert!(many.check().unwrap_err().report().starts_with("brokers:"));
}

#[test]
fn json_takes_defaults_and_refuses_what_it_does_not_know() {
    let topology = Topology::from_json(
        r#"{"brokers": 2, "worker": "middleManager", "auth": "basic",
            "properties": {"common": {"druid.emitter": "logging"}}}"#,
    )
    .unwrap();
    assert_eq!((topology.brokers, topology.coordinators), (2, 1));
    assert_eq!(topology.worker, Worker::MiddleManager);
    let again = Topology::from_json(&serde_json::to_string(&topology).unwrap()).unwrap();
    assert_eq!(again, topology);
    assert_eq!(Topology::from_json("{}").unwrap(), Topology::default());
    let error = Topology::from_json(r#"{"broker": 2}"#)
        .unwrap_err()
        .report();
    assert!(error.contains("unknown field `broker`"), "{error}");
}
