use std::path::PathBuf;

use super::{ConfigKey, missing};
use crate::Result;

/// What to trust and what to show over TLS. Files are read when the first connection needs them,
/// and again when they have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsConfig {
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) ca_pem: Option<String>,
    pub(crate) cert_file: Option<PathBuf>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) insecure_accept_any_certificate: bool,
}

impl TlsConfig {
    /// Trusts what the operating system trusts and shows no certificate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the certificates in a PEM file, and only those.
    #[must_use]
    pub fn with_ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Trusts the certificates in this PEM text, and only those; together with a file, both.
    #[must_use]
    pub fn with_ca_pem(mut self, pem: impl Into<String>) -> Self {
        self.ca_pem = Some(pem.into());
        self
    }

    /// Shows the certificate chain in the first PEM file, whose private key is in the second (the
    /// two may be one file).
    #[must_use]
    pub fn with_client_certificate(
        mut self,
        cert_file: impl Into<PathBuf>,
        key_file: impl Into<PathBuf>,
    ) -> Self {
        self.cert_file = Some(cert_file.into());
        self.key_file = Some(key_file.into());
        self
    }

    /// Accepts any certificate whatever. Whoever sits in between can then read and change
    /// everything, credentials included: for experiments only.
    #[must_use]
    pub fn with_insecure_accept_any_certificate(mut self, accept: bool) -> Self {
        self.insecure_accept_any_certificate = accept;
        self
    }

    pub(super) fn validate(&self) -> Result<()> {
        match (&self.cert_file, &self.key_file) {
            (Some(_), None) => Err(missing(
                ConfigKey::TlsKeyFile,
                "a certificate needs its key",
            )),
            (None, Some(_)) => Err(missing(
                ConfigKey::TlsCertFile,
                "a key needs its certificate",
            )),
            _ => Ok(()),
        }
    }
}
