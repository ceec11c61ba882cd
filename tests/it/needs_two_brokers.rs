//! Several Brokers that serve the same cluster.

use druid_client::Client;
use druid_cluster::ClusterExt as _;
use druid_core::{DruidServiceExt as _, ErrorKind, NodeRole};
use druid_tests::{ClusterFile, ONE_MINUTE, Role, eventually};

use crate::support::client;

fn brokers() -> (&'static ClusterFile, &'static Role, &'static Role) {
    let cluster = ClusterFile::here();
    let mut brokers = cluster.of("broker");
    (cluster, brokers.next().unwrap(), brokers.next().unwrap())
}

/// A client of both, the first being preferred while nothing is known of either.
fn client_of_both() -> Client {
    let (cluster, first, second) = brokers();
    client(
        cluster
            .config_at(first.url())
            .with_url(second.url().parse().unwrap()),
    )
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn each_broker_has_a_handle_of_its_own() {
    let cluster = ClusterFile::here().client().cluster();
    let services = cluster.services_of(&NodeRole::Broker).await.unwrap();
    assert!(services.len() >= 2);
    for (index, one) in services.iter().enumerate() {
        assert!(one.health().await.unwrap(), "{:?}", one.server());
        for other in &services[index + 1..] {
            assert!(!std::sync::Arc::ptr_eq(one.shared(), other.shared()));
        }
    }
}

mod disrupts {
    use super::*;

    #[tokio::test]
    #[ignore = "needs a cluster: cargo xtask it"]
    async fn queries_go_on_when_a_broker_dies_and_it_is_used_again_when_it_is_back() {
        let (cluster, first, second) = brokers();
        let both = client_of_both();
        let ask = async |number: i64| {
            let rows = both.sql(format!("SELECT {number}")).rows::<(i64,)>().await;
            rows.map(|rows| rows[0].0)
                .map_err(|error| format!("{error:?}"))
        };
        assert_eq!(ask(0).await, Ok(0));
        let pinned = cluster.client_at(first);
        assert_eq!(
            pinned.sql("SELECT 1").rows::<(i64,)>().await.unwrap(),
            [(1,)]
        );

        cluster.control().kill(first).await;
        for number in 1..=5 {
            assert_eq!(ask(number).await, Ok(number));
        }
        let error = pinned.sql("SELECT 1").table().await.unwrap_err();
        assert_eq!(
            error.kind(),
            druid_client::ErrorKind::Core(ErrorKind::Connect),
            "{error:?}"
        );
        assert!(error.is_retryable());

        cluster.control().start(first).await;
        assert_eq!(
            pinned.sql("SELECT 1").rows::<(i64,)>().await.unwrap(),
            [(1,)]
        );
        cluster.control().kill(second).await;
        // Whether or not the first one still rests from its failures: there is no other now.
        eventually(ONE_MINUTE, async || ask(6).await).await;
        assert_eq!(ask(7).await, Ok(7));
    }
}
