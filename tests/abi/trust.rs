//! Whom a server trusts: files, directories, text, the system, and nobody.

use crate::support::*;
use std::fs;
use std::path::PathBuf;
use tsc_simulator::Simulator;

/// A directory of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tsc-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self) -> String {
        self.0.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn signs_in(server: &Server) -> &'static str {
    server
        .sign_in(TOKEN, "")
        .err()
        .map_or("TSC_OK", |failure| failure.name())
}

fn der(simulator: &Simulator) -> Vec<u8> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    CertificateDer::from_pem_slice(simulator.ca_pem().as_bytes())
        .unwrap()
        .to_vec()
}

#[test]
fn a_ca_may_come_in_many_forms() {
    let (simulator, other) = (simulator(), simulator());
    let folder = Folder::new("forms");
    let pem = simulator.ca_pem();
    let directory = Folder::new("directory");
    directory.file("ca.pem", pem);
    directory.file("0a1b2c3d.0", pem);
    directory.file("README", "not a certificate");
    fs::create_dir_all(directory.0.join("private")).unwrap();
    for path in [
        folder.file("plain.pem", pem),
        folder.file("crlf.pem", pem.replace('\n', "\r\n")),
        folder.file("text.pem", format!("subject=Test CA\n{pem}\nmore text\n")),
        folder.file("bundle.pem", format!("{}{pem}", other.ca_pem())),
        folder.file("der.cer", der(&simulator)),
        folder.file("with ümlaut.pem", pem),
        directory.path(),
    ] {
        let server = Server::new(&simulator.https_url()).unwrap();
        server.set_ca_path(Some(&path)).unwrap();
        assert_eq!(signs_in(&server), "TSC_OK", "{path}");
    }
    let server = Server::new(&simulator.https_url()).unwrap();
    server.set_ca_pem(pem.as_bytes()).unwrap();
    assert_eq!(signs_in(&server), "TSC_OK");
}

#[test]
fn what_is_no_ca_is_refused_at_once() {
    let folder = Folder::new("refused");
    let empty = Folder::new("empty");
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n";
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let server = Server::new("https://localhost").unwrap();
    for path in [
        "/no/such/file".to_owned(),
        String::new(),
        "/dev/null".to_owned(),
        folder.file("empty.pem", ""),
        folder.file("garbage.pem", [0xff; 1000]),
        folder.file("text.pem", "hello"),
        folder.file("key.pem", key),
        folder.file("broken.pem", broken),
        folder.file("open.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n"),
        empty.path(),
    ] {
        let failure = server.set_ca_path(Some(&path)).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{path}");
        assert!(
            failure.message.contains(&format!("{path:?}")),
            "{}",
            failure.message
        );
    }
    for pem in ["", "hello", key, broken] {
        let failure = server.set_ca_pem(pem.as_bytes()).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_CA_PATH", "{pem}");
    }
}

#[test]
fn a_ca_that_cannot_be_used_leaves_the_one_before() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_ca_path(Some("/no/such/file")).unwrap_err();
    server.set_ca_pem(b"hello").unwrap_err();
    assert_eq!(signs_in(&server), "TSC_OK");
}

#[test]
fn the_last_ca_is_the_only_one() {
    let (simulator, other) = (simulator(), simulator());
    let server = Server::of(&simulator);
    server.set_ca_pem(other.ca_pem().as_bytes()).unwrap();
    assert_eq!(signs_in(&server), "TSC_ERROR_CERTIFICATE");
    server
        .set_ca_path(Some(simulator.ca_path().to_str().unwrap()))
        .unwrap();
    assert_eq!(signs_in(&server), "TSC_OK");
    server.set_ca_path(None).unwrap();
    assert_eq!(signs_in(&server), "TSC_ERROR_CERTIFICATE");
}

#[test]
fn verification_can_be_turned_off_and_on() {
    let (simulator, other) = (simulator(), simulator());
    let server = Server::new(&simulator.https_url()).unwrap();
    server.set_verify(0);
    assert_eq!(signs_in(&server), "TSC_OK");
    server.set_ca_pem(other.ca_pem().as_bytes()).unwrap();
    assert_eq!(signs_in(&server), "TSC_OK");
    server.set_verify(-1);
    assert_eq!(signs_in(&server), "TSC_ERROR_CERTIFICATE");
}

#[test]
fn a_session_keeps_the_trust_that_it_began_with() {
    let (simulator, other) = (simulator(), simulator());
    let (server, session) = signed_in(&simulator, "");
    server.set_ca_pem(other.ca_pem().as_bytes()).unwrap();
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 2345);
    session.sign_out().unwrap();
}

#[test]
fn a_ca_path_is_read_when_it_is_set() {
    let simulator = simulator();
    let folder = Folder::new("read-at-once");
    let path = folder.file("ca.pem", simulator.ca_pem());
    let server = Server::new(&simulator.https_url()).unwrap();
    server.set_ca_path(Some(&path)).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(signs_in(&server), "TSC_OK");
}
