//! The fields of a certificate that webpki does not check, or does not return.

use crate::transport::tls::der::{POLICIES, SERVER_AUTH};
use rustls::pki_types::CertificateDer;
use x509_cert::certificate::{CertificateInner, Raw, TbsCertificateInner, Version};
use x509_cert::der::asn1::{AnyRef, UintRef};
use x509_cert::der::oid::AssociatedOid;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, SliceReader};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// The identifier of RSA keys.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// The attributes that a message may name a certificate by: common name, organization, organizational
/// unit.
const NAMES: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.5.4.3"),
    ObjectIdentifier::new_unwrap("2.5.4.10"),
    ObjectIdentifier::new_unwrap("2.5.4.11"),
];
/// The extensions that webpki checks.
const KNOWN: [ObjectIdentifier; 6] = [
    ObjectIdentifier::new_unwrap("2.5.29.15"),
    ObjectIdentifier::new_unwrap("2.5.29.17"),
    ObjectIdentifier::new_unwrap("2.5.29.19"),
    ObjectIdentifier::new_unwrap("2.5.29.30"),
    ObjectIdentifier::new_unwrap("2.5.29.31"),
    ObjectIdentifier::new_unwrap("2.5.29.37"),
];
/// The longest name in a message, in characters.
const MAX_NAME: usize = 100;

/// A certificate that was parsed. A serial number that is too long is accepted.
pub struct Parsed(CertificateInner<Raw>);

impl Parsed {
    /// Parses a certificate; `None` if that fails.
    pub fn new(certificate: &CertificateDer<'_>) -> Option<Parsed> {
        CertificateInner::from_der(certificate).ok().map(Parsed)
    }

    /// The fields that the signature covers.
    pub fn fields(&self) -> &TbsCertificateInner<Raw> {
        self.0.tbs_certificate()
    }

    /// True if the certificate is that of a CA. `None` if its extensions cannot be read. The rules are
    /// those of OpenSSL:
    ///
    /// | basic constraints | key usage | a CA |
    /// |---|---|---|
    /// | CA:TRUE | none, or with keyCertSign | yes |
    /// | CA:TRUE | without keyCertSign | no |
    /// | CA:FALSE | any | no |
    /// | none | with keyCertSign | yes |
    /// | none | without keyCertSign | no |
    /// | none | none | only a self-signed certificate of X.509 version 1, which has no extensions |
    pub fn is_ca(&self) -> Option<bool> {
        let constraints = self.fields().get_extension::<BasicConstraints>().ok()?;
        Some(match (constraints, self.signs_certificates()?) {
            (Some((_, constraints)), signs) => constraints.ca && signs.unwrap_or(true),
            (None, Some(signs)) => signs,
            (None, None) => self.fields().version() == Version::V1 && self.is_self_issued(),
        })
    }

    /// True if it may be used for servers: it has no extended key usage, or one with serverAuth.
    pub fn is_for_servers(&self) -> bool {
        match self.fields().get_extension::<ExtendedKeyUsage>() {
            Ok(purposes) => purposes.is_none_or(|(_, purposes)| purposes.0.contains(&SERVER_AUTH)),
            Err(_) => false,
        }
    }

    /// True if it has CA:TRUE.
    pub fn says_ca(&self) -> bool {
        let constraints = self.fields().get_extension::<BasicConstraints>();
        matches!(constraints, Ok(Some((_, constraints))) if constraints.ca)
    }

    /// A critical extension that webpki does not support, if there is one.
    pub fn unsupported_extension(&self) -> Option<ObjectIdentifier> {
        let extensions = self.fields().extensions()?.iter();
        let is_known = |id| KNOWN.contains(id) || POLICIES.contains(id);
        let mut unknown = extensions.filter(|one| one.critical && !is_known(&one.extn_id));
        unknown.next().map(|one| one.extn_id)
    }

    /// True if the key usage allows signing certificates (keyCertSign). `Some(None)`: there is no key
    /// usage. `None`: it cannot be read.
    pub fn signs_certificates(&self) -> Option<Option<bool>> {
        let usage = self.fields().get_extension::<KeyUsage>().ok()?;
        Some(usage.map(|(_, usage)| usage.key_cert_sign()))
    }

    /// The path length: the most CAs between this one and a server's certificate.
    pub fn path_limit(&self) -> Option<u8> {
        let constraints = self.fields().get_extension::<BasicConstraints>().ok()??;
        constraints.1.path_len_constraint
    }

    /// True if issuer and subject are the same.
    pub fn is_self_issued(&self) -> bool {
        self.fields().issuer() == self.fields().subject()
    }

    /// True if the issuer is the other's subject.
    pub fn is_issued_by(&self, other: &Parsed) -> bool {
        self.fields().issuer() == other.fields().subject()
    }

    /// True if it has a subjectAltName.
    pub fn has_alternative_names(&self) -> bool {
        let mut extensions = self.fields().extensions().into_iter().flatten();
        extensions.any(|one| one.extn_id == SubjectAltName::OID)
    }

    /// The length of its RSA key in bits; `None` if the key is of another kind.
    pub fn rsa_bits(&self) -> Option<usize> {
        let key = self.fields().subject_public_key_info();
        if key.algorithm.oid != RSA {
            return None;
        }
        let numbers = AnyRef::from_der(key.subject_public_key.raw_bytes()).ok()?;
        let modulus = UintRef::decode(&mut SliceReader::new(numbers.value()).ok()?).ok()?;
        let first = modulus.as_bytes().first()?;
        Some(modulus.as_bytes().len() * 8 - first.leading_zeros() as usize)
    }

    /// True if `key` is its public key, in DER.
    pub fn has_key(&self, key: &[u8]) -> bool {
        let public_key = self.fields().subject_public_key_info();
        SubjectPublicKeyInfoOwned::from_der(key).is_ok_and(|key| key == *public_key)
    }

    /// The issuer's name in quotation marks, for a message.
    pub fn issuer(&self) -> Option<String> {
        quoted(self.fields().issuer())
    }

    /// The subject's name in quotation marks, for a message.
    pub fn subject(&self) -> Option<String> {
        quoted(self.fields().subject())
    }
}

/// Quotes a name for a message. The text comes from a server, so its length is limited and characters
/// that cannot be printed are escaped.
fn quoted(name: &Name) -> Option<String> {
    let named = |oid| name.iter().find(|part| part.oid == oid);
    let value = &NAMES.into_iter().find_map(named)?.value;
    let text = String::from_utf8_lossy(value.value());
    let mut text: String = match text.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    };
    // A BMPString has two bytes for each character, the first of which is 0 for Latin letters.
    text.retain(|character| character != '\0');
    Some(format!("{text:?}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, KeyUsagePurpose};

    #[test]
    fn ca_is_decided_by_constraints_and_key_usage() {
        let made = |is_ca: IsCa, usages: &[KeyUsagePurpose]| {
            let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
            parameters.is_ca = is_ca;
            parameters.key_usages = usages.to_vec();
            let certificate = parameters.self_signed(&KeyPair::generate().unwrap());
            Parsed::new(certificate.unwrap().der()).unwrap().is_ca()
        };
        let yes = || IsCa::Ca(BasicConstraints::Unconstrained);
        use KeyUsagePurpose::{DigitalSignature, KeyCertSign};
        for (description, is_ca, expected) in [
            ("CA:TRUE", made(yes(), &[]), true),
            ("CA:TRUE, keyCertSign", made(yes(), &[KeyCertSign]), true),
            (
                "CA:TRUE, another usage",
                made(yes(), &[DigitalSignature]),
                false,
            ),
            ("CA:FALSE", made(IsCa::ExplicitNoCa, &[]), false),
            (
                "CA:FALSE, keyCertSign",
                made(IsCa::ExplicitNoCa, &[KeyCertSign]),
                false,
            ),
            ("keyCertSign", made(IsCa::NoCa, &[KeyCertSign]), true),
            (
                "another usage",
                made(IsCa::NoCa, &[DigitalSignature]),
                false,
            ),
            ("nothing", made(IsCa::NoCa, &[]), false),
        ] {
            assert_eq!(is_ca, Some(expected), "{description}");
        }
        assert!(Parsed::new(&CertificateDer::from(b"x".to_vec())).is_none());
    }

    #[test]
    fn names_in_messages_are_truncated_and_escaped() {
        for (name, expected) in [
            ("A CA", "\"A CA\"".to_owned()),
            (
                "two\nlines \"\u{202e}",
                "\"two\\nlines \\\"\\u{202e}\"".to_owned(),
            ),
            (&"x".repeat(1000), format!("\"{}…\"", "x".repeat(100))),
        ] {
            let mut parameters = CertificateParams::default();
            let names = &mut parameters.distinguished_name;
            *names = rcgen::DistinguishedName::new();
            names.push(rcgen::DnType::CommonName, name);
            let certificate = parameters
                .self_signed(&KeyPair::generate().unwrap())
                .unwrap();
            let parsed = Parsed::new(certificate.der()).unwrap();
            assert_eq!(parsed.issuer(), Some(expected));
        }
    }
}
