//! Certificates that are trusted.

use super::identity::*;
use super::*;
use crate::support::folder::Folder;
use crate::support::openssl::{Ca, rehash};
use rcgen::ExtendedKeyUsagePurpose;
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn ca_is_trusted_in_every_supported_format() {
    let ca = Identity::self_signed(authority("A CA"));
    let (before, after) = (
        Identity::self_signed(authority("One before")),
        Identity::self_signed(authority("One after")),
    );
    let intermediate = ca.issue(authority("An intermediate CA"));
    let (issued, below) = (ca.issue(server(HERE)), intermediate.issue(server(HERE)));
    let pem = ca.pem();
    let folder = Folder::unique("forms");
    let file = |name: &str, content: &str| Ca::Path(folder.file(name, content));

    let plain = Folder::unique("plain");
    plain.file("ca.crt", &pem);
    plain.file("README", "not a certificate");
    fs::create_dir_all(plain.path().join("private")).unwrap();
    let hashed = Folder::unique("hashed");
    hashed.file("ca.pem", &pem);
    hashed.file("other.pem", before.pem());
    rehash(&hashed);
    let links = Folder::unique("links");
    symlink(
        folder.file("elsewhere", &pem),
        links.path().join("0a1b2c3d.0"),
    )
    .unwrap();
    symlink("nowhere", links.path().join("0a1b2c3d.1")).unwrap();
    let directory = |folder: &Folder| Ca::Path(folder.path().to_str().unwrap().to_owned());

    let bundle = format!("{}{pem}{}", before.pem(), after.pem());
    let text = format!("subject=CN = A CA\n{pem}\nmore text\n");
    let with_key = format!("{}{pem}", ca.key.serialize_pem());
    let both = format!("{}{}", intermediate.pem(), pem);
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut = &pem[..pem.len() / 2];
    #[rustfmt::skip]
    let rows: &[Accepted<'_>] = &[
        Accepted { name: "CA, by name", host: NAME,
            shown: &[&issued], trusted: file("ca.pem", &pem) },
        Accepted { name: "CA, by IP address", host: ADDRESS,
            shown: &[&issued], trusted: file("ca.pem", &pem) },
        Accepted { name: "CA, as PEM text", host: NAME,
            shown: &[&issued], trusted: ca.ca() },
        Accepted { name: "CA, its file's name not ASCII", host: NAME,
            shown: &[&issued], trusted: file("ü 売.pem", &pem) },
        Accepted { name: "bundle of several CAs", host: NAME,
            shown: &[&issued], trusted: file("bundle.pem", &bundle) },
        Accepted { name: "bundle of several CAs, as PEM text", host: NAME,
            shown: &[&issued], trusted: Ca::Pem(bundle) },
        Accepted { name: "bundle with an invalid certificate", host: NAME,
            shown: &[&issued], trusted: Ca::Pem(format!("{broken}{pem}")) },
        Accepted { name: "bundle with a truncated certificate before it", host: NAME,
            shown: &[&issued], trusted: Ca::Pem(format!("{cut}\n{pem}")) },
        Accepted { name: "bundle with a truncated certificate after it", host: NAME,
            shown: &[&issued], trusted: Ca::Pem(format!("{pem}{cut}")) },
        Accepted { name: "PEM with CRLF", host: NAME,
            shown: &[&issued], trusted: file("crlf.pem", &pem.replace('\n', "\r\n")) },
        Accepted { name: "PEM with text around it", host: NAME,
            shown: &[&issued], trusted: file("text.pem", &text) },
        Accepted { name: "PEM with a key before it", host: NAME,
            shown: &[&issued], trusted: file("key.pem", &with_key) },
        Accepted { name: "DER", host: NAME,
            shown: &[&issued], trusted: Ca::Path(folder.file("ca.cer", ca.certificate.der())) },
        Accepted { name: "directory with other things too", host: NAME,
            shown: &[&issued], trusted: directory(&plain) },
        Accepted { name: "directory, by openssl rehash", host: NAME,
            shown: &[&issued], trusted: directory(&hashed) },
        Accepted { name: "directory of links, a dangling one too", host: NAME,
            shown: &[&issued], trusted: directory(&links) },
        Accepted { name: "intermediate, sent by the server", host: NAME,
            shown: &[&below, &intermediate], trusted: ca.ca() },
        Accepted { name: "intermediate, not sent but configured", host: NAME,
            shown: &[&below], trusted: Ca::Pem(both) },
    ];
    all_accepted(rows);
}

#[test]
fn configured_self_signed_certificate_is_trusted() {
    let plain = Identity::self_signed(server(HERE));
    let no_ca = Identity::self_signed(says_no_ca(server(HERE)));
    let yes_ca = Identity::self_signed(says_ca(server(HERE)));
    let any_purpose = Identity::self_signed(says_ca(named("localhost", HERE)));
    let mut parameters = client_only(says_ca(server(HERE)));
    parameters
        .extended_key_usages
        .push(ExtendedKeyUsagePurpose::ServerAuth);
    let both_purposes = Identity::self_signed(parameters);
    let other = Identity::self_signed(says_ca(server(HERE)));
    let bundle = format!("{}{}", other.pem(), yes_ca.pem());
    let namesakes = format!("{}{}", other.pem(), no_ca.pem());
    let folder = Folder::unique("pinned");
    folder.file("server.pem", yes_ca.pem());
    rehash(&folder);
    let directory = folder.path().to_str().unwrap().to_owned();
    let der = folder.file("server.cer", yes_ca.certificate.der());
    #[rustfmt::skip]
    let rows: &[Accepted<'_>] = &[
        Accepted { name: "self-signed CA:FALSE, by name", host: NAME,
            shown: &[&no_ca], trusted: no_ca.ca() },
        Accepted { name: "self-signed CA:FALSE, by IP address", host: ADDRESS,
            shown: &[&no_ca], trusted: no_ca.ca() },
        Accepted { name: "self-signed CA:FALSE, beside a CA of its name", host: NAME,
            shown: &[&no_ca], trusted: Ca::Pem(namesakes) },
        Accepted { name: "self-signed without CA:", host: NAME,
            shown: &[&plain], trusted: plain.ca() },
        Accepted { name: "self-signed CA:TRUE, by name", host: NAME,
            shown: &[&yes_ca], trusted: yes_ca.ca() },
        Accepted { name: "self-signed CA:TRUE, by IP address", host: ADDRESS,
            shown: &[&yes_ca], trusted: yes_ca.ca() },
        Accepted { name: "self-signed CA:TRUE, no purpose", host: NAME,
            shown: &[&any_purpose], trusted: any_purpose.ca() },
        Accepted { name: "self-signed CA:TRUE, both purposes", host: NAME,
            shown: &[&both_purposes], trusted: both_purposes.ca() },
        Accepted { name: "self-signed CA:TRUE, in a bundle", host: NAME,
            shown: &[&yes_ca], trusted: Ca::Pem(bundle) },
        Accepted { name: "self-signed CA:TRUE, as DER", host: NAME,
            shown: &[&yes_ca], trusted: Ca::Path(der) },
        Accepted { name: "self-signed CA:TRUE, in a directory", host: NAME,
            shown: &[&yes_ca], trusted: Ca::Path(directory) },
    ];
    all_accepted(rows);
}
