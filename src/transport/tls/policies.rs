//! Certificates with critical extensions about policies. OpenSSL ignores those unless a program
//! asks for a policy; webpki refuses them as unknown, and has no setting for it. So webpki reads
//! them as not critical, and signatures are verified of the certificates as they are.

use crate::transport::tls::der::{POLICIES, elements};
use rustls::pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm,
};
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

const EXTENSIONS: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(3),
};

/// A certificate for webpki to read.
#[derive(Debug)]
pub struct Relaxed {
    /// All of it.
    pub certificate: CertificateDer<'static>,
    /// The part of it that is signed, as it is read and as it is.
    read: Vec<u8>,
    signed: Vec<u8>,
}

impl Relaxed {
    /// `None`: it has no critical extension about policies.
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
            read: relaxed.get(start..start + end).unwrap_or_default().to_vec(),
            signed: content.get(..end).unwrap_or_default().to_vec(),
            certificate: relaxed.into(),
        })
    }
}

/// Where a part of a whole begins.
fn offset(whole: &[u8], part: &[u8]) -> Option<usize> {
    let at = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    (at < whole.len()).then_some(at)
}

/// Verifies what is signed, and not what webpki reads.
#[derive(Debug)]
pub struct AsSigned<'a> {
    /// What verifies it.
    pub algorithm: &'static dyn SignatureVerificationAlgorithm,
    /// The certificates that are read otherwise.
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
        let same = self.relaxed.iter().find(|one| one.read == message);
        let message = same.map_or(message, |one| &one.signed);
        self.algorithm
            .verify_signature(public_key, message, signature)
    }
}
