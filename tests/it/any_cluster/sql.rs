//! Queries as a user asks them.

use druid_client::{SqlQuery, Value};
use druid_core::{Connection, DruidServiceExt as _};
use druid_tests::{ClusterFile, table, unique};
use serde::Deserialize;

use crate::support::client;

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_router_and_a_broker_answer_alike() {
    let cluster = ClusterFile::here();
    for role in ["router", "broker"] {
        for process in cluster.of(role) {
            let rows = cluster
                .client_at(process)
                .sql("SELECT 1 + 1")
                .rows::<(i64,)>()
                .await;
            assert_eq!(rows.unwrap(), [(2,)], "{}", process.name);
        }
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Number {
    n: i64,
    #[serde(rename = "__time")]
    time: String,
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn rows_of_a_table_come_as_structs_and_as_values() {
    let client = ClusterFile::here().client();
    let query = format!(
        "SELECT n, __time FROM \"{}\" WHERE n < ? ORDER BY __time",
        table().await
    );
    let typed: Vec<Number> = client
        .sql(&*query)
        .parameter("BIGINT", 2)
        .rows()
        .await
        .unwrap();
    let number = |n, time: &str| Number {
        n,
        time: time.to_owned(),
    };
    let (first, second) = ("2015-09-12T00:00:00.000Z", "2015-09-12T00:01:00.000Z");
    assert_eq!(typed, [number(0, first), number(1, second)]);
    let dynamic = client
        .sql(&*query)
        .parameter("BIGINT", 2)
        .table()
        .await
        .unwrap();
    let values: Vec<_> = dynamic
        .into_rows()
        .into_iter()
        .map(|row| row.into_values())
        .collect();
    let row = |n, time: &str| vec![Value::Long(n), Value::String(time.to_owned())];
    assert_eq!(values, [row(0, first), row(1, second)]);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn parameters_keep_their_types() {
    let client = ClusterFile::here().client();
    let query = SqlQuery::new(
        "SELECT CAST(? AS BIGINT) + 1, CAST(? AS DOUBLE) / 2, CONCAT(CAST(? AS VARCHAR), '?'), \
         CAST(? AS TIMESTAMP)",
    )
    .with_parameter("BIGINT", 9_007_199_254_740_992_i64)
    .with_parameter("DOUBLE", 3.0)
    .with_parameter("VARCHAR", "o'clock")
    .with_parameter("TIMESTAMP", "2015-09-12 01:02:03");
    let rows: Vec<(i64, f64, String, String)> = client.sql(query).rows().await.unwrap();
    let time = "2015-09-12T01:02:03.000Z".to_owned();
    assert_eq!(
        rows,
        [(9_007_199_254_740_993, 1.5, "o'clock?".to_owned(), time)]
    );
}

/// A dynamic parameter alone has no type that a planner could infer: its own must do.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_wrong_number_of_parameters_is_refused() {
    let client = ClusterFile::here().client();
    let error = client
        .sql("SELECT ? + 1")
        .rows::<(i64,)>()
        .await
        .unwrap_err();
    let kind = druid_client::ErrorKind::Core(druid_core::ErrorKind::InvalidInput);
    assert_eq!(error.kind(), kind, "{error:?}");
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_empty_answer_has_its_columns() {
    let client = ClusterFile::here().client();
    let query = "SELECT server, is_leader FROM sys.servers WHERE server_type = 'nobody'";
    let table = client.sql(query).table().await.unwrap();
    let columns: Vec<_> = table
        .columns()
        .iter()
        .map(|column| (column.name.as_str(), column.sql_type.as_deref()))
        .collect();
    assert_eq!(
        columns,
        [("server", Some("VARCHAR")), ("is_leader", Some("BIGINT"))]
    );
    assert!(table.rows().is_empty());
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn the_query_id_comes_back() {
    let cluster = ClusterFile::here();
    for process in [cluster.first("router"), cluster.first("broker")] {
        let client = cluster.client_at(process);
        let id = unique("id");
        let query = SqlQuery::new("SELECT 1").with_id(&id);
        let request = druid_client::sql::request(&query).unwrap();
        let answer = client.send(request).await.unwrap();
        assert_eq!(
            answer.headers()["x-druid-sql-query-id"],
            *id,
            "{}",
            process.name
        );
        let error = client
            .sql(SqlQuery::new("SELECT nobody").with_id(&id))
            .table()
            .await;
        assert_eq!(
            error.unwrap_err().query_id(),
            Some(&*id),
            "{}",
            process.name
        );
    }
    let request = cluster.client().sql("SELECT nobody");
    let id = request.id().to_owned();
    assert!(!id.is_empty());
    assert_eq!(request.table().await.unwrap_err().query_id(), Some(&*id));
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn compressed_or_not_the_answer_is_the_same() {
    let cluster = ClusterFile::here();
    let query = format!(
        "SELECT * FROM \"{}\" WHERE n < 60 ORDER BY __time",
        table().await
    );
    for role in ["router", "broker"] {
        let url = cluster.first(role).url();
        let with = client(cluster.config_at(url))
            .sql(&*query)
            .table()
            .await
            .unwrap();
        let config = cluster.config_at(url).with_gzip(false);
        let without = client(config).sql(&*query).table().await.unwrap();
        assert_eq!(with.rows().len(), 60);
        assert_eq!(with, without, "{role}");
    }
}

/// The one above proves nothing unless the server does compress.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_broker_compresses_when_it_is_asked_to() {
    let cluster = ClusterFile::here();
    let query = SqlQuery::new(format!("SELECT * FROM \"{}\"", table().await));
    // Whoever asks for a coding by hand gets the bytes as they come.
    let mut raw = druid_client::sql::request(&query).unwrap();
    raw.headers_mut()
        .insert("accept-encoding", "gzip".parse().unwrap());
    let service = Connection::builder(cluster.config_at(cluster.first("broker").url()));
    let service = service.build().unwrap().service();
    let answer = service.call(raw).await.unwrap();
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    assert_eq!(answer.body()[..2], [0x1f, 0x8b]);
}
