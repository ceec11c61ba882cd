//! An extension of the server, with a client and a role of its own.

use std::sync::Arc;

use druid_client::Client;
use druid_cluster::ClusterExt as _;
use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{
    Config, Connection, DruidService, DruidServiceExt as _, NodeRole, ServiceClient, TableMapper,
};
use druid_ext::{
    About, ClientExtensionExt as _, ClusterExtensionExt as _, ConnectionBuilderExt as _, ErrorKind,
    Extension, Parts,
};
use druid_tests::Announced;
use serde_json::json;

/// Asks the extension where queries are asked.
struct Greeter(ServiceClient);

impl Greeter {
    async fn greet(&self, name: &str) -> druid_core::Result<String> {
        self.0
            .post_json("/druid-ext/greeter/v1/greet", &json!({"name": name}))
            .await
    }
}

/// A process that the extension brings to the cluster.
struct GreeterNode(ServiceClient);

impl DruidService for GreeterNode {
    fn service(&self) -> &ServiceClient {
        &self.0
    }
}

struct Greeting;

impl Extension for Greeting {
    fn about(&self) -> About {
        About::new("greeting", "greets the user").with_module("druid-greeter")
    }

    fn parts(&self, parts: &mut Parts) {
        parts.client(Greeter);
        parts.role("greeter", GreeterNode);
    }
}

const INNER: &str = "http://greeter.internal:8400";

/// A client of `broker` that reaches the extension's process at `node`.
fn client(broker: &ScriptedServer, node: &ScriptedServer) -> Client {
    let table = [(INNER.parse().unwrap(), node.url().parse().unwrap())];
    let config = Config::new(&broker.url())
        .unwrap()
        .with_mapper(TableMapper::new(table));
    let connection = Connection::builder(config)
        .extension(Greeting)
        .unwrap()
        .build()
        .unwrap();
    Client::new(&connection)
}

fn announced() -> Answer {
    let all = Announced::new()
        .with("broker", "http://broker.internal:8082", false)
        .with("greeter", INNER, false);
    Answer::json(all.answer())
}

#[tokio::test]
async fn the_extensions_client_asks_where_queries_are_asked() {
    let (broker, node) = (ScriptedServer::start().await, ScriptedServer::start().await);
    broker
        .step(
            "POST",
            "/druid-ext/greeter/v1/greet",
            Answer::json("\"hello, Ada\""),
        )
        .body(r#"{"name":"Ada"}"#);
    let client = client(&broker, &node);
    let greeter = client.ext::<Greeter>().unwrap();
    assert_eq!(greeter.greet("Ada").await.unwrap(), "hello, Ada");
    let again = client.clone().ext::<Greeter>().unwrap();
    assert!(Arc::ptr_eq(&greeter, &again));
    let about = client.extensions();
    assert_eq!(about.len(), 1);
    assert_eq!(
        (about[0].name, about[0].module),
        ("greeting", Some("druid-greeter"))
    );
    broker.finish().await;
}

#[tokio::test]
async fn the_extensions_role_is_found_mapped_and_made_once() {
    let (broker, node) = (ScriptedServer::start().await, ScriptedServer::start().await);
    broker
        .route("POST", "/druid/v2/sql", announced())
        .check("asks who is there", |request| {
            request.text().contains("sys.servers")
        });
    node.step("GET", "/status/health", Answer::json("true"));
    node.step("GET", "/greeter/v1/count", Answer::json("3"));
    let cluster = client(&broker, &node).cluster();
    let one = cluster.ext_role::<GreeterNode>("greeter").await.unwrap();
    let two = cluster
        .clone()
        .ext_role::<GreeterNode>("greeter")
        .await
        .unwrap();
    assert!(Arc::ptr_eq(&one, &two));
    assert!(one.health().await.unwrap());
    assert_eq!(two.get_json::<u32>("/greeter/v1/count").await.unwrap(), 3);
    // The same process without the extension's handle: the role is one like any other.
    let role = NodeRole::Other("greeter".to_owned());
    let services = cluster.services_of(&role).await.unwrap();
    assert_eq!(services.len(), 1);
    assert_eq!(services[0].service().target(), one.service().target());
    let what = cluster.what_is(&node.url()).await.unwrap();
    assert_eq!(what.roles().collect::<Vec<_>>(), [&role]);
    broker.finish().await;
    node.finish().await;
}

#[tokio::test]
async fn a_role_that_nobody_announces_and_one_that_nobody_offers_are_told_apart() {
    let (broker, node) = (ScriptedServer::start().await, ScriptedServer::start().await);
    let alone = Announced::new().with("broker", "http://broker.internal:8082", false);
    broker.step("POST", "/druid/v2/sql", Answer::json(alone.answer()));
    let cluster = client(&broker, &node).cluster();
    let nobody = cluster
        .ext_role::<GreeterNode>("greeter")
        .await
        .map(drop)
        .unwrap_err();
    let absent = ErrorKind::Cluster(druid_cluster::ErrorKind::NoSuchRole);
    assert_eq!(nobody.kind(), absent, "{nobody:?}");
    assert!(nobody.is_retryable());
    // Neither asks the cluster: that this connection does not have it is known here.
    let unknown = cluster
        .ext_role::<GreeterNode>("stranger")
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotRegistered);
    let other_type = cluster
        .ext_role::<Greeter>("greeter")
        .await
        .map(drop)
        .unwrap_err();
    assert_eq!(other_type.kind(), ErrorKind::NotRegistered);
    broker.finish().await;
    node.finish().await;
}

/// What the registry made lies in a slot of the connection, and must not keep it alive.
#[tokio::test]
async fn parts_do_not_keep_the_connection_open() {
    let (broker, node) = (ScriptedServer::start().await, ScriptedServer::start().await);
    broker.route("POST", "/druid/v2/sql", announced());
    node.step("GET", "/status/health", Answer::json("true"));
    let client = client(&broker, &node);
    let role = client
        .cluster()
        .ext_role::<GreeterNode>("greeter")
        .await
        .unwrap();
    drop(client.ext::<Greeter>().unwrap());
    assert!(role.health().await.unwrap());
    drop((client, role));
    broker.wait_until_all_closed().await;
    node.wait_until_all_closed().await;
    broker.finish().await;
    node.finish().await;
}
