use serde_json::json;

use super::*;

fn role(kind: Kind, name: &str, port: u16) -> Role {
    let url = Some(format!("http://127.0.0.1:{port}"));
    Role {
        role: kind,
        name: name.to_owned(),
        inner: url.clone(),
        outer: url,
        inner_tls: None,
        outer_tls: None,
        address: None,
        process: Some(Process {
            pid: Some(7),
            started: Some(9),
            ..Process::default()
        }),
    }
}

fn file() -> ClusterFile {
    ClusterFile {
        name: "c".to_owned(),
        druid: "27.0.0".to_owned(),
        backend: BackendKind::Jvm,
        directory: "/clusters/c".into(),
        topology: Topology::default(),
        auth: Some(Auth {
            kind: AuthScheme::Basic,
            username: "admin".to_owned(),
            password: "adminpw".to_owned(),
        }),
        tls: None,
        kafka: None,
        data: "/data".to_owned(),
        roles: vec![
            role(Kind::Broker, "broker-1", 1),
            role(Kind::Broker, "broker-2", 2),
            role(Kind::Router, "router-1", 3),
        ],
    }
}

#[test]
fn a_role_is_meant_by_its_name_or_by_a_kind_of_one() {
    let file = file();
    assert_eq!(file.role("broker-2").unwrap().name, "broker-2");
    assert_eq!(file.role("router").unwrap().name, "router-1");
    for word in ["broker", "broker-3", "historical"] {
        let error = file.role(word).unwrap_err().report();
        assert!(
            error.ends_with("it has broker-1, broker-2, router-1"),
            "{error}"
        );
    }
    assert_eq!(file.router(), Some("http://127.0.0.1:3"));
}

#[test]
fn the_document_has_the_names_that_its_readers_know() {
    let value = serde_json::to_value(file()).unwrap();
    assert_eq!(value["backend"], "jvm");
    assert_eq!(
        value["auth"],
        json!({"type": "basic", "username": "admin", "password": "adminpw"})
    );
    assert_eq!(
        (&value["tls"], &value["kafka"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(
        value["roles"][2],
        json!({
            "role": "router", "name": "router-1",
            "inner": "http://127.0.0.1:3", "outer": "http://127.0.0.1:3",
            "inner_tls": null, "outer_tls": null,
            "process": {"pid": 7, "started": 9, "state": "stopped"},
        })
    );
    assert_eq!(
        serde_json::to_value(Kind::MiddleManager).unwrap(),
        "middleManager"
    );
    let again: ClusterFile = serde_json::from_value(value).unwrap();
    assert_eq!(again.roles[2].process, file().roles[2].process);
}

#[test]
fn a_password_is_not_shown() {
    let shown = format!("{:?}", file());
    assert!(
        shown.contains("admin") && !shown.contains("adminpw"),
        "{shown}"
    );
}
