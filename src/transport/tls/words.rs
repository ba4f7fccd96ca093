//! Failures of TLS in words: what rustls and webpki say is for programmers in Rust.

use crate::error::{Error, Status};
use crate::transport::tls::signatures;
use rustls::{AlertDescription, CertificateError, PeerIncompatible, PeerMisbehaved};
use std::cell::RefCell;
use std::fmt::Debug;
use std::mem::ManuallyDrop;

/// The versions and cipher suites of TLS, as messages and documents name them.
const SPOKEN: &str = "TLS 1.3, and TLS 1.2 with ECDHE, each with AES_256_GCM_SHA384 \
    and AES_128_GCM_SHA256, on X25519, P-256 and P-384";

/// Why a certificate is not trusted, and what to do about it.
pub struct Refusal {
    /// It stands in parentheses.
    pub why: String,
    /// What the reader can do.
    pub advice: String,
}

impl Refusal {
    /// Both texts.
    pub fn new(why: impl Into<String>, advice: impl Into<String>) -> Refusal {
        let (why, advice) = (why.into(), advice.into());
        Refusal { why, advice }
    }
}

thread_local! {
    /// What the verifier of this thread's handshake knows beyond the kind of error, which rustls
    /// passes on and makes an alert of. It is never dropped, and empty between handshakes: what a
    /// thread or the process runs at its very end may still connect.
    static REFUSAL: RefCell<ManuallyDrop<Option<Refusal>>> =
        const { RefCell::new(ManuallyDrop::new(None)) };
}

/// Puts another in its place, and gives what was there.
fn replace(refusal: Option<Refusal>) -> Option<Refusal> {
    ManuallyDrop::into_inner(REFUSAL.replace(ManuallyDrop::new(refusal)))
}

/// Notes why a certificate is refused, or that nothing is known yet.
pub fn note(refusal: Option<Refusal>) {
    drop(replace(refusal));
}

/// What TLS itself failed at, in its handshake or after it.
pub fn describe(error: &rustls::Error, in_handshake: bool) -> Error {
    use rustls::Error as E;
    let tls = |message: &'static str| Error::new(Status::Tls, message);
    match error {
        E::InvalidCertificate(reason) => certificate(reason),
        E::NoCertificatesPresented => {
            Error::new(Status::Certificate, "the server showed no certificate")
        }
        E::UnsupportedNameType => Error::new(
            Status::Certificate,
            "no certificate can be for this host name",
        ),
        E::InvalidMessage(_) if in_handshake => tls("the server does not speak TLS on this port")
            .advise("check the port, or whether the address should begin with http://"),
        // What Apache sends when its question in the middle of a connection of TLS 1.2 is refused:
        // rustls answers the first by itself and does not tell.
        E::AlertReceived(
            AlertDescription::HandshakeFailure | AlertDescription::NoRenegotiation,
        ) if !in_handshake => late_request(),
        E::AlertReceived(alert) => ended(*alert),
        E::PeerIncompatible(why) => incompatible(why),
        E::PeerMisbehaved(PeerMisbehaved::TooManyRenegotiationRequests) => late_request(),
        E::InappropriateHandshakeMessage { got_type, .. }
            if *got_type == rustls::HandshakeType::CertificateRequest && !in_handshake =>
        {
            late_request()
        }
        E::PeerMisbehaved(why) => {
            let message = format!("the server breaks the rules of TLS ({})", in_words(why));
            Error::new(Status::Tls, message)
        }
        E::InvalidMessage(_) => tls("the server sent a TLS message that cannot be read"),
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            tls("the server sent a TLS message that has no place here")
        }
        E::DecryptError => tls("a TLS message of the server's cannot be decrypted")
            .advise("it was changed on its way, or the connection is shared by mistake"),
        E::PeerSentOversizedRecord => tls("the server sent a TLS message that is too large"),
        E::NoApplicationProtocol => tls("the server speaks no HTTP/1.1 over TLS"),
        E::FailedToGetCurrentTime => tls("the time on this machine cannot be read"),
        E::FailedToGetRandomBytes => tls("this machine gives no random numbers"),
        _ => tls("the TLS connection failed"),
    }
}

/// What to say when a client certificate is asked for after the handshake.
pub fn late_request() -> Error {
    Error::new(
        Status::Tls,
        "the server seems to ask for a client certificate in the middle of a connection, which is \
            not supported (post-handshake authentication, renegotiation)",
    )
    .advise("have the server ask for it in the handshake, for the whole host")
}

fn nothing_in_common(why: &str) -> Error {
    let message = format!("the server and this library have nothing in common in TLS ({why})");
    Error::new(Status::Tls, message).advise(format_args!("the library speaks {SPOKEN}"))
}

fn ended(alert: AlertDescription) -> Error {
    use AlertDescription as A;
    let name = match alert {
        A::HandshakeFailure | A::ProtocolVersion | A::InsufficientSecurity => {
            return nothing_in_common(&format!("alert {}", in_words(&alert)));
        }
        A::Unknown(number) => format!("number {number}"),
        A::UnknownCA => "unknown CA".to_owned(),
        named => in_words(&named),
    };
    let message = format!("the server ended the TLS connection (alert {name})");
    let error = Error::new(Status::Tls, message);
    match alert {
        A::UnrecognisedName => error.advise("the server is for another host name"),
        _ => error,
    }
}

fn incompatible(why: &PeerIncompatible) -> Error {
    use PeerIncompatible as P;
    nothing_in_common(&match why {
        P::ServerDoesNotSupportTls12Or13 | P::ServerTlsVersionIsDisabledByOurConfig => {
            "no version".to_owned()
        }
        P::NoCipherSuitesInCommon => "no cipher suite".to_owned(),
        P::NoKxGroupsInCommon => "no key exchange".to_owned(),
        P::NoSignatureSchemesInCommon | P::NoCertificateRequestSignatureSchemesInCommon => {
            "no signature scheme".to_owned()
        }
        P::ServerRejectedEncryptedClientHello(_) => "no encrypted client hello".to_owned(),
        other => in_words(other),
    })
}

/// The name of a variant in Rust, as words: `NoKeyShare` is "no key share".
fn in_words(variant: &dyn Debug) -> String {
    let name = format!("{variant:?}");
    let mut words = String::new();
    for character in name.chars().take_while(|c| c.is_ascii_alphanumeric()) {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

fn certificate(reason: &CertificateError) -> Error {
    let refusal = replace(None).unwrap_or_else(|| of_kind(reason));
    let message = format!("the server's certificate is not trusted ({})", refusal.why);
    Error::new(Status::Certificate, message).advise(refusal.advice)
}

fn of_kind(reason: &CertificateError) -> Refusal {
    use CertificateError as E;
    let (why, advice) = match reason {
        E::UnknownIssuer => (
            "unknown issuer",
            "add the CA that signed it to the trusted certificates",
        ),
        E::NotValidForName | E::NotValidForNameContext { .. } => (
            "it is for another host name",
            "use the host name that the certificate is for, or have one made for this name",
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
            "the server may have a wrong private key, its CA a new key, or somebody stands in between",
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

const ASK: &str = "the server needs another certificate";

fn is_unsupported_signature(reason: &CertificateError) -> bool {
    matches!(
        reason,
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. }
    )
}

/// A signature that is not understood, by its name if it has one.
fn unsupported_signature(name: Option<&str>) -> Refusal {
    let name = name.unwrap_or("an algorithm that is not supported");
    let understood = signatures::UNDERSTOOD;
    Refusal::new(
        format!("it or its CA's certificate is signed with {name}"),
        format!("the server needs a certificate with a supported signature: {understood}"),
    )
}

/// Kind and words of what webpki refuses a certificate or its chain for.
pub fn of_webpki(error: &webpki::Error) -> (CertificateError, Refusal) {
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
                "it is a CA's, and not itself trusted",
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
        W::InvalidCertValidity => return other("it ends before it begins", ASK),
        W::UnsupportedCertVersion => {
            return other("it is X.509 version 1 or 2, and not 3", ASK);
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
    let words = of_kind(&kind);
    (kind, words)
}

/// The names of algorithms that are met and not supported, by their identifiers in DER, which
/// parameters may follow.
#[rustfmt::skip]
const ALGORITHMS: &[(&[u8], &str)] = &[
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 4], "MD5, which is not secure"),
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 5], "SHA-1, which is not secure"),
    (&[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], "SHA-1, which is not secure"),
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 10],
        "RSA-PSS with parameters that are not supported: its salt is to be as long as its hash"),
    (&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 14], "SHA-224, which is not supported"),
    (&[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1], "SHA-224, which is not supported"),
    (&[6, 3, 0x2b, 0x65, 0x71], "Ed448, which is not supported"),
];

fn algorithm(identifier: &[u8]) -> Option<&'static str> {
    let is_this = |(start, _): &&(&[u8], _)| identifier.starts_with(start);
    ALGORITHMS.iter().find(is_this).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{CertRevocationListError, EncryptedClientHelloError};
    use rustls::{ContentType, HandshakeType, InconsistentKeys, InvalidMessage, OtherError};
    use std::sync::Arc;

    /// Fails on names of Rust's in a message, which have capitals inside or parentheses behind.
    fn is_plain(error: &Error) {
        let known = [
            "subjectAltName",
            "GCM",
            "SHA",
            "ECDHE",
            "ECDSA",
            "AES",
            "RSA-PSS",
            "RSA",
            "TLS",
            "HTTP/1.1",
            "CA",
            "P-256",
            "P-384",
            "P-521",
            "X25519",
            "Ed25519",
            "MD5",
        ];
        let mut text = error.message().to_owned();
        for word in known {
            text = text.replace(word, "");
        }
        let is_inner = |pair: &[char]| matches!(pair, [a, b] if a.is_alphanumeric() && (b.is_uppercase() || *b == '('));
        let characters: Vec<char> = text.chars().collect();
        let inner = characters.windows(2).find(|pair| is_inner(pair));
        assert_eq!(inner, None, "{}", error.message());
        for word in [
            "{", "}", "::", "Error", "Other", "Context", "webpki", "rustls",
        ] {
            assert!(!text.contains(word), "{}", error.message());
        }
    }

    #[test]
    fn every_failure_of_tls_is_in_words() {
        use rustls::Error as E;
        let expected = || vec![HandshakeType::Finished];
        let mut errors = vec![
            E::InappropriateMessage {
                expect_types: vec![ContentType::Handshake],
                got_type: ContentType::Alert,
            },
            E::InappropriateHandshakeMessage {
                expect_types: expected(),
                got_type: HandshakeType::CertificateRequest,
            },
            E::InappropriateHandshakeMessage {
                expect_types: expected(),
                got_type: HandshakeType::ClientHello,
            },
            E::InvalidEncryptedClientHello(EncryptedClientHelloError::SniRequired),
            E::InvalidMessage(InvalidMessage::MissingData("ServerHelloPayload")),
            E::NoCertificatesPresented,
            E::UnsupportedNameType,
            E::DecryptError,
            E::EncryptError,
            E::InvalidCertRevocationList(CertRevocationListError::BadSignature),
            E::General("SomethingInside".to_owned()),
            E::FailedToGetCurrentTime,
            E::FailedToGetRandomBytes,
            E::HandshakeNotComplete,
            E::PeerSentOversizedRecord,
            E::NoApplicationProtocol,
            E::BadMaxFragmentSize,
            E::InconsistentKeys(InconsistentKeys::Unknown),
            E::Other(OtherError(Arc::new(webpki::Error::BadDer))),
            E::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13),
            E::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon),
            E::PeerIncompatible(PeerIncompatible::NoKxGroupsInCommon),
            E::PeerIncompatible(PeerIncompatible::NoSignatureSchemesInCommon),
            E::PeerIncompatible(PeerIncompatible::ExtendedMasterSecretExtensionRequired),
            E::PeerIncompatible(PeerIncompatible::ServerRejectedEncryptedClientHello(None)),
            E::PeerMisbehaved(PeerMisbehaved::SelectedUnofferedCipherSuite),
            E::PeerMisbehaved(PeerMisbehaved::TooManyRenegotiationRequests),
        ];
        errors.extend((0..=255).map(|number| E::AlertReceived(number.into())));
        for error in errors {
            for in_handshake in [true, false] {
                is_plain(&describe(&error, in_handshake));
            }
        }
    }

    #[test]
    fn every_refusal_of_a_certificate_is_in_words() {
        use CertificateError as C;
        use webpki::Error as W;
        let time = rustls::pki_types::UnixTime::now();
        let kinds = [
            C::BadEncoding,
            C::Expired,
            C::ExpiredContext {
                time,
                not_after: time,
            },
            C::NotValidYet,
            C::NotValidYetContext {
                time,
                not_before: time,
            },
            C::Revoked,
            C::UnhandledCriticalExtension,
            C::UnknownIssuer,
            C::UnknownRevocationStatus,
            C::ExpiredRevocationList,
            C::ExpiredRevocationListContext {
                time,
                next_update: time,
            },
            C::BadSignature,
            C::UnsupportedSignatureAlgorithmContext {
                signature_algorithm_id: vec![],
                supported_algorithms: vec![],
            },
            C::UnsupportedSignatureAlgorithmForPublicKeyContext {
                signature_algorithm_id: vec![],
                public_key_algorithm_id: vec![],
            },
            C::NotValidForName,
            C::InvalidPurpose,
            C::InvalidOcspResponse,
            C::ApplicationVerificationFailure,
            C::Other(OtherError(Arc::new(W::BadDer))),
        ];
        for kind in kinds {
            is_plain(&describe(&kind.into(), true));
        }
        let of_webpki = [
            W::BadDer,
            W::BadDerTime,
            W::CaUsedAsEndEntity,
            W::CertDistrusted,
            W::CertExpired {
                time,
                not_after: time,
            },
            W::CertNotValidYet {
                time,
                not_before: time,
            },
            W::CertRevoked,
            W::CrlExpired {
                time,
                next_update: time,
            },
            W::EmptyEkuExtension,
            W::EndEntityUsedAsCa,
            W::ExtensionValueInvalid,
            W::InvalidCertValidity,
            W::InvalidNetworkMaskConstraint,
            W::InvalidSerialNumber,
            W::InvalidSignatureForPublicKey,
            W::MalformedDnsIdentifier,
            W::MalformedExtensions,
            W::MalformedNameConstraint,
            W::MaximumNameConstraintComparisonsExceeded,
            W::MaximumPathBuildCallsExceeded,
            W::MaximumPathDepthExceeded,
            W::MaximumSignatureChecksExceeded,
            W::NameConstraintViolation,
            W::PathLenConstraintViolated,
            W::SignatureAlgorithmMismatch,
            W::UnknownIssuer,
            W::UnknownRevocationStatus,
            W::UnsupportedCertVersion,
            W::UnsupportedCriticalExtension,
            W::UnsupportedNameType,
        ];
        for error in of_webpki {
            let (kind, refusal) = super::of_webpki(&error);
            note(Some(refusal));
            let failure = describe(&kind.into(), true);
            assert_eq!(failure.status(), Status::Certificate);
            is_plain(&failure);
        }
        for (identifier, _) in ALGORITHMS {
            note(Some(unsupported_signature(algorithm(identifier))));
            is_plain(&describe(&C::ApplicationVerificationFailure.into(), true));
        }
    }

    #[test]
    fn what_is_noted_is_said_once() {
        let unknown = rustls::Error::from(CertificateError::UnknownIssuer);
        note(Some(Refusal::new("a reason", "an advice")));
        let first = describe(&unknown, true);
        assert!(
            first.message().ends_with("(a reason); an advice"),
            "{first:?}"
        );
        let second = describe(&unknown, true);
        assert!(second.message().contains("(unknown issuer)"), "{second:?}");
    }
}
