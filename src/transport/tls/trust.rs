//! The certificates that are trusted: configured ones or the system's roots; or no verification at all.

use crate::common::error::{Error, Result, Status};
use crate::common::memory;
use crate::transport::environment::Environment;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::client_certificate::ClientCertificate;
use crate::transport::tls::files::{self, Found};
use crate::transport::tls::provider::provider;
use crate::transport::tls::verifier::{Authority, Trusted, Verifier};
use crate::transport::tls::{pem, roots};
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use std::path::Path;
use std::sync::Arc;

/// The most TLS sessions that can be resumed. Connections lead to the server, and by redirects or proxies
/// to some more hosts; rustls counts eight sessions for each.
const MAX_SESSIONS: usize = 8 * 4;

/// The source of the trusted certificates.
#[derive(Debug, Clone)]
pub enum Trust {
    /// The system's roots, or those that the environment variables name.
    System(Environment),
    /// Certificates that the program configured, and no others.
    Configured(Arc<Trusted>),
}

impl Trust {
    /// Reads a PEM or DER file, or a directory of such files.
    ///
    /// # Errors
    /// `CaPath`: it cannot be read, or no certificate in it can be used.
    pub fn from_path(path: &str) -> Result<Trust> {
        let trusted = files::find(Path::new(path)).and_then(Found::into_trusted);
        let trusted = trusted.map_err(|error| {
            let path = pem::file_name(path);
            error.during(format!("the CA path {path} cannot be used"))
        })?;
        Ok(Trust::Configured(Arc::new(trusted)))
    }

    /// Reads PEM text with one or more certificates.
    ///
    /// # Errors
    /// `CaPath`: no certificate in it can be used.
    pub fn from_pem(pem: &[u8]) -> Result<Trust> {
        let trusted = files::certificates(pem).and_then(Found::into_trusted);
        let trusted =
            trusted.map_err(|error| error.during("the CA certificates cannot be used"))?;
        Ok(Trust::Configured(Arc::new(trusted)))
    }

    /// A verifier that trusts these certificates.
    fn verifier(&self) -> Result<Verifier> {
        Ok(Verifier::new(match self {
            Trust::System(environment) => roots::for_environment(environment)?,
            Trust::Configured(trusted) => Arc::clone(trusted),
        }))
    }
}

impl Found {
    /// Collects the usable certificates as trusted. Others are counted for a message.
    fn into_trusted(mut self) -> Result<Trusted> {
        let mut trusted = Trusted::default();
        for certificate in self.certificates {
            let parsed = Parsed::new(&certificate);
            let is_ca = parsed.as_ref().and_then(Parsed::is_ca);
            let limit = parsed.as_ref().and_then(Parsed::path_limit);
            let (Some(is_ca), Some(authority)) = (is_ca, Authority::new(&certificate, limit))
            else {
                let reason = "it is not a readable X.509 certificate";
                memory::push(&mut self.unreadable, reason)?;
                continue;
            };
            if is_ca && parsed.is_some_and(|parsed| parsed.is_for_servers()) {
                trusted.add(authority)?;
            }
            memory::push(&mut trusted.configured, certificate)?;
        }
        let count = self.unreadable.len();
        match self.unreadable.first() {
            None if trusted.configured.is_empty() => {
                Err(files::unusable("it contains no certificate"))
            }
            Some(reason) if trusted.configured.is_empty() => {
                Err(files::unusable(reason).during("it contains no certificate that can be used"))
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

/// The configurations of TLS connections. A proxy gets no client certificate.
#[derive(Clone)]
pub struct Configs {
    /// The configuration of connections to the server.
    pub server: Arc<ClientConfig>,
    /// The configuration of connections to a proxy.
    pub proxy: Arc<ClientConfig>,
}

/// Makes the configurations of TLS connections. Reads the system's roots if they are trusted.
///
/// # Errors
/// `Certificate`: the environment variables name no usable roots.
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
    let mut proxy = builder.clone().with_no_client_auth();
    let mut server = builder.with_client_cert_resolver(Arc::new(certificate));
    for config in [&mut proxy, &mut server] {
        config.resumption = Resumption::in_memory_sessions(MAX_SESSIONS);
    }
    Ok(Configs {
        proxy: Arc::new(proxy),
        server: Arc::new(server),
    })
}

/// A verifier that accepts every certificate, for `verify` off: the connection is encrypted, but its
/// peer may be anyone. Signatures of handshakes are not verified either.
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
