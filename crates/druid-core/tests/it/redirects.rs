//! Redirects: the leader is elsewhere, or somebody wants the credentials.

use druid_core::testing::{Answer, Received, ScriptedServer};
use druid_core::{
    Auth, Body, Config, Connection, Endpoint, ErrorKind, FnMapper, Limits, NodeRole, Origin,
    RetryConfig, ServedBy, TableMapper, http,
};
use serde_json::{Value, json};

use crate::support::{failure, once, refusing_port, service};

const LEADER: Endpoint = Endpoint::post("/druid/indexer/v1/task", &[NodeRole::Overlord]).leader();

fn to(location: &str) -> Answer {
    Answer::new(307).header("Location", location)
}

#[tokio::test]
async fn a_loop_ends_at_the_limit() {
    let server = ScriptedServer::start().await;
    let location = server.url_to("/x");
    server.route("GET", "/x", to(&location)).times(6);
    let error = failure(once(&server.url()), "/x").await;
    assert_eq!(error.kind(), ErrorKind::TooManyRedirects);
    assert!(error.to_string().contains("more than 5 times"), "{error}");
    server.finish().await;
    let server = ScriptedServer::start().await;
    server.route("GET", "/x", to("/x")).times(1);
    let config = once(&server.url()).with_limits(Limits::default().with_redirects(0));
    let error = failure(config, "/x").await;
    assert_eq!(error.kind(), ErrorKind::TooManyRedirects);
    server.finish().await;
}

#[tokio::test]
async fn as_many_redirects_as_the_limit_are_followed() {
    let server = ScriptedServer::start().await;
    for hop in 0..5 {
        server.step("GET", &format!("/{hop}"), to(&format!("/{}", hop + 1)));
    }
    server.step("GET", "/5", Answer::json("5"));
    let got: u8 = service(once(&server.url())).get_json("/0").await.unwrap();
    assert_eq!(got, 5);
    server.finish().await;
}

#[tokio::test]
async fn nothing_reaches_a_foreign_server() {
    let (server, foreign) = (ScriptedServer::start().await, ScriptedServer::start().await);
    let port = foreign.port();
    let locations = [
        foreign.url_to("/x"),
        // The same address by another name is another origin.
        format!("http://localhost:{port}/x"),
        format!("https://127.0.0.1:{}/x", server.port()),
        format!("http://me:pw@127.0.0.1:{port}/x"),
        format!("//127.0.0.1:{port}/x"),
    ];
    for location in &locations {
        server.step("POST", "/x", to(location));
        let auth = Auth::basic("me", &"hunter2".into()).unwrap();
        let config = once(&server.url()).with_auth(auth);
        let sent = service(config).post_json::<Value>("/x", &json!({})).await;
        let error = sent.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UntrustedOrigin, "{location}");
        assert!(!error.is_retryable());
    }
    assert_eq!(foreign.connections().accepted, 0);
    server.finish().await;
    foreign.finish().await;
}

#[tokio::test]
async fn other_redirects_are_refused() {
    let server = ScriptedServer::start().await;
    let here = server.url_to("/y");
    let answers = [
        to(&here).status(301),
        to(&here).status(302),
        to(&here).status(303),
        to(&here).status(300),
        Answer::new(307),
        Answer::new(307).header("Location", "ftp://x/y"),
        Answer::new(307).header("Location", "not a location"),
        Answer::new(307).header("Location", "y"),
        Answer::new(307).header("Location", ""),
    ];
    for answer in answers {
        let what = format!("{answer:?}");
        server.step("GET", "/x", answer);
        let error = failure(once(&server.url()), "/x").await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedRedirect, "{what}");
    }
    server.finish().await;
}

#[tokio::test]
async fn the_leader_gets_method_body_headers_and_credentials() {
    let (server, leader) = (ScriptedServer::start().await, ScriptedServer::start().await);
    for status in [307, 308] {
        let location = "http://overlord.inner:8090/druid/indexer/v1/task?x=%2F1";
        server.step(
            "POST",
            "/druid/indexer/v1/task?x=%2F1",
            to(location).status(status),
        );
        let as_sent = |received: &Received| {
            let is = |name: &str, value: &str| received.header(name) == Some(value);
            is("content-type", "application/json") && is("x-own", "1") && is("x-all", "2")
        };
        leader
            .step("POST", "/druid/indexer/v1/task?x=%2F1", Answer::json("1"))
            .header("authorization", "Basic bWU6cHc=")
            .body("{\"id\":\"a\"}")
            .check("headers kept", as_sent);
    }
    let inner: Origin = "http://overlord.inner:8090".parse().unwrap();
    let outer: Origin = leader.url().parse().unwrap();
    let config = once(&server.url())
        .with_auth(Auth::basic("me", &"pw".into()).unwrap())
        .with_header("x-all".parse().unwrap(), "2".parse().unwrap())
        .with_mapper(TableMapper::new([(inner, outer.clone().into())]));
    let connection = Connection::builder(config).build().unwrap();
    let request = || {
        let builder = LEADER.request().query("x", "/1");
        let builder = builder.header("x-own".parse().unwrap(), "1".parse().unwrap());
        builder.json(&json!({"id": "a"})).unwrap()
    };
    connection.transport().trust(outer.clone());
    for _ in 0..2 {
        let response = connection.service().call(request()).await.unwrap();
        let served = response.extensions().get::<ServedBy>().unwrap();
        assert_eq!(served.origin(), &outer);
    }
    server.finish().await;
    leader.finish().await;
}

#[tokio::test]
async fn the_mapper_hears_the_role_and_may_add_a_path() {
    let (server, gate) = (ScriptedServer::start().await, ScriptedServer::start().await);
    server.step(
        "POST",
        "/druid/indexer/v1/task",
        to("http://inner:1/druid/x"),
    );
    gate.step("POST", "/gate/overlord/druid/x", Answer::json("1"));
    let base = gate.url();
    let mapper = FnMapper::new(move |role, _| {
        let role = role.map_or("none", NodeRole::as_str);
        format!("{base}/gate/{role}").parse().unwrap()
    });
    let connection = Connection::builder(once(&server.url()).with_mapper(mapper));
    let connection = connection.build().unwrap();
    connection.transport().trust(gate.url().parse().unwrap());
    let request = LEADER.request().build().unwrap();
    connection.service().call(request).await.unwrap();
    server.finish().await;
    gate.finish().await;
}

#[tokio::test]
async fn a_stream_that_is_spent_cannot_be_redirected() {
    let (server, leader) = (ScriptedServer::start().await, ScriptedServer::start().await);
    server
        .step("POST", "/x", to(&leader.url_to("/x")))
        .body("spent");
    let connection = Connection::builder(once(&server.url())).build().unwrap();
    connection.transport().trust(leader.url().parse().unwrap());
    let request = http::Request::post("/x").body(crate::uploads::stream(["sp", "ent"]));
    let sent = connection.service().send(request.unwrap()).await;
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::BodyNotReplayable);
    assert_eq!(leader.connections().accepted, 0);
    server.finish().await;
}

#[tokio::test]
async fn a_body_in_memory_or_none_can_be() {
    let server = ScriptedServer::start().await;
    for body in ["", "kept"] {
        server.step("POST", "/x", to("/y"));
        server.step("POST", "/y", Answer::json("1")).body(body);
        let request = http::Request::post("/x").body(Body::from(body)).unwrap();
        service(once(&server.url())).send(request).await.unwrap();
    }
    server.finish().await;
}

/// A base path belongs to the URL, not to what the server says of itself.
#[tokio::test]
async fn a_location_without_a_host_is_a_path_of_the_same_origin() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/gate/x?a=b", to("/elsewhere?c=d"));
    server.step("GET", "/elsewhere?c=d", Answer::json("1"));
    let got: u8 = service(once(&server.url_to("/gate")))
        .get_json("/x?a=b")
        .await
        .unwrap();
    assert_eq!(got, 1);
    server.finish().await;
}

#[tokio::test]
async fn what_fails_after_a_redirect_is_told_of_the_server_that_failed() {
    let server = ScriptedServer::start().await;
    let gone = format!("http://127.0.0.1:{}", refusing_port());
    server.step("GET", "/x", to(&format!("{gone}/x")));
    let connection = Connection::builder(once(&server.url())).build().unwrap();
    connection.transport().trust(gone.parse().unwrap());
    let got = connection.service().get_json::<Value>("/x").await;
    let error = got.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    let at = error.request().unwrap().origin().unwrap().to_string();
    assert_eq!(at, gone);

    let leader = ScriptedServer::start().await;
    connection.transport().trust(leader.url().parse().unwrap());
    for answer in [
        Answer::new(403),
        Answer::text("no JSON"),
        Answer::json("[1").content_length(9),
    ] {
        server.step("GET", "/x", to(&leader.url_to("/x")));
        leader.step("GET", "/x", answer);
        let got = connection.service().get_json::<Value>("/x").await;
        let error = got.unwrap_err();
        let at = error.request().unwrap().origin().unwrap().to_string();
        assert_eq!(at, leader.url(), "{error}");
    }
    server.finish().await;
    leader.finish().await;
}

/// The one among equals that redirected is well; the next one would send to the same leader.
#[tokio::test]
async fn a_leader_that_is_gone_is_no_fault_of_the_one_that_named_it() {
    let (one, other) = (ScriptedServer::start().await, ScriptedServer::start().await);
    let gone = format!("http://127.0.0.1:{}", refusing_port());
    one.step("POST", "/write", to(&format!("{gone}/write")));
    one.step("GET", "/x", Answer::json("1"));
    let config = Config::new(&one.url()).unwrap();
    let config = config
        .with_url(other.url().parse().unwrap())
        .with_retry(RetryConfig::none());
    let connection = Connection::builder(config).build().unwrap();
    connection.transport().trust(gone.parse().unwrap());
    let request = crate::support::WRITE.request().build().unwrap();
    let error = connection.service().call(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    let got: u8 = connection.service().get_json("/x").await.unwrap();
    assert_eq!(got, 1);
    assert_eq!(other.connections().accepted, 0);
    one.finish().await;
}
