//! What runs into a limit of the server's.

use druid_client::{ErrorKind, SqlQuery};
use druid_core::{Category, DruidServiceExt as _};
use druid_tests::{ClusterFile, ONE_MINUTE, endless, eventually, table, unique, whole_count};
use serde::de::IgnoredAny;

/// The Broker's lane for one query at a time; a cluster that has none takes any number.
const LANE: &str = "tight";

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_full_lane_is_over_capacity() {
    let cluster = ClusterFile::here();
    let broker = cluster.client_at(cluster.of("broker").last().unwrap());
    let properties = broker.properties().await.unwrap();
    let lane = format!("druid.query.scheduler.laning.lanes.{LANE}");
    assert_eq!(
        properties.get(&lane).map(String::as_str),
        Some("1"),
        "the Broker has the lane"
    );

    // Nobody reads the answer of the first one, so it stays in its lane.
    let first = SqlQuery::new(endless())
        .with_id(unique("lane"))
        .with_context("lane", LANE);
    let request = druid_client::sql::request(&first).unwrap();
    let held = eventually(ONE_MINUTE, async || {
        broker
            .send(request.clone())
            .await
            .map_err(|error| error.to_string())
    })
    .await;
    let error = broker
        .sql("SELECT * FROM (VALUES (1))")
        .context("lane", LANE)
        .table()
        .await;
    let error = error.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Core(druid_core::ErrorKind::CapacityExceeded),
        "{error:?}"
    );
    assert_eq!(error.status().unwrap().as_u16(), 429);
    assert_eq!(
        error.server().unwrap().category(),
        Some(&Category::CapacityExceeded)
    );
    assert!(error.is_retryable() && !error.is_timeout());
    assert_eq!(error.as_core().unwrap().retry_after(), None);

    // Giving the answer up closes its connection; that is what ends a query that writes.
    drop(held);
    let rows = eventually(ONE_MINUTE, async || {
        let again = broker
            .sql("SELECT * FROM (VALUES (1))")
            .context("lane", LANE);
        again
            .rows::<(i64,)>()
            .await
            .map_err(|error| error.to_string())
    })
    .await;
    assert_eq!(rows, [(1,)]);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_query_out_of_time_is_the_servers_time_out() {
    let cluster = ClusterFile::here();
    let query = whole_count(table().await);
    for process in [cluster.first("router"), cluster.first("broker")] {
        let client = cluster.client_at(process);
        let error = client
            .sql(&*query)
            .context("timeout", 500)
            .table()
            .await
            .unwrap_err();
        let kind = ErrorKind::Core(druid_core::ErrorKind::ServerTimeout);
        assert_eq!(error.kind(), kind, "{}: {error:?}", process.name);
        assert_eq!(error.status().unwrap().as_u16(), 504);
        assert_eq!(error.server().unwrap().code(), Some("Query timeout"));
        assert!(error.is_timeout() && !error.is_retryable());
    }
}

/// Its first rows are there in time, its last are not: the server stops writing and ends the
/// transfer as if all were well.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_answer_that_stops_for_lack_of_time_does_not_pass_for_a_whole_one() {
    let cluster = ClusterFile::here();
    for process in [cluster.first("router"), cluster.first("broker")] {
        let client = cluster.client_at(process);
        let request = client.sql(endless()).context("timeout", 3_000);
        let id = request.id().to_owned();
        let error = request.rows::<IgnoredAny>().await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Truncated,
            "{}: {error:?}",
            process.name
        );
        assert_eq!(error.query_id(), Some(&*id));
        assert!(error.is_retryable());
        assert!(!error.to_string().contains("after 0 rows"), "{error}");
    }
}
