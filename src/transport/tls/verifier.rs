//! Verification of a server's certificate: webpki, and what webpki does not check or refuses.
//!
//! webpki finds a path from the server's certificate to a trusted CA and checks signatures, dates,
//! names, name constraints and purposes. In four cases its result differs from that of OpenSSL, and so
//! from curl and Python on the same machine. These are handled here, as OpenSSL does:
//!
//! | case | webpki | here |
//! |---|---|---|
//! | the server's self-signed certificate is itself configured, and has CA:TRUE (`openssl req -x509` makes such certificates) | refuses a CA's certificate for a server | accepted: [`self_signed`] checks its name, dates and purpose |
//! | an intermediate CA's key usage lacks keyCertSign | ignores it | refused |
//! | a trusted CA has a path length | ignores it | refused if more CAs follow |
//! | a critical extension is about policies | refuses it as unknown | ignored: see [`policies`](super::policies) |
//!
//! For example, a company's root has path length 0 (it may issue servers' certificates only), and has
//! issued the CA "Office" nevertheless, which has issued tableau.example. One CA is between the root
//! and the server, the limit is 0, and the certificate is refused.
//!
//! webpki also tells only the kind of an error. The details for the message (the CA's name, the length
//! of the key) are found here and passed to `errors` through the [`attempt`].

use crate::common::memory;
use crate::transport::attempt;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::policies::{AsSigned, Relaxed};
use crate::transport::tls::refusal::{self, Refusal};
use crate::transport::tls::self_signed;
use crate::transport::tls::signatures::ALGORITHMS;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{
    CertificateDer, ServerName, SignatureVerificationAlgorithm, TrustAnchor, UnixTime,
};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::Arc;
use webpki::{EndEntityCert, KeyUsage, VerifiedPath};

/// The accepted lengths of RSA keys, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The certificate of a trusted CA.
#[derive(Debug, Clone)]
pub struct Authority {
    anchor: TrustAnchor<'static>,
    /// The most CAs between it and a server's certificate.
    path_limit: Option<u8>,
}

impl Authority {
    /// A trusted CA; `None` if webpki cannot read its certificate.
    pub fn new(certificate: &CertificateDer<'_>, path_limit: Option<u8>) -> Option<Authority> {
        let anchor = webpki::anchor_from_trusted_cert(certificate)
            .ok()?
            .to_owned();
        Some(Authority { anchor, path_limit })
    }

    /// A trusted CA without a path length.
    pub fn from_anchor(anchor: TrustAnchor<'static>) -> Authority {
        let path_limit = None;
        Authority { anchor, path_limit }
    }
}

/// The trusted certificates: of CAs, and of servers themselves.
#[derive(Debug, Default)]
pub struct Trusted {
    /// The CAs, which may issue other certificates, as webpki takes them.
    anchors: Vec<TrustAnchor<'static>>,
    /// For each of them the most CAs between it and a server's certificate.
    path_limits: Vec<Option<u8>>,
    /// The certificates that are trusted as they are, if they are self-signed: all that the program
    /// configured, and those of the system that are not CAs.
    pub configured: Vec<CertificateDer<'static>>,
    /// Text for a message about configured certificates that cannot be used.
    pub unusable: Option<String>,
}

impl Trusted {
    /// Adds a CA.
    pub fn add(&mut self, authority: Authority) -> memory::Result<()> {
        memory::push(&mut self.path_limits, authority.path_limit)?;
        memory::push(&mut self.anchors, authority.anchor)
    }

    /// The number of CAs.
    pub fn authority_count(&self) -> usize {
        self.anchors.len()
    }
}

/// Verifies servers' certificates. A certificate that is configured itself, byte for byte, and is
/// self-signed, is checked by [`self_signed`], and every other one by webpki with the additions that
/// the module's documentation lists. Then rustls verifies the signature of the handshake, so the server
/// must have the private key in both cases.
#[derive(Debug)]
pub struct Verifier {
    trusted: Arc<Trusted>,
}

impl Verifier {
    /// A verifier that accepts these certificates, and those that their CAs issued.
    pub fn new(trusted: Arc<Trusted>) -> Verifier {
        Verifier { trusted }
    }

    /// Verifies a certificate with webpki, which reads critical policy extensions as not critical.
    fn verify_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), webpki::Error> {
        let presented: Vec<_> = std::iter::once(end_entity).chain(intermediates).collect();
        let relaxed: Vec<_> = presented
            .iter()
            .filter_map(|one| Relaxed::new(one))
            .collect();
        let algorithms = ALGORITHMS.all.iter().map(|&algorithm| AsSigned {
            algorithm,
            relaxed: &relaxed,
        });
        let algorithms: Vec<_> = algorithms.collect();
        let algorithms = algorithms
            .iter()
            .map(|one| one as &dyn SignatureVerificationAlgorithm);
        let algorithms: Vec<_> = algorithms.collect();
        let end_entity = readable(end_entity);
        let intermediates: Vec<_> = intermediates.iter().map(readable).collect();
        let certificate = EndEntityCert::try_from(&end_entity)?;
        certificate.verify_for_usage(
            &algorithms,
            &self.trusted.anchors,
            &intermediates,
            now,
            KeyUsage::server_auth(),
            None,
            Some(&|path| self.verify_path(path)),
        )?;
        certificate.verify_is_valid_for_subject_name(server_name)
    }

    /// Checks the key usage of the CAs in a path, and the path length of its trusted CA.
    fn verify_path(&self, path: &VerifiedPath<'_>) -> Result<(), webpki::Error> {
        let mut length = 0;
        for certificate in path.intermediate_certificates() {
            let parsed = Parsed::new(&certificate.der()).ok_or(webpki::Error::BadDer)?;
            if parsed.signs_certificates() != Some(None) && parsed.is_ca() != Some(true) {
                return Err(webpki::Error::EndEntityUsedAsCa);
            }
            length += usize::from(!parsed.is_self_issued());
        }
        let Trusted {
            anchors,
            path_limits,
            ..
        } = &*self.trusted;
        let mut same = std::iter::zip(anchors, path_limits)
            .filter(|(anchor, _)| *anchor == path.anchor())
            .map(|(_, limit)| limit);
        match same.any(|limit| limit.is_none_or(|limit| length <= limit.into())) {
            true => Ok(()),
            false => Err(webpki::Error::PathLenConstraintViolated),
        }
    }

    /// Converts an error of webpki, and records the details of the refusal for the message.
    fn refuse(
        &self,
        error: &webpki::Error,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Error {
        let presented = std::iter::once(end_entity).chain(intermediates);
        let presented: Vec<Parsed> = presented.filter_map(Parsed::new).collect();
        let (kind, mut refusal) = refusal::from_webpki(error);
        match error {
            webpki::Error::UnknownIssuer => refusal.advice = self.unknown_issuer(&presented),
            webpki::Error::InvalidSignatureForPublicKey => {
                let configured = self.trusted.configured.iter().filter_map(Parsed::new);
                let is_above = |one: &Parsed| presented.iter().any(|below| below.is_issued_by(one));
                let above: Vec<Parsed> = configured.filter(is_above).collect();
                if let Some(found) = presented.iter().chain(&above).find_map(bad_length) {
                    refusal = found;
                }
            }
            webpki::Error::CertNotValidForName(_) => {
                let has_names = presented.first().is_some_and(Parsed::has_alternative_names);
                if !has_names {
                    refusal = no_subject_alt_name();
                }
            }
            webpki::Error::EndEntityUsedAsCa => {
                let may_not = |one: &&Parsed| one.signs_certificates() == Some(Some(false));
                let is_ca = |one: &&Parsed| one.says_ca();
                if let Some(ca) = presented.iter().skip(1).filter(is_ca).find(may_not) {
                    let name = ca.subject().unwrap_or_default();
                    refusal.why = format!(
                        "its issuer {name} may not sign certificates (key usage without keyCertSign)"
                    );
                }
            }
            webpki::Error::UnsupportedCriticalExtension => {
                if let Some(oid) = presented.iter().find_map(Parsed::unsupported_extension) {
                    refusal.why = format!(
                        "it or a CA's certificate in its chain has the critical extension {oid}, which is not supported"
                    );
                }
            }
            _ => {}
        }
        attempt::set_refusal(Some(refusal));
        Error::InvalidCertificate(kind)
    }

    /// The advice for a certificate whose issuer is not known.
    fn unknown_issuer(&self, presented: &[Parsed]) -> String {
        let Some(last) = last_of_chain(presented) else {
            return "add the CA that signed it to the trusted certificates".to_owned();
        };
        let name = last.issuer().unwrap_or_default();
        let mut advice = if presented.len() == 1 && last.is_self_issued() {
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
}

/// One of the functions of rustls that verify handshake signatures, for TLS 1.2 or 1.3.
type VerifySignature = fn(
    &[u8],
    &CertificateDer<'_>,
    &DigitallySignedStruct,
    &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error>;

/// Verifies a handshake signature. If it is wrong, the reason may be the length of an RSA key, which is
/// recorded for the message.
fn verify_signature(
    verify: VerifySignature,
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let result = verify(message, &readable(certificate), signature, &ALGORITHMS);
    let wrong = Error::InvalidCertificate(CertificateError::BadSignature);
    if result.as_ref().is_err_and(|error| *error == wrong) {
        attempt::set_refusal(Parsed::new(certificate).as_ref().and_then(bad_length));
    }
    result
}

/// The certificate in a form that webpki can read: without critical policy extensions.
fn readable<'a>(certificate: &CertificateDer<'a>) -> CertificateDer<'a> {
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
            let verified = self_signed::verify(&readable(end_entity), server_name, now);
            if verified != Err(CertificateError::UnknownIssuer.into()) {
                if is_name_mismatch(&verified) && !has_names(end_entity) {
                    attempt::set_refusal(Some(no_subject_alt_name()));
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
        verify_signature(verify_tls12_signature, message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_signature(verify_tls13_signature, message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ALGORITHMS.supported_schemes()
    }
}

/// The last certificate of the chain that the server sent, whose issuer is missing.
fn last_of_chain(presented: &[Parsed]) -> Option<&Parsed> {
    let mut last = presented.first()?;
    for _ in presented {
        if last.is_self_issued() {
            break;
        }
        match presented.iter().find(|above| last.is_issued_by(above)) {
            Some(above) => last = above,
            None => break,
        }
    }
    Some(last)
}

/// The refusal of an RSA key whose length is not accepted; `None` for other keys.
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

/// True if the certificate is for another host name.
fn is_name_mismatch(result: &Result<(), Error>) -> bool {
    use CertificateError::{NotValidForName, NotValidForNameContext};
    matches!(
        result,
        Err(Error::InvalidCertificate(
            NotValidForName | NotValidForNameContext { .. }
        ))
    )
}

/// True if a certificate has a subjectAltName, or cannot be read.
fn has_names(certificate: &CertificateDer<'_>) -> bool {
    Parsed::new(certificate).is_none_or(|parsed| parsed.has_alternative_names())
}

/// The refusal of a certificate without a subjectAltName.
fn no_subject_alt_name() -> Refusal {
    Refusal::new(
        "it has no subjectAltName, and its common name is not checked",
        "the server needs a certificate with this host name as subjectAltName",
    )
}
