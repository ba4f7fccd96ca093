//! A server's own certificate as what is trusted: self-signed, and given as the CA.

use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::der::SERVER_AUTH;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error};
use x509_cert::ext::pkix::ExtendedKeyUsage;

/// Issuer, dates, purpose and name of a certificate that is trusted as it is.
pub fn verify(
    certificate: &CertificateDer<'_>,
    server_name: &ServerName<'_>,
    now: UnixTime,
) -> Result<(), Error> {
    let refused = |reason| Err(Error::InvalidCertificate(reason));
    let Some(parsed) = Parsed::new(certificate) else {
        return refused(CertificateError::BadEncoding);
    };
    if !parsed.is_self_issued() {
        return refused(CertificateError::UnknownIssuer);
    }
    let fields = parsed.fields();
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
    verify_server_name(&ParsedCertificate::try_from(certificate)?, server_name)
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
        match super::verify(certificate, &name, now) {
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
