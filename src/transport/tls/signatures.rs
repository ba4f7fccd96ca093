//! The supported signatures of certificates and TLS handshakes: those that ring verifies, and ECDSA on
//! P-521, and with SHA-512 on P-256 and P-384, which ring does not have.

use crate::transport::tls::ecdsa::{Curve, P256, P384, P521};
use ring::digest::{self, SHA256, SHA384, SHA512};
use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use std::fmt;
use webpki::ring as webpki_ring;

/// The supported signatures, as messages and documents name them.
pub const SUPPORTED: &str = "RSA from 2048 to 8192 bits, ECDSA on P-256, P-384 and P-521, and \
    Ed25519, with SHA-256, SHA-384 or SHA-512";

/// The supported algorithms and schemes, in the order of preference.
pub static ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        webpki_ring::ECDSA_P256_SHA256,
        webpki_ring::ECDSA_P256_SHA384,
        webpki_ring::ECDSA_P384_SHA256,
        webpki_ring::ECDSA_P384_SHA384,
        P256_SHA512,
        P384_SHA512,
        P521_SHA256,
        P521_SHA384,
        P521_SHA512,
        webpki_ring::ED25519,
        webpki_ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        webpki_ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        webpki_ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
        webpki_ring::RSA_PKCS1_2048_8192_SHA256,
        webpki_ring::RSA_PKCS1_2048_8192_SHA384,
        webpki_ring::RSA_PKCS1_2048_8192_SHA512,
        webpki_ring::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
        webpki_ring::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
        webpki_ring::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    ],
    mapping: MAPPING,
};

/// The algorithms of each scheme of TLS handshakes. TLS 1.3 uses the first one of a scheme. The schemes
/// of TLS 1.2 name no curve, so it uses the one that fits the key.
#[rustfmt::skip]
static MAPPING: &[(SignatureScheme, &[&dyn SignatureVerificationAlgorithm])] = &[
    (SignatureScheme::ECDSA_NISTP384_SHA384,
        &[webpki_ring::ECDSA_P384_SHA384, webpki_ring::ECDSA_P256_SHA384, P521_SHA384]),
    (SignatureScheme::ECDSA_NISTP256_SHA256,
        &[webpki_ring::ECDSA_P256_SHA256, webpki_ring::ECDSA_P384_SHA256, P521_SHA256]),
    (SignatureScheme::ED25519, &[webpki_ring::ED25519]),
    (SignatureScheme::RSA_PSS_SHA512, &[webpki_ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY]),
    (SignatureScheme::RSA_PSS_SHA384, &[webpki_ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY]),
    (SignatureScheme::RSA_PSS_SHA256, &[webpki_ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY]),
    (SignatureScheme::RSA_PKCS1_SHA512, &[webpki_ring::RSA_PKCS1_2048_8192_SHA512]),
    (SignatureScheme::RSA_PKCS1_SHA384, &[webpki_ring::RSA_PKCS1_2048_8192_SHA384]),
    (SignatureScheme::RSA_PKCS1_SHA256, &[webpki_ring::RSA_PKCS1_2048_8192_SHA256]),
    (SignatureScheme::ECDSA_NISTP521_SHA512, &[P521_SHA512, P384_SHA512, P256_SHA512]),
];

static P256_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa::new(ON_P256, WITH_SHA512);
static P384_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa::new(ON_P384, WITH_SHA512);
static P521_SHA256: &dyn SignatureVerificationAlgorithm = &Ecdsa::new(ON_P521, WITH_SHA256);
static P521_SHA384: &dyn SignatureVerificationAlgorithm = &Ecdsa::new(ON_P521, WITH_SHA384);
static P521_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa::new(ON_P521, WITH_SHA512);

/// A curve, and the identifier of its public keys.
type KeyKind = (&'static Curve, AlgorithmIdentifier);
const ON_P256: KeyKind = (&P256, alg_id::ECDSA_P256);
const ON_P384: KeyKind = (&P384, alg_id::ECDSA_P384);
const ON_P521: KeyKind = (&P521, alg_id::ECDSA_P521);

/// A hash, and the identifier of ECDSA signatures with it.
type SignatureKind = (&'static digest::Algorithm, AlgorithmIdentifier);
const WITH_SHA256: SignatureKind = (&SHA256, alg_id::ECDSA_SHA256);
const WITH_SHA384: SignatureKind = (&SHA384, alg_id::ECDSA_SHA384);
const WITH_SHA512: SignatureKind = (&SHA512, alg_id::ECDSA_SHA512);

/// ECDSA on a curve that ring does not have, or with a hash that ring does not combine with it.
struct Ecdsa {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    hash: &'static digest::Algorithm,
    curve: &'static Curve,
}

impl Ecdsa {
    const fn new((curve, key): KeyKind, (hash, signature): SignatureKind) -> Ecdsa {
        Ecdsa {
            key,
            signature,
            hash,
            curve,
        }
    }
}

impl SignatureVerificationAlgorithm for Ecdsa {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }

    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let hash = digest::digest(self.hash, message);
        let verified = self.curve.verify(public_key, hash.as_ref(), signature);
        verified.ok_or(InvalidSignature)
    }
}

impl fmt::Debug for Ecdsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ECDSA with {:?}", self.hash)
    }
}
