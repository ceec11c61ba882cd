//! HTTP/2, where a TLS server offers it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use druid_core::testing::{Answer, ScriptedServer, TestCa, TestCertificate, TlsScript};
use druid_core::{Body, Bytes, TlsConfig, http};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::support::{once, service};

fn acceptor(certificate: &TestCertificate) -> TlsAcceptor {
    let chain = CertificateDer::from_pem_slice(certificate.cert_pem().as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem().as_bytes()).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = builder.with_no_client_auth();
    let mut config = builder.with_single_cert(vec![chain], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config).into()
}

/// Says which version it was asked in, and by which path.
async fn echo(request: http::Request<Incoming>) -> Result<http::Response<Body>, Infallible> {
    let said = format!("\"{:?} {}\"", request.version(), request.uri().path());
    Ok(http::Response::new(Bytes::from(said).into()))
}

async fn serve_one(certificate: &TestCertificate) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = acceptor(certificate);
    tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        let tls = acceptor.accept(tcp).await.unwrap();
        let serving = http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(tls), hyper::service::service_fn(echo));
        // It ends with the client's connection.
        let _ = serving.await;
    });
    address
}

#[tokio::test]
async fn it_is_spoken_where_the_server_offers_it() {
    let ca = TestCa::new();
    let address = serve_one(&ca.server("localhost")).await;
    let tls = TlsConfig::new().with_ca_pem(ca.ca_pem());
    let service = service(once(&format!("https://{address}")).with_tls(tls));
    // Both over the one connection that is accepted.
    let (one, other) = tokio::join!(
        service.get_json::<String>("/one"),
        service.get_json::<String>("/other")
    );
    assert_eq!(one.unwrap(), "HTTP/2.0 /one");
    assert_eq!(other.unwrap(), "HTTP/2.0 /other");
}

#[tokio::test]
async fn a_server_that_does_not_offer_it_is_asked_as_ever() {
    let ca = TestCa::new();
    let server = ScriptedServer::start_tls(TlsScript::new(&ca.server("localhost"))).await;
    server.step("GET", "/x", Answer::json("1"));
    let tls = TlsConfig::new().with_ca_pem(ca.ca_pem());
    let got: u8 = service(once(&server.url()).with_tls(tls))
        .get_json("/x")
        .await
        .unwrap();
    assert_eq!(got, 1);
    server.finish().await;
}
