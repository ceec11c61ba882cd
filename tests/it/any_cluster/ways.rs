//! The ways to a server: through a proxy, past a dead equal.

use std::net::TcpListener;

use druid_core::testing::ScriptedProxy;
use druid_core::{Origin, RetryConfig};
use druid_tests::ClusterFile;

use crate::support::client;

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_proxy_leads_to_a_host_that_only_it_knows() {
    let cluster = ClusterFile::here();
    let router: Origin = cluster.first("router").url().parse().unwrap();
    let addresses = tokio::net::lookup_host((router.host(), router.port()))
        .await
        .unwrap();
    let address = addresses
        .into_iter()
        .find(std::net::SocketAddr::is_ipv4)
        .unwrap();
    let proxy = ScriptedProxy::start().await;
    proxy.resolve("druid.invalid:8888", address);
    let config = cluster.config_at("http://druid.invalid:8888");
    let config = config.with_proxy(proxy.url().parse().unwrap());
    let rows: Vec<(i64,)> = client(config).sql("SELECT 1").rows().await.unwrap();
    assert_eq!(rows, [(1,)]);
    assert_eq!((proxy.forwards(), proxy.tunnels()), (1, 0));
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_dead_equal_is_passed_over() {
    let cluster = ClusterFile::here();
    // Bound and not listening any more: connections are refused.
    let dead = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let config = cluster
        .config_at(&format!("http://{dead}"))
        .with_url(cluster.first("router").url().parse().unwrap())
        .with_retry(RetryConfig::none());
    let client = client(config);
    for number in 0..3_i64 {
        let rows = client
            .sql(format!("SELECT {number}"))
            .rows::<(i64,)>()
            .await;
        assert_eq!(rows.unwrap(), [(number,)]);
    }
}
