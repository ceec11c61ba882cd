//! From one that does not lead to one that does: only to whom discovery announced.

use druid_client::Client;
use druid_cluster::ClusterExt as _;
use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{
    Auth, BaseUrl, Config, Connection, DruidServiceExt as _, ErrorKind, NodeRole, Origin,
    RetryConfig, Secret, TableMapper,
};
use druid_tests::Announced;

const STATUS: &str = r#"{"task":"q","status":{"id":"q","statusCode":"RUNNING"}}"#;

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

/// A client with credentials, for which `inner` addresses are at these servers.
fn client(entry: &ScriptedServer, table: &[(&str, &ScriptedServer)]) -> Client {
    let pair = |(inner, server): &(&str, &ScriptedServer)| -> (Origin, BaseUrl) {
        (origin(inner), server.url().parse().unwrap())
    };
    let config = Config::new(&entry.url())
        .unwrap()
        .with_retry(RetryConfig::none())
        .with_auth(Auth::basic("reader", &Secret::new("open sesame")).unwrap())
        .with_mapper(TableMapper::new(table.iter().map(pair)));
    Client::new(&Connection::builder(config).build().unwrap())
}

#[tokio::test]
async fn an_announced_leader_is_followed_to_with_credentials_and_body() {
    let (broker, old, new) = (
        ScriptedServer::start().await,
        ScriptedServer::start().await,
        ScriptedServer::start().await,
    );
    let announced = Announced::new()
        .with("overlord", "http://old.internal:8090", true)
        .with("overlord", "http://new.internal:8090", false);
    broker.step("POST", "/druid/v2/sql", Answer::json(announced.answer()));
    let elsewhere = |path: &str| {
        Answer::new(307).header("location", &format!("http://new.internal:8090{path}"))
    };
    let (status, shutdown) = (
        "/druid/indexer/v1/task/q/status",
        "/druid/indexer/v1/task/q/shutdown",
    );
    old.step("GET", status, elsewhere(status))
        .check("credentials", has_credentials);
    old.step("POST", shutdown, elsewhere(shutdown));
    old.step(
        "POST",
        "/druid/indexer/v1/taskStatus",
        elsewhere("/druid/indexer/v1/taskStatus"),
    );
    new.step("GET", status, Answer::json(STATUS))
        .check("credentials", has_credentials);
    new.step("POST", shutdown, Answer::json(r#"{"task":"q"}"#))
        .check("credentials", has_credentials);
    new.step("POST", "/druid/indexer/v1/taskStatus", Answer::json("{}"))
        .body(r#"["q"]"#);

    let table = [
        ("http://old.internal:8090", &old),
        ("http://new.internal:8090", &new),
    ];
    let overlord = client(&broker, &table).cluster().overlord().await.unwrap();
    assert_eq!(overlord.task_status("q").await.unwrap().id, "q");
    overlord.shut_down_task("q").await.unwrap();
    let answer: serde_json::Value = overlord
        .post_json("/druid/indexer/v1/taskStatus", &["q"])
        .await
        .unwrap();
    assert_eq!(answer, serde_json::json!({}));
    for server in [broker, old, new] {
        server.finish().await;
    }
}

fn has_credentials(request: &druid_core::testing::Received) -> bool {
    request
        .header("authorization")
        .is_some_and(|value| value.starts_with("Basic "))
}

/// The stranger is reachable, and even in the mapper's table: what counts is that the cluster never
/// announced it. Not a byte goes there.
#[tokio::test]
async fn a_leader_that_nobody_announced_is_refused() {
    let (broker, old, stranger) = (
        ScriptedServer::start().await,
        ScriptedServer::start().await,
        ScriptedServer::start().await,
    );
    let announced = Announced::new().with("overlord", "http://old.internal:8090", true);
    broker.step("POST", "/druid/v2/sql", Answer::json(announced.answer()));
    let status = "/druid/indexer/v1/task/q/status";
    let location = format!("http://stranger.internal:8090{status}");
    old.step(
        "GET",
        status,
        Answer::new(307).header("location", &location),
    );
    let table = [
        ("http://old.internal:8090", &old),
        ("http://stranger.internal:8090", &stranger),
    ];
    let overlord = client(&broker, &table).cluster().overlord().await.unwrap();
    let error = overlord.task_status("q").await.unwrap_err();
    let core = error.as_client().unwrap().as_core().unwrap();
    assert_eq!(core.kind(), ErrorKind::UntrustedOrigin, "{error:?}");
    assert!(core.to_string().contains(&stranger.url()), "{core}");
    assert!(!error.is_retryable());
    assert_eq!(stranger.connections().accepted, 0);
    for server in [broker, old, stranger] {
        server.finish().await;
    }
}

/// A process that has come since is trusted as soon as the cluster is asked again.
#[tokio::test]
async fn a_leader_is_trusted_once_it_is_announced() {
    let (broker, old, new) = (
        ScriptedServer::start().await,
        ScriptedServer::start().await,
        ScriptedServer::start().await,
    );
    let before = Announced::new().with("overlord", "http://old.internal:8090", true);
    let after = before
        .clone()
        .with("overlord", "http://new.internal:8090", false);
    broker.step("POST", "/druid/v2/sql", Answer::json(before.answer()));
    broker.step("POST", "/druid/v2/sql", Answer::json(after.answer()));
    let status = "/druid/indexer/v1/task/q/status";
    let location = format!("http://new.internal:8090{status}");
    old.step(
        "GET",
        status,
        Answer::new(307).header("location", &location),
    )
    .times(2);
    new.step("GET", status, Answer::json(STATUS));
    let table = [
        ("http://old.internal:8090", &old),
        ("http://new.internal:8090", &new),
    ];
    let cluster = client(&broker, &table).cluster();
    let overlord = cluster.overlord().await.unwrap();
    overlord.task_status("q").await.unwrap_err();
    assert_eq!(
        cluster
            .services_of(&NodeRole::Overlord)
            .await
            .unwrap()
            .len(),
        2
    );
    overlord.task_status("q").await.unwrap();
    for server in [broker, old, new] {
        server.finish().await;
    }
}
