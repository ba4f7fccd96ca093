//! A server's own certificate as what is trusted: self-signed, and given as the CA.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::Arc;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::ExtendedKeyUsage;

const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");

/// webpki's verifier, and what it refuses although it is trusted: a self-signed certificate
/// that says of itself that it is a CA (many tools make them so) in a server's hand. It is
/// accepted if it is one of the configured ones, byte for byte, and good for this server now.
/// That the server has its key too, rustls sees by the handshake's signature.
#[derive(Debug)]
pub struct PinnedVerifier {
    webpki: Arc<WebPkiServerVerifier>,
    configured: Vec<CertificateDer<'static>>,
}

impl PinnedVerifier {
    /// Accepts what webpki does, and the configured certificates themselves.
    pub fn new(
        webpki: Arc<WebPkiServerVerifier>,
        configured: Vec<CertificateDer<'static>>,
    ) -> PinnedVerifier {
        PinnedVerifier { webpki, configured }
    }

    fn is_configured(&self, certificate: &CertificateDer<'_>) -> bool {
        self.configured.iter().any(|one| one == certificate)
    }
}

impl ServerCertVerifier for PinnedVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.webpki.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match verified {
            // webpki's CaUsedAsEndEntity has no name of its own in rustls.
            Err(Error::InvalidCertificate(CertificateError::Other(_)))
                if self.is_configured(end_entity) =>
            {
                verify_itself(end_entity, server_name, now)
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.webpki.supported_verify_schemes()
    }
}

/// Issuer, dates, purpose and name of a certificate that is trusted as it is.
fn verify_itself(
    certificate: &CertificateDer<'_>,
    server_name: &ServerName<'_>,
    now: UnixTime,
) -> Result<ServerCertVerified, Error> {
    let refused = |reason| Err(Error::InvalidCertificate(reason));
    let Ok(parsed) = Certificate::from_der(certificate) else {
        return refused(CertificateError::BadEncoding);
    };
    let fields = parsed.tbs_certificate();
    if fields.issuer() != fields.subject() {
        return refused(CertificateError::UnknownIssuer);
    }
    let validity = fields.validity();
    let now = now.as_secs();
    if now < validity.not_before.to_unix_duration().as_secs() {
        return refused(CertificateError::NotValidYet);
    }
    if now > validity.not_after.to_unix_duration().as_secs() {
        return refused(CertificateError::Expired);
    }
    match fields.get_extension::<ExtendedKeyUsage>() {
        Ok(None) => {}
        Ok(Some((_, usage))) if usage.0.contains(&SERVER_AUTH) => {}
        Ok(Some(_)) => return refused(CertificateError::InvalidPurpose),
        Err(_) => return refused(CertificateError::BadEncoding),
    }
    verify_server_name(&ParsedCertificate::try_from(certificate)?, server_name)?;
    Ok(ServerCertVerified::assertion())
}
