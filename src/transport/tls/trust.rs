//! Whom to trust: the CA that was configured, the system's roots, or nobody at all.

use crate::error::{Error, Result, Status};
use crate::platform;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::pem;
use crate::transport::tls::pinned::{PinnedVerifier, is_ca};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Files larger than this are no certificates.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// Directories with more in them than this are not made for certificates.
const MAX_DIRECTORY: u64 = 64 * 1024 * 1024;

/// Where trust comes from.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The system's roots; webpki-roots where it has none.
    #[default]
    System,
    /// Certificates that the program gave, and no others.
    Configured(Arc<Configured>),
}

/// Certificates that a program trusts: as the issuers of others, and as servers' own.
#[derive(Debug)]
pub struct Configured {
    authorities: Arc<RootCertStore>,
    certificates: Vec<CertificateDer<'static>>,
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
        let certificates = if metadata.is_dir() {
            directory(Path::new(path))
        } else {
            read_file(Path::new(path)).and_then(|bytes| certificates(&bytes))
        };
        certificates
            .and_then(Trust::configured)
            .map_err(|reason| unusable(&reason))
    }

    /// Reads PEM text with one certificate or many.
    pub fn from_pem(pem: &[u8]) -> Result<Trust> {
        certificates(pem)
            .and_then(Trust::configured)
            .map_err(|reason| {
                Error::new(
                    Status::CaPath,
                    format!("the CA certificates cannot be used: {reason}"),
                )
            })
    }

    fn configured(
        certificates: Vec<CertificateDer<'static>>,
    ) -> std::result::Result<Trust, String> {
        if certificates.is_empty() {
            return Err("no certificate in it".to_owned());
        }
        let mut authorities = RootCertStore::empty();
        for certificate in &certificates {
            let mut store = RootCertStore::empty();
            store
                .add(certificate.clone())
                .map_err(|_| "it has a certificate that cannot be read".to_owned())?;
            // webpki reads more certificates than is_ca does: what is left out must be said.
            if is_ca(certificate).ok_or("it has a certificate that cannot be read")? {
                authorities.extend(store.roots);
            }
        }
        Ok(Trust::Configured(Arc::new(Configured {
            authorities: Arc::new(authorities),
            certificates,
        })))
    }

    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
        let algorithms = provider.signature_verification_algorithms;
        let webpki = |roots| {
            WebPkiServerVerifier::builder_with_provider(roots, provider)
                .build()
                .map_err(|error| Error::new(Status::Internal, error.to_string()))
        };
        let configured = match self {
            Trust::System => return Ok(webpki(Arc::new(system_roots()))?),
            Trust::Configured(configured) => configured,
        };
        let authorities = &configured.authorities;
        let webpki = if authorities.is_empty() {
            None
        } else {
            Some(webpki(Arc::clone(authorities))?)
        };
        Ok(Arc::new(PinnedVerifier::new(
            webpki,
            configured.certificates.clone(),
            algorithms,
        )))
    }
}

/// The system's roots; those of webpki-roots where it has none.
fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
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
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(Status::Internal, error.to_string()))?;
    let verifier = if verify {
        trust.verifier(provider)?
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
fn certificates(bytes: &[u8]) -> std::result::Result<Vec<CertificateDer<'static>>, String> {
    let bytes = pem::without_mark(bytes);
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    if !pem::is_pem(bytes) {
        let der = CertificateDer::from(bytes.to_vec());
        if RootCertStore::empty().add(der.clone()).is_err() {
            let reason = pem::broken_lines(bytes);
            return Err(reason
                .unwrap_or("it is neither PEM nor a certificate in DER")
                .to_owned());
        }
        return Ok(vec![der]);
    }
    let found: std::result::Result<Vec<_>, _> = pem::certificates(bytes).collect();
    let found = found.map_err(|reason| format!("its PEM is broken: {reason}"))?;
    match pem::broken_lines(bytes).filter(|_| found.is_empty()) {
        Some(reason) => Err(format!("no certificate can be read in it: {reason}")),
        None => Ok(found),
    }
}

/// The certificates of every file in a directory that has some; other files do not matter.
fn directory(path: &Path) -> std::result::Result<Vec<CertificateDer<'static>>, String> {
    let entries = fs::read_dir(path).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    let mut size = 0;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let bytes = read_file(&path).unwrap_or_default();
        size += bytes.len() as u64;
        if size > MAX_DIRECTORY {
            return Err("there is more in it than certificates".to_owned());
        }
        let usable = certificates(&bytes).unwrap_or_default().into_iter();
        found.extend(usable.filter(|certificate| {
            let is_readable = RootCertStore::empty().add(certificate.clone()).is_ok();
            is_readable && is_ca(certificate).is_some()
        }));
    }
    // A directory made by c_rehash has each certificate twice.
    found.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
    found.dedup();
    Ok(found)
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
