//! The handles of all crates: whom they belong to, and how long they live.

use druid_client::{Client, SqlRequest};
use druid_cluster::{
    Broker, Cluster, ClusterExt as _, Coordinator, Overlord, Router, Service, WhatIs,
};
use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{Connection, DruidService as _, DruidServiceExt as _};
use druid_msq::{MsqExt as _, MsqTask};
use druid_tests::Announced;

fn handle<T: Clone + Send + Sync + 'static>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}
fn sendable<T: Send>(value: T) -> T {
    value
}

#[test]
fn every_handle_is_owned_cloned_and_shared() {
    handle::<Connection>();
    handle::<Client>();
    handle::<SqlRequest>();
    handle::<Cluster>();
    handle::<Service>();
    handle::<Broker>();
    handle::<Router>();
    handle::<Coordinator>();
    handle::<Overlord>();
    handle::<WhatIs>();
    handle::<MsqTask>();
    error::<druid_core::Error>();
    error::<druid_client::Error>();
    error::<druid_cluster::Error>();
    error::<druid_ext::Error>();
    error::<druid_msq::Error>();
}

/// A server that knows of itself as every role.
async fn server() -> ScriptedServer {
    let server = ScriptedServer::start().await;
    let announced = ["router", "broker", "coordinator", "overlord"]
        .into_iter()
        .fold(Announced::new(), |all, role| {
            all.with(role, &server.url(), true)
        });
    server.route("POST", "/druid/v2/sql", Answer::json(announced.answer()));
    server.route("GET", "/status/health", Answer::json("true"));
    server
}

/// The cluster and its cache lie in slots of the connection, and nothing in a slot holds the
/// connection: so the last handle closes the pool.
#[tokio::test]
async fn dropping_the_last_handle_closes_the_pool() {
    let server = server().await;
    let client = druid_client::connect(&server.url()).unwrap();
    let cluster = client.cluster();
    let (broker, router) = (
        cluster.broker().await.unwrap(),
        cluster.router().await.unwrap(),
    );
    let (coordinator, overlord) = (
        cluster.coord().await.unwrap(),
        cluster.overlord().await.unwrap(),
    );
    for service in cluster.services().await.unwrap() {
        assert!(service.health().await.unwrap());
    }
    let task = client.task("query-x");
    drop((client, cluster, broker, router, coordinator));
    assert!(
        overlord.health().await.unwrap(),
        "one handle is enough to go on"
    );
    assert_eq!(server.connections().open, 1);
    drop(task);
    assert!(overlord.health().await.unwrap());
    drop(overlord);
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn a_service_client_alone_keeps_the_pool_open() {
    let server = server().await;
    let client = druid_client::connect(&server.url()).unwrap();
    let broker = client.cluster().broker().await.unwrap();
    let service = broker.service().clone();
    drop((client, broker));
    assert!(service.health().await.unwrap());
    assert_eq!(server.connections().open, 1);
    drop(service);
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn every_future_goes_to_another_thread() {
    let server = server().await;
    let client = druid_client::connect(&server.url()).unwrap();
    let cluster = client.cluster();
    let spawned = tokio::spawn(sendable(async move {
        let broker = cluster.broker().await.unwrap();
        let table = broker.sql("SELECT 1").table().await.unwrap();
        assert_eq!(table.rows().len(), 4);
        let overlord = cluster.overlord().await.unwrap();
        overlord.health().await.unwrap()
    }));
    assert!(spawned.await.unwrap());
    let task = client.task("query-x");
    drop(sendable(task.follow(|_| {})));
    drop(sendable(task.cancel()));
    drop(sendable(client.submit("INSERT …")));
    server.finish().await;
}
