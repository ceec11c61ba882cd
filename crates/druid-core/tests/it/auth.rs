//! Credentials: sent where they belong, renewed when they are refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use druid_core::testing::{Answer, ScriptedServer};
use druid_core::{Auth, Connection, ErrorKind, Secret, ServiceClient, Signer, TokenProvider, http};
use serde_json::Value;

use crate::support::{Folder, once, quick, service};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

async fn proved_by(auth: Auth, name: &str, value: &str) {
    let server = ScriptedServer::start().await;
    server
        .step("GET", "/x", Answer::json("1"))
        .header(name, value);
    let service = service(once(&server.url()).with_auth(auth));
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    server.finish().await;
}

#[tokio::test]
async fn fixed_credentials() {
    let basic = Auth::basic("admin", &"pa:ss".into()).unwrap();
    proved_by(basic, "authorization", "Basic YWRtaW46cGE6c3M=").await;
    let bearer = Auth::bearer(&"abc".into()).unwrap();
    proved_by(bearer, "authorization", "Bearer abc").await;
    let header = Auth::header("x-api-key".parse().unwrap(), &"k".into()).unwrap();
    proved_by(header, "x-api-key", "k").await;
}

#[tokio::test]
async fn user_information_of_the_url() {
    let server = ScriptedServer::start().await;
    server
        .step("GET", "/x", Answer::json("1"))
        .header("authorization", "Basic bWU6cEBzcw==")
        .check("no user information in the host", |r| {
            r.header("host").is_some_and(|host| !host.contains('@'))
        });
    let url = server.url().replace("http://", "http://me:p%40ss@");
    assert_eq!(service(once(&url)).get_json::<u8>("/x").await.unwrap(), 1);
    server.finish().await;
}

fn refusing_all_but(server: &ScriptedServer, token: &str) {
    let right = format!("Bearer {token}");
    server
        .route("*", "/x", Answer::json("1"))
        .header("authorization", &right)
        .optional();
    server.route("*", "/x", Answer::new(401)).optional();
}

fn with(server: &ScriptedServer, auth: Auth) -> ServiceClient {
    service(once(&server.url()).with_auth(auth))
}

#[tokio::test]
async fn a_token_file_is_read_again_when_it_changes() {
    let (server, folder) = (ScriptedServer::start().await, Folder::new());
    for token in ["first", "first", "other"] {
        server
            .step("GET", "/x", Answer::json("1"))
            .header("authorization", &format!("Bearer {token}"));
    }
    let file = folder.put("token", "first\n");
    let written = std::fs::metadata(&file).unwrap().modified().unwrap();
    let service = with(&server, Auth::bearer_file(&file));
    service.get_json::<u8>("/x").await.unwrap();
    service.get_json::<u8>("/x").await.unwrap();
    // As long as the first, and within the same tick of the clock.
    folder.put("token", "other\n");
    let replaced = std::fs::File::options().write(true).open(&file).unwrap();
    replaced.set_modified(written).unwrap();
    service.get_json::<u8>("/x").await.unwrap();
    server.finish().await;
}

#[tokio::test]
async fn a_token_file_is_read_once_more_after_a_401() {
    let (server, folder) = (ScriptedServer::start().await, Folder::new());
    let file = folder.put("token", "stale");
    server
        .step("GET", "/x", Answer::new(401))
        .header("authorization", "Bearer stale");
    server
        .step("GET", "/x", Answer::new(401))
        .header("authorization", "Bearer stale");
    let service = with(&server, Auth::bearer_file(file));
    let error = service.get_json::<u8>("/x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(server.received().len(), 2, "one refresh, no more");
    server.finish().await;
}

#[tokio::test]
async fn a_token_file_that_is_missing_or_empty() {
    let (server, folder) = (ScriptedServer::start().await, Folder::new());
    let empty = folder.put("empty", " \n");
    for file in [folder.path().join("none"), empty] {
        let service = with(&server, Auth::bearer_file(&file));
        let error = service.get_json::<u8>("/x").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error:?}");
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(crate::support::all_of(&error).contains(name), "{error:?}");
    }
    assert_eq!(server.connections().accepted, 0);
}

/// Says `t0` until it is asked to refresh, then `t1`, and so on.
#[derive(Clone, Default)]
struct Tokens {
    asked: Arc<AtomicU32>,
    refreshed: Arc<AtomicU32>,
}

#[async_trait]
impl TokenProvider for Tokens {
    async fn token(&self, refresh: bool) -> Result<Secret, BoxError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let refreshed = self
            .refreshed
            .fetch_add(u32::from(refresh), Ordering::SeqCst);
        tokio::task::yield_now().await;
        Ok(format!("t{}", refreshed + u32::from(refresh)).into())
    }
}

#[tokio::test]
async fn a_provider_is_asked_to_refresh_once_after_a_401() {
    let server = ScriptedServer::start().await;
    refusing_all_but(&server, "t1");
    let tokens = Tokens::default();
    let service = with(&server, Auth::provider(tokens.clone()));
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    assert_eq!(tokens.refreshed.load(Ordering::SeqCst), 1);
    assert_eq!(tokens.asked.load(Ordering::SeqCst), 3);
    assert_eq!(server.received().len(), 3);
    server.finish().await;
}

#[tokio::test]
async fn a_token_that_is_never_right_ends_in_a_401_after_one_refresh() {
    let server = ScriptedServer::start().await;
    refusing_all_but(&server, "none");
    let tokens = Tokens::default();
    let config = once(&server.url()).with_retry(quick());
    let service = service(config.with_auth(Auth::provider(tokens.clone())));
    let error = service.get_json::<u8>("/x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(tokens.refreshed.load(Ordering::SeqCst), 1);
    assert_eq!(server.received().len(), 2);
    server.finish().await;
}

#[tokio::test]
async fn a_stream_keeps_its_401_and_the_next_request_has_the_fresh_token() {
    let server = ScriptedServer::start().await;
    refusing_all_but(&server, "t1");
    let tokens = Tokens::default();
    let service = with(&server, Auth::provider(tokens.clone()));
    let upload = || http::Request::post("/x").body(crate::uploads::stream(["a"]));
    let error = service.send(upload().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    service.send(upload().unwrap()).await.unwrap();
    assert_eq!(tokens.refreshed.load(Ordering::SeqCst), 1);
    server.finish().await;
}

struct Failing;

#[async_trait]
impl TokenProvider for Failing {
    async fn token(&self, _refresh: bool) -> Result<Secret, BoxError> {
        Err("the identity provider is down".into())
    }
}

impl Signer for Failing {
    fn sign(&self, _head: &mut http::request::Parts) -> Result<(), BoxError> {
        Err("no key".into())
    }
}

#[tokio::test]
async fn credentials_that_cannot_be_had() {
    let server = ScriptedServer::start().await;
    for auth in [Auth::provider(Failing), Auth::signer(Failing)] {
        let error = with(&server, auth).get_json::<u8>("/x").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(std::error::Error::source(&error).is_some());
    }
    assert_eq!(server.connections().accepted, 0);
}

/// Signs the names of all headers, so that one added later would show.
struct Names;

impl Signer for Names {
    fn sign(&self, head: &mut http::request::Parts) -> Result<(), BoxError> {
        let mut names: Vec<_> = head.headers.keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        let line = format!("{} {} {}", head.method, head.uri, names.join(";"));
        head.headers.insert("x-signature", line.parse()?);
        Ok(())
    }
}

#[tokio::test]
async fn a_signer_sees_what_goes_on_the_wire_at_each_attempt() {
    let server = ScriptedServer::start().await;
    server.step("GET", "/gate/x?y=1", Answer::new(503));
    server.step("GET", "/gate/x?y=1", Answer::json("1"));
    let url = server.url_to("/gate");
    let config = once(&url)
        .with_retry(quick())
        .with_auth(Auth::signer(Names));
    let config = config.with_header("x-all".parse().unwrap(), "1".parse().unwrap());
    service(config).get_json::<u8>("/x?y=1").await.unwrap();
    for received in server.received() {
        let signed = received.header("x-signature").unwrap();
        let expected = format!("GET {}/gate/x?y=1 ", server.url());
        let names = signed
            .strip_prefix(expected.as_str())
            .expect("the whole URL");
        let mut on_wire: Vec<_> = received
            .headers
            .keys()
            .map(http::HeaderName::as_str)
            .collect();
        on_wire.sort_unstable();
        // What HTTP itself adds comes after any layer.
        on_wire.retain(|name| !matches!(*name, "host" | "x-signature"));
        assert_eq!(names, on_wire.join(";"));
    }
    server.finish().await;
}

#[tokio::test]
async fn credentials_replace_what_a_request_brought() {
    let server = ScriptedServer::start().await;
    server
        .step("GET", "/x", Answer::json("1"))
        .header("authorization", "Bearer right");
    let service = with(&server, Auth::bearer(&"right".into()).unwrap());
    let request = http::Request::get("/x").header("authorization", "Bearer other");
    service.call(request.body(()).unwrap()).await.unwrap();
    assert_eq!(
        server.received()[0]
            .headers
            .get_all("authorization")
            .iter()
            .count(),
        1
    );
    server.finish().await;
}

#[tokio::test]
async fn no_request_goes_to_an_origin_that_is_not_trusted() {
    let (server, other) = (ScriptedServer::start().await, ScriptedServer::start().await);
    let auth = Auth::basic("me", &"hunter2".into()).unwrap();
    let connection = Connection::builder(once(&server.url()).with_auth(auth));
    let connection = connection.build().unwrap();
    let url = other.url_to("/x");
    let direct = http::Request::get(url.as_str()).body(()).unwrap();
    let error = connection.service().call(direct).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UntrustedOrigin);
    let target = druid_core::Target::at(other.url().parse().unwrap());
    let pinned = ServiceClient::new(connection.transport().clone(), target);
    let error = pinned.get_json::<Value>("/x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UntrustedOrigin);
    assert_eq!(other.connections().accepted, 0);

    other
        .step("GET", "/x", Answer::json("1"))
        .header("authorization", "Basic bWU6aHVudGVyMg==");
    connection.transport().trust(other.url().parse().unwrap());
    pinned.get_json::<Value>("/x").await.unwrap();
    other.finish().await;
}
