//! Processes that are made to misbehave.

mod disrupts {
    use std::time::Duration;

    use druid_client::ErrorKind;
    use druid_core::{DruidServiceExt as _, RetryConfig, Timeouts};
    use druid_tests::{ClusterFile, TWO_MINUTES, eventually};

    use crate::support::client;

    /// A process that stands still takes connections, and answers none.
    #[tokio::test]
    #[ignore = "needs a cluster: cargo xtask it"]
    async fn a_broker_that_stands_still_is_a_time_out_and_goes_on() {
        let cluster = ClusterFile::here();
        let broker = cluster.first("broker");
        let short = Timeouts::default().with_response(Duration::from_secs(2));
        let config = cluster.config_at(broker.url()).with_timeouts(short);
        let client = client(config.with_retry(RetryConfig::none()));
        assert_eq!(
            client.sql("SELECT 1").rows::<(i64,)>().await.unwrap(),
            [(1,)]
        );

        cluster.control().pause(broker).await;
        let error = client.sql("SELECT 1").table().await.unwrap_err();
        let kind = ErrorKind::Core(druid_core::ErrorKind::Timeout);
        assert_eq!(error.kind(), kind, "{error:?}");
        assert!(error.is_timeout() && error.is_retryable());
        assert_eq!(error.status(), None);
        let shown = error.as_core().unwrap().to_string();
        assert!(shown.contains("timeout.response"), "{shown}");
        assert_eq!(
            client.health().await.unwrap_err().kind(),
            druid_core::ErrorKind::Timeout
        );

        cluster.control().start(broker).await;
        eventually(TWO_MINUTES, async || {
            let rows = client.sql("SELECT 1").rows::<(i64,)>().await;
            rows.map(drop).map_err(|error| format!("{error:?}"))
        })
        .await;
    }

    /// A process that was asked to end, refuses.
    #[tokio::test]
    #[ignore = "needs a cluster: cargo xtask it"]
    async fn a_router_that_is_gone_refuses_and_comes_back() {
        let cluster = ClusterFile::here();
        let router = cluster.first("router");
        let client = cluster.client_at(router);
        assert!(client.health().await.unwrap());
        cluster.control().kill(router).await;
        let error = client.sql("SELECT 1").table().await.unwrap_err();
        let ErrorKind::Core(kind) = error.kind() else {
            panic!("{error:?}")
        };
        // The socket in the pool may be found closed only when it is used.
        let fitting = [druid_core::ErrorKind::Connect, druid_core::ErrorKind::Lost];
        assert!(fitting.contains(&kind), "{error:?}");
        assert!(error.is_retryable());
        cluster.control().start(router).await;
        eventually(TWO_MINUTES, async || {
            let rows = client.sql("SELECT 1").rows::<(i64,)>().await;
            rows.map(drop).map_err(|error| format!("{error:?}"))
        })
        .await;
    }
}
