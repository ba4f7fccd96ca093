//! Error messages for the failures of TLS. The texts of rustls and webpki are written for Rust
//! programmers, so they are replaced.

use crate::common::error::{Error, Status};
use crate::transport::attempt;
use crate::transport::tls::refusal;
use rustls::{AlertDescription, CertificateError, PeerIncompatible, PeerMisbehaved};
use std::fmt::Debug;

/// The supported versions and cipher suites of TLS, as messages and documents name them.
const SUPPORTED: &str = "TLS 1.3, and TLS 1.2 with ECDHE, each with AES_256_GCM_SHA384 \
    and AES_128_GCM_SHA256, on X25519, P-256 and P-384";

/// Converts an error of rustls. `in_handshake` is false for an error after the handshake.
pub fn describe(error: &rustls::Error, in_handshake: bool) -> Error {
    use rustls::Error as E;
    let tls = |message: &'static str| Error::new(Status::Tls, message);
    match error {
        E::InvalidCertificate(reason) => certificate(reason),
        E::NoCertificatesPresented => {
            Error::new(Status::Certificate, "the server sent no certificate")
        }
        E::UnsupportedNameType => Error::new(
            Status::Certificate,
            "no certificate can be valid for this host name",
        ),
        E::InvalidMessage(_) if in_handshake => tls("the server does not speak TLS on this port")
            .advise("check the port, or whether the address should begin with http://"),
        // Apache sends this alert if it asks for a client certificate in the middle of a TLS 1.2
        // connection (`SSLVerifyClient` for a directory) and the renegotiation is refused. rustls
        // refuses the first one by itself and reports nothing.
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
            let message = format!("the server violates the TLS protocol ({})", in_words(why));
            Error::new(Status::Tls, message)
        }
        E::InvalidMessage(_) => tls("the server sent a TLS message that cannot be read"),
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            tls("the server sent an unexpected TLS message")
        }
        E::DecryptError => tls("a TLS message from the server cannot be decrypted")
            .advise("it was changed in transit, or the connection is shared by mistake"),
        E::PeerSentOversizedRecord => tls("the server sent a TLS message that is too large"),
        E::NoApplicationProtocol => tls("the server does not speak HTTP/1.1 over TLS"),
        E::FailedToGetCurrentTime => tls("the time on this machine cannot be read"),
        E::FailedToGetRandomBytes => tls("this machine provides no random numbers"),
        _ => tls("the TLS connection failed"),
    }
}

/// The error for a server that asks for a client certificate after the handshake.
pub fn late_request() -> Error {
    Error::new(
        Status::Tls,
        "the server seems to ask for a client certificate in the middle of a connection, which is \
            not supported (post-handshake authentication, renegotiation)",
    )
    .advise("configure the server to ask for it in the handshake, for the whole host")
}

/// The error for a server that shares no version, cipher suite or the like with this library.
fn nothing_in_common(why: &str) -> Error {
    let message = format!("the server and this library have no TLS parameters in common ({why})");
    Error::new(Status::Tls, message).advise(format_args!("the library supports {SUPPORTED}"))
}

/// The error for an alert of the server.
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
        A::UnrecognisedName => error.advise("the server does not know this host name"),
        _ => error,
    }
}

/// The error for a server that is incompatible.
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

/// Converts the name of a Rust variant to words: `NoKeyShare` to "no key share".
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

/// The error for a refused certificate, with the details that the verifier recorded.
fn certificate(reason: &CertificateError) -> Error {
    let refusal = attempt::take_refusal().unwrap_or_else(|| refusal::from_kind(reason));
    let message = format!("the server's certificate is not trusted ({})", refusal.why);
    Error::new(Status::Certificate, message).advise(refusal.advice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::call::{Call, Timeouts};
    use crate::transport::tls::refusal::{
        ALGORITHMS, Refusal, algorithm, from_webpki, unsupported_signature,
    };
    use rustls::{CertRevocationListError, EncryptedClientHelloError};
    use rustls::{ContentType, HandshakeType, InconsistentKeys, InvalidMessage, OtherError};
    use std::sync::Arc;

    fn attempt() -> attempt::Guard {
        attempt::begin(&Call::of_test(Timeouts::default(), None), None, false, 0)
    }

    /// Fails if a message contains a name of Rust: with a capital inside a word, or a parenthesis behind
    /// one.
    fn assert_plain(error: &Error) {
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
    fn every_tls_error_has_a_plain_message() {
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
                assert_plain(&describe(&error, in_handshake));
            }
        }
    }

    #[test]
    fn every_certificate_refusal_has_a_plain_message() {
        use CertificateError as C;
        use webpki::Error as W;
        let time = rustls::pki_types::UnixTime::now();
        let _attempt = attempt();
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
            assert_plain(&describe(&kind.into(), true));
        }
        let errors = [
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
        for error in errors {
            let (kind, refusal) = from_webpki(&error);
            attempt::set_refusal(Some(refusal));
            let failure = describe(&kind.into(), true);
            assert_eq!(failure.status(), Status::Certificate);
            assert_plain(&failure);
        }
        for (identifier, _) in ALGORITHMS {
            attempt::set_refusal(Some(unsupported_signature(algorithm(identifier))));
            assert_plain(&describe(&C::ApplicationVerificationFailure.into(), true));
        }
    }

    #[test]
    fn recorded_refusal_is_used_for_one_message() {
        let _attempt = attempt();
        let unknown = rustls::Error::from(CertificateError::UnknownIssuer);
        attempt::set_refusal(Some(Refusal::new("a reason", "an advice")));
        let first = describe(&unknown, true);
        assert!(
            first.message().ends_with("(a reason); an advice"),
            "{first:?}"
        );
        let second = describe(&unknown, true);
        assert!(second.message().contains("(unknown issuer)"), "{second:?}");
    }
}
