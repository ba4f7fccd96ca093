//! The signatures that are understood, of certificates and of TLS handshakes: those that ring
//! checks, and ECDSA on P-521, and with SHA-512 on P-256 and P-384, which it does not.

use crate::transport::tls::ecdsa::{Curve, P256, P384, P521};
use ring::digest::{self, SHA256, SHA384, SHA512};
use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use std::fmt;
use webpki::ring as of_ring;

/// What is understood, as messages and documents name it.
pub const UNDERSTOOD: &str = "RSA from 2048 to 8192 bits, ECDSA on P-256, P-384 and P-521, and \
    Ed25519, with SHA-256, SHA-384 or SHA-512";

/// All of them. The order of the schemes is that of preference.
pub static ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        of_ring::ECDSA_P256_SHA256,
        of_ring::ECDSA_P256_SHA384,
        of_ring::ECDSA_P384_SHA256,
        of_ring::ECDSA_P384_SHA384,
        P256_SHA512,
        P384_SHA512,
        P521_SHA256,
        P521_SHA384,
        P521_SHA512,
        of_ring::ED25519,
        of_ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        of_ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        of_ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
        of_ring::RSA_PKCS1_2048_8192_SHA256,
        of_ring::RSA_PKCS1_2048_8192_SHA384,
        of_ring::RSA_PKCS1_2048_8192_SHA512,
        of_ring::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
        of_ring::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
        of_ring::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    ],
    // TLS 1.3 takes the first of each, and TLS 1.2, whose schemes name no curve, any.
    mapping: &[
        (
            SignatureScheme::ECDSA_NISTP384_SHA384,
            &[
                of_ring::ECDSA_P384_SHA384,
                of_ring::ECDSA_P256_SHA384,
                P521_SHA384,
            ],
        ),
        (
            SignatureScheme::ECDSA_NISTP256_SHA256,
            &[
                of_ring::ECDSA_P256_SHA256,
                of_ring::ECDSA_P384_SHA256,
                P521_SHA256,
            ],
        ),
        (SignatureScheme::ED25519, &[of_ring::ED25519]),
        (
            SignatureScheme::RSA_PSS_SHA512,
            &[of_ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY],
        ),
        (
            SignatureScheme::RSA_PSS_SHA384,
            &[of_ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY],
        ),
        (
            SignatureScheme::RSA_PSS_SHA256,
            &[of_ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY],
        ),
        (
            SignatureScheme::RSA_PKCS1_SHA512,
            &[of_ring::RSA_PKCS1_2048_8192_SHA512],
        ),
        (
            SignatureScheme::RSA_PKCS1_SHA384,
            &[of_ring::RSA_PKCS1_2048_8192_SHA384],
        ),
        (
            SignatureScheme::RSA_PKCS1_SHA256,
            &[of_ring::RSA_PKCS1_2048_8192_SHA256],
        ),
        (
            SignatureScheme::ECDSA_NISTP521_SHA512,
            &[P521_SHA512, P384_SHA512, P256_SHA512],
        ),
    ],
};

static P256_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P256,
    signature: alg_id::ECDSA_SHA512,
    hash: &SHA512,
    curve: &P256,
};
static P384_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P384,
    signature: alg_id::ECDSA_SHA512,
    hash: &SHA512,
    curve: &P384,
};
static P521_SHA256: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P521,
    signature: alg_id::ECDSA_SHA256,
    hash: &SHA256,
    curve: &P521,
};
static P521_SHA384: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P521,
    signature: alg_id::ECDSA_SHA384,
    hash: &SHA384,
    curve: &P521,
};
static P521_SHA512: &dyn SignatureVerificationAlgorithm = &Ecdsa {
    key: alg_id::ECDSA_P521,
    signature: alg_id::ECDSA_SHA512,
    hash: &SHA512,
    curve: &P521,
};

/// ECDSA on a curve that ring does not have, or with a hash that it does not have for the curve.
struct Ecdsa {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    hash: &'static digest::Algorithm,
    curve: &'static Curve,
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
