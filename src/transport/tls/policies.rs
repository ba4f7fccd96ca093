//! Certificates with critical extensions about policies (RFC 5280, 4.2.1.4 and 4.2.1.11, for example).
//! CAs of governments and companies have them. OpenSSL ignores these extensions unless a program asks
//! for a policy, and this library asks for none. webpki refuses them as unknown critical extensions,
//! and has no setting for that. So webpki gets a copy of the certificate in which they are not
//! critical.
//!
//! For example, policy constraints are in the certificate as these bytes in DER:
//!
//! ```text
//! 30 0f              an extension
//!    06 03 55 1d 24  its identifier, 2.5.29.36: policy constraints
//!    01 01 ff        critical: true. The copy has 00 here: false
//!    04 05 …         its value
//! ```
//!
//! The copy is as long as the original, so nothing else changes, but the CA signed the original. webpki
//! passes the signed part of the copy to an algorithm to verify its signature. [`AsSigned`] is between
//! the two, and replaces it with the signed part of the original.

use crate::transport::tls::der::{POLICIES, elements};
use rustls::pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm,
};
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// The tag of the extensions in a certificate.
const EXTENSIONS: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(3),
};

/// The copy of a certificate in which the extensions about policies are not critical.
#[derive(Debug)]
pub struct Relaxed {
    /// The copy.
    pub certificate: CertificateDer<'static>,
    /// The signed part of the copy.
    copy_signed: Vec<u8>,
    /// The signed part of the original.
    original_signed: Vec<u8>,
}

impl Relaxed {
    /// Makes the copy; `None` if the certificate has no critical extension about policies.
    pub fn new(certificate: &CertificateDer<'_>) -> Option<Relaxed> {
        let content = AnyRef::from_der(certificate).ok()?.value();
        let mut reader = SliceReader::new(content).ok()?;
        let fields = AnyRef::decode(&mut reader).ok()?;
        let end = usize::try_from(u32::from(reader.position())).ok()?;
        let extensions = elements(fields.value())
            .flatten()
            .find(|part| part.tag() == EXTENSIONS)?;
        let extensions = AnyRef::from_der(extensions.value()).ok()?;
        let mut relaxed = certificate.to_vec();
        let mut has_any = false;
        for extension in elements(extensions.value()).flatten() {
            let mut parts = elements(extension.value()).flatten();
            let (identifier, critical) = (parts.next()?, parts.next()?);
            let identifier = ObjectIdentifier::try_from(identifier).ok()?;
            if critical.tag() == Tag::Boolean && POLICIES.contains(&identifier) {
                let at = offset(certificate, critical.value())?;
                *relaxed.get_mut(at)? = 0;
                has_any = true;
            }
        }
        let start = offset(certificate, content)?;
        has_any.then(|| Relaxed {
            copy_signed: relaxed.get(start..start + end).unwrap_or_default().to_vec(),
            original_signed: content.get(..end).unwrap_or_default().to_vec(),
            certificate: relaxed.into(),
        })
    }
}

/// The offset of `part`, a slice of `whole`.
fn offset(whole: &[u8], part: &[u8]) -> Option<usize> {
    let at = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    (at < whole.len()).then_some(at)
}

/// An algorithm that verifies the signature of the original when webpki passes that of a copy.
#[derive(Debug)]
pub struct AsSigned<'a> {
    /// The algorithm that verifies signatures.
    pub algorithm: &'static dyn SignatureVerificationAlgorithm,
    /// The copies that webpki reads.
    pub relaxed: &'a [Relaxed],
}

impl SignatureVerificationAlgorithm for AsSigned<'_> {
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let copy = self.relaxed.iter().find(|copy| copy.copy_signed == message);
        let message = copy.map_or(message, |copy| &copy.original_signed);
        self.algorithm
            .verify_signature(public_key, message, signature)
    }
}
