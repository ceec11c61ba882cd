//! The trailer by which a Broker since 32.0 says whether its answer is whole.

use druid_client::SqlQuery;
use druid_core::{Body, DruidServiceExt as _, http};
use druid_tests::{ClusterFile, Role, endless, table};

const COMPLETE: &str = "x-druid-response-complete";

/// Reads the answer of a process to its end; returns its length and its trailers.
async fn read(process: &Role, query: &SqlQuery) -> (usize, Option<http::HeaderMap>) {
    let request = druid_client::sql::request(query).unwrap();
    let client = ClusterFile::here().client_at(process);
    let mut body: Body = client.send(request).await.unwrap().into_body();
    let mut length = 0;
    assert_eq!(body.trailers(), None, "nothing was read yet");
    while let Some(piece) = body.chunk().await.unwrap() {
        length += piece.len();
    }
    let trailers = body.trailers().cloned();
    (length, trailers)
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_broker_tells_that_its_answer_is_whole() {
    let cluster = ClusterFile::here();
    let query = SqlQuery::new(format!("SELECT * FROM \"{}\"", table().await));
    for broker in cluster.of("broker") {
        let (length, trailers) = read(broker, &query).await;
        assert!(length > 0);
        assert_eq!(trailers.unwrap()[COMPLETE], "true", "{}", broker.name);
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_broker_tells_that_its_answer_is_not_whole() {
    let broker = ClusterFile::here().first("broker");
    let query = SqlQuery::new(endless()).with_context("timeout", 3_000);
    let (length, trailers) = read(broker, &query).await;
    assert!(length > 0);
    // Not every release that has the trailer sends it when it fails.
    let complete = trailers
        .as_ref()
        .and_then(|trailers| trailers.get(COMPLETE));
    assert_ne!(
        complete.map(http::HeaderValue::as_bytes),
        Some(&b"true"[..])
    );
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_router_passes_no_trailers_on() {
    let router = ClusterFile::here().first("router");
    let query = SqlQuery::new(format!("SELECT * FROM \"{}\"", table().await));
    let (length, trailers) = read(router, &query).await;
    assert!(length > 0);
    assert_eq!(trailers, None);
}
