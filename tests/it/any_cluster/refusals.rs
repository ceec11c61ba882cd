//! What a real server refuses, and in which of its many shapes.

use druid_client::SqlQuery;
use druid_cluster::ClusterExt as _;
use druid_core::{Category, DruidServiceExt as _, ErrorKind, Persona, Shape};
use druid_tests::ClusterFile;
use serde_json::{Value, json};

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_query_that_is_wrong_says_where() {
    let cluster = ClusterFile::here();
    for process in [cluster.first("router"), cluster.first("broker")] {
        let client = cluster.client_at(process);
        let error = client.sql("SELECT 1,\n nobody").table().await.unwrap_err();
        let invalid = druid_client::ErrorKind::Core(ErrorKind::InvalidInput);
        assert_eq!(error.kind(), invalid, "{error:?}");
        assert_eq!(error.status().unwrap().as_u16(), 400);
        assert!(!error.is_retryable() && !error.is_timeout());
        let server = error.server().unwrap();
        assert_eq!(server.shape(), Shape::DruidException);
        assert_eq!(server.code(), Some("invalidInput"));
        assert_eq!(server.persona(), Some(&Persona::User));
        assert_eq!(server.category(), Some(&Category::InvalidInput));
        assert!(
            server.message().unwrap().contains("'nobody' not found"),
            "{server}"
        );
        let at = |key: &str| server.context().get(key).map(String::as_str);
        assert_eq!(
            (at("line"), at("column")),
            (Some("2"), Some("2")),
            "{server:?}"
        );
        let shown = error.as_core().unwrap().to_string();
        let origin = process.url();
        let begin = format!("POST /druid/v2/sql at {origin}: 400 Bad Request, invalidInput: ");
        assert!(shown.starts_with(&begin), "{shown}");
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_unknown_table_and_a_wrong_word_are_refused() {
    let client = ClusterFile::here().client();
    for query in ["SELECT * FROM nobody", "SELECT 1 +", "SELEC 1"] {
        let error = client.sql(query).table().await.unwrap_err();
        let server = error.server().unwrap();
        assert_eq!(server.shape(), Shape::DruidException, "{query}: {error:?}");
        assert!(!server.message().unwrap().is_empty(), "{query}");
        assert!(!error.is_retryable(), "{query}");
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_path_that_nobody_serves_is_not_found_and_bare() {
    for service in ClusterFile::here()
        .client()
        .cluster()
        .services()
        .await
        .unwrap()
    {
        let error = service
            .get_json::<Value>("/druid/no/such")
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::NotFound,
            "{:?}: {error:?}",
            service.server()
        );
        assert!(
            error.server().unwrap().is_bare(),
            "{:?}: {error:?}",
            service.server()
        );
        assert_eq!(error.request().unwrap().path(), "/druid/no/such");
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_method_that_is_not_served_is_unsupported() {
    let cluster = ClusterFile::here();
    let broker = cluster.client_at(cluster.first("broker"));
    let error = broker.get_json::<Value>("/druid/v2/sql").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 405);
}

/// Without its parameters this endpoint of a Broker ends in a page of the HTTP server.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_page_in_place_of_json_is_told_by_its_title() {
    let cluster = ClusterFile::here();
    let broker = cluster.client_at(cluster.first("broker"));
    let path = "/druid/v2/datasources/nobody/candidates";
    let error = broker.get_json::<Value>(path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error:?}");
    let server = error.server().unwrap();
    assert_eq!(
        (server.status().as_u16(), server.shape()),
        (500, Shape::Html)
    );
    let title = server.message().unwrap();
    assert!(
        title.starts_with("Error 500") && !title.contains('<'),
        "{title}"
    );
    assert!(server.body().starts_with(b"<html>"));
    // The server closes after such a page; the next request finds another way.
    assert!(broker.health().await.unwrap());
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn text_where_json_was_asked_for_is_not_decoded() {
    let coordinator = ClusterFile::here()
        .client()
        .cluster()
        .coord()
        .await
        .unwrap();
    let error = coordinator
        .get_json::<Value>("/druid/coordinator/v1/leader")
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Decode | ErrorKind::UnexpectedContent
        ),
        "{error:?}"
    );
    let error = coordinator
        .get_json::<Vec<u8>>("/status/health")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_unknown_task_is_plain_text_and_has_no_report() {
    let overlord = ClusterFile::here()
        .client()
        .cluster()
        .overlord()
        .await
        .unwrap();
    let error = overlord.task_status("no-task").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    let server = error.server().unwrap();
    assert_eq!(server.shape(), Shape::Text, "{error:?}");
    assert!(server.message().unwrap().contains("no-task"), "{server}");
    assert!(overlord.task_reports("no-task").await.unwrap().is_none());
    let error = overlord.shut_down_task("no-task").await;
    if let Err(error) = error {
        assert_eq!(error.status().unwrap().as_u16(), 404, "{error:?}");
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_overlord_and_a_native_query_refuse_in_older_shapes() {
    let cluster = ClusterFile::here();
    let overlord = cluster.client().cluster().overlord().await.unwrap();
    let nonsense = json!({"type": "nonsense"});
    let refused = overlord
        .post_json::<Value>("/druid/indexer/v1/task", &nonsense)
        .await;
    let error = refused.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error:?}");
    let server = error.server().unwrap();
    assert_eq!(server.shape(), Shape::ErrorText);
    assert!(server.to_string().contains("nonsense"), "{server}");

    let broker = cluster.client_at(cluster.first("broker"));
    let nonsense = json!({"queryType": "nonsense"});
    let error = broker
        .post_json::<Value>("/druid/v2", &nonsense)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error:?}");
    let server = error.server().unwrap();
    assert_eq!(server.shape(), Shape::QueryException);
    assert!(
        server.error_class().unwrap().contains("InvalidTypeId"),
        "{server:?}"
    );
}

/// The whole value of a parameter stays out of everything that is shown of an error.
#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn what_was_sent_is_not_in_what_failed() {
    let query = SqlQuery::new("SELECT nobody WHERE 'a' = ?").with_parameter("VARCHAR", "hunter2");
    let error = ClusterFile::here()
        .client()
        .sql(query)
        .table()
        .await
        .unwrap_err();
    assert!(!crate::support::all_of(&error).contains("hunter2"));
}
