//! What every process says of itself, and requests of one's own on any handle.

use druid_client::Client;
use druid_cluster::ClusterExt as _;
use druid_core::{DruidServiceExt as _, ErrorKind, Release, http};
use druid_tests::{ClusterFile, Role};
use serde_json::{Value, json};

/// Does the same with every process that this machine reaches.
async fn with_each(look: impl AsyncFn(&Role, Client)) {
    let cluster = ClusterFile::here();
    let mut seen = 0;
    for process in cluster.reachable() {
        look(process, cluster.client_at(process)).await;
        seen += 1;
    }
    assert!(
        seen > 0,
        "no process of cluster {} is reached",
        cluster.name
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn every_process_is_healthy_and_sees_itself() {
    with_each(async |process, client| {
        let name = &process.name;
        assert!(client.health().await.unwrap(), "{name}");
        assert!(client.self_discovered().await.unwrap(), "{name}");
        assert!(client.self_discovered_probe().await.unwrap(), "{name}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn every_process_is_of_the_clusters_release() {
    let release = ClusterFile::here().version();
    with_each(async |process, client| {
        let status = client.status().await.unwrap();
        assert_eq!(status.version, release, "{}", process.name);
        assert!(status.version >= Release::new(20, 0, 0));
        assert!(!status.modules.is_empty(), "{}", process.name);
        let memory = status.memory;
        assert!(
            memory.max_memory >= memory.used_memory && memory.used_memory > 0,
            "{memory:?}"
        );
    })
    .await;
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn every_process_tells_its_properties() {
    with_each(async |process, client| {
        let properties = client.properties().await.unwrap();
        assert!(properties.contains_key("java.version"), "{}", process.name);
        let service = &properties["druid.service"];
        assert!(service.starts_with("druid/"), "{}: {service}", process.name);
    })
    .await;
}

/// An endpoint that the release does not have yet is a typed answer, not a failure to decode.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn readiness_came_with_release_37() {
    let release = ClusterFile::here().version();
    with_each(async |process, client| {
        let ready = client.ready().await;
        if release >= Release::new(37, 0, 0) {
            assert!(ready.unwrap(), "{}", process.name);
        } else {
            let error = ready.unwrap_err();
            assert_eq!(
                error.kind(),
                ErrorKind::NotFound,
                "{}: {error}",
                process.name
            );
            assert!(
                error.server().unwrap().is_bare(),
                "{}: {error}",
                process.name
            );
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn any_path_can_be_asked_on_any_handle() {
    with_each(async |process, client| {
        let health: bool = client.get_json("/status/health").await.unwrap();
        assert!(health, "{}", process.name);
        let request = http::Request::get("/status/health?pretty")
            .body(())
            .unwrap();
        let answer = client.send(request).await.unwrap();
        assert_eq!(answer.status(), http::StatusCode::OK, "{}", process.name);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn any_document_can_be_posted_on_any_handle() {
    let cluster = ClusterFile::here();
    let native = json!({"queryType": "timeBoundary", "dataSource": "nobody"});
    for role in ["broker", "router"] {
        let client = cluster.client_at(cluster.first(role));
        let answer: Vec<Value> = client.post_json("/druid/v2", &native).await.unwrap();
        assert!(answer.is_empty(), "{role}: {answer:?}");
    }
    let overlord = cluster.client().cluster().overlord().await.unwrap();
    let unknown: Value = overlord
        .post_json("/druid/indexer/v1/taskStatus", &["no-task"])
        .await
        .unwrap();
    assert_eq!(unknown, json!({}));
}
