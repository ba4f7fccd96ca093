//! When a change of the trusted CA takes effect, and for which handles. Which certificates are
//! trusted is in `trust`.

use crate::support::folder::Folder;
use crate::support::*;
use std::fs;

fn signs_in(server: &Server) -> &'static str {
    server
        .sign_in(TOKEN, "")
        .err()
        .map_or("TSC_OK", |failure| failure.name())
}

#[test]
fn unusable_ca_leaves_the_previous_one_in_use() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_ca_path(Some("/no/such/file")).unwrap_err();
    server.set_ca_pem(b"hello").unwrap_err();
    assert_eq!(signs_in(&server), "TSC_OK");
}

#[test]
fn setting_a_ca_replaces_the_previous_one() {
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
fn session_keeps_the_ca_that_it_signed_in_with() {
    let (simulator, other) = (simulator(), simulator());
    let (server, session) = signed_in(&simulator, "");
    server.set_ca_pem(other.ca_pem().as_bytes()).unwrap();
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 2345);
    session.sign_out().unwrap();
}

#[test]
fn ca_path_is_read_when_it_is_set() {
    let simulator = simulator();
    let folder = Folder::unique("read-at-once");
    let path = folder.file("ca.pem", simulator.ca_pem());
    let server = Server::new(&simulator.https_url()).unwrap();
    server.set_ca_path(Some(&path)).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(signs_in(&server), "TSC_OK");
}

#[test]
fn pipes_devices_and_directories_are_refused_as_ca_path() {
    let folder = Folder::unique("odd");
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let server = Server::new("https://localhost").unwrap();
    for path in [
        pipe.to_str().unwrap(),
        folder.path().to_str().unwrap(),
        "/dev/zero",
        "/proc/self",
    ] {
        assert_eq!(
            server.set_ca_path(Some(path)).unwrap_err().name(),
            "TSC_ERROR_CA_PATH",
            "{path}"
        );
    }
}
