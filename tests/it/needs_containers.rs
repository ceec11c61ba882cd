//! A cluster whose inner addresses this machine does not know: through published ports.

use druid_cluster::ClusterExt as _;
use druid_core::{
    DockerMapper, DruidService as _, DruidServiceExt as _, ErrorKind, IdentityMapper, Origin,
    RetryConfig,
};
use druid_tests::ClusterFile;

use crate::support::client;

/// Each published port with the one inside that it stands for.
fn pairs(cluster: &ClusterFile) -> Vec<[u16; 2]> {
    let port = |url: &Option<String>| -> Option<u16> {
        Some(url.as_ref()?.parse::<Origin>().unwrap().port())
    };
    let plain = cluster.roles.iter().map(|role| (&role.outer, &role.inner));
    let tls = cluster
        .roles
        .iter()
        .map(|role| (&role.outer_tls, &role.inner_tls));
    let both = plain.chain(tls);
    both.filter_map(|(outer, inner)| Some([port(outer)?, port(inner)?]))
        .collect()
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn inner_names_mean_nothing_here() {
    let cluster = ClusterFile::here();
    let config = cluster.config().with_mapper(IdentityMapper::new());
    let unmapped = client(config.with_retry(RetryConfig::none()));
    let broker = unmapped.cluster().broker().await.unwrap();
    let error = broker.sql("SELECT 1").table().await.unwrap_err();
    assert_eq!(
        error.kind(),
        druid_client::ErrorKind::Core(ErrorKind::Connect),
        "{error:?}"
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn published_ports_make_every_role_reachable() {
    let cluster = ClusterFile::here();
    let mapper = DockerMapper::new("127.0.0.1", pairs(cluster)).unwrap();
    let found = client(cluster.config().with_mapper(mapper)).cluster();
    let services = found.services().await.unwrap();
    let expected: usize = cluster
        .reachable()
        .map(|process| process.announced().len())
        .sum();
    assert_eq!(services.len(), expected);
    for service in &services {
        let inner = service.server().origin(false).unwrap();
        let base = service.service().target().base().unwrap();
        assert_ne!(base.origin(), &inner, "{}", service.role());
        assert_eq!(base.origin().host(), "127.0.0.1");
        assert!(service.health().await.unwrap(), "{inner}");
    }
    let overlord = found.overlord().await.unwrap();
    let inner = overlord.leader().await.unwrap();
    assert!(!inner.contains("127.0.0.1"), "{inner} is an address inside");
    let what = found.what_is(&inner).await.unwrap();
    assert!(
        what.roles()
            .any(|role| role == overlord.as_service().role()),
        "{what:?}"
    );
    let rows: Vec<(i64,)> = found
        .broker()
        .await
        .unwrap()
        .sql("SELECT 1")
        .rows()
        .await
        .unwrap();
    assert_eq!(rows, [(1,)]);
}

/// The same from a configuration document, as somebody with a compose file writes it.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn published_ports_stand_in_a_document_too() {
    let cluster = ClusterFile::here();
    let mut config = cluster.config().with_mapper(IdentityMapper::new());
    let ports = serde_json::to_string(&pairs(cluster)).unwrap();
    config
        .set("mapper.docker.host".parse().unwrap(), "127.0.0.1")
        .unwrap();
    config
        .set("mapper.docker.ports".parse().unwrap(), &ports)
        .unwrap();
    let broker = client(config).cluster().broker().await.unwrap();
    let rows: Vec<(i64,)> = broker.sql("SELECT 1").rows().await.unwrap();
    assert_eq!(rows, [(1,)]);
}
