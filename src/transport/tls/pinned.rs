//! A server's own certificate as what is trusted: self-signed, and given as the CA.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::Arc;
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::Decode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");

/// webpki's verifier, and before it the configured certificates themselves: a self-signed
/// certificate in a server's hand is accepted if it is one of them, byte for byte, and good
/// for this server now, whether it says of itself that it is a CA (many tools make them so,
/// and webpki refuses them) or not (and is then nobody else's issuer).
/// That the server has its key too, rustls sees by the handshake's signature.
#[derive(Debug)]
pub struct PinnedVerifier {
    webpki: Option<Arc<WebPkiServerVerifier>>,
    configured: Vec<CertificateDer<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl PinnedVerifier {
    /// Accepts what webpki does (`None`: there is no CA), and the configured certificates
    /// themselves.
    pub fn new(
        webpki: Option<Arc<WebPkiServerVerifier>>,
        configured: Vec<CertificateDer<'static>>,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> PinnedVerifier {
        PinnedVerifier {
            webpki,
            configured,
            algorithms,
        }
    }

    fn is_configured(&self, certificate: &CertificateDer<'_>) -> bool {
        self.configured.iter().any(|one| one == certificate)
    }
}

/// Whether others may be signed with a certificate: it says so, as a CA and by its key's usage
/// if it speaks of them, or is of the first version, which has no way to say it. `None`: it
/// cannot be read.
pub fn is_ca(certificate: &CertificateDer<'_>) -> Option<bool> {
    let parsed = Certificate::from_der(certificate).ok()?;
    let fields = parsed.tbs_certificate();
    let constraints = fields.get_extension::<BasicConstraints>().ok()?;
    let usage = fields.get_extension::<KeyUsage>().ok()?;
    let signs = usage.map(|(_, usage)| usage.key_cert_sign());
    Some(match (constraints, signs) {
        (Some((_, constraints)), signs) => constraints.ca && signs.unwrap_or(true),
        (None, Some(signs)) => signs,
        (None, None) => fields.version() == Version::V1,
    })
}

impl ServerCertVerifier for PinnedVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let unknown = Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        if self.is_configured(end_entity) {
            let verified = verify_itself(end_entity, server_name, now);
            if verified.as_ref().err() != unknown.as_ref().err() {
                return verified;
            }
        }
        let Some(webpki) = &self.webpki else {
            return unknown;
        };
        webpki.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Issuer, dates, purpose and name of a certificate that is trusted as it is.
fn verify_itself(
    certificate: &CertificateDer<'_>,
    server_name: &ServerName<'_>,
    now: UnixTime,
) -> Result<ServerCertVerified, Error> {
    let refused = |reason| Err(Error::InvalidCertificate(reason));
    let Ok(parsed) = Certificate::from_der(certificate) else {
        return refused(CertificateError::BadEncoding);
    };
    let fields = parsed.tbs_certificate();
    if fields.issuer() != fields.subject() {
        return refused(CertificateError::UnknownIssuer);
    }
    let validity = fields.validity();
    let now = now.as_secs();
    if now < validity.not_before.to_unix_duration().as_secs() {
        return refused(CertificateError::NotValidYet);
    }
    if now > validity.not_after.to_unix_duration().as_secs() {
        return refused(CertificateError::Expired);
    }
    match fields.get_extension::<ExtendedKeyUsage>() {
        Ok(None) => {}
        Ok(Some((_, usage))) if usage.0.contains(&SERVER_AUTH) => {}
        Ok(Some(_)) => return refused(CertificateError::InvalidPurpose),
        Err(_) => return refused(CertificateError::BadEncoding),
    }
    verify_server_name(&ParsedCertificate::try_from(certificate)?, server_name)?;
    Ok(ServerCertVerified::assertion())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, Issuer, KeyPair};
    use rcgen::{DnType, date_time_ymd};
    use std::time::Duration;

    /// 1st of January 2020 and 2030, in seconds.
    const FROM: u64 = 1_577_836_800;
    const TO: u64 = 1_893_456_000;

    fn parameters() -> CertificateParams {
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
        parameters.not_before = date_time_ymd(2020, 1, 1);
        parameters.not_after = date_time_ymd(2030, 1, 1);
        parameters
    }

    fn self_signed(parameters: &CertificateParams) -> CertificateDer<'static> {
        let key = KeyPair::generate().unwrap();
        parameters.self_signed(&key).unwrap().into()
    }

    /// What is said of a certificate at a time; `None`: it is good.
    fn verify(certificate: &CertificateDer<'_>, host: &str, now: u64) -> Option<String> {
        let name = ServerName::try_from(host).unwrap();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
        match verify_itself(certificate, &name, now) {
            Ok(_) => None,
            Err(Error::InvalidCertificate(reason)) => Some(format!("{reason:?}")),
            Err(other) => Some(other.to_string()),
        }
    }

    #[test]
    fn a_certificate_is_good_from_its_first_second_to_its_last() {
        let certificate = self_signed(&parameters());
        for (now, said) in [
            (FROM - 1, Some("NotValidYet")),
            (FROM, None),
            (TO, None),
            (TO + 1, Some("Expired")),
        ] {
            let told = verify(&certificate, "localhost", now);
            assert_eq!(told.as_deref(), said, "{now}");
        }
    }

    #[test]
    fn a_ca_is_what_says_so() {
        use rcgen::{BasicConstraints, IsCa, KeyUsagePurpose};
        let made = |is_ca: IsCa, usages: &[KeyUsagePurpose]| {
            let mut parameters = parameters();
            parameters.is_ca = is_ca;
            parameters.key_usages = usages.to_vec();
            self_signed(&parameters)
        };
        let yes = || IsCa::Ca(BasicConstraints::Unconstrained);
        for (what, certificate, expected) in [
            ("CA:TRUE", made(yes(), &[]), true),
            (
                "CA:TRUE, keyCertSign",
                made(yes(), &[KeyUsagePurpose::KeyCertSign]),
                true,
            ),
            (
                "CA:TRUE, another usage",
                made(yes(), &[KeyUsagePurpose::DigitalSignature]),
                false,
            ),
            ("CA:FALSE", made(IsCa::ExplicitNoCa, &[]), false),
            (
                "CA:FALSE, keyCertSign",
                made(IsCa::ExplicitNoCa, &[KeyUsagePurpose::KeyCertSign]),
                false,
            ),
            (
                "keyCertSign",
                made(IsCa::NoCa, &[KeyUsagePurpose::KeyCertSign]),
                true,
            ),
            (
                "another usage",
                made(IsCa::NoCa, &[KeyUsagePurpose::DigitalSignature]),
                false,
            ),
            ("nothing", made(IsCa::NoCa, &[]), false),
        ] {
            assert_eq!(is_ca(&certificate), Some(expected), "{what}");
        }
        assert_eq!(is_ca(&CertificateDer::from(b"x".to_vec())), None);
    }

    #[test]
    fn all_of_a_certificate_must_be_right() {
        let good = parameters();
        let with_purposes = |purposes: &[ExtendedKeyUsagePurpose]| {
            let mut parameters = parameters();
            parameters.extended_key_usages = purposes.to_vec();
            self_signed(&parameters)
        };
        let with_purposes_of = |content: &[u8]| {
            let mut parameters = parameters();
            parameters
                .custom_extensions
                .push(CustomExtension::from_oid_content(
                    &[2, 5, 29, 37],
                    content.to_vec(),
                ));
            self_signed(&parameters)
        };
        let mut of_issuer = parameters();
        of_issuer
            .distinguished_name
            .push(DnType::CommonName, "another");
        let issuer = Issuer::new(of_issuer, KeyPair::generate().unwrap());
        let issued = good
            .signed_by(&KeyPair::generate().unwrap(), &issuer)
            .unwrap();
        let mut cut = self_signed(&good).to_vec();
        cut.pop();
        use ExtendedKeyUsagePurpose::{Any, ClientAuth, ServerAuth};
        for (what, certificate, said) in [
            ("no purpose", self_signed(&good), None),
            ("for servers", with_purposes(&[ServerAuth]), None),
            (
                "for clients and servers",
                with_purposes(&[ClientAuth, ServerAuth]),
                None,
            ),
            (
                "for clients",
                with_purposes(&[ClientAuth]),
                Some("InvalidPurpose"),
            ),
            // As webpki has it.
            (
                "for anything",
                with_purposes(&[Any]),
                Some("InvalidPurpose"),
            ),
            (
                "for nothing",
                with_purposes_of(&[0x30, 0]),
                Some("InvalidPurpose"),
            ),
            (
                "purposes that are none",
                with_purposes_of(&[0x30, 3, 2, 1, 1]),
                Some("BadEncoding"),
            ),
            ("issued by another", issued.into(), Some("UnknownIssuer")),
            ("cut off", cut.into(), Some("BadEncoding")),
            (
                "no certificate",
                b"hello".to_vec().into(),
                Some("BadEncoding"),
            ),
        ] {
            let told = verify(&certificate, "localhost", FROM);
            assert_eq!(told.as_deref(), said, "{what}");
        }
        let elsewhere = verify(&self_signed(&good), "localhost.example.com", FROM);
        assert!(elsewhere.unwrap().starts_with("NotValidForName"));
    }
}
