//! Whom to trust: the CA that was configured, the system's roots, or nobody at all.

use crate::error::{Error, Result, Status};
use crate::platform;
use crate::transport::environment::Environment;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::provider::provider;
use crate::transport::tls::verifier::{Authority, Trusted, Verifier};
use crate::transport::tls::{pem, roots};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Files larger than this are no certificates.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// Directories with more in them than this are not made for certificates.
const MAX_DIRECTORY: u64 = 64 * 1024 * 1024;

/// Where trust comes from.
#[derive(Debug, Clone)]
pub enum Trust {
    /// The system's roots, or those that an environment names.
    System(Environment),
    /// Certificates that the program gave, and no others.
    Configured(Arc<Trusted>),
}

impl Trust {
    /// Reads a PEM or DER file, or a directory of them, at once.
    pub fn from_path(path: &str) -> Result<Trust> {
        let unusable = |reason: &str| {
            let path = pem::file_name(path);
            Error::new(
                Status::CaPath,
                format!("the CA path {path} cannot be used: {reason}"),
            )
        };
        let metadata = fs::metadata(path).map_err(|error| unusable(&error.to_string()))?;
        let found = if metadata.is_dir() {
            directory(Path::new(path))
        } else {
            read_file(Path::new(path)).and_then(|bytes| certificates(&bytes))
        };
        let trusted = found.and_then(Found::into_trusted);
        let trusted = trusted.map_err(|reason| unusable(&reason))?;
        Ok(Trust::Configured(Arc::new(trusted)))
    }

    /// Reads PEM text with one certificate or many.
    pub fn from_pem(pem: &[u8]) -> Result<Trust> {
        let trusted = certificates(pem).and_then(Found::into_trusted);
        let trusted = trusted.map_err(|reason| {
            Error::new(
                Status::CaPath,
                format!("the CA certificates cannot be used: {reason}"),
            )
        })?;
        Ok(Trust::Configured(Arc::new(trusted)))
    }

    fn verifier(&self) -> Result<Verifier> {
        Ok(Verifier::new(match self {
            Trust::System(environment) => Arc::new(roots::of(environment)?),
            Trust::Configured(trusted) => Arc::clone(trusted),
        }))
    }
}

/// The certificates that were found, and what is wrong with those that cannot be read.
#[derive(Default)]
struct Found {
    certificates: Vec<CertificateDer<'static>>,
    unreadable: Vec<&'static str>,
}

impl Found {
    /// All that can be used. One that cannot does not spoil the others.
    fn into_trusted(mut self) -> std::result::Result<Trusted, String> {
        let mut trusted = Trusted::default();
        for certificate in self.certificates {
            let parsed = Parsed::new(&certificate);
            let is_ca = parsed.as_ref().and_then(Parsed::is_ca);
            let limit = parsed.as_ref().and_then(Parsed::path_limit);
            let (Some(is_ca), Some(authority)) = (is_ca, Authority::new(&certificate, limit))
            else {
                self.unreadable
                    .push("it is no X.509 certificate that can be read");
                continue;
            };
            if is_ca {
                trusted.authorities.push(authority);
            }
            trusted.configured.push(certificate);
        }
        let count = self.unreadable.len();
        match self.unreadable.first() {
            None if trusted.configured.is_empty() => Err("no certificate in it".to_owned()),
            Some(reason) if trusted.configured.is_empty() => {
                Err(format!("no certificate in it can be used: {reason}"))
            }
            Some(reason) => {
                trusted.unusable = Some(format!(
                    "{count} of the certificates that were given cannot be used: {reason}"
                ));
                Ok(trusted)
            }
            None => Ok(trusted),
        }
    }
}

/// What TLS connections are made with: those to the server, and those to a proxy, which is shown
/// no client certificate.
#[derive(Clone)]
pub struct Configs {
    /// To the server.
    pub server: Arc<ClientConfig>,
    /// To a proxy.
    pub proxy: Arc<ClientConfig>,
}

/// Reads the system's roots if they are to be trusted.
pub fn configs(trust: &Trust, verify: bool, certificate: ClientCertificate) -> Result<Configs> {
    let provider = Arc::new(provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(Status::Internal, error.to_string()))?;
    let verifier: Arc<dyn ServerCertVerifier> = if verify {
        Arc::new(trust.verifier()?)
    } else {
        Arc::new(NoVerification(provider))
    };
    let builder = builder
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    Ok(Configs {
        proxy: Arc::new(builder.clone().with_no_client_auth()),
        server: Arc::new(builder.with_client_cert_resolver(Arc::new(certificate))),
    })
}

/// All of a file; the reason why not is for a message.
pub fn read_file(path: &Path) -> std::result::Result<Vec<u8>, String> {
    let words = |error: std::io::Error| error.to_string();
    let file = platform::open_file(path).map_err(words)?;
    if !file.metadata().map_err(words)?.is_file() {
        return Err("it is neither a file nor a directory".to_owned());
    }
    // What the file system says of a file's size need not be true, as in /proc.
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(words)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err("it is too large for certificates".to_owned());
    }
    Ok(bytes)
}

/// The certificates in PEM text, or the one that DER is.
fn certificates(bytes: &[u8]) -> std::result::Result<Found, String> {
    let bytes = pem::without_mark(bytes);
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut found = Found::default();
    if !pem::is_pem(bytes) {
        let certificate = CertificateDer::from(bytes.to_vec());
        if Parsed::new(&certificate).is_none() {
            let reason = pem::broken_lines(bytes);
            return Err(reason
                .unwrap_or("it is neither PEM nor a certificate in DER")
                .to_owned());
        }
        found.certificates.push(certificate);
        return Ok(found);
    }
    for certificate in pem::certificates(bytes) {
        match certificate {
            Ok(certificate) => found.certificates.push(certificate),
            Err(reason) => found.unreadable.push(reason),
        }
    }
    if found.certificates.is_empty() {
        found.unreadable.extend(pem::broken_lines(bytes));
    }
    Ok(found)
}

/// The certificates of every file in a directory that has some; other files do not matter.
fn directory(path: &Path) -> std::result::Result<Found, String> {
    let entries = fs::read_dir(path).map_err(|error| error.to_string())?;
    let mut all = Found::default();
    let mut size = 0;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let bytes = read_file(&path).unwrap_or_default();
        size += bytes.len() as u64;
        if size > MAX_DIRECTORY {
            return Err("there is more in it than certificates".to_owned());
        }
        let found = certificates(&bytes).unwrap_or_default();
        all.certificates.extend(found.certificates);
        all.unreadable.extend(found.unreadable);
    }
    // A directory made by c_rehash has each certificate twice.
    all.certificates.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
    all.certificates.dedup();
    Ok(all)
}

/// `set_verify(0)`: encrypted, but with anybody.
#[derive(Debug)]
struct NoVerification(Arc<CryptoProvider>);

impl ServerCertVerifier for NoVerification {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
