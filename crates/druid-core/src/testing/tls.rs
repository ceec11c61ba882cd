//! The server's side of TLS.

use std::fmt;
use std::io;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::authority::TestCa;
use super::certificate::TestCertificate;

/// Which certificate a server shows, and which it wants to see.
#[must_use = "a server takes it at its start"]
#[derive(Clone)]
pub struct TlsScript {
    chain: Vec<CertificateDer<'static>>,
    key: Arc<PrivateKeyDer<'static>>,
    clients: Option<(TestCa, Demand)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    Require,
    Accept,
}

impl TlsScript {
    /// Shows this certificate and asks for none.
    pub fn new(certificate: &TestCertificate) -> Self {
        let (chain, key) = certificate.der();
        Self {
            chain: vec![chain],
            key: Arc::new(key),
            clients: None,
        }
    }

    /// Refuses clients that show no certificate of this authority.
    pub fn require_client_certificate(self, ca: &TestCa) -> Self {
        Self {
            clients: Some((ca.clone(), Demand::Require)),
            ..self
        }
    }

    /// Takes clients that show a certificate of this authority, and those that show none.
    pub fn accept_client_certificate(self, ca: &TestCa) -> Self {
        Self {
            clients: Some((ca.clone(), Demand::Accept)),
            ..self
        }
    }

    /// Makes the acceptor, speaking `http/1.1` only.
    pub(super) fn acceptor(self) -> Acceptor {
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .expect("ring has the suites of the default versions");
        let builder = match &self.clients {
            None => builder.with_no_client_auth(),
            Some((ca, demand)) => {
                builder.with_client_cert_verifier(verifier(ca, *demand, provider))
            }
        };
        let mut config = builder
            .with_single_cert(self.chain, self.key.clone_key())
            .expect("a test certificate comes with its own key");
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Acceptor {
            tls: Arc::new(config).into(),
            clients: self.clients.map(|(ca, _)| ca),
        }
    }
}

fn verifier(
    ca: &TestCa,
    demand: Demand,
    provider: Arc<CryptoProvider>,
) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots
        .add(ca.der())
        .expect("a test authority's certificate is well-formed");
    let builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let builder = match demand {
        Demand::Require => builder,
        Demand::Accept => builder.allow_unauthenticated(),
    };
    builder
        .build()
        .expect("one root and no revocation lists make a verifier")
}

impl fmt::Debug for TlsScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsScript")
            .field("clients", &self.clients)
            .finish_non_exhaustive()
    }
}

/// Makes TLS of TCP connections.
pub(super) struct Acceptor {
    tls: TlsAcceptor,
    clients: Option<TestCa>,
}

impl Acceptor {
    /// Shakes hands; says to whom the client's certificate was issued, if it showed one.
    pub(super) async fn accept(
        &self,
        tcp: TcpStream,
    ) -> Result<(TlsStream<TcpStream>, Option<String>), (io::Error, TcpStream)> {
        let stream = self.tls.accept(tcp).into_fallible().await?;
        let shown = stream
            .get_ref()
            .1
            .peer_certificates()
            .and_then(|chain| chain.first());
        let client = shown
            .zip(self.clients.as_ref())
            .and_then(|(leaf, ca)| ca.holder(leaf));
        Ok((stream, client))
    }
}
