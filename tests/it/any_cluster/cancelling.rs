//! Ending queries for good.

use druid_client::{Client, ErrorKind, SqlQuery};
use druid_core::Category;
use druid_tests::{ClusterFile, ONE_MINUTE, TWO_MINUTES, eventually, table, unique, whole_count};

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_unknown_query_can_not_be_cancelled() {
    let cluster = ClusterFile::here();
    for role in ["broker", "router"] {
        let client = cluster.client_at(cluster.first(role));
        assert!(
            !client.cancel_sql(&unique("nobody")).await.unwrap(),
            "{role}"
        );
    }
}

/// A query that runs on the Historicals until it is cancelled, or for ten seconds.
async fn long_query(id: &str) -> SqlQuery {
    SqlQuery::new(whole_count(table().await))
        .with_id(id)
        .with_context("timeout", 10_000)
}

/// Asks the Historicals something short: what was sent before has most likely reached them too.
async fn ask_something(broker: &Client) {
    let query = format!("SELECT COUNT(*) FROM \"{}\"", table().await);
    broker
        .sql(query)
        .context("useCache", false)
        .rows::<(i64,)>()
        .await
        .unwrap();
}

/// Druid takes the cancelling of a query that it still plans, forgets the id, and lets the query
/// run: such a try proves nothing, and there is another.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_query_that_is_cancelled_ends_and_says_so() {
    let cluster = ClusterFile::here();
    let broker = cluster.client_at(cluster.first("broker"));
    let (id, error) = eventually(TWO_MINUTES, async || {
        let id = unique("cancelled");
        let running = broker.sql(long_query(&id).await).table();
        let cancelling = async {
            ask_something(&broker).await;
            until_cancelled(&broker, &id).await;
        };
        let (ended, ()) = tokio::join!(running, cancelling);
        let error = ended.unwrap_err();
        if error.is_timeout() {
            Err(format!("{error:?}"))
        } else {
            Ok((id, error))
        }
    })
    .await;
    assert_eq!(
        error.kind(),
        ErrorKind::Core(druid_core::ErrorKind::Server),
        "{error:?}"
    );
    assert_eq!(
        error.server().unwrap().category(),
        Some(&Category::Canceled)
    );
    assert_eq!(error.query_id(), Some(&*id));
    assert!(!error.is_retryable() && !error.is_timeout());
    assert!(!broker.cancel_sql(&id).await.unwrap(), "it is gone");
}

/// A client that gives up closes its connection, and Druid does not notice: the query is there, or
/// is still to come, and only its id ends it.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_query_that_was_given_up_is_there_to_be_cancelled() {
    let cluster = ClusterFile::here();
    let broker = cluster.client_at(cluster.first("broker"));
    let id = unique("given_up");
    let running = tokio::spawn(broker.sql(long_query(&id).await).table());
    ask_something(&broker).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    until_cancelled(&broker, &id).await;
}

/// Cancels a query as soon as the Broker knows it.
async fn until_cancelled(broker: &Client, id: &str) {
    eventually(ONE_MINUTE, async || match broker.cancel_sql(id).await {
        Ok(true) => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await;
}
