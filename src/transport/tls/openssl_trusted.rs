//! OpenSSL's trusted certificates (`BEGIN TRUSTED CERTIFICATE`): a certificate in DER, followed by the
//! purposes that it is trusted or rejected for (`X509_CERT_AUX`).

use crate::transport::tls::der::{SERVER_AUTH, elements};
use rustls::pki_types::CertificateDer;
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// The purposes that include servers: serverAuth and anyExtendedKeyUsage.
const PURPOSES: [ObjectIdentifier; 2] = [SERVER_AUTH, ObjectIdentifier::new_unwrap("2.5.29.37.0")];
/// The tag of the purposes that the certificate is rejected for.
const REJECTED_FOR: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(0),
};

/// Extracts the certificate, if it is trusted for servers. As in OpenSSL, servers must not be among the
/// purposes that it is rejected for, and must be among those that it is trusted for, if there are any.
pub fn certificate(der: &[u8]) -> Result<CertificateDer<'static>, &'static str> {
    let broken = |_| "it is not a valid OpenSSL trusted certificate";
    let mut reader = SliceReader::new(der).map_err(broken)?;
    AnyRef::decode(&mut reader).map_err(broken)?;
    let end = usize::try_from(u32::from(reader.position())).unwrap_or(der.len());
    let settings = if reader.is_finished() {
        None
    } else {
        Some(AnyRef::decode(&mut reader).map_err(broken)?)
    };
    if settings.is_some_and(|settings| !is_for_servers(settings).unwrap_or(false)) {
        return Err("it is marked as not trusted for servers");
    }
    Ok(CertificateDer::from(der.get(..end).unwrap_or(der).to_vec()))
}

/// True if these purposes trust the certificate for servers; `None` if they cannot be read.
fn is_for_servers(settings: AnyRef<'_>) -> Option<bool> {
    let mut is_trusted = true;
    for part in elements(settings.value()) {
        let part = part?;
        let has_servers = || {
            let mut has_servers = false;
            for purpose in elements(part.value()) {
                let purpose = ObjectIdentifier::try_from(purpose?).ok()?;
                has_servers |= PURPOSES.contains(&purpose);
            }
            Some(has_servers)
        };
        match part.tag() {
            Tag::Sequence => is_trusted = has_servers()?,
            REJECTED_FOR if has_servers()? => return Some(false),
            _ => {}
        }
    }
    Some(is_trusted)
}
