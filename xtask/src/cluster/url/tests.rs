use serde_json::json;

use super::*;

fn rows() -> Vec<Value> {
    let row = |kind: &str, host: &str, plain: i32, tls: i32| json!({"server_type": kind, "host": host, "plaintext_port": plain, "tls_port": tls});
    vec![
        row("router", "10.0.0.9", 8888, 9088),
        row("broker", "10.0.0.2", 8082, -1),
        row("overlord", "10.0.0.1", 8081, -1),
        row("coordinator", "10.0.0.1", 8081, -1),
        row("middle_manager", "10.0.0.3", 8091, -1),
        row("broker", "10.0.0.1", 8082, -1),
        row("peon", "10.0.0.3", 8101, -1),
        row("historical", "10.0.0.4", -1, 8283),
    ]
}

#[test]
fn roles_are_those_of_the_cluster() {
    let roles = roles(&rows());
    let seen: Vec<_> = roles
        .iter()
        .map(|role| {
            (
                role.name.as_str(),
                role.inner.as_deref(),
                role.inner_tls.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("coordinator-1", Some("http://10.0.0.1:8081"), None),
        ("broker-1", Some("http://10.0.0.1:8082"), None),
        ("broker-2", Some("http://10.0.0.2:8082"), None),
        ("historical-1", None, Some("https://10.0.0.4:8283")),
        ("middleManager-1", Some("http://10.0.0.3:8091"), None),
        (
            "router-1",
            Some("http://10.0.0.9:8888"),
            Some("https://10.0.0.9:9088"),
        ),
    ];
    assert_eq!(seen, expected);
    let shape = topology(&roles, true);
    assert_eq!(
        (shape.brokers, shape.workers, shape.worker),
        (2, 1, Worker::MiddleManager)
    );
    assert_eq!(shape.auth, AuthKind::Basic);
}

#[test]
fn the_url_stands_in_for_a_router_out_of_reach() {
    let mut roles = roles(&rows());
    lead_to(&mut roles, "http://localhost:1");
    assert_eq!(roles[5].outer.as_deref(), Some("http://10.0.0.9:8888"));
    roles[5].outer = None;
    lead_to(&mut roles, "http://localhost:1");
    assert_eq!(roles[5].outer.as_deref(), Some("http://localhost:1"));
}

#[test]
fn a_url_may_name_a_user() {
    let (url, auth) = split("http://h:8888/").unwrap();
    assert!(url == "http://h:8888" && auth.is_none());
    let (url, auth) = split("http://ann:a:b@c@h:8888").unwrap();
    let auth = auth.unwrap();
    assert_eq!(
        (auth.username.as_str(), auth.password.as_str()),
        ("ann", "a:b@c")
    );
    assert_eq!(url, "http://h:8888");
    for odd in ["", "h:8888", "https://h:8888"] {
        assert!(
            split(odd).unwrap_err().report().contains("--url http://"),
            "{odd}"
        );
    }
}
