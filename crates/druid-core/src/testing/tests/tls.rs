//! HTTPS, with and without certificates of clients.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{GET_CLOSE, ask, connect, is_reset, read_all};
use crate::testing::{
    AcceptFault, Answer, Cut, ScriptedServer, TestCa, TestCertificate, TlsScript,
};

/// A client that trusts `ca`, reading everything from PEM as a user would.
async fn handshake(
    server: &ScriptedServer,
    name: &str,
    ca: &TestCa,
    own: Option<&TestCertificate>,
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca.ca_pem().as_bytes()).unwrap())
        .unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match own {
        None => builder.with_no_client_auth(),
        Some(own) => {
            let chain = vec![CertificateDer::from_pem_slice(own.cert_pem().as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(own.key_pem().as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
    };
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, connect(server).await)
        .await
}

#[tokio::test]
async fn a_certificate_of_the_authority_is_good_for_its_names() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    assert_eq!(server.url(), format!("https://localhost:{}", server.port()));
    server.step("GET", "/", Answer::text("ok")).times(2);
    for name in ["localhost", "127.0.0.1"] {
        let mut client = handshake(&server, name, &ca, None).await.unwrap();
        let (text, end) = ask(&mut client, GET_CLOSE).await;
        end.expect("the server ends with close_notify");
        assert!(text.ends_with("\r\n\r\nok"));
    }
    assert!(
        server
            .received()
            .iter()
            .all(|received| received.client_certificate.is_none())
    );
    server.finish().await;
}

#[tokio::test]
async fn bad_certificates_are_refused_by_the_client() {
    let ca = TestCa::new();
    let cases = [
        (ca.server_expired(), &ca, "Expired"),
        (ca.server_not_yet_valid(), &ca, "NotValidYet"),
        (ca.server("elsewhere.test"), &ca, "NotValidForName"),
        (TestCa::new().server("localhost"), &ca, "UnknownIssuer"),
        (ca.client("localhost"), &ca, "InvalidPurpose"),
    ];
    for (certificate, ca, expected) in cases {
        let server = ScriptedServer::start_tls(TlsScript::new(&certificate)).await;
        let error = handshake(&server, "localhost", ca, None).await.unwrap_err();
        let inner = error
            .get_ref()
            .map(|inner| format!("{inner:?}"))
            .unwrap_or_default();
        assert!(
            inner.contains(expected) && inner.contains("InvalidCertificate"),
            "{expected}: {inner}"
        );
        server.wait_for_tls_failures(1).await;
        assert!(server.received().is_empty());
        server.finish().await;
    }
}

#[tokio::test]
async fn a_required_client_certificate_is_recorded_by_name() {
    let (ca, other) = (TestCa::new(), TestCa::new());
    let tls = TlsScript::new(&ca.server("localhost")).require_client_certificate(&ca);
    let server = ScriptedServer::start_tls(tls).await;
    server.step("GET", "/", Answer::text("ok"));
    let mut client = handshake(&server, "localhost", &ca, Some(&ca.client("alice")))
        .await
        .unwrap();
    ask(&mut client, GET_CLOSE).await.1.unwrap();
    assert_eq!(
        server.received()[0].client_certificate.as_deref(),
        Some("alice")
    );
    let refused = [
        (None, "CertificateRequired"),
        (Some(other.client("eve")), "UnknownCA"),
        (Some(ca.client_expired("bob")), "CertificateExpired"),
    ];
    for (own, expected) in refused {
        // In TLS 1.3 the client learns of the refusal when it reads.
        let mut client = handshake(&server, "localhost", &ca, own.as_ref())
            .await
            .unwrap();
        let error = client.read(&mut [0; 8]).await.unwrap_err();
        let inner = format!("{:?}", error.get_ref());
        assert!(inner.contains(expected), "{inner}");
    }
    server.wait_for_tls_failures(3).await;
    assert_eq!(server.received().len(), 1);
    server.finish().await;
}

#[tokio::test]
async fn an_accepted_client_certificate_may_be_missing() {
    let ca = TestCa::new();
    let tls = TlsScript::new(&ca.server("localhost")).accept_client_certificate(&ca);
    let server = ScriptedServer::start_tls(tls).await;
    server.step("GET", "/", Answer::text("ok")).times(2);
    for own in [None, Some(ca.client("alice"))] {
        let mut client = handshake(&server, "localhost", &ca, own.as_ref())
            .await
            .unwrap();
        ask(&mut client, GET_CLOSE).await.1.unwrap();
    }
    let names: Vec<_> = server
        .received()
        .into_iter()
        .map(|r| r.client_certificate)
        .collect();
    assert_eq!(names, [None, Some("alice".to_owned())]);
    server.finish().await;
}

#[tokio::test]
async fn cuts_break_tls_as_they_break_tcp() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    let answer = Answer::new(200).body("abcdef").close_delimited();
    server.step("GET", "/", answer.clone().cut_body(3, Cut::Close));
    server.step("GET", "/", answer.clone().cut_body(3, Cut::Reset));
    server.step("GET", "/", answer.cut_body(3, Cut::EndNormally));
    let mut ends = Vec::new();
    for _ in 0..3 {
        let mut client = handshake(&server, "localhost", &ca, None).await.unwrap();
        let (text, end) = ask(&mut client, GET_CLOSE).await;
        assert!(text.ends_with("\r\n\r\nabc"));
        ends.push(end);
    }
    assert_eq!(
        ends[0].as_ref().unwrap_err().kind(),
        io::ErrorKind::UnexpectedEof
    );
    assert!(is_reset(&ends[1]));
    assert!(ends[2].is_ok());
    server.finish().await;
}

#[tokio::test]
async fn a_connection_fault_comes_before_the_handshake() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    server.next_connection(AcceptFault::Garbage(
        "HTTP/1.1 400 Bad Request\r\n\r\n".into(),
    ));
    server.next_connection(AcceptFault::Close);
    let error = handshake(&server, "localhost", &ca, None)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    let error = handshake(&server, "localhost", &ca, None)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    server.finish().await;
}

#[tokio::test]
async fn plain_http_to_a_tls_server_fails_its_handshake() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    let mut client = connect(&server).await;
    client.write_all(GET_CLOSE).await.unwrap();
    read_all(&mut client).await.1.unwrap();
    server.wait_for_tls_failures(1).await;
    server.finish().await;
}

#[test]
fn files_hold_what_the_accessors_show() {
    let directory = std::env::temp_dir().join(format!("druid-testing-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let ca = TestCa::new();
    let alice = ca.client("alice");
    assert_eq!(read(&ca.write_to(&directory)), ca.ca_pem());
    let files = alice.write_to(&directory);
    assert_eq!(
        (read(&files.cert), read(&files.key)),
        (alice.cert_pem().to_owned(), alice.key_pem().to_owned())
    );
    assert!(!format!("{alice:?}").contains("PRIVATE"));
    std::fs::remove_dir_all(&directory).unwrap();
}
