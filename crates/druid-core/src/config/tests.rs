use std::collections::HashMap;
use std::error::Error as _;
use std::time::Duration;

use super::*;
use crate::{NodeRole, Origin};

const DOCUMENT: &str = r#"
url = ["https://a.example:9088/druid", "https://b.example:9088/druid"]
username = "me"
password = "hunter2"
prefer_tls = true
gzip = false
user_agent = "my-service/1"

[timeout]
connect = "2s"
total = "10m"

[retry]
attempts = 2

[limit]
in_flight = 8

[tls]
ca_file = "ca.pem"

[headers]
X-Tenant = "blue"

[mapper.docker]
host = "127.0.0.1"
ports = [[18082, 8082]]
"#;

#[test]
fn a_toml_document_sets_every_kind_of_key() {
    let config: Config = toml::from_str(DOCUMENT).unwrap();
    config.validate().unwrap();
    assert_eq!(config.urls().len(), 2);
    assert_eq!(config.urls()[0].path(), "/druid");
    assert!(config.prefer_tls() && !config.gzip());
    assert_eq!(config.timeouts().connect, Duration::from_secs(2));
    assert_eq!(config.timeouts().total, Some(Duration::from_secs(600)));
    assert_eq!(config.timeouts().idle, Timeouts::default().idle);
    assert_eq!(
        (config.retry().attempts, config.limits().in_flight),
        (2, Some(8))
    );
    assert_eq!(config.headers["x-tenant"], "blue");
    let inner: Origin = "http://broker:8082".parse().unwrap();
    let outer = config.mapper().map(Some(&NodeRole::Broker), &inner);
    assert_eq!(outer.to_string(), "http://127.0.0.1:18082");
}

#[test]
fn the_environment_wins_over_the_document_and_code_over_both() {
    let vars = HashMap::from([
        ("DRUID_URL", "http://c:1, http://d:2"),
        ("DRUID_TIMEOUT_CONNECT", "7s"),
        ("DRUID_TIMEOUT_TOTAL", "none"),
        ("DRUID_HEADERS", r#"{"X-More": "1"}"#),
        ("DRUID_MAPPER_HOSTS", r#"{"a": "b"}"#),
    ]);
    let document: Config = toml::from_str(DOCUMENT).unwrap();
    let config = document
        .with_env(|name| vars.get(name).map(ToString::to_string))
        .unwrap();
    assert_eq!(config.urls().len(), 2);
    assert_eq!(config.urls()[0].to_string(), "http://c:1");
    assert_eq!(config.timeouts().connect, Duration::from_secs(7));
    assert_eq!(config.timeouts().total, None);
    assert_eq!(config.headers.len(), 2);
    let config = config.with_timeouts(Timeouts::default().with_connect(Duration::from_secs(9)));
    assert_eq!(config.timeouts().connect, Duration::from_secs(9));
}

#[test]
fn a_bad_value_names_its_key_and_is_not_repeated() {
    let cases = [
        ("url", "hunter2"),
        ("url", "http://me:hunter2@ho st"),
        ("token", "hunter2\n"),
        ("timeout.idle", "hunter2"),
        ("retry.attempts", "0"),
        ("retry.budget_percent", "1001"),
        ("limit.in_flight", "0"),
        ("headers", "hunter2"),
        ("headers", r#"{"X-A": "hunter2\n"}"#),
        ("prefer_tls", "hunter2"),
        ("proxy", "hunter2"),
        ("mapper.docker.ports", "hunter2"),
        ("mapper.table", r#"{"hunter2": "http://x"}"#),
    ];
    for (name, value) in cases {
        let error = Config::default()
            .set(name.parse().unwrap(), value)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{name}");
        assert!(
            error.to_string().contains(&format!("config key {name}:")),
            "{error}"
        );
        let all = format!("{error} {error:?} {:?}", error.source());
        assert!(!all.contains("hunter2"), "{all}");
    }
}

#[test]
fn an_unknown_key_or_a_wrong_level_is_refused_by_name() {
    let cases = [
        ("colour = 1", "no config key \"colour\""),
        (
            "[timeout]\nconect = \"1s\"",
            "no config key \"timeout.conect\"",
        ),
        ("timeout = \"1s\"", "config key timeout: expected a table"),
        (
            "[timeout]\nconnect = 5",
            "config key timeout.connect: expected a duration",
        ),
    ];
    for (document, expected) in cases {
        let error = toml::from_str::<Config>(document).unwrap_err().to_string();
        assert!(error.contains(expected), "{document}: {error}");
    }
}

#[test]
fn the_whole_must_make_sense() {
    let refused = |config: Config| config.validate().unwrap_err().to_string();
    assert!(refused(Config::default()).contains("url"));
    let mut half = Config::new("http://a").unwrap();
    half.set(ConfigKey::Username, "me").unwrap();
    assert!(refused(half).contains("password"));
    let mut no_key = Config::new("https://a").unwrap();
    no_key.set(ConfigKey::TlsCertFile, "c.pem").unwrap();
    assert!(refused(no_key).contains("tls.key_file"));
}

#[test]
fn debug_shows_no_secret() {
    let mut config = Config::new("http://me:hunter2@host").unwrap();
    config
        .set(ConfigKey::Headers, r#"{"X-Key": "hunter2"}"#)
        .unwrap();
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("hunter2") && shown.contains("x-key"),
        "{shown}"
    );
    config.set(ConfigKey::Token, "hunter2").unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn every_key_has_one_name_and_one_variable() {
    for &key in ConfigKey::ALL {
        assert_eq!(key.name().parse::<ConfigKey>().unwrap(), key);
        assert!(
            key.env()
                .chars()
                .all(|c| c.is_ascii_uppercase() || c == '_'),
            "{}",
            key.env()
        );
    }
}

#[test]
fn the_order_of_a_document_does_not_matter() {
    // Of credentials, the last key of `ConfigKey::ALL` holds, as in the environment.
    for document in [
        "url = \"http://a\"\ntoken = \"t\"\nusername = \"u\"\npassword = \"p\"\n",
        "username = \"u\"\npassword = \"p\"\ntoken = \"t\"\nurl = \"http://a\"\n",
    ] {
        let config: Config = toml::from_str(document).unwrap();
        config.validate().unwrap();
        let Auth(crate::auth::Kind::Fixed(_, value)) = config.auth().unwrap() else {
            panic!("a fixed header");
        };
        assert_eq!(value, "Bearer t");
    }
}

/// The README's table has each key once, in order, as the code has it. A default in quotes is one:
/// setting it changes nothing.
#[test]
fn the_readme_lists_every_key() {
    let rows: Vec<Vec<&str>> = include_str!("../../README.md")
        .lines()
        .filter(|line| line.contains("| `DRUID_"))
        .map(|line| line.split(" | ").collect())
        .collect();
    assert_eq!(rows.len(), ConfigKey::ALL.len());
    for (row, key) in rows.iter().zip(ConfigKey::ALL) {
        assert_eq!(row[0], format!("| `{key}`"));
        assert_eq!(row[1], format!("`{}`", key.env()));
        assert_eq!(row[2], key.form());
        let default = row[3].trim_end_matches(" |");
        if let Some(text) = default.strip_prefix('`') {
            let mut config = Config::default();
            config.set(*key, text.trim_end_matches('`')).unwrap();
            let defaults = Config::default();
            assert_eq!(format!("{config:?}"), format!("{defaults:?}"), "{key}");
        }
    }
}

/// A seeded generator (xorshift), so that a failure can be had again.
fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}

#[test]
fn no_value_makes_it_panic() {
    const SAMPLES: [&str; 15] = [
        "http://me:p%40ss@host:1/x",
        "https://[::1]:9/",
        "5m",
        "18446744073709551615h",
        "none",
        "{\"a\":\"b\"}",
        "[[1,2],[3,4]]",
        "%",
        "%%4",
        "-1",
        "1e9",
        "é漢",
        "\0",
        "true",
        ",",
    ];
    let mut next = random(0x5eed_0003);
    let mut refused = 0;
    for _ in 0..4_000 {
        let mut pick = |count: usize| usize::try_from(next()).unwrap() % count;
        let key = ConfigKey::ALL[pick(ConfigKey::ALL.len())];
        let text: String = (0..=pick(3))
            .map(|_| SAMPLES[pick(SAMPLES.len())])
            .collect();
        let start: String = text.chars().skip(pick(4)).collect();
        match Config::default().set(key, &start) {
            Ok(()) => {}
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains(key.name()), "{error}");
            }
        }
        let document = serde_json::json!({ key.name(): start });
        let _ = serde_json::from_value::<Config>(document);
    }
    assert!((1_000..4_000).contains(&refused), "{refused}");
}
