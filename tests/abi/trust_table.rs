//! Whom a server trusts, shown against OpenSSL's own TLS server, each row on TLS 1.2 and 1.3.
//! `--nocapture` prints the table.

use crate::support::folder::Folder;
use crate::support::http_server::listener;
use crate::support::openssl::{
    Ca, OpenSsl, Table, VERSIONS, Version, answer, ask, info, rehash, told_of,
};
use crate::support::*;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SerialNumber, date_time_ymd,
};
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::sync::Arc;

const UNKNOWN_ISSUER: &str = "unknown issuer";
const CA_AS_SERVER: &str = "it is a CA's, and not itself trusted";
const NO_CA_AS_ISSUER: &str = "its issuer is not a CA";
const OTHER_HOST: &str = "it is for another host name";
const NO_NAMES: &str = "it has no subjectAltName, and its common name is not looked at";
const EXPIRED: &str = "it has expired";
const NOT_YET_VALID: &str = "it is not valid yet";
const NOT_FOR_SERVERS: &str = "it is not meant for servers";
const WRONG_SIGNATURE: &str = "its signature is wrong";

/// A certificate, its key, and what it was made of.
struct Identity {
    certificate: Certificate,
    key: KeyPair,
    parameters: CertificateParams,
}

impl Identity {
    fn self_signed(parameters: CertificateParams) -> Identity {
        Identity::self_signed_with(KeyPair::generate().unwrap(), parameters)
    }

    fn self_signed_with(key: KeyPair, parameters: CertificateParams) -> Identity {
        Identity {
            certificate: parameters.self_signed(&key).unwrap(),
            key,
            parameters,
        }
    }

    fn issue(&self, parameters: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.parameters, &self.key);
        Identity {
            certificate: parameters.signed_by(&key, &issuer).unwrap(),
            key,
            parameters,
        }
    }

    /// Another self-signed certificate with the same names and key.
    fn again(&self) -> Identity {
        let key = KeyPair::try_from(self.key.serialize_der()).unwrap();
        let mut parameters = self.parameters.clone();
        parameters.serial_number = Some(SerialNumber::from(77));
        Identity::self_signed_with(key, parameters)
    }

    fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// As what is trusted.
    fn ca(&self) -> Ca {
        Ca::Pem(self.pem())
    }
}

fn named(name: &str, hosts: &[&str]) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
    let mut parameters = CertificateParams::new(hosts).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters
}

fn authority(name: &str) -> CertificateParams {
    says_ca(named(name, &[]))
}

fn server(hosts: &[&str]) -> CertificateParams {
    let mut parameters = named("localhost", hosts);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters
}

fn client_only(mut parameters: CertificateParams) -> CertificateParams {
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    parameters
}

fn says_ca(mut parameters: CertificateParams) -> CertificateParams {
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters
}

fn says_no_ca(mut parameters: CertificateParams) -> CertificateParams {
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters
}

fn expired(mut parameters: CertificateParams) -> CertificateParams {
    parameters.not_after = date_time_ymd(2001, 1, 1);
    parameters
}

fn not_yet_valid(mut parameters: CertificateParams) -> CertificateParams {
    parameters.not_before = date_time_ymd(2999, 1, 1);
    parameters
}

/// This machine.
const NAME: &str = "localhost";
const ADDRESS: &str = "127.0.0.1";
const HERE: &[&str] = &[NAME, ADDRESS];

/// A server that shows the certificate of the first, and sends those of the others along.
fn serve(shown: &[&Identity], version: Version) -> OpenSsl {
    let folder = Folder::unique("openssl");
    let own = shown[0];
    let chain: String = shown[1..].iter().map(|one| one.pem()).collect();
    folder.file("own.pem", own.pem());
    folder.file("key.pem", own.key.serialize_pem());
    folder.file("chain.pem", chain);
    OpenSsl::start_in(folder, &[], version)
}

/// A TLS server that shows a certificate whose key it does not have, which OpenSSL refuses to
/// be. Gives its port.
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
        stream.get_mut().write_all(answer().as_bytes())?;
        stream.get_mut().flush()
    };
    // A client that refuses the certificate ends the connection; the next one is served.
    let address = listener("127.0.0.1", move |stream| drop(serve(stream)));
    address.rsplit(':').next().unwrap().to_owned()
}

/// Refused for a reason, and accepted by those who do not want to know.
fn refuse(
    table: &mut Table,
    what: &str,
    version: Version,
    (server, told): (Server, String),
    reason: &str,
) {
    table.row(what, version, &told, Some(reason));
    server.set_verify(0);
    table.row("    the same, set_verify(0)", version, &info(&server), None);
}

/// What it is, the host that is asked, what the server shows, what is trusted.
type Accepted<'a> = (&'a str, &'a str, &'a [&'a Identity], Ca);
/// The same, and why it is refused.
type Refused<'a> = (&'a str, &'a str, &'a [&'a Identity], Ca, &'a str);

fn all_accepted(rows: &[Accepted<'_>]) {
    let mut table = Table::default();
    for (what, host, shown, ca) in rows {
        for version in VERSIONS {
            let openssl = serve(shown, version);
            let (_, told) = ask(host, &openssl.port, ca);
            table.row(what, version, &told, None);
        }
    }
    table.is_as_expected();
}

fn all_refused(rows: &[Refused<'_>]) {
    let mut table = Table::default();
    for (what, host, shown, ca, reason) in rows {
        for version in VERSIONS {
            let openssl = serve(shown, version);
            refuse(
                &mut table,
                what,
                version,
                ask(host, &openssl.port, ca),
                reason,
            );
        }
    }
    table.is_as_expected();
}

#[test]
fn a_ca_is_trusted_in_whatever_form_it_comes() {
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
        ("CA, by name", NAME, &[&issued], file("ca.pem", &pem)),
        ("CA, by IP address", ADDRESS, &[&issued], file("ca.pem", &pem)),
        ("CA, as PEM text", NAME, &[&issued], ca.ca()),
        ("CA, its file's name not ASCII", NAME, &[&issued], file("ü 売.pem", &pem)),
        ("bundle of several CAs", NAME, &[&issued], file("bundle.pem", &bundle)),
        ("bundle of several CAs, as PEM text", NAME, &[&issued], Ca::Pem(bundle)),
        ("bundle, one that is no certificate", NAME, &[&issued], Ca::Pem(format!("{broken}{pem}"))),
        ("bundle, one cut off before it", NAME, &[&issued], Ca::Pem(format!("{cut}\n{pem}"))),
        ("bundle, one cut off behind it", NAME, &[&issued], Ca::Pem(format!("{pem}{cut}"))),
        ("PEM with CRLF", NAME, &[&issued], file("crlf.pem", &pem.replace('\n', "\r\n"))),
        ("PEM with text around it", NAME, &[&issued], file("text.pem", &text)),
        ("PEM with a key before it", NAME, &[&issued], file("key.pem", &with_key)),
        ("DER", NAME, &[&issued], Ca::Path(folder.file("ca.cer", ca.certificate.der()))),
        ("directory with other things too", NAME, &[&issued], directory(&plain)),
        ("directory, by openssl rehash", NAME, &[&issued], directory(&hashed)),
        ("directory of links, a dangling one too", NAME, &[&issued], directory(&links)),
        ("intermediate, sent by the server", NAME, &[&below, &intermediate], ca.ca()),
        ("intermediate, not sent but configured", NAME, &[&below], Ca::Pem(both)),
    ];
    all_accepted(rows);
}

#[test]
fn a_self_signed_certificate_is_trusted_if_it_is_configured() {
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
        ("self-signed CA:FALSE, by name", NAME, &[&no_ca], no_ca.ca()),
        ("self-signed CA:FALSE, by IP address", ADDRESS, &[&no_ca], no_ca.ca()),
        ("self-signed CA:FALSE, beside a CA of its name", NAME, &[&no_ca], Ca::Pem(namesakes)),
        ("self-signed without CA:", NAME, &[&plain], plain.ca()),
        ("self-signed CA:TRUE, by name", NAME, &[&yes_ca], yes_ca.ca()),
        ("self-signed CA:TRUE, by IP address", ADDRESS, &[&yes_ca], yes_ca.ca()),
        ("self-signed CA:TRUE, no purpose", NAME, &[&any_purpose], any_purpose.ca()),
        ("self-signed CA:TRUE, both purposes", NAME, &[&both_purposes], both_purposes.ca()),
        ("self-signed CA:TRUE, in a bundle", NAME, &[&yes_ca], Ca::Pem(bundle)),
        ("self-signed CA:TRUE, as DER", NAME, &[&yes_ca], Ca::Path(der)),
        ("self-signed CA:TRUE, in a directory", NAME, &[&yes_ca], Ca::Path(directory)),
    ];
    all_accepted(rows);
}

#[test]
fn a_certificate_that_is_not_good_is_refused_with_its_reason() {
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
        ("unknown issuer", NAME, &[&good], other.ca(), UNKNOWN_ISSUER),
        ("unknown issuer, sent by the server", NAME, &[&good, &ca], other.ca(), UNKNOWN_ISSUER),
        ("self-signed, not configured", NAME, &[&plain], ca.ca(), UNKNOWN_ISSUER),
        ("self-signed CA:TRUE, not configured", NAME, &[&yes_ca], ca.ca(), CA_AS_SERVER),
        ("a CA's, issued by the one configured", NAME, &[&issued_ca], ca.ca(), CA_AS_SERVER),
        ("CA of the same name, other key", NAME, &[&from_namesake], ca.ca(), WRONG_SIGNATURE),
        ("other host, by name", NAME, &[&elsewhere], ca.ca(), OTHER_HOST),
        ("other host, by IP address", ADDRESS, &[&elsewhere], ca.ca(), OTHER_HOST),
        ("for the name, asked by IP address", ADDRESS, &[&name_only], ca.ca(), OTHER_HOST),
        ("for the IP address, asked by name", NAME, &[&address_only], ca.ca(), OTHER_HOST),
        ("the IP address as a name", ADDRESS, &[&address_as_name], ca.ca(), OTHER_HOST),
        ("CN only", NAME, &[&common_name_only], ca.ca(), NO_NAMES),
        ("expired", NAME, &[&old], ca.ca(), EXPIRED),
        ("not yet valid", NAME, &[&new], ca.ca(), NOT_YET_VALID),
        ("clientAuth only", NAME, &[&client], ca.ca(), NOT_FOR_SERVERS),
        ("intermediate missing", NAME, &[&below], ca.ca(), UNKNOWN_ISSUER),
        ("intermediate expired", NAME, &[&below_old, &old_intermediate], ca.ca(), EXPIRED),
        ("intermediate that is no CA", NAME, &[&below_server, &good], ca.ca(), NO_CA_AS_ISSUER),
    ];
    all_refused(rows);
}

#[test]
fn a_configured_self_signed_certificate_is_not_excused_from_the_rest() {
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
            (&what("other host, by name"), NAME, &[&elsewhere], elsewhere.ca(), OTHER_HOST),
            (&what("other host, by address"), ADDRESS, &[&elsewhere], elsewhere.ca(), OTHER_HOST),
            (&what("CN only"), NAME, &[&common_name_only], common_name_only.ca(), NO_NAMES),
            (&what("expired"), NAME, &[&old], old.ca(), EXPIRED),
            (&what("not yet valid"), NAME, &[&new], new.ca(), NOT_YET_VALID),
            (&what("clientAuth only"), NAME, &[&client], client.ca(), NOT_FOR_SERVERS),
            (&what("same name, other key"), NAME, &[&namesake], good.ca(), of_namesake),
        ];
        all_refused(rows);
    }
}

#[test]
fn only_the_configured_bytes_of_a_self_issued_certificate_are_pinned() {
    let pinned = Identity::self_signed(says_ca(server(HERE)));
    let again = pinned.again();
    assert_ne!(pinned.certificate.der(), again.certificate.der());
    let root = Identity::self_signed(authority("A CA"));
    let middle = root.issue(says_ca(server(HERE)));
    let both = Ca::Pem(format!("{}{}", root.pem(), middle.pem()));
    #[rustfmt::skip]
    let rows: &[Refused<'_>] = &[
        ("pinned CA:TRUE, other bytes, same key", NAME, &[&again], pinned.ca(), CA_AS_SERVER),
        ("intermediate CA as server, configured", NAME, &[&middle], middle.ca(), CA_AS_SERVER),
        ("the same, its root configured too", NAME, &[&middle], both, CA_AS_SERVER),
    ];
    all_refused(rows);
}

#[test]
fn a_configured_certificate_that_is_no_ca_vouches_for_itself_only() {
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
        ("pinned CA:FALSE, other bytes, same key", NAME, &[&again], pinned.ca(), UNKNOWN_ISSUER),
        ("issued by a pinned CA:FALSE", NAME, &[&below], pinned.ca(), UNKNOWN_ISSUER),
        ("the same, beside a CA", NAME, &[&below], with_ca, UNKNOWN_ISSUER),
        ("issued by a pinned one without CA:", NAME, &[&below_nothing], says_nothing.ca(), UNKNOWN_ISSUER),
        ("issued by a configured issued one", NAME, &[&below_leaf], leaf.ca(), UNKNOWN_ISSUER),
        ("configured issued one, its CA not", NAME, &[&leaf], leaf.ca(), UNKNOWN_ISSUER),
    ];
    all_refused(rows);
}

#[test]
fn a_server_must_have_the_key_of_its_certificate() {
    let ca = Identity::self_signed(authority("A CA"));
    let issued = ca.issue(server(HERE));
    let (no_ca, yes_ca) = (
        Identity::self_signed(says_no_ca(server(HERE))),
        Identity::self_signed(says_ca(server(HERE))),
    );
    let mut table = Table::default();
    for (what, shown, ca) in [
        ("wrong private key", &issued, &ca),
        ("wrong private key, pinned CA:FALSE", &no_ca, &no_ca),
        ("wrong private key, pinned CA:TRUE", &yes_ca, &yes_ca),
    ] {
        for version in VERSIONS {
            let port = impostor(shown, version);
            let told = ask(NAME, &port, &ca.ca());
            refuse(&mut table, what, version, told, WRONG_SIGNATURE);
        }
    }
    table.is_as_expected();
}

#[test]
fn what_is_no_ca_is_refused_at_once() {
    let ca = Identity::self_signed(authority("A CA"));
    let (pem, key) = (ca.pem(), ca.key.serialize_pem());
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut = &pem[..pem.len() / 2];
    let folder = Folder::unique("refused");
    let below = folder.path().join("ca.pem/below");
    folder.file("ca.pem", &pem);
    let circle = folder.path().join("circle");
    symlink(&circle, &circle).unwrap();
    let empty = Folder::unique("empty");
    let others = Folder::unique("others");
    others.file("README", "hello");
    others.file("key.pem", &key);
    others.file("empty.pem", "");
    fs::create_dir_all(others.path().join("ca.pem")).unwrap();
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let server = Server::new("https://localhost").unwrap();
    for (what, path, reason) in [
        ("missing path", "/no/such/file".to_owned(), "No such file"),
        ("path that is empty text", String::new(), "No such file"),
        ("path below a file", text(&below), "Not a directory"),
        ("link to itself", text(&circle), "symbolic links"),
        (
            "device",
            "/dev/null".to_owned(),
            "neither a file nor a directory",
        ),
        ("empty file", folder.file("empty.pem", ""), "it is empty"),
        (
            "garbage",
            folder.file("garbage.pem", [0xff; 1000]),
            "neither PEM nor",
        ),
        ("text", folder.file("text.pem", "hello"), "neither PEM nor"),
        (
            "key instead of a certificate",
            folder.file("key.pem", &key),
            "no certificate",
        ),
        (
            "key instead, DER",
            folder.file("key.der", ca.key.serialize_der()),
            "neither PEM nor",
        ),
        (
            "PEM of something else",
            folder.file("broken.pem", broken),
            "it is no X.509 certificate that can be read",
        ),
        (
            "PEM cut off",
            folder.file("cut.pem", cut),
            "its END line is missing",
        ),
        ("empty directory", text(empty.path()), "no certificate"),
        (
            "directory without certificates",
            text(others.path()),
            "no certificate",
        ),
    ] {
        let failure = server.set_ca_path(Some(&path)).unwrap_err();
        println!("{what:<40} {} {}", failure.name(), failure.message);
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{what}");
        for part in [&format!("{path:?}"), reason] {
            assert!(
                failure.message.contains(part),
                "{what}: {}",
                failure.message
            );
        }
    }
    for pem in ["", "hello", &key, broken, cut] {
        let failure = server.set_ca_pem(pem.as_bytes()).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{pem}");
    }
}

/// Runs one of the tests below that need a process of their own, and gives what it told.
fn in_a_process(test: &str, environment: &[(&str, &str)]) -> String {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", &format!("trust_table::{test}")])
        .arg("--nocapture")
        .env_remove("SSL_CERT_FILE")
        .env_remove("SSL_CERT_DIR")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let told = output.split_once("\ntold: ").map(|(_, told)| told);
    let told = told.and_then(|told| told.lines().next());
    told.expect(&output).to_owned()
}

/// Run by the_systems_roots_are_those_of_the_environment, in an environment of its own.
#[test]
fn asks_with_the_systems_roots() {
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
fn the_systems_roots_are_those_of_the_environment() {
    let ca = Identity::self_signed(authority("A CA"));
    let other = Identity::self_signed(authority("Another CA"));
    // A certificate of this one says that a root of webpki-roots issued it: where that root
    // is known, it is not the issuer but the signature that is wrong.
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
    let two = format!("{empty}:{hashed}");
    let file = |path| vec![("SSL_CERT_FILE", path)];
    let directory = |path| vec![("SSL_CERT_DIR", path)];
    let none = || vec![("SSL_CERT_FILE", &*nothing), ("SSL_CERT_DIR", &*empty)];
    let with_ca = |mut environment: Vec<_>, path| {
        environment.push(("TSC_TEST_CA_PATH", path));
        environment
    };
    let mut table = Table::default();
    for (what, shown, environment, reason) in [
        ("SSL_CERT_FILE", &issued, file(&*pem), None),
        ("SSL_CERT_DIR", &issued, directory(&*hashed), None),
        ("SSL_CERT_DIR, two of them", &issued, directory(&two), None),
        (
            "SSL_CERT_FILE of another CA",
            &issued,
            file(&other_pem),
            Some(UNKNOWN_ISSUER),
        ),
        (
            "SSL_CERT_DIR without it",
            &issued,
            directory(&empty),
            Some("SSL_CERT_DIR=\""),
        ),
        (
            "SSL_CERT_FILE that is missing",
            &issued,
            file("/no/such/file"),
            Some("SSL_CERT_FILE=\"/no/such/file\": No such file"),
        ),
        (
            "SSL_CERT_DIR that is missing",
            &issued,
            directory("/no/such/directory"),
            Some("SSL_CERT_DIR=\"/no/such/directory\": No such file"),
        ),
        (
            "SSL_CERT_FILE that is missing, a good SSL_CERT_DIR",
            &issued,
            vec![
                ("SSL_CERT_FILE", "/no/such/file"),
                ("SSL_CERT_DIR", &hashed),
            ],
            None,
        ),
        ("both empty", &issued, none(), Some("SSL_CERT_FILE=\"")),
        (
            "both empty, as if of a public root",
            &from_namesake,
            none(),
            Some("SSL_CERT_FILE=\""),
        ),
        (
            "as if of a public root",
            &from_namesake,
            file(&pem),
            Some(UNKNOWN_ISSUER),
        ),
        ("both empty, CA set", &issued, with_ca(none(), &pem), None),
        (
            "SSL_CERT_FILE, another CA set",
            &issued,
            with_ca(file(&pem), &other_pem),
            Some(UNKNOWN_ISSUER),
        ),
        (
            "public root, CA set",
            &from_namesake,
            with_ca(none(), &pem),
            Some(UNKNOWN_ISSUER),
        ),
    ] {
        for version in VERSIONS {
            let openssl = serve(&[shown], version);
            let url = format!("https://localhost:{}", openssl.port);
            let mut environment = environment.clone();
            environment.push(("TSC_TEST_URL", &url));
            let told = in_a_process("asks_with_the_systems_roots", &environment);
            table.row(what, version, &told, reason);
        }
    }
    table.is_as_expected();
}

/// Run by what_may_not_be_read_is_no_ca, in a process that gives up its rights.
#[test]
fn reads_without_rights() {
    let Ok(path) = env::var("TSC_TEST_CA_PATH") else {
        return;
    };
    // Root reads everything; nobody does not.
    // SAFETY: changes this process only, which is here for nothing else.
    let given_up = unsafe { libc::geteuid() != 0 || libc::setuid(65534) == 0 };
    assert!(given_up);
    let server = Server::new("https://localhost").unwrap();
    println!("\ntold: {}", told_of(server.set_ca_path(Some(&path))));
}

#[test]
fn what_may_not_be_read_is_no_ca() {
    let ca = Identity::self_signed(authority("A CA"));
    let folder = Folder::unique("unreadable");
    let closed = Folder::unique("closed");
    let inside = closed.file("ca.pem", ca.pem());
    let file = folder.file("ca.pem", ca.pem());
    let directory = closed.path().to_str().unwrap().to_owned();
    let set_mode = |path: &str, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let rows = [
        ("directory that cannot be read", &directory),
        ("file in a directory that cannot be read", &inside),
        ("file that cannot be read", &file),
    ];
    let told = |(_, path): (_, &String)| {
        in_a_process("reads_without_rights", &[("TSC_TEST_CA_PATH", path)])
    };
    for row in rows {
        assert_eq!(told(row), "TSC_OK", "{}, when it can", row.0);
    }
    set_mode(&directory, 0);
    set_mode(&file, 0);
    let all = rows.map(|row| (row, told(row)));
    set_mode(&directory, 0o755);
    for ((what, path), told) in all {
        println!("{what:<40} {told}");
        assert!(told.starts_with("TSC_ERROR_CA_PATH "), "{what}: {told}");
        for part in [&format!("{path:?}"), "Permission denied"] {
            assert!(told.contains(part), "{what}: {told}");
        }
    }
}
