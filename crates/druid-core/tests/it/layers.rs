//! Layers of a user's own, innermost in the stack.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{Auth, Body, BoxTransport, Connection, Secret, TokenProvider, http};
use tower::layer::layer_fn;
use tower::util::MapRequest;

use crate::support::{once, quick};

#[tokio::test]
async fn a_layer_sees_each_attempt_as_it_goes_on_the_wire() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::new(503));
    server.step("GET", "/x", Answer::new(307).header("Location", "/y"));
    server
        .step("GET", "/y", Answer::json("1"))
        .header("x-layer", "3");
    let seen = Arc::new(AtomicU32::new(0));
    let counting = Arc::clone(&seen);
    let layer = layer_fn(move |inner: BoxTransport| {
        let counting = Arc::clone(&counting);
        MapRequest::new(inner, move |mut request: http::Request<Body>| {
            let number = counting.fetch_add(1, Ordering::SeqCst) + 1;
            assert!(request.uri().scheme().is_some());
            let names = ["authorization", "user-agent", "accept-encoding"];
            assert!(
                names
                    .iter()
                    .all(|name| request.headers().contains_key(*name))
            );
            request.headers_mut().insert("x-layer", number.into());
            request
        })
    });
    let config = once(&server.url()).with_retry(quick());
    let config = config.with_auth(Auth::bearer(&"t".into()).unwrap());
    let connection = Connection::builder(config).layer(layer).build().unwrap();
    connection.service().get_json::<u8>("/x").await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 3);
    server.finish().await;
}

struct Token;

#[async_trait::async_trait]
impl TokenProvider for Token {
    async fn token(
        &self,
        _refresh: bool,
    ) -> Result<Secret, Box<dyn std::error::Error + Send + Sync>> {
        Ok("t".into())
    }
}

/// A place that is taken by asking for readiness and then not used would never be given back.
#[tokio::test]
async fn a_layer_whose_readiness_is_a_place_is_asked_once() {
    for auth in [Auth::none(), Auth::provider(Token)] {
        let server = ScriptedServer::start().await;
        server.step("GET", "/x", Answer::new(503));
        server.step("GET", "/x", Answer::new(307).header("Location", "/y"));
        server.step("GET", "/y", Answer::new(401));
        server.step("GET", "/y", Answer::json("1")).optional();
        let config = once(&server.url()).with_retry(quick()).with_auth(auth);
        let connection = Connection::builder(config)
            .layer(tower::limit::ConcurrencyLimitLayer::new(1))
            .build()
            .unwrap();
        let service = connection.service();
        let asked = tokio::time::timeout(Duration::from_secs(5), service.get_json::<u8>("/x"));
        let _ = asked
            .await
            .expect("nobody waits for a place that nobody gives back");
        assert!(server.received().len() >= 3);
        server.finish().await;
    }
}
