//! Certificates that are refused.

use super::identity::*;
use super::*;
use crate::support::http_server::listener;
use crate::support::openssl::{Ca, Table, VERSIONS, Version, ask, server_info_response};
use rcgen::KeyPair;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// A TLS server that does not have the key of its certificate, which OpenSSL refuses to be. Returns
/// its port.
fn impostor(shown: &Identity, version: Version) -> String {
    let other = KeyPair::generate().unwrap().serialize_der();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(other));
    let certified = CertifiedKey::new(
        vec![shown.certificate.der().clone()],
        ring::sign::any_supported_type(&key).unwrap(),
    );
    let versions: &[&SupportedProtocolVersion] = match version {
        Version::Tls12 => &[&rustls::version::TLS12],
        Version::Tls13 => &[&rustls::version::TLS13],
    };
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    let config = Arc::new(config);
    let serve = move |stream: TcpStream| -> std::io::Result<()> {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = BufReader::new(StreamOwned::new(connection, stream));
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if stream.read_line(&mut line)? == 0 {
                return Ok(());
            }
        }
        stream
            .get_mut()
            .write_all(server_info_response().as_bytes())?;
        stream.get_mut().flush()
    };
    // A client that refuses the certificate closes the connection; the next one is served.
    let address = listener("127.0.0.1", move |stream| drop(serve(stream)));
    address.rsplit(':').next().unwrap().to_owned()
}

#[test]
fn invalid_certificate_is_refused_with_its_reason() {
    let ca = Identity::self_signed(authority("A CA"));
    let other = Identity::self_signed(authority("Another CA"));
    let namesake = Identity::self_signed(authority("A CA"));
    let (good, from_namesake) = (ca.issue(server(HERE)), namesake.issue(server(HERE)));
    let elsewhere = ca.issue(server(&["tableau.example.com", "192.0.2.1"]));
    let name_only = ca.issue(server(&["localhost"]));
    let address_only = ca.issue(server(&["127.0.0.1"]));
    let mut parameters = server(&[]);
    parameters.subject_alt_names = vec![rcgen::SanType::DnsName("127.0.0.1".try_into().unwrap())];
    let address_as_name = ca.issue(parameters);
    let common_name_only = ca.issue(server(&[]));
    let client = ca.issue(client_only(server(HERE)));
    let (old, new) = (
        ca.issue(expired(server(HERE))),
        ca.issue(not_yet_valid(server(HERE))),
    );
    let intermediate = ca.issue(authority("An intermediate CA"));
    let old_intermediate = ca.issue(expired(authority("An old intermediate CA")));
    let (below, below_old) = (
        intermediate.issue(server(HERE)),
        old_intermediate.issue(server(HERE)),
    );
    let below_server = good.issue(named("below a server", HERE));
    let issued_ca = ca.issue(says_ca(server(HERE)));
    let (plain, yes_ca) = (
        Identity::self_signed(server(HERE)),
        Identity::self_signed(says_ca(server(HERE))),
    );
    #[rustfmt::skip]
    let rows: &[Refused<'_>] = &[
        Refused { name: "unknown issuer", host: NAME,
            shown: &[&good], trusted: other.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "unknown issuer, sent by the server", host: NAME,
            shown: &[&good, &ca], trusted: other.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "self-signed, not configured", host: NAME,
            shown: &[&plain], trusted: ca.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "self-signed CA:TRUE, not configured", host: NAME,
            shown: &[&yes_ca], trusted: ca.ca(), reason: CA_AS_SERVER },
        Refused { name: "a CA's, issued by the one configured", host: NAME,
            shown: &[&issued_ca], trusted: ca.ca(), reason: CA_AS_SERVER },
        Refused { name: "CA of the same name, other key", host: NAME,
            shown: &[&from_namesake], trusted: ca.ca(), reason: WRONG_SIGNATURE },
        Refused { name: "other host, by name", host: NAME,
            shown: &[&elsewhere], trusted: ca.ca(), reason: OTHER_HOST },
        Refused { name: "other host, by IP address", host: ADDRESS,
            shown: &[&elsewhere], trusted: ca.ca(), reason: OTHER_HOST },
        Refused { name: "for the name, asked by IP address", host: ADDRESS,
            shown: &[&name_only], trusted: ca.ca(), reason: OTHER_HOST },
        Refused { name: "for the IP address, asked by name", host: NAME,
            shown: &[&address_only], trusted: ca.ca(), reason: OTHER_HOST },
        Refused { name: "the IP address as a name", host: ADDRESS,
            shown: &[&address_as_name], trusted: ca.ca(), reason: OTHER_HOST },
        Refused { name: "CN only", host: NAME,
            shown: &[&common_name_only], trusted: ca.ca(), reason: NO_NAMES },
        Refused { name: "expired", host: NAME,
            shown: &[&old], trusted: ca.ca(), reason: EXPIRED },
        Refused { name: "not yet valid", host: NAME,
            shown: &[&new], trusted: ca.ca(), reason: NOT_YET_VALID },
        Refused { name: "clientAuth only", host: NAME,
            shown: &[&client], trusted: ca.ca(), reason: NOT_FOR_SERVERS },
        Refused { name: "intermediate missing", host: NAME,
            shown: &[&below], trusted: ca.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "intermediate expired", host: NAME,
            shown: &[&below_old, &old_intermediate], trusted: ca.ca(), reason: EXPIRED },
        Refused { name: "intermediate that is not a CA", host: NAME,
            shown: &[&below_server, &good], trusted: ca.ca(), reason: NO_CA_AS_ISSUER },
    ];
    all_refused(rows);
}

#[test]
fn configured_self_signed_certificate_must_pass_the_other_checks() {
    for (kind, says, of_namesake) in [
        ("CA:TRUE", says_ca as fn(_) -> _, CA_AS_SERVER),
        ("CA:FALSE", says_no_ca as fn(_) -> _, UNKNOWN_ISSUER),
    ] {
        let make = |parameters| Identity::self_signed(says(parameters));
        let elsewhere = make(server(&["tableau.example.com", "192.0.2.1"]));
        let common_name_only = make(server(&[]));
        let (old, new) = (
            make(expired(server(HERE))),
            make(not_yet_valid(server(HERE))),
        );
        let client = make(client_only(server(HERE)));
        let (good, namesake) = (make(server(HERE)), make(server(HERE)));
        let what = |rest: &str| format!("pinned {kind}, {rest}");
        #[rustfmt::skip]
        let rows: &[Refused<'_>] = &[
            Refused { name: &what("other host, by name"), host: NAME,
            shown: &[&elsewhere], trusted: elsewhere.ca(), reason: OTHER_HOST },
            Refused { name: &what("other host, by address"), host: ADDRESS,
            shown: &[&elsewhere], trusted: elsewhere.ca(), reason: OTHER_HOST },
            Refused { name: &what("CN only"), host: NAME,
            shown: &[&common_name_only], trusted: common_name_only.ca(), reason: NO_NAMES },
            Refused { name: &what("expired"), host: NAME,
            shown: &[&old], trusted: old.ca(), reason: EXPIRED },
            Refused { name: &what("not yet valid"), host: NAME,
            shown: &[&new], trusted: new.ca(), reason: NOT_YET_VALID },
            Refused { name: &what("clientAuth only"), host: NAME,
            shown: &[&client], trusted: client.ca(), reason: NOT_FOR_SERVERS },
            Refused { name: &what("same name, other key"), host: NAME,
            shown: &[&namesake], trusted: good.ca(), reason: of_namesake },
        ];
        all_refused(rows);
    }
}

#[test]
fn pinned_certificate_must_match_byte_for_byte() {
    let pinned = Identity::self_signed(says_ca(server(HERE)));
    let again = pinned.again();
    assert_ne!(pinned.certificate.der(), again.certificate.der());
    let root = Identity::self_signed(authority("A CA"));
    let middle = root.issue(says_ca(server(HERE)));
    let both = Ca::Pem(format!("{}{}", root.pem(), middle.pem()));
    #[rustfmt::skip]
    let rows: &[Refused<'_>] = &[
        Refused { name: "pinned CA:TRUE, other bytes, same key", host: NAME,
            shown: &[&again], trusted: pinned.ca(), reason: CA_AS_SERVER },
        Refused { name: "intermediate CA as server, configured", host: NAME,
            shown: &[&middle], trusted: middle.ca(), reason: CA_AS_SERVER },
        Refused { name: "the same, its root configured too", host: NAME,
            shown: &[&middle], trusted: both, reason: CA_AS_SERVER },
    ];
    all_refused(rows);
}

#[test]
fn configured_certificate_that_is_not_a_ca_does_not_trust_others() {
    let pinned = Identity::self_signed(says_no_ca(server(HERE)));
    let says_nothing = Identity::self_signed(server(HERE));
    let again = pinned.again();
    let root = Identity::self_signed(authority("A CA"));
    let leaf = root.issue(server(HERE));
    let make = |of: &Identity| of.issue(named("below", HERE));
    let (below, below_nothing, below_leaf) = (make(&pinned), make(&says_nothing), make(&leaf));
    let with_ca = Ca::Pem(format!("{}{}", root.pem(), pinned.pem()));
    #[rustfmt::skip]
    let rows: &[Refused<'_>] = &[
        Refused { name: "pinned CA:FALSE, other bytes, same key", host: NAME,
            shown: &[&again], trusted: pinned.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "issued by a pinned CA:FALSE", host: NAME,
            shown: &[&below], trusted: pinned.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "the same, beside a CA", host: NAME,
            shown: &[&below], trusted: with_ca, reason: UNKNOWN_ISSUER },
        Refused { name: "issued by a pinned one without CA:", host: NAME,
            shown: &[&below_nothing], trusted: says_nothing.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "issued by a configured issued one", host: NAME,
            shown: &[&below_leaf], trusted: leaf.ca(), reason: UNKNOWN_ISSUER },
        Refused { name: "configured issued one, its CA not", host: NAME,
            shown: &[&leaf], trusted: leaf.ca(), reason: UNKNOWN_ISSUER },
    ];
    all_refused(rows);
}

#[test]
fn server_without_the_certificates_key_is_refused() {
    let ca = Identity::self_signed(authority("A CA"));
    let issued = ca.issue(server(HERE));
    let (no_ca, yes_ca) = (
        Identity::self_signed(says_no_ca(server(HERE))),
        Identity::self_signed(says_ca(server(HERE))),
    );
    let mut table = Table::default();
    struct Case<'a> {
        what: &'a str,
        shown: &'a Identity,
        trusted: &'a Identity,
    }
    for Case {
        what,
        shown,
        trusted: ca,
    } in [
        Case {
            what: "wrong private key",
            shown: &issued,
            trusted: &ca,
        },
        Case {
            what: "wrong private key, pinned CA:FALSE",
            shown: &no_ca,
            trusted: &no_ca,
        },
        Case {
            what: "wrong private key, pinned CA:TRUE",
            shown: &yes_ca,
            trusted: &yes_ca,
        },
    ] {
        for version in VERSIONS {
            let port = impostor(shown, version);
            let told = ask(NAME, &port, &ca.ca());
            refuse(&mut table, what, version, told, WRONG_SIGNATURE);
        }
    }
    table.is_as_expected();
}
