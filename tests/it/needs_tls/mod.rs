//! A real Router with TLS, which asks for a client certificate.

use druid_client::ErrorKind;
use druid_cluster::ClusterExt as _;
use druid_core::{Config, DruidService as _, DruidServiceExt as _, NodeRole, Scheme, TlsConfig};
use druid_tests::{ClusterFile, Tls};

use crate::support::{all_of, client};

fn tls() -> (&'static ClusterFile, &'static Tls) {
    let cluster = ClusterFile::here();
    (cluster, cluster.tls.as_ref().unwrap())
}

/// The Router's configuration with other certificates than the usual.
fn config(certificates: TlsConfig) -> Config {
    let (cluster, tls) = tls();
    cluster.config_at(&tls.url).with_tls(certificates)
}

async fn failure(config: Config) -> druid_client::Error {
    let error = client(config).sql("SELECT 1").table().await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Core(druid_core::ErrorKind::Tls),
        "{error:?}"
    );
    assert!(!error.is_retryable());
    error
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_private_authority_and_a_client_certificate_open_the_door() {
    let (cluster, tls) = tls();
    let usual = client(cluster.config_at(&tls.url));
    let rows: Vec<(i64,)> = usual.sql("SELECT 1").rows().await.unwrap();
    assert_eq!(rows, [(1,)]);
    assert!(usual.health().await.unwrap());
    // The authority as text instead of a file.
    let pem = std::fs::read_to_string(&tls.ca).unwrap();
    let certificates = TlsConfig::new()
        .with_ca_pem(pem)
        .with_client_certificate(&tls.client_cert, &tls.client_key);
    let rows: Vec<(i64,)> = client(config(certificates))
        .sql("SELECT 1")
        .rows()
        .await
        .unwrap();
    assert_eq!(rows, [(1,)]);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn without_a_client_certificate_the_router_ends_the_handshake() {
    let (_, tls) = tls();
    let error = failure(config(TlsConfig::new().with_ca_file(&tls.ca))).await;
    assert!(
        all_of(&error).to_lowercase().contains("certificate"),
        "{error:?}"
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_router_of_an_unknown_authority_is_refused() {
    let (_, tls) = tls();
    let client_only = TlsConfig::new().with_client_certificate(&tls.client_cert, &tls.client_key);
    let error = failure(config(client_only)).await;
    assert!(all_of(&error).contains("UnknownIssuer"), "{error:?}");
}

/// No name of this cluster's is in the certificate but the Router's own.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_router_by_another_name_is_refused() {
    let (cluster, tls) = tls();
    let proxy = druid_core::testing::ScriptedProxy::start().await;
    let address = tls.url.trim_start_matches("https://").parse().unwrap();
    proxy.resolve("druid.invalid:9088", address);
    let other_name = cluster.config_at("https://druid.invalid:9088");
    let error = failure(other_name.with_proxy(proxy.url().parse().unwrap())).await;
    assert!(all_of(&error).contains("NotValidForName"), "{error:?}");
    assert_eq!(proxy.tunnels(), 1);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn the_insecure_switch_takes_any_router() {
    let (_, tls) = tls();
    let certificates = TlsConfig::new()
        .with_client_certificate(&tls.client_cert, &tls.client_key)
        .with_insecure_accept_any_certificate(true);
    let rows: Vec<(i64,)> = client(config(certificates))
        .sql("SELECT 1")
        .rows()
        .await
        .unwrap();
    assert_eq!(rows, [(1,)]);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn plain_http_at_the_tls_port_is_no_http() {
    let (cluster, tls) = tls();
    let plain = tls.url.replace("https://", "http://");
    let error = client(cluster.config_at(&plain))
        .sql("SELECT 1")
        .table()
        .await
        .unwrap_err();
    let ErrorKind::Core(kind) = error.kind() else {
        panic!("{error:?}")
    };
    let fitting = [druid_core::ErrorKind::Protocol, druid_core::ErrorKind::Lost];
    assert!(fitting.contains(&kind), "{error:?}");
}

/// The announced TLS port is taken where there is one and it is preferred.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn discovery_takes_the_tls_port_where_it_is_preferred() {
    let (cluster, tls) = tls();
    for prefer in [true, false] {
        let found = client(cluster.config().with_prefer_tls(prefer)).cluster();
        let routers = found.services_of(&NodeRole::Router).await.unwrap();
        let secure = routers
            .iter()
            .find(|router| router.server().tls_port.is_some())
            .unwrap();
        let base = secure.service().target().base().unwrap();
        let expected = if prefer { Scheme::Https } else { Scheme::Http };
        assert_eq!(base.origin().scheme(), expected, "{base}");
        assert_eq!(base.to_string() == tls.url, prefer, "{base}");
        assert!(secure.health().await.unwrap());
        // Those that have no TLS port are reached all the same.
        let plain = routers
            .iter()
            .find(|router| router.server().tls_port.is_none())
            .unwrap();
        let base = plain.service().target().base().unwrap();
        assert_eq!(base.origin().scheme(), Scheme::Http, "{base}");
        assert!(plain.health().await.unwrap());
    }
}
