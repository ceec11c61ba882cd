//! A certificate and its key, for one end of TLS.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{Certificate, KeyPair};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate with its private key, issued by a [`TestCa`](super::TestCa).
pub struct TestCertificate {
    name: String,
    certificate: Certificate,
    cert_pem: String,
    key: KeyPair,
    key_pem: String,
}

/// Where a certificate and its key were written.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CertificateFiles {
    /// `<name>.pem`.
    pub cert: PathBuf,
    /// `<name>.key`, the key as PKCS #8.
    pub key: PathBuf,
}

impl TestCertificate {
    pub(super) fn new(name: &str, certificate: Certificate, key: KeyPair) -> Self {
        let (cert_pem, key_pem) = (certificate.pem(), key.serialize_pem());
        let name = name.to_owned();
        Self {
            name,
            certificate,
            cert_pem,
            key,
            key_pem,
        }
    }

    /// To whom it was issued.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The certificate.
    #[must_use]
    pub fn cert_pem(&self) -> &str {
        &self.cert_pem
    }

    /// The private key, as PKCS #8.
    #[must_use]
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }

    /// Writes certificate and key to two files named after the holder, replacing older ones.
    ///
    /// # Panics
    /// When a file can not be written.
    pub fn write_to(&self, directory: &Path) -> CertificateFiles {
        let cert = write(directory, &format!("{}.pem", self.name), &self.cert_pem);
        let key = write(directory, &format!("{}.key", self.name), &self.key_pem);
        CertificateFiles { cert, key }
    }

    pub(super) fn der(&self) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let key = PrivatePkcs8KeyDer::from(self.key.serialize_der());
        (self.certificate.der().clone(), key.into())
    }
}

impl fmt::Debug for TestCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestCertificate")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Writes a file, and says where.
pub(super) fn write(directory: &Path, name: &str, text: &str) -> PathBuf {
    let path = directory.join(name);
    if let Err(error) = fs::write(&path, text) {
        panic!("{} can not be written: {error}", path.display());
    }
    path
}
