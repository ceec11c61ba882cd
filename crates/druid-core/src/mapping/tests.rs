use super::*;
use crate::{ErrorKind, Scheme};

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

fn mapped(mapper: &dyn UrlMapper, inner: &str) -> String {
    mapper
        .map(Some(&NodeRole::Broker), &origin(inner))
        .to_string()
}

#[test]
fn identity_changes_nothing() {
    assert_eq!(mapped(&IdentityMapper::new(), "http://a:1"), "http://a:1");
}

#[test]
fn docker_goes_by_the_inner_port() {
    let docker = DockerMapper::new("localhost", [[18082, 8082], [18281, 8281]]).unwrap();
    assert_eq!(
        mapped(&docker, "http://broker-1:8082"),
        "http://localhost:18082"
    );
    assert_eq!(
        mapped(&docker, "https://coordinator:8281"),
        "https://localhost:18281"
    );
    assert_eq!(mapped(&docker, "http://peon:8100"), "http://peon:8100");
}

#[test]
fn docker_refuses_an_ambiguous_port() {
    let error = DockerMapper::new("localhost", [[1, 8082], [2, 8082]]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("8082"));
    assert!(DockerMapper::new("no host", []).is_err());
}

#[test]
fn hosts_are_replaced_and_ports_kept() {
    let hosts = HostMapper::new([("Inner.local".to_owned(), "outer.example".to_owned())]);
    assert_eq!(
        mapped(&hosts, "https://inner.local:9088"),
        "https://outer.example:9088"
    );
    assert_eq!(mapped(&hosts, "http://other:1"), "http://other:1");
}

#[test]
fn a_table_tells_equal_ports_apart_and_may_add_a_path() {
    let table = TableMapper::new([
        (
            origin("http://broker-1:8082"),
            "https://gate/b1".parse().unwrap(),
        ),
        (
            origin("http://broker-2:8082"),
            "https://gate/b2".parse().unwrap(),
        ),
    ]);
    assert_eq!(
        mapped(&table, "http://broker-2:8082"),
        "https://gate:443/b2"
    );
    assert_eq!(
        mapped(&table, "http://broker-3:8082"),
        "http://broker-3:8082"
    );
}

#[test]
fn a_closure_sees_the_service() {
    let by_role = FnMapper::new(|service, origin| {
        let host = service.map_or("any", NodeRole::as_str);
        Origin::new(Scheme::Http, host, origin.port())
            .unwrap()
            .into()
    });
    assert_eq!(mapped(&by_role, "http://x:8082"), "http://broker:8082");
}
