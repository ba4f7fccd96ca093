//! Reasons for messages why a server's certificate is refused. The texts of webpki and rustls are
//! written for Rust programmers, so they are replaced.

use crate::transport::tls::signatures;
use rustls::CertificateError;

/// The reason why a certificate is not trusted, and advice.
pub struct Refusal {
    /// The reason, which a message has in parentheses.
    pub why: String,
    /// The advice to the reader of the message.
    pub advice: String,
}

impl Refusal {
    /// A refusal with this reason and advice.
    pub fn new(why: impl Into<String>, advice: impl Into<String>) -> Refusal {
        let (why, advice) = (why.into(), advice.into());
        Refusal { why, advice }
    }
}

/// The refusal for an error of rustls, by its kind alone.
pub fn from_kind(reason: &CertificateError) -> Refusal {
    use CertificateError as E;
    let (why, advice) = match reason {
        E::UnknownIssuer => (
            "unknown issuer",
            "add the CA that signed it to the trusted certificates",
        ),
        E::NotValidForName | E::NotValidForNameContext { .. } => (
            "it is for another host name",
            "use the host name that the certificate is for, or get one for this name",
        ),
        E::Expired | E::ExpiredContext { .. } => (
            "it has expired",
            "the server needs a new certificate; check this machine's clock too",
        ),
        E::NotValidYet | E::NotValidYetContext { .. } => (
            "it is not valid yet",
            "check the server's certificate and this machine's clock",
        ),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => (
            "it is not meant for servers",
            "the server needs a certificate for server authentication",
        ),
        E::BadSignature => (
            "its signature is wrong",
            "the server may have a wrong private key, its CA a new key, or the connection is intercepted",
        ),
        E::BadEncoding => ("it is malformed", ASK),
        E::Revoked => ("it is revoked", "the server needs a new certificate"),
        E::UnhandledCriticalExtension => (
            "it has a critical extension that is not supported",
            "the server needs a certificate without it",
        ),
        E::UnknownRevocationStatus
        | E::ExpiredRevocationList
        | E::ExpiredRevocationListContext { .. }
        | E::InvalidOcspResponse => ("it may be revoked", ASK),
        _ if is_unsupported_signature(reason) => return unsupported_signature(None),
        _ => ("it cannot be checked", ASK),
    };
    Refusal::new(why, advice)
}

/// The advice for a certificate that has to be replaced.
const ASK: &str = "the server needs another certificate";

/// True if the signature algorithm is not supported.
fn is_unsupported_signature(reason: &CertificateError) -> bool {
    matches!(
        reason,
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. }
    )
}

/// The refusal of an unsupported signature algorithm, with its name if it is known.
pub fn unsupported_signature(name: Option<&str>) -> Refusal {
    let name = name.unwrap_or("an algorithm that is not supported");
    let supported = signatures::SUPPORTED;
    Refusal::new(
        format!("it or its CA's certificate is signed with {name}"),
        format!("the server needs a certificate with a supported signature: {supported}"),
    )
}

/// The kind and the refusal for an error of webpki.
pub fn from_webpki(error: &webpki::Error) -> (CertificateError, Refusal) {
    use webpki::Error as W;
    let other = |why: &str, advice: &str| {
        let kind = CertificateError::ApplicationVerificationFailure;
        (kind, Refusal::new(why, advice))
    };
    let kind = match error {
        W::UnknownIssuer => CertificateError::UnknownIssuer,
        W::CertNotValidForName(_) | W::UnsupportedNameType => CertificateError::NotValidForName,
        W::CertExpired { .. } => CertificateError::Expired,
        W::CertNotValidYet { .. } => CertificateError::NotValidYet,
        W::InvalidSignatureForPublicKey => CertificateError::BadSignature,
        W::RequiredEkuNotFoundContext(_) | W::EmptyEkuExtension => CertificateError::InvalidPurpose,
        W::CertRevoked => CertificateError::Revoked,
        W::UnsupportedCriticalExtension => CertificateError::UnhandledCriticalExtension,
        W::UnsupportedSignatureAlgorithmContext(context) => {
            let name = algorithm(&context.signature_algorithm_id);
            return (
                CertificateError::ApplicationVerificationFailure,
                unsupported_signature(name),
            );
        }
        W::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            return (
                CertificateError::ApplicationVerificationFailure,
                unsupported_signature(Some("an algorithm that is not supported for its key")),
            );
        }
        W::CaUsedAsEndEntity => {
            return other(
                "it is a CA's certificate, and not itself trusted",
                "if it is self-signed and this server's, add it to the trusted certificates",
            );
        }
        W::EndEntityUsedAsCa => {
            return other(
                "its issuer is not a CA",
                "the server needs a certificate that a CA issued",
            );
        }
        W::PathLenConstraintViolated => {
            return other(
                "a CA in its chain may not have another CA below it (path length)",
                ASK,
            );
        }
        W::NameConstraintViolation => {
            return other(
                "a CA in its chain may not issue certificates for this name (name constraints)",
                ASK,
            );
        }
        W::CertDistrusted => return other("a CA in its chain is distrusted everywhere", ASK),
        W::InvalidCertValidity => return other("its validity ends before it begins", ASK),
        W::UnsupportedCertVersion => {
            return other("it is X.509 version 1 or 2, and version 3 is required", ASK);
        }
        W::SignatureAlgorithmMismatch => {
            return other("it names two signature algorithms", ASK);
        }
        W::MaximumPathDepthExceeded
        | W::MaximumSignatureChecksExceeded
        | W::MaximumPathBuildCallsExceeded
        | W::MaximumNameConstraintComparisonsExceeded => {
            return other("its chain is too long", ASK);
        }
        _ => CertificateError::BadEncoding,
    };
    let refusal = from_kind(&kind);
    (kind, refusal)
}

/// The names of unsupported algorithms that certificates have, by the beginning of their identifiers in
/// DER.
#[rustfmt::skip]
pub const ALGORITHMS: &[(&[u8], &str)] = &[
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 4], "MD5, which is not secure"),
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 5], "SHA-1, which is not secure"),
    (&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], "SHA-1, which is not secure"),
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 10],
        "RSA-PSS with parameters that are not supported: its salt must be as long as its hash"),
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 14], "SHA-224, which is not supported"),
    (&[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1], "SHA-224, which is not supported"),
    (&[6, 3, 0x2b, 0x65, 0x71], "Ed448, which is not supported"),
];

/// The name of an unsupported algorithm, by its identifier in DER; `None` if it is not known.
pub fn algorithm(identifier: &[u8]) -> Option<&'static str> {
    let is_this = |(start, _): &&(&[u8], _)| identifier.starts_with(start);
    ALGORITHMS.iter().find(is_this).map(|(_, name)| *name)
}
