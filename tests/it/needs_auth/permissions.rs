//! What a user may do who may not do everything.

use druid_client::Client;
use druid_cluster::{ClusterExt as _, Coordinator};
use druid_core::{Auth, DruidServiceExt as _, ErrorKind, RetryConfig, Secret, http};
use druid_tests::{ClusterFile, TWO_MINUTES, eventually, unique};
use serde_json::{Value, json};

use crate::support::client;

const PASSWORD: &str = "open sesame";

/// A new user who has these permissions, as a client at a Broker: Brokers are told of users at once.
async fn user(permissions: Value) -> Client {
    let cluster = ClusterFile::here();
    let name = unique("user");
    let coordinator = cluster.client().cluster().coord().await.unwrap();
    let (users, access) = ("authentication/db/basic/users", "authorization/db/basic");
    let send = async |path: String, body: Value| post(&coordinator, &path, &body).await;
    send(format!("{users}/{name}"), json!({})).await;
    send(
        format!("{users}/{name}/credentials"),
        json!({"password": PASSWORD}),
    )
    .await;
    send(format!("{access}/users/{name}"), json!({})).await;
    send(format!("{access}/roles/{name}"), json!({})).await;
    send(format!("{access}/roles/{name}/permissions"), permissions).await;
    send(format!("{access}/users/{name}/roles/{name}"), json!({})).await;
    let config = cluster
        .config_at(cluster.first("broker").url())
        .with_retry(RetryConfig::none())
        .with_auth(Auth::basic(&name, &Secret::new(PASSWORD)).unwrap());
    let client = client(config);
    eventually(TWO_MINUTES, async || {
        let rows = client.sql("SELECT 1").rows::<(i64,)>().await;
        rows.map(drop).map_err(|error| format!("{error:?}"))
    })
    .await;
    client
}

/// The extension answers 200 with nothing.
async fn post(coordinator: &Coordinator, path: &str, body: &Value) {
    let request = http::Request::post(format!("/druid-ext/basic-security/{path}"))
        .header("content-type", "application/json")
        .body(druid_core::json_body(body).unwrap());
    coordinator.send(request.unwrap()).await.unwrap();
}

fn permission(kind: &str, action: &str) -> Value {
    json!([{"resource": {"name": ".*", "type": kind}, "action": action}])
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn without_state_read_sql_works_and_discovery_does_not() {
    let user = user(permission("DATASOURCE", "READ")).await;
    let error = user.cluster().servers().await.unwrap_err();
    assert_eq!(
        error.kind(),
        druid_cluster::ErrorKind::DiscoveryForbidden,
        "{error:?}"
    );
    assert_eq!(error.status(), Some(http::StatusCode::FORBIDDEN));
    assert!(error.to_string().contains("STATE READ"), "{error}");
    assert!(!error.is_retryable());
    let found = user.cluster().overlord().await.unwrap_err();
    assert_eq!(found.kind(), druid_cluster::ErrorKind::DiscoveryForbidden);
    let rows: Vec<(i64,)> = user.sql("SELECT 2").rows().await.unwrap();
    assert_eq!(rows, [(2,)]);
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_error_names_the_permission_that_is_missing() {
    let user = user(permission("DATASOURCE", "READ")).await;
    let error = user.status().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden, "{error:?}");
    assert!(error.to_string().ends_with("(needs STATE READ)"), "{error}");
    let error = user.properties().await.unwrap_err();
    assert!(
        error.to_string().ends_with("(needs CONFIG READ)"),
        "{error}"
    );
    assert!(user.health().await.unwrap(), "health needs no permission");
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn with_state_read_the_cluster_is_found() {
    let user = user(permission("STATE", "READ")).await;
    // Permissions are told a moment after the user is.
    let found = eventually(TWO_MINUTES, async || {
        user.cluster()
            .services()
            .await
            .map_err(|error| format!("{error:?}"))
    })
    .await;
    assert!(found.len() >= 5, "{found:?}");
    assert_eq!(
        user.status().await.unwrap().version,
        ClusterFile::here().version()
    );
}

mod needs_msq {
    use druid_core::Shape;
    use druid_msq::MsqExt as _;

    use super::*;

    #[tokio::test]
    #[ignore = "needs a cluster: cargo xtask it"]
    async fn a_task_that_may_not_write_is_forbidden() {
        let user = user(permission("DATASOURCE", "READ")).await;
        let insert = "INSERT INTO forbidden SELECT TIMESTAMP '2000-01-01' AS __time, 1 AS n \
                      PARTITIONED BY ALL";
        let error = user.submit(insert).await.unwrap_err();
        assert_eq!(
            error.status(),
            Some(http::StatusCode::FORBIDDEN),
            "{error:?}"
        );
        let core = error
            .as_cluster()
            .unwrap()
            .as_client()
            .unwrap()
            .as_core()
            .unwrap();
        assert_eq!(core.kind(), ErrorKind::Forbidden);
        let server = error.server().unwrap();
        assert_eq!(
            (server.shape(), server.task_id()),
            (Shape::TaskStatus, Some("forbidden"))
        );
        assert!(
            core.to_string().ends_with("(needs DATASOURCE WRITE)"),
            "{core}"
        );
    }
}
