//! Credentials that are wrong, missing, of another kind; and that nobody sees.

use std::path::PathBuf;

use druid_client::Client;
use druid_core::{Auth, DruidServiceExt as _, ErrorKind, Secret, Shape, http};
use druid_tests::{ClusterFile, unique};

use crate::support::{all_of, client};

/// What must never be shown, plain and as it goes on the wire.
const WRONG: [&str; 2] = ["hunter2", "YWRtaW46aHVudGVyMg"];

/// Clients at a Router and at a Broker, with these credentials.
fn clients(auth: &Auth) -> [Client; 2] {
    let cluster = ClusterFile::here();
    ["router", "broker"].map(|role| {
        client(
            cluster
                .config_at(cluster.first(role).url())
                .with_auth(auth.clone()),
        )
    })
}

async fn refusal(client: &Client) -> druid_client::Error {
    let error = client.sql("SELECT 1").table().await.unwrap_err();
    assert_eq!(
        error.kind(),
        druid_client::ErrorKind::Core(ErrorKind::Unauthorized),
        "{error:?}"
    );
    assert_eq!(error.status(), Some(http::StatusCode::UNAUTHORIZED));
    assert!(!error.is_retryable());
    assert_eq!(error.as_core().unwrap().attempts(), 1, "sent once");
    let shown = all_of(&error) + &format!("{client:?}");
    for secret in WRONG {
        assert!(!shown.contains(secret), "{shown}");
    }
    error
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_wrong_password_is_refused_with_a_page() {
    let auth = Auth::basic("admin", &Secret::new(WRONG[0])).unwrap();
    for client in clients(&auth) {
        let error = refusal(&client).await;
        let server = error.server().unwrap();
        assert_eq!(server.shape(), Shape::Html, "{error:?}");
        let title = server.message().unwrap();
        assert_eq!(title, "Error 401 User authentication failed.");
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn an_unknown_user_is_refused() {
    let auth = Auth::basic(&unique("nobody"), &Secret::new(WRONG[0])).unwrap();
    for client in clients(&auth) {
        refusal(&client).await;
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn without_credentials_only_health_is_told() {
    for client in clients(&Auth::none()) {
        let error = refusal(&client).await;
        let server = error.server().unwrap();
        assert_eq!(server.shape(), Shape::QueryException, "{error:?}");
        assert_eq!(server.code(), Some("Unauthorized request"));
        assert!(client.health().await.unwrap());
        assert_eq!(
            client.status().await.unwrap_err().kind(),
            ErrorKind::Unauthorized
        );
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_token_is_refused_where_a_password_is_wanted() {
    let auth = Auth::bearer(&Secret::new(WRONG[0])).unwrap();
    for client in clients(&auth) {
        refusal(&client).await;
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn a_token_of_a_file_is_sent_and_not_shown() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(unique("token"));
    std::fs::write(&path, WRONG[0]).unwrap();
    for client in clients(&Auth::bearer_file(&path)) {
        refusal(&client).await;
    }
    std::fs::remove_file(&path).unwrap();
    for client in clients(&Auth::bearer_file(&path)) {
        let error = client.sql("SELECT 1").table().await.unwrap_err();
        assert_eq!(
            error.kind(),
            druid_client::ErrorKind::Core(ErrorKind::Credentials),
            "{error:?}"
        );
    }
}

#[tokio::test]
#[ignore = "needs a cluster: cargo xtask it"]
async fn credentials_of_the_configuration_document_are_used() {
    let cluster = ClusterFile::here();
    let known = cluster.auth.as_ref().unwrap();
    let url = cluster.first("router").url();
    let environment = [
        ("DRUID_URL", url),
        ("DRUID_USERNAME", &known.username),
        ("DRUID_PASSWORD", &known.password),
    ];
    let lookup = |name: &str| {
        let found = environment.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let config = druid_core::Config::default().with_env(lookup).unwrap();
    assert!(!format!("{config:?}").contains(&known.password));
    let rows: Vec<(i64,)> = client(config).sql("SELECT 1").rows().await.unwrap();
    assert_eq!(rows, [(1,)]);
}
