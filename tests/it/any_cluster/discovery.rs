//! Who is there, who leads, and how they are reached.

use std::collections::BTreeSet;
use std::sync::Arc;

use druid_cluster::{ClusterExt as _, ErrorKind};
use druid_core::{DruidService as _, DruidServiceExt as _, NodeRole, Origin};
use druid_tests::ClusterFile;

/// What `cluster.json` says should be found: each role at its inner address.
fn expected() -> BTreeSet<(NodeRole, Origin)> {
    let mut all = BTreeSet::new();
    for process in ClusterFile::here().reachable() {
        let inner: Origin = process.inner.as_deref().unwrap().parse().unwrap();
        all.extend(
            process
                .announced()
                .into_iter()
                .map(|role| (role, inner.clone())),
        );
    }
    all
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn every_role_is_found_and_answers() {
    let services = ClusterFile::here()
        .client()
        .cluster()
        .services()
        .await
        .unwrap();
    let found: BTreeSet<_> = services
        .iter()
        .map(|service| {
            (
                service.role().clone(),
                service.server().origin(false).unwrap(),
            )
        })
        .collect();
    assert_eq!(found, expected());
    for service in &services {
        assert!(service.health().await.unwrap(), "{:?}", service.server());
        let status = service.status().await.unwrap();
        assert_eq!(
            status.version,
            ClusterFile::here().version(),
            "{}",
            service.role()
        );
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn discovery_leads_to_the_same_from_a_broker() {
    let cluster = ClusterFile::here();
    let client = cluster.client_at(cluster.first("broker"));
    let servers = client.cluster().servers().await.unwrap();
    let found: BTreeSet<_> = servers
        .iter()
        .map(|server| (server.role.clone(), server.origin(false).unwrap()))
        .collect();
    assert_eq!(found, expected());
    let historical = servers
        .iter()
        .find(|server| server.role == NodeRole::Historical)
        .unwrap();
    assert!(
        historical.tier.is_some() && historical.max_size > Some(0),
        "{historical:?}"
    );
    assert!(
        servers.iter().all(|server| server.start_time.is_some()),
        "{servers:?}"
    );
}

/// One process, two services, and each of them one instance.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_coordinator_that_is_the_overlord_is_two_services_each_made_once() {
    let client = ClusterFile::here().client();
    let cluster = client.cluster();
    let (coordinator, overlord) = (
        cluster.coord().await.unwrap(),
        cluster.overlord().await.unwrap(),
    );
    let (coordinator, overlord) = (coordinator.as_service(), overlord.as_service());
    let origin = |server: &druid_cluster::Server| server.origin(false).unwrap();
    assert_eq!(origin(coordinator.server()), origin(overlord.server()));
    assert!(!Arc::ptr_eq(coordinator.shared(), overlord.shared()));
    // From another clone of the same connection.
    let cluster = client.clone().cluster();
    let again = cluster.coord().await.unwrap();
    assert!(Arc::ptr_eq(
        coordinator.shared(),
        again.as_service().shared()
    ));
    let by_role = cluster.services_of(&NodeRole::Overlord).await.unwrap();
    assert!(
        by_role
            .iter()
            .any(|service| Arc::ptr_eq(service.shared(), overlord.shared()))
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn what_a_url_is_by_its_inner_and_its_outer_address() {
    let file = ClusterFile::here();
    let cluster = file.client().cluster();
    for process in file.reachable() {
        let mut expected = process.announced();
        expected.sort();
        let inner_and_outer = [process.inner.as_deref(), process.outer.as_deref()];
        for url in inner_and_outer.into_iter().flatten() {
            let what = cluster.what_is(url).await.unwrap();
            let mut roles: Vec<_> = what.roles().cloned().collect();
            roles.sort();
            assert_eq!(roles, expected, "{url}");
            let service = cluster.service(url).await.unwrap();
            assert!(expected.contains(service.role()), "{url}");
            assert!(service.health().await.unwrap(), "{url}");
        }
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_url_of_nobody_is_not_in_the_cluster() {
    let cluster = ClusterFile::here().client().cluster();
    for url in ["http://druid.invalid:8082", "http://127.0.0.1:1"] {
        let error = cluster.what_is(url).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotInCluster, "{error:?}");
        assert!(error.to_string().contains(url), "{error}");
        assert!(!error.is_retryable());
    }
    let error = cluster.service("no url").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Client(_)), "{error:?}");
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn leaders_are_who_the_cluster_says_they_are() {
    let cluster = ClusterFile::here().client().cluster();
    let coordinator = cluster.coord().await.unwrap();
    let overlord = cluster.overlord().await.unwrap();
    let origin = coordinator.as_service().server().origin(false).unwrap();
    assert_eq!(coordinator.leader().await.unwrap(), origin.to_string());
    assert!(coordinator.is_leader().await.unwrap());
    let origin = overlord.as_service().server().origin(false).unwrap();
    assert_eq!(overlord.leader().await.unwrap(), origin.to_string());
    assert!(overlord.is_leader().await.unwrap());
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_broker_and_a_router_are_whole_clients_of_one_process() {
    let cluster = ClusterFile::here().client().cluster();
    let broker = cluster.broker().await.unwrap();
    let rows: Vec<(String,)> = broker.sql("SELECT 'from a broker'").rows().await.unwrap();
    assert_eq!(rows[0].0, "from a broker");
    assert_eq!(broker.as_service().role(), &NodeRole::Broker);
    let router = cluster.router().await.unwrap();
    let rows: Vec<(String,)> = router.sql("SELECT 'from a router'").rows().await.unwrap();
    assert_eq!(rows[0].0, "from a router");
    for (service, handle) in [
        (broker.as_service(), broker.service()),
        (router.as_service(), router.service()),
    ] {
        let expected = service.server().origin(false).unwrap();
        let mapped = service
            .connection()
            .transport()
            .map(Some(service.role()), &expected);
        assert_eq!(handle.target().base(), Some(&mapped));
    }
    // What extends clients extends them.
    assert_eq!(
        broker.cluster().servers().await.unwrap(),
        cluster.servers().await.unwrap()
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_role_that_nobody_has_is_an_empty_list() {
    let cluster = ClusterFile::here().client().cluster();
    let nobody = NodeRole::from("nobody".to_owned());
    assert!(cluster.services_of(&nobody).await.unwrap().is_empty());
}
