//! A private certificate authority.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::CertificateDer;

use super::certificate::{TestCertificate, write};

/// How many authorities this process has made.
static AUTHORITIES: AtomicUsize = AtomicUsize::new(0);

/// When a certificate holds.
#[derive(Clone, Copy)]
enum Validity {
    Now,
    Past,
    Future,
}

/// A certificate authority that exists for one test. A cheap clone.
#[derive(Clone)]
pub struct TestCa {
    shared: Arc<Authority>,
}

struct Authority {
    certificate: Certificate,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
    /// Each certificate issued, and to whom.
    issued: Mutex<Vec<(CertificateDer<'static>, String)>>,
}

impl TestCa {
    /// Makes a new authority with a key of its own.
    ///
    /// # Panics
    /// When the system has no randomness.
    #[must_use]
    pub fn new() -> Self {
        // Of two authorities with one name, a client would take each for the other with a bad
        // signature, not for an unknown one.
        let number = AUTHORITIES.fetch_add(1, Ordering::Relaxed);
        let name = format!("test authority {number} of {}", std::process::id());
        let mut params = params(&name, Validity::Now);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = key_pair();
        let certificate = params
            .self_signed(&key)
            .expect("ring signs with its own key");
        let pem = certificate.pem();
        let issuer = Issuer::new(params, key);
        let issued = Mutex::default();
        Self {
            shared: Arc::new(Authority {
                certificate,
                pem,
                issuer,
                issued,
            }),
        }
    }

    /// The authority's own certificate.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.shared.pem
    }

    /// Writes [`ca_pem`](Self::ca_pem) to `ca.pem` in this directory.
    ///
    /// # Panics
    /// When the file can not be written.
    pub fn write_to(&self, directory: &Path) -> PathBuf {
        write(directory, "ca.pem", self.ca_pem())
    }

    /// A certificate for a server of this name or IP address, and for it alone; but one for
    /// `localhost` holds for 127.0.0.1 too.
    ///
    /// # Panics
    /// When the name is neither a DNS name nor an address.
    #[must_use]
    pub fn server(&self, name: &str) -> TestCertificate {
        self.issue(name, ExtendedKeyUsagePurpose::ServerAuth, Validity::Now)
    }

    /// A certificate for `localhost` whose time is over.
    #[must_use]
    pub fn server_expired(&self) -> TestCertificate {
        self.issue(
            "localhost",
            ExtendedKeyUsagePurpose::ServerAuth,
            Validity::Past,
        )
    }

    /// A certificate for `localhost` whose time has not come.
    #[must_use]
    pub fn server_not_yet_valid(&self) -> TestCertificate {
        self.issue(
            "localhost",
            ExtendedKeyUsagePurpose::ServerAuth,
            Validity::Future,
        )
    }

    /// A certificate for a client of this name.
    #[must_use]
    pub fn client(&self, name: &str) -> TestCertificate {
        self.issue(name, ExtendedKeyUsagePurpose::ClientAuth, Validity::Now)
    }

    /// A certificate for a client of this name whose time is over.
    #[must_use]
    pub fn client_expired(&self, name: &str) -> TestCertificate {
        self.issue(name, ExtendedKeyUsagePurpose::ClientAuth, Validity::Past)
    }

    fn issue(
        &self,
        name: &str,
        purpose: ExtendedKeyUsagePurpose,
        validity: Validity,
    ) -> TestCertificate {
        let mut params = params(name, validity);
        let server = purpose == ExtendedKeyUsagePurpose::ServerAuth;
        if server {
            let mut names = vec![name.to_owned()];
            names.extend((name == "localhost").then(|| "127.0.0.1".to_owned()));
            let named = CertificateParams::new(names).expect("a DNS name or an IP address");
            params.subject_alt_names = named.subject_alt_names;
        }
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose];
        let key = key_pair();
        let signed = params.signed_by(&key, &self.shared.issuer);
        let certificate = signed.expect("the authority signs with its own key");
        let issued = (certificate.der().clone(), name.to_owned());
        self.shared
            .issued
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(issued);
        TestCertificate::new(name, certificate, key)
    }

    pub(super) fn der(&self) -> CertificateDer<'static> {
        self.shared.certificate.der().clone()
    }

    /// To whom a certificate was issued.
    pub(super) fn holder(&self, certificate: &CertificateDer<'_>) -> Option<String> {
        let issued = self
            .shared
            .issued
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        issued
            .iter()
            .find(|(der, _)| der == certificate)
            .map(|(_, name)| name.clone())
    }
}

impl Default for TestCa {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TestCa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestCa").finish_non_exhaustive()
    }
}

fn params(common_name: &str, validity: Validity) -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    let (from, to) = match validity {
        Validity::Now => (2020, 4000),
        Validity::Past => (2020, 2021),
        Validity::Future => (3999, 4000),
    };
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}

fn key_pair() -> KeyPair {
    KeyPair::generate().expect("the system has randomness")
}
