//! Certificates. No type of rustls leaves this module and the connector.

mod insecure;

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use tokio::sync::Mutex;

use self::insecure::AcceptAny;
use crate::net::FileStamp;
use crate::{Error, ErrorKind, Result, TlsConfig};

/// The TLS settings, made when they are first needed and again when a file has changed.
pub(super) struct Tls {
    config: TlsConfig,
    made: Mutex<Option<(Stamps, Arc<ClientConfig>)>>,
}

type Stamps = Vec<FileStamp>;

impl Tls {
    pub(super) fn new(config: TlsConfig) -> Self {
        Self {
            config,
            made: Mutex::new(None),
        }
    }

    /// The settings for a new connection.
    pub(super) async fn config(&self) -> Result<Arc<ClientConfig>> {
        let stamps = self.stamps().await?;
        let mut made = self.made.lock().await;
        if let Some((known, config)) = &*made
            && *known == stamps
        {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.make().await?);
        *made = Some((stamps, Arc::clone(&config)));
        Ok(config)
    }

    async fn stamps(&self) -> Result<Stamps> {
        let config = &self.config;
        let mut stamps = Vec::new();
        for path in [&config.ca_file, &config.cert_file, &config.key_file]
            .into_iter()
            .flatten()
        {
            stamps.push(
                FileStamp::of(path)
                    .await
                    .map_err(|error| unreadable(path, error))?,
            );
        }
        Ok(stamps)
    }

    async fn make(&self) -> Result<ClientConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong("no TLS version is possible").with_source(error))?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier(provider).await?);
        let mut config = match (&self.config.cert_file, &self.config.key_file) {
            (Some(cert), Some(key)) => {
                let chain = certificates(&read(cert).await?, "tls.cert_file")?;
                let key = PrivateKeyDer::from_pem_slice(&read(key).await?).map_err(|error| {
                    wrong("tls.key_file holds no private key").with_source(error)
                })?;
                builder.with_client_auth_cert(chain, key).map_err(|error| {
                    wrong("tls.cert_file and tls.key_file do not fit").with_source(error)
                })?
            }
            _ => builder.with_no_client_auth(),
        };
        if cfg!(feature = "http2") {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        Ok(config)
    }

    async fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
        let config = &self.config;
        if config.insecure_accept_any_certificate {
            return Ok(Arc::new(AcceptAny::new(provider)));
        }
        let mut pem = Vec::new();
        if let Some(path) = &config.ca_file {
            pem.extend(certificates(&read(path).await?, "tls.ca_file")?);
        }
        if let Some(text) = &config.ca_pem {
            pem.extend(certificates(text.as_bytes(), "tls.ca_pem")?);
        }
        if pem.is_empty() {
            // Some systems keep their certificates in hundreds of files.
            let system = tokio::task::spawn_blocking(|| Verifier::new(provider));
            let failed = || wrong("the system's certificates are not usable");
            let system = system.await.map_err(|error| failed().with_source(error))?;
            let system = system.map_err(|error| failed().with_source(error))?;
            return Ok(Arc::new(system));
        }
        let mut roots = RootCertStore::empty();
        for certificate in pem {
            roots.add(certificate).map_err(|error| {
                wrong("tls.ca_file or tls.ca_pem holds an unusable certificate").with_source(error)
            })?;
        }
        rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map(|verifier| verifier as _)
            .map_err(|error| wrong("the private authority is not usable").with_source(error))
    }
}

async fn read(path: &Path) -> Result<Vec<u8>> {
    tokio::fs::read(path)
        .await
        .map_err(|error| unreadable(path, error))
}

fn certificates(pem: &[u8], key: &'static str) -> Result<Vec<CertificateDer<'static>>> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(wrong(format!("{key} holds no certificate"))),
        Err(error) => Err(wrong(format!("{key} is not PEM")).with_source(error)),
    }
}

fn unreadable(path: &Path, error: std::io::Error) -> Error {
    wrong(format!("{} cannot be read", path.display())).with_source(error)
}

fn wrong(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Config).with_message(what)
}
