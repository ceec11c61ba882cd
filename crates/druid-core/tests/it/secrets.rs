//! No secret and no body in anything that is shown.

use druid_core::testing::{Answer, Cut, ScriptedProxy, ScriptedServer};
use druid_core::{Auth, Config, ConfigKey, Connection};
use serde_json::{Value, json};

use crate::spans::Log;
use crate::support::{Folder, all_of, once, quick, refusing_port};

const SECRET: &str = "hunter2";
/// `me:hunter2` in base64.
const ENCODED: &str = "bWU6aHVudGVyMg";
const BODY: &str = "private-row";

fn clean(what: &str, text: &str) {
    for secret in [SECRET, ENCODED, BODY] {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

/// Every way to fail that has something to hide, at a URL.
fn configs(url: &str, folder: &Folder) -> Vec<Config> {
    let with_user = url.replace("http://", &format!("http://me:{SECRET}@"));
    let file = folder.put("token", SECRET);
    let base = || once(url);
    let mut headers = base();
    let value = format!(r#"{{"X-Key": "{SECRET}"}}"#);
    headers.set(ConfigKey::Headers, &value).unwrap();
    let key = "x-api-key".parse().unwrap();
    vec![
        once(&with_user),
        headers,
        base().with_header("x-key".parse().unwrap(), SECRET.parse().unwrap()),
        base().with_auth(Auth::bearer(&SECRET.into()).unwrap()),
        base().with_auth(Auth::bearer_file(file)),
        base().with_auth(Auth::header(key, &SECRET.into()).unwrap()),
    ]
}

#[tokio::test]
async fn neither_errors_nor_debug_nor_logs() {
    let (server, folder, log) = (ScriptedServer::start().await, Folder::new(), Log::default());
    let _guard = log.install();
    let text = format!("[\"{BODY}\"");
    server.route(
        "POST",
        "/cut*",
        Answer::json(text.clone()).cut_body(10, Cut::Close),
    );
    server.route("POST", "/half*", Answer::json(text.clone()));
    server.route(
        "POST",
        "/type*",
        Answer::json(format!("{{\"{BODY}\":\"{BODY}\"}}")),
    );
    server.route("POST", "/lost*", Answer::hang_up(Cut::Close));
    server.route("POST", "/503*", Answer::new(503));
    server.route("POST", "/401*", Answer::new(401));
    server.route("POST", "/junk*", Answer::raw(format!("{BODY}\r\n\r\n")));
    let foreign = format!("http://{SECRET}.invalid@evil.invalid/{BODY}");
    let redirect = Answer::new(307).header("Location", &foreign);
    server.route("POST", "/redirect*", redirect);
    for config in configs(&server.url(), &folder) {
        let config = config.with_retry(quick().with_attempts(2));
        clean("Config", &format!("{config:?} {config:#?}"));
        let builder = Connection::builder(config);
        clean("ConnectionBuilder", &format!("{builder:?}"));
        let connection = builder.build().unwrap();
        clean(
            "Connection",
            &format!("{connection:?} {:?}", connection.service()),
        );
        for path in [
            "/cut",
            "/half",
            "/type",
            "/lost",
            "/503",
            "/401",
            "/junk",
            "/redirect",
        ] {
            let uri = format!("{path}?token={SECRET}");
            let body = json!({"secret": SECRET});
            let sent = connection.service().post_json::<Vec<u8>>(&uri, &body).await;
            clean(path, &all_of(&sent.unwrap_err()));
        }
    }
    clean("the log", &log.text());
    assert!(log.text().contains("request failed"), "{}", log.text());
    server.finish().await;
}

#[tokio::test]
async fn a_query_string_is_not_shown() {
    let log = Log::default();
    let _guard = log.install();
    let url = format!("http://127.0.0.1:{}", refusing_port());
    let connection = Connection::builder(once(&url)).build().unwrap();
    let path = format!("/x?token={SECRET}");
    let got = connection.service().get_json::<Value>(&path).await;
    clean("a query string", &all_of(&got.unwrap_err()));
    clean("the log", &log.text());
    assert!(log.text().contains("/x"));
}

#[tokio::test]
async fn a_proxys_credentials() {
    let (proxy, log) = (ScriptedProxy::start().await, Log::default());
    let _guard = log.install();
    proxy.refuse(407);
    let with_user = proxy
        .url()
        .replace("http://", &format!("http://me:{SECRET}@"));
    for url in ["http://a.invalid:1", "https://a.invalid:1"] {
        let config = once(url).with_proxy(with_user.parse().unwrap());
        clean("Config", &format!("{config:?}"));
        let connection = Connection::builder(config).build().unwrap();
        let got = connection.service().get_json::<Value>("/x").await;
        clean(url, &all_of(&got.unwrap_err()));
    }
    clean("the log", &log.text());
}

#[test]
fn a_document_with_a_mistake_is_not_repeated() {
    let documents = [
        format!("password = \"{SECRET}\"\ncolour = 1\n"),
        format!("token = \"{SECRET}\"\n[timeout]\nconnect = 5\n"),
        format!("url = \"http://me:{SECRET}@\"\n"),
        format!("url = \"http://me:1/{SECRET}@host\"\n"),
        format!("headers = {{ X-Key = \"{SECRET}\\n\" }}\n"),
        format!("headers = {{ X-Key = [\"{SECRET}\"] }}\n"),
    ];
    for document in documents {
        let error = toml::from_str::<Config>(&document).unwrap_err();
        clean(
            "a document",
            &format!("{error} {error:?}").replace(&document, ""),
        );
        clean("a message", &error.to_string());
    }
}
