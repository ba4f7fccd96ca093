//! A certificate authority that is made at start, and the server certificate that it signs.

use std::io;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use time::{Duration, OffsetDateTime};

/// The server's certificate and key, and the CA that clients should trust.
pub struct Authority {
    pub pem: String,
    pub tls: Arc<ServerConfig>,
}

/// Creates a certificate authority and a certificate for `hosts`.
pub fn make(hosts: &[String]) -> io::Result<Authority> {
    for host in hosts {
        ServerName::try_from(host.as_str()).map_err(|_| {
            let message = format!("not a host name: {host:?}");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })?;
    }
    let authority_key = KeyPair::generate().map_err(io::Error::other)?;
    let mut authority = parameters("Tableau simulator CA", Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::CrlSign,
    ];
    let authority_certificate = authority
        .self_signed(&authority_key)
        .map_err(io::Error::other)?;
    let pem = authority_certificate.pem();
    let issuer = Issuer::new(authority, authority_key);

    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut leaf = parameters("Tableau simulator", hosts.to_vec())?;
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = leaf.signed_by(&key, &issuer).map_err(io::Error::other)?;

    let mut tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(
            vec![
                certificate.der().clone(),
                authority_certificate.der().clone(),
            ],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .map_err(io::Error::other)?;
    tls.ticketer = ring::Ticketer::new().map_err(io::Error::other)?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Authority {
        pem,
        tls: Arc::new(tls),
    })
}

fn parameters(common_name: &str, hosts: Vec<String>) -> io::Result<CertificateParams> {
    let mut parameters = CertificateParams::new(hosts).map_err(io::Error::other)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    parameters.distinguished_name = name;
    // Some platforms, such as macOS, refuse server certificates with a longer validity.
    let now = OffsetDateTime::now_utc();
    parameters.not_before = now - Duration::days(1);
    parameters.not_after = now + Duration::days(365);
    Ok(parameters)
}
