use druid_client::sql::ArrayLines;

use super::*;

fn servers(answer: &[u8]) -> Vec<Server> {
    let mut lines = ArrayLines::new();
    let mut servers = Vec::new();
    lines.feed(answer, &mut servers).unwrap();
    lines.finish().unwrap();
    servers
}

/// Recorded from a real 27.0.0.
const RECORDED: &[u8] = include_bytes!("fixtures/27.0.0.txt");

#[test]
fn reads_what_a_real_broker_answered() {
    let servers = servers(RECORDED);
    assert_eq!(servers.len(), 6);
    let of = |role: NodeRole| servers.iter().find(|server| server.role == role).unwrap();
    let (coordinator, overlord) = (of(NodeRole::Coordinator), of(NodeRole::Overlord));
    assert_eq!(coordinator.leads, Some(true));
    assert_eq!(
        coordinator.origin(false).unwrap(),
        overlord.origin(true).unwrap()
    );
    assert_eq!(coordinator.tls_port, None);
    assert_eq!(
        of(NodeRole::Historical).tier.as_deref(),
        Some("_default_tier")
    );
    assert_eq!(of(NodeRole::Historical).max_size, Some(10_000_000_000));
    assert_eq!(of(NodeRole::Broker).tier, None);
}

#[test]
fn an_old_release_has_fewer_columns_and_a_new_one_more() {
    let old: Server = serde_json::from_str(
        r#"{"server":"a:1","host":"a","plaintext_port":1,"tls_port":-1,"server_type":"dart","x":1}"#,
    )
    .unwrap();
    assert_eq!(old.role, NodeRole::Other("dart".to_owned()));
    assert_eq!(
        (old.leads, old.start_time, old.max_size),
        (None, None, None)
    );
}

#[test]
fn tls_is_taken_when_preferred_or_when_there_is_nothing_else() {
    let server = |plain: i32, tls: i32| -> Server {
        let fields = serde_json::json!({
            "server": "a", "host": "a", "plaintext_port": plain, "tls_port": tls,
            "server_type": "broker",
        });
        serde_json::from_value(fields).unwrap()
    };
    let origin = |plain, tls, prefer| server(plain, tls).origin(prefer).map(|o| o.to_string());
    assert_eq!(origin(8082, 8282, true).unwrap(), "https://a:8282");
    assert_eq!(origin(8082, 8282, false).unwrap(), "http://a:8082");
    assert_eq!(origin(8082, -1, true).unwrap(), "http://a:8082");
    assert_eq!(origin(-1, 8282, false).unwrap(), "https://a:8282");
    assert!(origin(-1, -1, false).is_err());
    assert_eq!(server(1, 2).origins().count(), 2);
}
