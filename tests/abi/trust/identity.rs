//! Certificates for the tests, made by rcgen.

use crate::support::openssl::Ca;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SerialNumber, date_time_ymd,
};

/// A certificate, its key and its parameters.
pub struct Identity {
    pub certificate: Certificate,
    pub key: KeyPair,
    parameters: CertificateParams,
}

impl Identity {
    pub fn self_signed(parameters: CertificateParams) -> Identity {
        Identity::self_signed_with(KeyPair::generate().unwrap(), parameters)
    }

    pub fn self_signed_with(key: KeyPair, parameters: CertificateParams) -> Identity {
        Identity {
            certificate: parameters.self_signed(&key).unwrap(),
            key,
            parameters,
        }
    }

    pub fn issue(&self, parameters: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.parameters, &self.key);
        Identity {
            certificate: parameters.signed_by(&key, &issuer).unwrap(),
            key,
            parameters,
        }
    }

    /// Another self-signed certificate with the same name and key.
    pub fn again(&self) -> Identity {
        let key = KeyPair::try_from(self.key.serialize_der()).unwrap();
        let mut parameters = self.parameters.clone();
        parameters.serial_number = Some(SerialNumber::from(77));
        Identity::self_signed_with(key, parameters)
    }

    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// The certificate as the CA that a program sets.
    pub fn ca(&self) -> Ca {
        Ca::Pem(self.pem())
    }
}

pub fn named(name: &str, hosts: &[&str]) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
    let mut parameters = CertificateParams::new(hosts).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters
}

pub fn authority(name: &str) -> CertificateParams {
    says_ca(named(name, &[]))
}

pub fn server(hosts: &[&str]) -> CertificateParams {
    let mut parameters = named("localhost", hosts);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters
}

pub fn client_only(mut parameters: CertificateParams) -> CertificateParams {
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    parameters
}

pub fn says_ca(mut parameters: CertificateParams) -> CertificateParams {
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters
}

pub fn says_no_ca(mut parameters: CertificateParams) -> CertificateParams {
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters
}

pub fn expired(mut parameters: CertificateParams) -> CertificateParams {
    parameters.not_after = date_time_ymd(2001, 1, 1);
    parameters
}

pub fn not_yet_valid(mut parameters: CertificateParams) -> CertificateParams {
    parameters.not_before = date_time_ymd(2999, 1, 1);
    parameters
}

/// The names of this machine.
pub const NAME: &str = "localhost";
pub const ADDRESS: &str = "127.0.0.1";
pub const HERE: &[&str] = &[NAME, ADDRESS];
