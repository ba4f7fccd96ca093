//! Whether a server's certificate is trusted: webpki, and what it does not look at.

use crate::transport::attempt;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::pinned;
use crate::transport::tls::policies::{AsSigned, Relaxed};
use crate::transport::tls::refusal::{self, Refusal};
use crate::transport::tls::signatures::ALGORITHMS;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{
    CertificateDer, ServerName, SignatureVerificationAlgorithm, TrustAnchor, UnixTime,
};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::Arc;
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

/// The shortest RSA key that is accepted, and the longest.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A certificate that others may be signed with.
#[derive(Debug, Clone)]
pub struct Authority {
    anchor: TrustAnchor<'static>,
    /// How many CAs may stand between it and a server's certificate.
    path_limit: Option<u8>,
}

impl Authority {
    /// `None`: webpki cannot read it.
    pub fn new(certificate: &CertificateDer<'_>, path_limit: Option<u8>) -> Option<Authority> {
        let anchor = webpki::anchor_from_trusted_cert(certificate)
            .ok()?
            .to_owned();
        Some(Authority { anchor, path_limit })
    }

    /// One that is known to have no limit.
    pub fn of_anchor(anchor: TrustAnchor<'static>) -> Authority {
        let path_limit = None;
        Authority { anchor, path_limit }
    }
}

/// Certificates that are trusted: as the issuers of others, and as servers' own.
#[derive(Debug, Default)]
pub struct Trusted {
    /// Those that others may be signed with.
    pub authorities: Vec<Authority>,
    /// Those that are trusted as they are: all that a program gave, and of the system's those that
    /// sign themselves and are no CA's.
    pub configured: Vec<CertificateDer<'static>>,
    /// What is to be said of those that the program gave and that cannot be used.
    pub unusable: Option<String>,
}

/// webpki's verification, and before it the configured certificates themselves: a self-signed
/// certificate of a server's is accepted if it is one of them, byte for byte, and good for this
/// server now, whether it says that it is a CA (many tools make them so, and webpki refuses
/// them) or not (and then issues no others).
/// rustls checks by the handshake's signature that the server has its key too.
///
/// webpki ignores the key usage of CAs and the path length of the one that is trusted; both are
/// looked at here, as OpenSSL does.
#[derive(Debug)]
pub struct Verifier {
    trusted: Arc<Trusted>,
    anchors: Vec<TrustAnchor<'static>>,
}

impl Verifier {
    /// Accepts what is trusted, and what it has issued.
    pub fn new(trusted: Arc<Trusted>) -> Verifier {
        let authorities = trusted.authorities.iter();
        let anchors = authorities.map(|one| one.anchor.clone()).collect();
        Verifier { trusted, anchors }
    }

    fn verify_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), webpki::Error> {
        let shown: Vec<_> = std::iter::once(end_entity).chain(intermediates).collect();
        let relaxed: Vec<_> = shown.iter().filter_map(|one| Relaxed::new(one)).collect();
        let algorithms = ALGORITHMS.all.iter().map(|&algorithm| AsSigned {
            algorithm,
            relaxed: &relaxed,
        });
        let algorithms: Vec<_> = algorithms.collect();
        let algorithms = algorithms
            .iter()
            .map(|one| one as &dyn SignatureVerificationAlgorithm);
        let algorithms: Vec<_> = algorithms.collect();
        let end_entity = self::relaxed(end_entity);
        let intermediates: Vec<_> = intermediates.iter().map(self::relaxed).collect();
        let certificate = EndEntityCert::try_from(&end_entity)?;
        certificate.verify_for_usage(
            &algorithms,
            &self.anchors,
            &intermediates,
            now,
            KeyUsage::server_auth(),
            None,
            Some(&|path| self.verify_path(path)),
        )?;
        certificate.verify_is_valid_for_subject_name(server_name)
    }

    fn verify_path(&self, path: &VerifiedPath<'_>) -> Result<(), webpki::Error> {
        let mut length = 0;
        for certificate in path.intermediate_certificates() {
            let parsed = Parsed::new(&certificate.der()).ok_or(webpki::Error::BadDer)?;
            if parsed.signs_certificates() != Some(None) && parsed.is_ca() != Some(true) {
                return Err(webpki::Error::EndEntityUsedAsCa);
            }
            length += usize::from(!parsed.is_self_issued());
        }
        let is_anchor = |authority: &&Authority| authority.anchor == *path.anchor();
        let mut same = self.trusted.authorities.iter().filter(is_anchor);
        let is_short = |one: &Authority| one.path_limit.is_none_or(|limit| length <= limit.into());
        match same.any(is_short) {
            true => Ok(()),
            false => Err(webpki::Error::PathLenConstraintViolated),
        }
    }

    /// The kind of a refusal. What is known beyond it is noted for the message.
    fn refuse(
        &self,
        error: &webpki::Error,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Error {
        let shown = std::iter::once(end_entity).chain(intermediates);
        let shown: Vec<Parsed> = shown.filter_map(Parsed::new).collect();
        let (kind, mut refusal) = refusal::of_webpki(error);
        match error {
            webpki::Error::UnknownIssuer => refusal.advice = self.unknown_issuer(&shown),
            webpki::Error::InvalidSignatureForPublicKey => {
                let configured = self.trusted.configured.iter().filter_map(Parsed::new);
                let is_above = |one: &Parsed| shown.iter().any(|below| below.is_issued_by(one));
                let above: Vec<Parsed> = configured.filter(is_above).collect();
                if let Some(found) = shown.iter().chain(&above).find_map(bad_length) {
                    refusal = found;
                }
            }
            webpki::Error::CertNotValidForName(_) => {
                let has_names = shown.first().is_some_and(Parsed::has_alternative_names);
                if !has_names {
                    refusal = without_names();
                }
            }
            webpki::Error::EndEntityUsedAsCa => {
                let may_not = |one: &&Parsed| one.signs_certificates() == Some(Some(false));
                let is_ca = |one: &&Parsed| one.says_ca();
                if let Some(ca) = shown.iter().skip(1).filter(is_ca).find(may_not) {
                    let name = ca.subject().unwrap_or_default();
                    refusal.why = format!(
                        "its issuer {name} may not sign certificates (key usage without keyCertSign)"
                    );
                }
            }
            webpki::Error::UnsupportedCriticalExtension => {
                if let Some(oid) = shown.iter().find_map(Parsed::unsupported_extension) {
                    refusal.why = format!(
                        "it or a CA's in its chain has the critical extension {oid}, which is not supported"
                    );
                }
            }
            _ => {}
        }
        attempt::set_refusal(Some(refusal));
        Error::InvalidCertificate(kind)
    }

    fn unknown_issuer(&self, shown: &[Parsed]) -> String {
        let Some(last) = last_of_chain(shown) else {
            return "add the CA that signed it to the trusted certificates".to_owned();
        };
        let name = last.issuer().unwrap_or_default();
        let mut advice = if shown.len() == 1 && last.is_self_issued() {
            "it is self-signed: if it is this server's, add it to the trusted certificates"
                .to_owned()
        } else if last.is_self_issued() {
            format!("add the CA {name} that signed it to the trusted certificates")
        } else {
            format!(
                "add the CA {name} that signed it to the trusted certificates; if that is an \
                    intermediate CA, the server should send its certificate, which may be missing"
            )
        };
        if let Some(unusable) = &self.trusted.unusable {
            advice = format!("{advice}; {unusable}");
        }
        advice
    }

    fn check_key(
        result: Result<HandshakeSignatureValid, Error>,
        certificate: &CertificateDer<'_>,
    ) -> Result<HandshakeSignatureValid, Error> {
        let wrong = Error::InvalidCertificate(CertificateError::BadSignature);
        if result.as_ref().is_err_and(|error| *error == wrong) {
            attempt::set_refusal(Parsed::new(certificate).as_ref().and_then(bad_length));
        }
        result
    }
}

/// A certificate as webpki can read it.
fn relaxed<'a>(certificate: &CertificateDer<'a>) -> CertificateDer<'a> {
    Relaxed::new(certificate).map_or_else(|| certificate.clone(), |relaxed| relaxed.certificate)
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        attempt::set_refusal(None);
        if self.trusted.configured.contains(end_entity) {
            let verified = pinned::verify(&relaxed(end_entity), server_name, now);
            if verified != Err(CertificateError::UnknownIssuer.into()) {
                if is_of_name(&verified) && !has_names(end_entity) {
                    attempt::set_refusal(Some(without_names()));
                }
                return verified.map(|()| ServerCertVerified::assertion());
            }
        }
        match self.verify_chain(end_entity, intermediates, server_name, now) {
            Ok(()) => Ok(ServerCertVerified::assertion()),
            Err(error) => Err(self.refuse(&error, end_entity, intermediates)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let read = relaxed(certificate);
        let valid = verify_tls12_signature(message, &read, signature, &ALGORITHMS);
        Verifier::check_key(valid, certificate)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let read = relaxed(certificate);
        let valid = verify_tls13_signature(message, &read, signature, &ALGORITHMS);
        Verifier::check_key(valid, certificate)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ALGORITHMS.supported_schemes()
    }
}

/// The certificate whose issuer was looked for: up from the server's, as far as it sent them.
fn last_of_chain(shown: &[Parsed]) -> Option<&Parsed> {
    let mut last = shown.first()?;
    for _ in shown {
        if last.is_self_issued() {
            break;
        }
        match shown.iter().find(|above| last.is_issued_by(above)) {
            Some(above) => last = above,
            None => break,
        }
    }
    Some(last)
}

/// What is said of an RSA key of a length that is not accepted.
fn bad_length(certificate: &Parsed) -> Option<Refusal> {
    let bits = certificate
        .rsa_bits()
        .filter(|bits| !RSA_BITS.contains(bits))?;
    let name = certificate.subject().unwrap_or_default();
    let (shortest, longest) = RSA_BITS.into_inner();
    let too = if bits < shortest { "short" } else { "long" };
    Some(Refusal::new(
        format!("the RSA key of {name} is too {too}: it has {bits} bits"),
        format!(
            "the server needs a certificate with RSA from {shortest} to {longest} bits, or ECDSA"
        ),
    ))
}

fn is_of_name(result: &Result<(), Error>) -> bool {
    use CertificateError::{NotValidForName, NotValidForNameContext};
    matches!(
        result,
        Err(Error::InvalidCertificate(
            NotValidForName | NotValidForNameContext { .. }
        ))
    )
}

fn has_names(certificate: &CertificateDer<'_>) -> bool {
    Parsed::new(certificate).is_none_or(|parsed| parsed.has_alternative_names())
}

fn without_names() -> Refusal {
    Refusal::new(
        "it has no subjectAltName, and its common name is not looked at",
        "have one made with this host name as subjectAltName",
    )
}
