//! The client certificate: the certificate and key for a server that asks for one.

use crate::common::error::{Error, Result, Status};
use crate::common::traces::leave_traces;
use crate::transport::attempt;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::files::read_file;
use crate::transport::tls::pem;
use crate::transport::tls::provider::private_key;
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

const UNUSABLE: &str = "the client certificate cannot be used";
/// The largest size of a chain in DER, in bytes. A certificate has 2 KiB, and chains have up to five.
const MAX_CHAIN: usize = 30 * 1024;

/// A chain of certificates and the private key of the first one; or none.
#[derive(Clone, Default)]
pub struct ClientCertificate(Option<Arc<CertifiedKey>>);

impl ClientCertificate {
    /// Reads PEM files; both paths may be the same.
    ///
    /// # Errors
    /// `CaPath`: a file cannot be read, or certificate and key cannot be used.
    pub fn from_files(certificate: &str, key: &str) -> Result<ClientCertificate> {
        leave_traces();
        let name = |path: &str| format!("the file {}", pem::file_name(path));
        let read = |path: &str| {
            read_file(Path::new(path)).map_err(|error| error.during(name(path)).during(UNUSABLE))
        };
        let (text, key_text) = (read(certificate)?, read(key)?);
        ClientCertificate::new(
            &Pem::new(&text, name(certificate)),
            &Pem::new(&key_text, name(key)),
        )
    }

    /// Reads PEM text with the chain and the key.
    ///
    /// # Errors
    /// `CaPath`: certificate and key cannot be used.
    pub fn from_pem(pem: &[u8]) -> Result<ClientCertificate> {
        leave_traces();
        let pem = Pem::new(pem, "the text".to_owned());
        ClientCertificate::new(&pem, &pem)
    }

    fn new(pem: &Pem<'_>, key_pem: &Pem<'_>) -> Result<ClientCertificate> {
        let name = &pem.name;
        let mut chain = Vec::new();
        let mut length = 0;
        for certificate in pem::certificates(pem.text) {
            let certificate = certificate.map_err(|reason| {
                unusable(&format!("the certificate in {name} is not PEM: {reason}"))
            })?;
            length += certificate.len();
            if length > MAX_CHAIN {
                let reason = format!("the certificates in {name} are too long together");
                return Err(unusable(&reason));
            }
            chain.push(certificate);
        }
        if chain.is_empty() {
            return Err(pem.without("certificate"));
        }
        let key = key_pem.private_key()?;
        let key = private_key(&key).map_err(|_| {
            let name = &key_pem.name;
            unusable(&format!(
                "the private key in {name} is of an unsupported kind"
            ))
            .advise(
                "RSA from 2048 to 4096 bits, ECDSA on P-256 or P-384, and Ed25519 are supported",
            )
        })?;
        // CertifiedKey::keys_match is not used, as webpki cannot read certificates of X.509 version 1.
        let Some(parsed) = chain.first().and_then(Parsed::new) else {
            return Err(unusable(&format!(
                "the certificate in {name} cannot be read"
            )));
        };
        let public_key = key.public_key();
        if public_key.is_some_and(|public_key| !parsed.has_key(&public_key)) {
            let key = &key_pem.name;
            return Err(unusable(&format!(
                "the private key in {key} does not match the certificate in {name}"
            )));
        }
        let certified = CertifiedKey::new(chain, key);
        Ok(ClientCertificate(Some(Arc::new(certified))))
    }

    /// True if there is a client certificate.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

/// PEM text, and its name in messages.
struct Pem<'a> {
    text: &'a [u8],
    name: String,
}

impl Pem<'_> {
    fn new(text: &[u8], name: String) -> Pem<'_> {
        let text = pem::without_mark(text);
        Pem { text, name }
    }

    /// The private key of the text.
    fn private_key(&self) -> Result<PrivateKeyDer<'static>> {
        let name = &self.name;
        if self.is_encrypted() {
            return Err(encrypted(name));
        }
        match pem::private_key(self.text) {
            Some(Ok(key)) => Ok(key),
            Some(Err(reason)) => {
                let reason = format!("the private key in {name} is not PEM: {reason}");
                Err(unusable(&reason))
            }
            None => Err(self.without("private key")),
        }
    }

    /// The error for text in which something is missing.
    fn without(&self, what: &str) -> Error {
        let name = &self.name;
        match pem::broken_lines(self.text) {
            Some(reason) => unusable(&format!("no {what} can be read in {name}: {reason}")),
            None => unusable(&format!("there is no {what} in {name}")),
        }
    }

    /// True if the private key is encrypted, in PKCS#8 or in the older format of OpenSSL.
    fn is_encrypted(&self) -> bool {
        [
            &b"BEGIN ENCRYPTED PRIVATE KEY"[..],
            b"Proc-Type: 4,ENCRYPTED",
        ]
        .iter()
        .any(|mark| memchr::memmem::find(self.text, mark).is_some())
    }
}

fn encrypted(name: &str) -> Error {
    unusable(&format!("the private key in {name} is encrypted")).advise(
        "decrypt it, with openssl pkey for example, and make the file readable by the program only",
    )
}

fn unusable(reason: &str) -> Error {
    Error::new(Status::CaPath, format!("{UNUSABLE}: {reason}"))
}

impl ResolvesClientCert for ClientCertificate {
    fn resolve(
        &self,
        _issuers: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        attempt::set_lacks_certificate(self.0.is_none());
        self.0.clone()
    }

    /// Always true, so that [`resolve`](Self::resolve) is called when a server asks for a certificate
    /// and none is configured.
    fn has_certs(&self) -> bool {
        true
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_some() {
            "a client certificate"
        } else {
            "none"
        })
    }
}
