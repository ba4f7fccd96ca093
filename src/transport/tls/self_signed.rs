//! Verification of a server's self-signed certificate that is itself configured as trusted.

use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::der::SERVER_AUTH;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error};
use x509_cert::ext::pkix::ExtendedKeyUsage;

/// Verifies issuer, dates, purpose and name of a trusted certificate.
///
/// # Errors
/// `UnknownIssuer`: it is not self-signed, so webpki has to verify it. Other errors: it is not valid for
/// this server now.
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

    /// The 1st of January 2020, in seconds.
    const FROM: u64 = 1_577_836_800;
    /// The 1st of January 2030, in seconds.
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

    /// The error for a certificate at a time; `None` if it is accepted.
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
    fn certificate_is_valid_from_first_to_last_second() {
        let certificate = self_signed(&parameters());
        for (now, error) in [
            (FROM - 1, Some("NotValidYet")),
            (FROM, None),
            (TO, None),
            (TO + 1, Some("Expired")),
        ] {
            let found = verify(&certificate, "localhost", now);
            assert_eq!(found.as_deref(), error, "{now}");
        }
    }

    #[test]
    fn issuer_purpose_and_name_are_verified() {
        let good = parameters();
        let with_purposes = |purposes: &[ExtendedKeyUsagePurpose]| {
            let mut parameters = parameters();
            parameters.extended_key_usages = purposes.to_vec();
            self_signed(&parameters)
        };
        let with_encoded_purposes = |content: &[u8]| {
            let mut parameters = parameters();
            parameters
                .custom_extensions
                .push(CustomExtension::from_oid_content(
                    &[2, 5, 29, 37],
                    content.to_vec(),
                ));
            self_signed(&parameters)
        };
        let mut issuer = parameters();
        issuer
            .distinguished_name
            .push(DnType::CommonName, "another");
        let issuer = Issuer::new(issuer, KeyPair::generate().unwrap());
        let issued = good
            .signed_by(&KeyPair::generate().unwrap(), &issuer)
            .unwrap();
        let mut cut = self_signed(&good).to_vec();
        cut.pop();
        use ExtendedKeyUsagePurpose::{Any, ClientAuth, ServerAuth};
        for (description, certificate, error) in [
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
            // webpki does not accept anyExtendedKeyUsage either.
            (
                "for anything",
                with_purposes(&[Any]),
                Some("InvalidPurpose"),
            ),
            (
                "for nothing",
                with_encoded_purposes(&[0x30, 0]),
                Some("InvalidPurpose"),
            ),
            (
                "malformed purposes",
                with_encoded_purposes(&[0x30, 3, 2, 1, 1]),
                Some("BadEncoding"),
            ),
            ("issued by another", issued.into(), Some("UnknownIssuer")),
            ("cut off", cut.into(), Some("BadEncoding")),
            (
                "not a certificate",
                b"hello".to_vec().into(),
                Some("BadEncoding"),
            ),
        ] {
            let found = verify(&certificate, "localhost", FROM);
            assert_eq!(found.as_deref(), error, "{description}");
        }
        let elsewhere = verify(&self_signed(&good), "localhost.example.com", FROM);
        assert!(elsewhere.unwrap().starts_with("NotValidForName"));
    }
}
