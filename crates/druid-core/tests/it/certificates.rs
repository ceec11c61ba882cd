//! TLS: whom this side trusts, and what it shows.

use druid_core::testing::{Answer, ScriptedServer, TestCa, TestCertificate, TlsScript};
use druid_core::{Config, Connection, ErrorKind, TlsConfig};

use crate::support::{Folder, all_of, failure, once, quick, service};

fn trusting(ca: &TestCa) -> TlsConfig {
    TlsConfig::new().with_ca_pem(ca.ca_pem())
}

/// The failure of a client that trusts `ca` at a server with this certificate.
async fn refused(ca: &TestCa, certificate: &TestCertificate) -> druid_core::Error {
    let server = ScriptedServer::start_tls(TlsScript::new(certificate)).await;
    let config = Config::new(&server.url()).unwrap().with_retry(quick());
    let error = failure(config.with_tls(trusting(ca)), "/status").await;
    server.wait_for_tls_failures(1).await;
    assert_eq!(server.connections().accepted, 1, "not tried again");
    assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    error
}

#[tokio::test]
async fn certificates_that_will_not_do_end_in_a_tls_error() {
    let (ca, other) = (TestCa::new(), TestCa::new());
    let expired = all_of(&refused(&ca, &ca.server_expired()).await);
    assert!(expired.contains("expired"), "{expired}");
    let early = all_of(&refused(&ca, &ca.server_not_yet_valid()).await);
    assert!(early.contains("not valid yet"), "{early}");
    let unknown = all_of(&refused(&ca, &other.server("localhost")).await);
    assert!(unknown.contains("UnknownIssuer"), "{unknown}");
    let name = all_of(&refused(&ca, &ca.server("elsewhere.example")).await);
    assert!(name.contains("elsewhere.example"), "{name}");
}

#[tokio::test]
async fn the_systems_certificates_do_not_know_a_private_authority() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    let error = failure(once(&server.url()), "/status").await;
    assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    server.wait_for_tls_failures(1).await;
}

#[tokio::test]
async fn a_private_authority_by_pem_by_file_and_none_at_all() {
    let (ca, folder) = (TestCa::new(), Folder::new());
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    server
        .route("GET", "/status/health", Answer::json("true"))
        .times(4);
    let by_ip = format!("https://127.0.0.1:{}", server.port());
    let configs = [
        once(&server.url()).with_tls(trusting(&ca)),
        once(&by_ip).with_tls(trusting(&ca)),
        once(&server.url()).with_tls(TlsConfig::new().with_ca_file(ca.write_to(folder.path()))),
        once(&server.url()).with_tls(TlsConfig::new().with_insecure_accept_any_certificate(true)),
    ];
    for config in configs {
        assert!(
            service(config)
                .get_json::<bool>("/status/health")
                .await
                .unwrap()
        );
    }
    server.finish().await;
}

#[tokio::test]
async fn the_insecure_switch_takes_even_an_expired_certificate_of_another_name() {
    let ca = TestCa::new();
    for certificate in [ca.server_expired(), ca.server("elsewhere.example")] {
        let server = ScriptedServer::start_tls(TlsScript::new(&certificate)).await;
        server.step("GET", "/status/health", Answer::json("true"));
        let tls = TlsConfig::new().with_insecure_accept_any_certificate(true);
        let config = once(&server.url()).with_tls(tls);
        assert!(
            service(config)
                .get_json::<bool>("/status/health")
                .await
                .unwrap()
        );
        server.finish().await;
    }
}

#[tokio::test]
async fn certificates_are_looked_at_only_for_https() {
    let tls = || TlsConfig::new().with_ca_file("/nowhere/ca.pem");
    let server = ScriptedServer::start().await;
    server.step("GET", "/x", Answer::json("true"));
    let plain = service(once(&server.url()).with_tls(tls()));
    assert!(plain.get_json::<bool>("/x").await.unwrap());
    server.finish().await;
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    let error = failure(once(&server.url()).with_tls(tls()), "/x").await;
    assert_eq!(error.kind(), ErrorKind::Config, "{error:?}");
    assert!(all_of(&error).contains("/nowhere/ca.pem"), "{error:?}");
}

#[tokio::test]
async fn files_that_hold_something_else_are_named() {
    let (ca, folder) = (TestCa::new(), Folder::new());
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    let files = ca.client("me").write_to(folder.path());
    let others = ca.client("somebody").write_to(folder.path());
    let junk = folder.put("junk.pem", "no certificate\n");
    let cases = [
        (TlsConfig::new().with_ca_file(&junk), "tls.ca_file"),
        (TlsConfig::new().with_ca_pem("x"), "tls.ca_pem"),
        (
            trusting(&ca).with_client_certificate(&junk, &files.key),
            "tls.cert_file",
        ),
        (
            trusting(&ca).with_client_certificate(&files.cert, &junk),
            "tls.key_file",
        ),
        (
            trusting(&ca).with_client_certificate(&files.cert, &others.key),
            "do not fit",
        ),
    ];
    for (tls, named) in cases {
        let error = failure(once(&server.url()).with_tls(tls), "/x").await;
        assert_eq!(error.kind(), ErrorKind::Config, "{error:?}");
        assert!(all_of(&error).contains(named), "{named}: {error:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_demanded_and_missing_is_a_tls_error() {
    let ca = TestCa::new();
    let script = TlsScript::new(&ca.server("localhost")).require_client_certificate(&ca);
    let server = ScriptedServer::start_tls(script).await;
    let folder = Folder::new();
    let expired = ca.client_expired("me").write_to(folder.path());
    let foreign = TestCa::new().client("me").write_to(folder.path());
    let shown = [
        trusting(&ca),
        trusting(&ca).with_client_certificate(&foreign.cert, &foreign.key),
        trusting(&ca).with_client_certificate(&expired.cert, &expired.key),
    ];
    for _ in 0..10 {
        for tls in shown.clone() {
            let error = failure(once(&server.url()).with_tls(tls), "/x").await;
            assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_client_certificate_that_is_replaced_is_shown_on_the_next_connection() {
    let (ca, folder) = (TestCa::new(), Folder::new());
    let script = TlsScript::new(&ca.server("localhost")).require_client_certificate(&ca);
    let server = ScriptedServer::start_tls(script).await;
    server
        .route("GET", "/x", Answer::json("true").close_after())
        .times(3);
    let first = ca.client("first");
    let cert = folder.put("cert.pem", first.cert_pem());
    let key = folder.put("key.pem", first.key_pem());
    let tls = trusting(&ca).with_client_certificate(cert, key);
    let connection = Connection::builder(once(&server.url()).with_tls(tls));
    let service = connection.build().unwrap().service();
    for _ in 0..2 {
        assert!(service.get_json::<bool>("/x").await.unwrap());
    }
    let second = ca.client("second");
    folder.put("cert.pem", second.cert_pem());
    folder.put("key.pem", second.key_pem());
    assert!(service.get_json::<bool>("/x").await.unwrap());
    let shown: Vec<_> = server
        .received()
        .into_iter()
        .map(|received| received.client_certificate.unwrap())
        .collect();
    assert_eq!(shown, ["first", "first", "second"]);
    server.finish().await;
}

#[tokio::test]
async fn an_authority_that_is_replaced_is_trusted_on_the_next_connection() {
    let (old, new, folder) = (TestCa::new(), TestCa::new(), Folder::new());
    let before = ScriptedServer::start_tls(TlsScript::new(&old.server("localhost"))).await;
    let after = ScriptedServer::start_tls(TlsScript::new(&new.server("localhost"))).await;
    before.step("GET", "/x", Answer::json("true"));
    after.step("GET", "/x", Answer::json("true"));
    let tls = TlsConfig::new().with_ca_file(folder.put("ca.pem", old.ca_pem()));
    let connection = Connection::builder(once(&before.url()).with_tls(tls));
    let connection = connection.build().unwrap();
    connection.transport().trust(after.url().parse().unwrap());
    let ask = async |url: String| {
        let request = http::Request::get(url).body(()).unwrap();
        connection.service().call(request).await
    };
    assert_eq!(ask(before.url_to("/x")).await.unwrap().body(), "true");
    let unknown = ask(after.url_to("/x")).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::Tls);
    folder.put("ca.pem", new.ca_pem());
    assert_eq!(ask(after.url_to("/x")).await.unwrap().body(), "true");
    before.finish().await;
    after.finish().await;
}
