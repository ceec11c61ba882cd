//! Something else than the expected Druid service answers, or nothing does.

use druid_core::testing::{AcceptFault, Answer, Cut, ScriptedServer, TestCa, TlsScript};
use druid_core::{Auth, ErrorKind, Shape, TlsConfig};

use crate::support::{failure, once, refusing_port};

#[tokio::test]
async fn a_port_where_nobody_listens() {
    let port = refusing_port();
    let error = failure(once(&format!("http://127.0.0.1:{port}")), "/status").await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_retryable() && !error.is_timeout());
    assert_eq!(error.status(), None);
    let said = error.to_string();
    assert!(
        said.starts_with(&format!("GET /status at http://127.0.0.1:{port}:")),
        "{said}"
    );
}

#[tokio::test]
async fn a_port_that_speaks_something_else() {
    let greetings: [&'static [u8]; 4] = [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example ESMTP\r\n",
        b"\x00\x01\x02\xff\xfe",
        b"HTTP/1.1 abc\r\n\r\n",
    ];
    for greeting in greetings {
        let server = ScriptedServer::start().await;
        server.next_connection(AcceptFault::Garbage(greeting.into()));
        let error = failure(once(&server.url()), "/status").await;
        // Read before or after the request was written.
        assert_eq!(error.kind(), ErrorKind::Protocol, "{greeting:?}: {error:?}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_connection_that_ends_at_once() {
    for fault in [AcceptFault::Close, AcceptFault::Reset] {
        let server = ScriptedServer::start().await;
        server.next_connection(fault);
        let error = failure(once(&server.url()), "/status").await;
        assert_eq!(error.kind(), ErrorKind::Lost, "{error:?}");
    }
    for cut in [Cut::Close, Cut::Reset] {
        let server = ScriptedServer::start().await;
        server.step("GET", "/status", Answer::hang_up(cut));
        let error = failure(once(&server.url()), "/status").await;
        assert_eq!(error.kind(), ErrorKind::Lost, "{error:?}");
        server.finish().await;
    }
}

#[tokio::test]
async fn https_to_a_plain_port() {
    let server = ScriptedServer::start().await;
    // What Jetty says to a handshake.
    let answer = "HTTP/1.1 400 Illegal character CNTL=0x16\r\nConnection: close\r\n\r\n";
    server.next_connection(AcceptFault::Garbage(answer.into()));
    let url = format!("https://127.0.0.1:{}", server.port());
    let error = failure(once(&url), "/status").await;
    assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn plain_http_to_a_tls_port() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    let url = format!("http://127.0.0.1:{}", server.port());
    let error = failure(once(&url), "/status").await;
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error:?}");
    server.wait_for_tls_failures(1).await;
}

#[tokio::test]
async fn a_page_instead_of_data() {
    let page = "<!DOCTYPE html><html><head><title>Please log in</title></head></html>";
    let server = ScriptedServer::start().await;
    let html = |status| {
        let answer = Answer::new(status).header("Content-Type", "text/html; charset=utf-8");
        answer.body(page)
    };
    server.step("GET", "/status", html(200));
    server.step("GET", "/status", html(500));
    let ok = failure(once(&server.url()), "/status").await;
    assert_eq!(ok.kind(), ErrorKind::UnexpectedContent);
    assert!(ok.to_string().contains("HTML"), "{ok}");
    let refused = failure(once(&server.url()), "/status").await;
    assert_eq!(refused.kind(), ErrorKind::Server);
    let said = refused.server().unwrap();
    assert_eq!(said.shape(), Shape::Html);
    assert_eq!(said.message(), Some("Please log in"));
    assert_eq!(refused.status().unwrap().as_u16(), 500);
    server.finish().await;
}

#[tokio::test]
async fn no_credentials_and_wrong_ones() {
    let server = ScriptedServer::start().await;
    let answer = r#"{"error":"Unauthorized request","errorMessage":null,"errorClass":null,"host":"localhost"}"#;
    let refusal = Answer::json(answer)
        .status(401)
        .header("WWW-Authenticate", "Basic realm=\"druid\"");
    server
        .step("GET", "/status", refusal)
        .no_header("authorization");
    let page = "<html><head><title>Error 401 Unauthorized</title></head></html>";
    let refusal = Answer::new(401)
        .header("Content-Type", "text/html;charset=iso-8859-1")
        .body(page);
    server
        .step("GET", "/status", refusal)
        .header("authorization", "Basic bWU6d3Jvbmc=");
    let none = failure(once(&server.url()), "/status").await;
    assert_eq!(none.kind(), ErrorKind::Unauthorized);
    assert_eq!(none.server().unwrap().code(), Some("Unauthorized request"));
    let auth = Auth::basic("me", &"wrong".into()).unwrap();
    let wrong = failure(once(&server.url()).with_auth(auth), "/status").await;
    assert_eq!(wrong.kind(), ErrorKind::Unauthorized);
    assert!(wrong.server().unwrap().is_bare() && !wrong.is_retryable());
    server.finish().await;
}

#[tokio::test]
async fn a_host_that_does_not_exist() {
    let error = failure(once("http://druid.invalid:8888"), "/status").await;
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
}

#[tokio::test]
async fn a_handshake_that_never_answers_ends_by_the_connect_deadline() {
    let server = ScriptedServer::start().await;
    server.next_connection(AcceptFault::Hold);
    let timeouts =
        druid_core::Timeouts::default().with_connect(std::time::Duration::from_millis(30));
    let tls = TlsConfig::new().with_insecure_accept_any_certificate(true);
    let url = format!("https://127.0.0.1:{}", server.port());
    let error = failure(once(&url).with_timeouts(timeouts).with_tls(tls), "/status").await;
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert!(error.to_string().contains("timeout.connect"), "{error}");
}
