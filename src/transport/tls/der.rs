//! DER: the elements of a sequence, and object identifiers that several files use.

use x509_cert::der::asn1::AnyRef;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Reader, SliceReader};

/// The purpose of TLS servers (serverAuth).
pub const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
/// The extensions about policies: certificate policies, policy mappings, policy constraints, inhibit
/// any-policy.
pub const POLICIES: [ObjectIdentifier; 4] = [
    ObjectIdentifier::new_unwrap("2.5.29.32"),
    ObjectIdentifier::new_unwrap("2.5.29.33"),
    ObjectIdentifier::new_unwrap("2.5.29.36"),
    ObjectIdentifier::new_unwrap("2.5.29.54"),
];

/// The elements of a sequence, given its content. If the rest cannot be read, the last item is `None`.
pub fn elements(content: &[u8]) -> impl Iterator<Item = Option<AnyRef<'_>>> {
    let mut reader = SliceReader::new(content).ok();
    std::iter::from_fn(move || {
        let next = reader.as_mut()?;
        if next.is_finished() {
            return None;
        }
        let element = AnyRef::decode(next).ok();
        if element.is_none() {
            reader = None;
        }
        Some(element)
    })
}
