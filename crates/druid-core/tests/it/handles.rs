//! What holds of the types, so that upper crates can rely on it.

use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{
    Auth, BaseUrl, Body, Config, Connection, DruidService, DruidServiceExt, Endpoint, Error,
    Origin, RequestContext, ServedBy, ServerError, ServiceClient, Target, Transport,
};

use crate::support::client;

fn handle<T: Clone + Send + Sync + 'static>() {}
fn sent<T: Send + 'static>(value: T) -> T {
    value
}

#[test]
fn handles_are_owned_cloned_and_shared() {
    handle::<Connection>();
    handle::<Transport>();
    handle::<ServiceClient>();
    handle::<Target>();
    handle::<Config>();
    handle::<Auth>();
    handle::<Endpoint>();
    handle::<BaseUrl>();
    handle::<Origin>();
    handle::<ServedBy>();
    handle::<ServerError>();
    handle::<RequestContext>();
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Error>();
    fn moved<T: Send + 'static>() {}
    moved::<Body>();
}

/// A handle of somebody's own.
#[derive(Clone)]
struct Gauge(ServiceClient);

impl DruidService for Gauge {
    fn service(&self) -> &ServiceClient {
        &self.0
    }
}

#[tokio::test]
async fn a_handle_of_ones_own_has_all_that_others_have() {
    let server = ScriptedServer::start().await;
    server
        .route("GET", "/status/health", Answer::json("true"))
        .times(3);
    server.step("GET", "/gauge", Answer::json("[1]"));
    server
        .step("POST", "/gauge", Answer::json("2"))
        .body("{\"set\":2}");
    server.step("DELETE", "/gauge", Answer::new(204));
    let gauge = Gauge(client(&server));
    assert!(gauge.health().await.unwrap());
    assert_eq!(gauge.get_json::<[u8; 1]>("/gauge").await.unwrap(), [1]);
    let set = serde_json::json!({"set": 2});
    assert_eq!(gauge.post_json::<u8>("/gauge", &set).await.unwrap(), 2);
    let request = http::Request::delete("/gauge").body(()).unwrap();
    assert_eq!(gauge.send(request).await.unwrap().status().as_u16(), 204);
    // As a trait object, and from another task.
    let any: Box<dyn DruidService> = Box::new(gauge.clone());
    assert!(any.health().await.unwrap());
    let spawned = tokio::spawn(sent(async move { gauge.health().await }));
    assert!(spawned.await.unwrap().unwrap());
    server.finish().await;
}
