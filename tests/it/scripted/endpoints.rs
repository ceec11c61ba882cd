//! What must hold of the endpoints of all crates together.

use std::collections::BTreeSet;

use druid_core::{Endpoint, NodeRole, Release, Verb};

fn all() -> Vec<&'static Endpoint> {
    let crates = [
        druid_core::ENDPOINTS,
        druid_client::ENDPOINTS,
        druid_cluster::ENDPOINTS,
        druid_ext::ENDPOINTS,
        druid_msq::ENDPOINTS,
    ];
    crates.concat()
}

/// The names in a path's braces, if each stands alone between two slashes.
fn parameters(path: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    for segment in path.split('/').skip(1) {
        let inside = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let name = inside.unwrap_or_default();
        match inside {
            Some(_) if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) => {
                return Err(format!("{{{name}}} is no name"));
            }
            Some(_) => names.push(name),
            None if segment.is_empty() => return Err("an empty segment".to_owned()),
            None if segment.contains(['{', '}', '?', '#', '%', ' ']) => {
                return Err(format!("{segment} is no plain segment"));
            }
            None => {}
        }
    }
    Ok(names)
}

#[test]
fn no_two_endpoints_are_the_same() {
    let mut seen = BTreeSet::new();
    for endpoint in all() {
        let shape: Vec<&str> = endpoint
            .path
            .split('/')
            .map(|segment| {
                if segment.starts_with('{') {
                    "{}"
                } else {
                    segment
                }
            })
            .collect();
        let key = (endpoint.method.as_str(), shape.join("/"));
        assert!(seen.insert(key), "{endpoint} is there twice");
    }
    assert!(seen.len() >= 15, "{seen:?}");
}

#[test]
fn every_path_is_well_formed() {
    for endpoint in all() {
        assert!(endpoint.path.starts_with('/'), "{endpoint}");
        let names = parameters(endpoint.path).unwrap_or_else(|what| panic!("{endpoint}: {what}"));
        let unique: BTreeSet<_> = names.iter().collect();
        assert_eq!(
            unique.len(),
            names.len(),
            "{endpoint} names a parameter twice"
        );
        let mut request = endpoint.request();
        for name in names {
            request = request.path(name, "a/b c");
        }
        let request = request.build().unwrap();
        assert!(
            !request.uri().path().contains(['{', ' ']),
            "{endpoint}: {}",
            request.uri()
        );
    }
}

#[test]
fn the_rule_on_paths_has_teeth() {
    assert_eq!(parameters("/a/{b}/c/{d1}"), Ok(vec!["b", "d1"]));
    for wrong in [
        "/a/{b", "/a/b}", "/a/{}", "/a/x{b}", "/a//b", "/a/", "/a?b", "/a/{b c}",
    ] {
        assert!(parameters(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn only_a_coordinator_and_an_overlord_have_leaders() {
    let leading = [NodeRole::Coordinator, NodeRole::Overlord];
    let mut seen = 0;
    for endpoint in all().into_iter().filter(|endpoint| endpoint.leader) {
        assert!(!endpoint.service.is_empty(), "{endpoint} belongs to nobody");
        assert!(
            endpoint.service.iter().all(|role| leading.contains(role)),
            "{endpoint}"
        );
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn what_only_reads_may_be_repeated() {
    for endpoint in all() {
        if endpoint.method == Verb::Get {
            assert!(endpoint.repeatable, "{endpoint}");
        }
        assert!(
            endpoint
                .since
                .is_some_and(|since| since < Release::new(100, 0, 0)),
            "{endpoint}"
        );
    }
}
