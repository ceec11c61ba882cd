use super::*;
use crate::cluster::topology::Worker;

fn parse(words: &[&str]) -> Result<(Spec, bool)> {
    let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
    parse_up(&mut Words::new(&words))
}

#[test]
fn up_takes_a_release_a_backend_and_a_shape() {
    let (spec, stays) = parse(&[
        "--druid",
        "33.0.0",
        "--backend",
        "jvm",
        "--kafka",
        "--brokers",
        "2",
    ])
    .unwrap();
    assert_eq!(
        (spec.druid.as_str(), spec.backend),
        ("33.0.0", BackendKind::Jvm)
    );
    assert_eq!((spec.topology.brokers, spec.topology.kafka), (2, true));
    assert_eq!(spec.name, "2brokers-kafka-33.0.0");
    assert!(stays);
    let (spec, stays) = parse(&["--name", "n", "--while-waiting"]).unwrap();
    assert_eq!(
        (spec.name.as_str(), spec.druid.as_str(), stays),
        ("n", "27.0.0", false)
    );
}

#[test]
fn a_file_is_the_ground_that_flags_change() {
    let path = std::env::temp_dir().join(format!("xtask-topology-{}", std::process::id()));
    std::fs::write(&path, r#"{"brokers": 3, "worker": "middleManager"}"#).unwrap();
    let file = path.display().to_string();
    let parsed = parse(&["--topology", &file, "--brokers", "2"]);
    std::fs::remove_file(&path).unwrap();
    let topology = parsed.unwrap().0.topology;
    assert_eq!(
        (topology.brokers, topology.worker),
        (2, Worker::MiddleManager)
    );
    let missing = parse(&["--topology", &file]).unwrap_err().report();
    assert!(missing.starts_with("reading "), "{missing}");
}

#[test]
fn a_url_is_a_backend() {
    let (spec, _) = parse(&["--url", "http://h:1", "--worker-path", "/d"]).unwrap();
    assert_eq!(
        (spec.backend, spec.name.as_str()),
        (BackendKind::Url, "url")
    );
    assert_eq!(spec.url.as_deref(), Some("http://h:1"));
    assert_eq!(spec.data(), "/d");
}

#[test]
fn words_that_mean_nothing_are_refused() {
    let cases: &[(&[&str], &str)] = &[
        (&["--backend", "vm"], "--backend vm: containers, jvm or url"),
        (&["plain"], "\"plain\" is one word too many"),
        (&["--plain"], "no flag --plain"),
        (&["--druid"], "--druid needs a value"),
        (&["--brokers"], "--brokers needs a value"),
    ];
    for (words, message) in cases {
        let error = parse(words).unwrap_err().report();
        assert!(error.starts_with(message), "{words:?} gave {error:?}");
    }
    assert!(
        run(&["fly".to_owned()])
            .unwrap_err()
            .report()
            .starts_with("no command cluster")
    );
}
