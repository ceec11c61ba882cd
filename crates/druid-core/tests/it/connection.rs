//! The connection itself: its life, its slots, what it adds to every request.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{Body, Connection, Error, ErrorKind, ServiceClient, Target, Transport, http};
use serde_json::Value;

use crate::support::{client, once, service};

/// What an upper crate would keep: it sends, so it holds the transport, never the connection.
struct Kept(Transport);

#[tokio::test]
async fn dropping_the_last_clone_closes_the_pool() {
    let server = ScriptedServer::start().await;
    server.route("GET", "/x", Answer::json("1")).times(3);
    let connection = Connection::new(&server.url()).unwrap();
    let clone = connection.clone();
    let kept = connection
        .slots()
        .get_or_init_with(|| Kept(connection.transport().clone()));
    let through_slot = ServiceClient::new(kept.0.clone(), Target::any());
    for service in [connection.service(), clone.service(), through_slot] {
        service.get_json::<u8>("/x").await.unwrap();
    }
    drop((kept, connection));
    assert_eq!(server.connections().accepted, 1);
    assert_eq!(server.connections().open, 1);
    drop(clone);
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[tokio::test]
async fn a_body_outlives_its_connection() {
    let server = ScriptedServer::start().await;
    let stall = druid_core::testing::Stall::new();
    server.step("GET", "/x", Answer::json("[1,2]").stall_body(2, &stall));
    let request = http::Request::get("/x").body(()).unwrap();
    let body = client(&server).send(request).await.unwrap().into_body();
    stall.release();
    assert_eq!(body.bytes(10).await.unwrap(), "[1,2]");
    server.wait_until_all_closed().await;
    server.finish().await;
}

#[test]
fn no_runtime_is_needed_to_build_one() {
    let connection = Connection::new("https://druid.example").unwrap();
    let slots = connection.slots();
    let first = slots.get_or_init::<AtomicU32>();
    let again = connection.clone().slots().get_or_init::<AtomicU32>();
    assert!(Arc::ptr_eq(&first, &again));
}

#[test]
fn slots_of_the_builder_are_those_of_the_connection() {
    let builder = Connection::builder(once("http://a"));
    let first = builder.slots().get_or_init_with(|| "registered".to_owned());
    let connection = builder.build().unwrap();
    let again = connection.slots().get::<String>().unwrap();
    assert!(Arc::ptr_eq(&first, &again));
    let other = Connection::new("http://a").unwrap();
    assert!(other.slots().get::<String>().is_none());
}

#[tokio::test]
async fn every_request_says_who_sends_it() {
    let server = ScriptedServer::start().await;
    let agent = concat!("druid-rs/", env!("CARGO_PKG_VERSION"));
    server
        .step("GET", "/x", Answer::json("1"))
        .header("user-agent", agent);
    client(&server).get_json::<u8>("/x").await.unwrap();

    let mut config = once(&server.url());
    config.set("user_agent".parse().unwrap(), "mine/1").unwrap();
    let config = config.with_header("x-a".parse().unwrap(), "1".parse().unwrap());
    server
        .step("GET", "/x", Answer::json("1"))
        .header("user-agent", "mine/1")
        .header("x-a", "1");
    server
        .step("GET", "/x", Answer::json("1"))
        .header("user-agent", "own/2")
        .header("x-a", "2");
    let service = service(config);
    service.get_json::<u8>("/x").await.unwrap();
    let request = http::Request::get("/x")
        .header("user-agent", "own/2")
        .header("x-a", "2");
    service.call(request.body(()).unwrap()).await.unwrap();
    server.finish().await;
}

#[tokio::test]
async fn the_path_of_a_reverse_proxy_is_kept() {
    let server = ScriptedServer::start().await;
    server
        .route("GET", "/druid/prod/status?x=a%2Fb", Answer::json("1"))
        .times(2);
    for base in ["/druid/prod", "/druid/prod/"] {
        let service = service(once(&server.url_to(base)));
        service.get_json::<u8>("/status?x=a%2Fb").await.unwrap();
    }
    server.finish().await;
}

#[tokio::test]
async fn an_absolute_url_of_a_trusted_origin_is_sent_there_without_its_user() {
    let server = ScriptedServer::start().await;
    server
        .step("GET", "/x?y", Answer::json("1"))
        .no_header("authorization");
    let url = server.url_to("/x?y").replace("http://", "http://me:pw@");
    let request = http::Request::get(url).body(()).unwrap();
    client(&server).call(request).await.unwrap();
    assert!(!server.received()[0].header("host").unwrap().contains('@'));
    server.finish().await;
}

#[tokio::test]
async fn a_uri_that_leads_nowhere_is_refused() {
    let client = service(once("http://127.0.0.1:1"));
    for uri in ["ftp://127.0.0.1/x", "127.0.0.1:80", "unix://x/y"] {
        let request = http::Request::get(uri).body(()).unwrap();
        let error = client.call(request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{uri}");
    }
}

#[tokio::test]
async fn trailers_are_kept() {
    let server = ScriptedServer::start().await;
    server.step(
        "GET",
        "/x",
        Answer::json("[]\n")
            .trailer("X-Druid-Response-Complete", "false")
            .undeclared_trailer("X-Error-Message", "Query timeout"),
    );
    server.step("GET", "/x", Answer::json("[]"));
    let get = || http::Request::get("/x").body(()).unwrap();
    let client = client(&server);
    let mut body = client.send(get()).await.unwrap().into_body();
    assert!(body.trailers().is_none());
    while body.chunk().await.unwrap().is_some() {}
    let trailers = body.trailers().unwrap();
    assert_eq!(trailers["x-druid-response-complete"], "false");
    assert_eq!(trailers["x-error-message"], "Query timeout");
    let mut body = client.send(get()).await.unwrap().into_body();
    while body.chunk().await.unwrap().is_some() {}
    assert!(body.trailers().is_none());
    server.finish().await;
}

#[tokio::test]
async fn a_transport_of_ones_own_takes_the_place_of_the_pool() {
    let transport = tower::service_fn(|request: http::Request<Body>| async move {
        let asked = request.uri().to_string();
        let body = serde_json::to_vec(&asked).unwrap();
        Ok::<_, std::io::Error>(http::Response::new(Body::from(body)))
    });
    let builder = Connection::builder(once("http://druid.example/gate"));
    let connection = builder.transport(transport).build().unwrap();
    let asked: String = connection.service().get_json("/x?y").await.unwrap();
    assert_eq!(asked, "http://druid.example:80/gate/x?y");
}

#[tokio::test]
async fn what_a_transport_of_ones_own_fails_with_is_the_source() {
    let transport = tower::service_fn(|_: http::Request<Body>| async {
        Err::<http::Response<Body>, _>(std::io::Error::other("no wire"))
    });
    let builder = Connection::builder(once("http://druid.example"));
    let connection = builder.transport(transport).build().unwrap();
    let got = connection.service().get_json::<Value>("/x").await;
    let error = got.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Other);
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "no wire");
    // An error of this crate's keeps its kind.
    let transport = tower::service_fn(|_: http::Request<Body>| async {
        Err::<http::Response<Body>, _>(Error::new(ErrorKind::Lost))
    });
    let builder = Connection::builder(once("http://druid.example"));
    let connection = builder.transport(transport).build().unwrap();
    let got = connection.service().get_json::<Value>("/x").await;
    assert_eq!(got.unwrap_err().kind(), ErrorKind::Lost);
}
