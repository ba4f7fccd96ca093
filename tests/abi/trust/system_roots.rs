//! The system's trusted certificates, which environment variables name.

use super::identity::*;
use super::*;
use crate::process;
use crate::support::folder::Folder;
use crate::support::openssl::{Table, VERSIONS, info, rehash};
use crate::support::*;
use rcgen::{DistinguishedName, DnType, DnValue};
use std::env;

/// The child process of system_roots_are_those_of_the_environment.
#[test]
fn child_gets_info_with_system_roots() {
    let Ok(url) = env::var("TSC_TEST_URL") else {
        return;
    };
    let server = Server::new(&url).unwrap();
    if let Ok(path) = env::var("TSC_TEST_CA_PATH") {
        server.set_ca_path(Some(&path)).unwrap();
    }
    println!("\ntold: {}", info(&server));
}

#[test]
fn system_roots_are_those_of_the_environment() {
    let ca = Identity::self_signed(authority("A CA"));
    let other = Identity::self_signed(authority("Another CA"));
    // Its certificates name a root of webpki-roots as their issuer: if that root were known, the
    // error would be a wrong signature in place of an unknown issuer.
    let mut parameters = authority("");
    parameters.distinguished_name = DistinguishedName::new();
    for (part, value) in [
        (DnType::CountryName, "US"),
        (DnType::OrganizationName, "Amazon"),
        (DnType::CommonName, "Amazon Root CA 3"),
    ] {
        let value = DnValue::PrintableString(value.try_into().unwrap());
        parameters.distinguished_name.push(part, value);
    }
    let public_namesake = Identity::self_signed(parameters);
    let (issued, from_namesake) = (ca.issue(server(HERE)), public_namesake.issue(server(HERE)));

    let folder = Folder::unique("environment");
    let (pem, other_pem) = (
        folder.file("ca.pem", ca.pem()),
        folder.file("other.pem", other.pem()),
    );
    let nothing = folder.file("nothing.pem", "");
    let hashed = Folder::unique("environment-hashed");
    hashed.file("ca.pem", ca.pem());
    rehash(&hashed);
    let empty = Folder::unique("environment-empty");
    let (hashed, empty) = (
        hashed.path().to_str().unwrap().to_owned(),
        empty.path().to_str().unwrap().to_owned(),
    );
    let separator = if process::is_windows() { ';' } else { ':' };
    let two = format!("{empty}{separator}{hashed}");
    let file = |path| vec![("SSL_CERT_FILE", path)];
    let directory = |path| vec![("SSL_CERT_DIR", path)];
    let none = || vec![("SSL_CERT_FILE", &*nothing), ("SSL_CERT_DIR", &*empty)];
    let with_ca = |mut environment: Vec<_>, path| {
        environment.push(("TSC_TEST_CA_PATH", path));
        environment
    };
    let mut table = Table::default();
    struct Case<'a> {
        what: &'a str,
        /// The certificate of the server.
        shown: &'a Identity,
        environment: Vec<(&'a str, &'a str)>,
        /// A part of the message; `None` if the certificate is accepted.
        reason: Option<&'a str>,
    }
    for Case {
        what,
        shown,
        environment,
        reason,
    } in [
        Case {
            what: "SSL_CERT_FILE",
            shown: &issued,
            environment: file(&*pem),
            reason: None,
        },
        Case {
            what: "SSL_CERT_DIR",
            shown: &issued,
            environment: directory(&*hashed),
            reason: None,
        },
        Case {
            what: "SSL_CERT_DIR, two of them",
            shown: &issued,
            environment: directory(&two),
            reason: None,
        },
        Case {
            what: "SSL_CERT_FILE of another CA",
            shown: &issued,
            environment: file(&other_pem),
            reason: Some(UNKNOWN_ISSUER),
        },
        Case {
            what: "SSL_CERT_DIR without it",
            shown: &issued,
            environment: directory(&empty),
            reason: Some("SSL_CERT_DIR=\""),
        },
        Case {
            what: "SSL_CERT_FILE that is missing",
            shown: &issued,
            environment: file("/no/such/file"),
            reason: Some("SSL_CERT_FILE=\"/no/such/file\": No such file"),
        },
        Case {
            what: "SSL_CERT_DIR that is missing",
            shown: &issued,
            environment: directory("/no/such/directory"),
            reason: Some("SSL_CERT_DIR=\"/no/such/directory\": No such file"),
        },
        Case {
            what: "SSL_CERT_FILE that is missing, a good SSL_CERT_DIR",
            shown: &issued,
            environment: vec![
                ("SSL_CERT_FILE", "/no/such/file"),
                ("SSL_CERT_DIR", &hashed),
            ],
            reason: None,
        },
        Case {
            what: "both empty",
            shown: &issued,
            environment: none(),
            reason: Some("SSL_CERT_FILE=\""),
        },
        Case {
            what: "both empty, as if of a public root",
            shown: &from_namesake,
            environment: none(),
            reason: Some("SSL_CERT_FILE=\""),
        },
        Case {
            what: "as if of a public root",
            shown: &from_namesake,
            environment: file(&pem),
            reason: Some(UNKNOWN_ISSUER),
        },
        Case {
            what: "both empty, CA set",
            shown: &issued,
            environment: with_ca(none(), &pem),
            reason: None,
        },
        Case {
            what: "SSL_CERT_FILE, another CA set",
            shown: &issued,
            environment: with_ca(file(&pem), &other_pem),
            reason: Some(UNKNOWN_ISSUER),
        },
        Case {
            what: "public root, CA set",
            shown: &from_namesake,
            environment: with_ca(none(), &pem),
            reason: Some(UNKNOWN_ISSUER),
        },
    ] {
        for version in VERSIONS {
            let openssl = serve(&[shown], version);
            let url = format!("https://localhost:{}", openssl.port);
            let mut environment = environment.clone();
            environment.push(("TSC_TEST_URL", &url));
            let told = in_a_process(
                "system_roots::child_gets_info_with_system_roots",
                &environment,
            );
            table.row(what, version, &told, reason);
        }
    }
    table.is_as_expected();
}
