//! Certificates for a cluster with TLS: a private authority, the server's, and a client's.
//!
//! The server's key is born in its PKCS12 store by Java's `keytool`, which comes with every Java:
//! nothing else need write PKCS12. The authority and the client are PEM, made here.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm,
};

use super::cluster_file::Tls;
use crate::error::{Error, Result};

/// Of both stores; `keytool` takes none that is shorter.
pub(crate) const STORE_PASSWORD: &str = "changeit";
/// The entry of the server's key and certificate.
pub(crate) const SERVER_ALIAS: &str = "server";

/// The PKCS12 stores that a Java process reads.
#[derive(Clone, Debug)]
pub(crate) struct Stores {
    pub key: PathBuf,
    pub trust: PathBuf,
}

impl Stores {
    pub(crate) fn of(directory: &Path) -> Self {
        let folder = folder(directory);
        Self {
            key: folder.join("server.p12"),
            trust: folder.join("trust.p12"),
        }
    }
}

/// What a client needs to be let in at `url`.
pub(crate) fn describe(directory: &Path, url: String) -> Tls {
    let folder = folder(directory);
    Tls {
        url,
        ca: folder.join("ca.pem"),
        client_cert: folder.join("client.pem"),
        client_key: folder.join("client-key.pem"),
    }
}

/// Makes everything anew for a server that is reached as one of `names` (host names or
/// addresses).
pub(crate) fn make(directory: &Path, keytool: &Path, names: &[&str]) -> Result<()> {
    let (folder, stores) = (folder(directory), Stores::of(directory));
    let files = describe(directory, String::new());
    fs::create_dir_all(&folder)
        .map_err(|e| Error::caused(format!("making {}", folder.display()), e))?;

    let key = KeyPair::generate().map_err(not_made)?;
    let params = authority_params()?;
    let authority = params.self_signed(&key).map_err(not_made)?;
    let issuer = Issuer::new(params, key);
    write(&files.ca, &authority.pem())?;

    let client_key = KeyPair::generate().map_err(not_made)?;
    let client = sign(
        &issuer,
        &client_key,
        "xtask client",
        &[],
        ExtendedKeyUsagePurpose::ClientAuth,
    )?;
    write(&files.client_cert, &client.pem())?;
    write(&files.client_key, &client_key.serialize_pem())?;

    let tool = Keytool {
        program: keytool,
        folder: &folder,
    };
    let public = tool.new_key(&stores.key)?;
    let server = sign(
        &issuer,
        &public,
        "xtask server",
        names,
        ExtendedKeyUsagePurpose::ServerAuth,
    )?;
    let certificate = folder.join("server.pem");
    write(&certificate, &server.pem())?;
    tool.import(&stores.key, "ca", &files.ca)?;
    tool.import(&stores.key, SERVER_ALIAS, &certificate)?;
    tool.import(&stores.trust, "ca", &files.ca)
}

fn folder(directory: &Path) -> PathBuf {
    directory.join("tls")
}

fn authority_params() -> Result<CertificateParams> {
    let mut params = params("xtask authority", &[])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn params(name: &str, subjects: &[&str]) -> Result<CertificateParams> {
    let subjects: Vec<_> = subjects.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(subjects).map_err(not_made)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

fn sign(
    issuer: &Issuer<'_, KeyPair>,
    key: &impl PublicKeyData,
    name: &str,
    subjects: &[&str],
    purpose: ExtendedKeyUsagePurpose,
) -> Result<Certificate> {
    let mut params = params(name, subjects)?;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![purpose];
    params.signed_by(key, issuer).map_err(not_made)
}

/// Java's tool, at work in one folder.
struct Keytool<'a> {
    program: &'a Path,
    folder: &'a Path,
}

impl Keytool<'_> {
    /// Makes a key in a new store; returns its public half.
    fn new_key(&self, store: &Path) -> Result<PublicKey> {
        let name = ["-dname", "CN=xtask server"].map(OsStr::new);
        let kind = [
            "-genkeypair",
            "-alias",
            SERVER_ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
        ];
        self.run(
            store,
            &kind
                .map(OsStr::new)
                .into_iter()
                .chain(name)
                .collect::<Vec<_>>(),
        )?;
        let exported = self.folder.join("server-self-signed.der");
        let export = ["-exportcert", "-alias", SERVER_ALIAS, "-file"].map(OsStr::new);
        self.run(
            store,
            &export
                .into_iter()
                .chain([exported.as_os_str()])
                .collect::<Vec<_>>(),
        )?;
        let der = fs::read(&exported)
            .map_err(|e| Error::caused(format!("reading {}", exported.display()), e))?;
        PublicKey::of_certificate(&der)
            .ok_or_else(|| Error::new("keytool made a certificate without a P-256 key"))
    }

    fn import(&self, store: &Path, alias: &str, certificate: &Path) -> Result<()> {
        let args = ["-importcert", "-noprompt", "-alias", alias, "-file"].map(OsStr::new);
        let args: Vec<_> = args.into_iter().chain([certificate.as_os_str()]).collect();
        self.run(store, &args)
    }

    fn run(&self, store: &Path, args: &[&OsStr]) -> Result<()> {
        let output = Command::new(self.program)
            .args(args)
            .arg("-keystore")
            .arg(store)
            .args(["-storetype", "PKCS12", "-storepass", STORE_PASSWORD])
            .output()
            .map_err(|e| Error::caused(format!("running {}", self.program.display()), e))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Err(Error::new(format!(
            "keytool {} failed: {said}",
            args[0].display()
        )))
    }
}

/// A public key on the curve P-256.
struct PublicKey(Vec<u8>);

impl PublicKey {
    /// The ASN.1 that stands before such a key in every certificate: id-ecPublicKey, prime256v1,
    /// and a bit string of 65 bytes.
    const BEFORE: &[u8] = &[
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];
    const LENGTH: usize = 65;

    fn of_certificate(der: &[u8]) -> Option<Self> {
        let at = der
            .windows(Self::BEFORE.len())
            .position(|bytes| bytes == Self::BEFORE)?;
        let key = der.get(at + Self::BEFORE.len()..)?.get(..Self::LENGTH)?;
        Some(Self(key.to_vec()))
    }
}

impl PublicKeyData for PublicKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

fn not_made(error: rcgen::Error) -> Error {
    Error::caused("making certificates", error)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|e| Error::caused(format!("writing {}", path.display()), e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_key_is_found_in_its_certificate() {
        let key = KeyPair::generate().unwrap();
        let certificate = authority_params().unwrap().self_signed(&key).unwrap();
        let found = PublicKey::of_certificate(certificate.der()).unwrap();
        assert_eq!(found.der_bytes(), key.der_bytes());
        assert!(PublicKey::of_certificate(b"no certificate").is_none());
        let cut = certificate.der().len() - 250;
        assert!(PublicKey::of_certificate(&certificate.der()[..cut]).is_none());
    }
}
