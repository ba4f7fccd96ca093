//! The environment of a server handle: the process's at the time it was created, or one that the
//! program passes.

use crate::library::*;
use crate::process;
use crate::support::folder::Folder;
use crate::support::own_process;
use crate::support::*;
use std::ffi::{CString, c_char};
use std::ptr;

/// A proxy where nothing listens.
const NOBODY: &str = "http://127.0.0.1:1";

/// A server handle for a simulator with an environment; `None` is NULL.
fn server_with(url: &str, environment: Option<&[&str]>) -> Server {
    let strings: Vec<CString> = environment
        .unwrap_or_default()
        .iter()
        .copied()
        .map(c)
        .collect();
    let mut array: Vec<*mut c_char> = strings
        .iter()
        .map(|text| text.as_ptr().cast_mut())
        .collect();
    array.push(ptr::null_mut());
    let given = environment.map_or(ptr::null(), |_| array.as_ptr());
    let mut server = ptr::null_mut();
    // SAFETY: pointers are as the header asks.
    check(|error| unsafe {
        tsc_server_new_with_environment(c(url).as_ptr(), given, &raw mut server, error)
    })
    .unwrap();
    Server(server)
}

/// The status of a call to get_info. Only a proxy error names the proxy.
fn outcome(server: &Server) -> &'static str {
    server.get_info().err().map_or("TSC_OK", |failure| {
        let names_it = failure.message.contains(NOBODY);
        assert_eq!(names_it, failure.name() == "TSC_ERROR_PROXY", "{failure:?}");
        failure.name()
    })
}

#[test]
fn environment_passed_by_the_program_replaces_the_processs() {
    if own_process::task().is_none() {
        let test = "environment::environment_passed_by_the_program_replaces_the_processs";
        return own_process::check(test, "it");
    }
    // SAFETY: no other thread of this process reads it now.
    unsafe { process::set_variable("https_proxy", Some(NOBODY)) };
    let simulator = simulator();
    let url = simulator.https_url();
    let of_process = Server::of(&simulator);
    assert_eq!(outcome(&of_process), "TSC_ERROR_PROXY");
    let proxy = format!("https_proxy={NOBODY}");
    let proxy = proxy.as_str();
    for (environment, expected) in [
        (None, "TSC_OK"),
        (Some(&[][..]), "TSC_OK"),
        (Some(&[proxy]), "TSC_ERROR_PROXY"),
        (
            Some(&["PATH=/bin", proxy, "https_proxy="]),
            "TSC_ERROR_PROXY",
        ),
        (Some(&["https_proxy=", proxy]), "TSC_OK"),
        (Some(&[proxy, "no_proxy=localhost"]), "TSC_OK"),
        (
            Some(&["https_proxy", "https_proxy_x=http://127.0.0.1:1", ""]),
            "TSC_OK",
        ),
    ] {
        let server = server_with(&url, environment);
        server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
        assert_eq!(outcome(&server), expected, "{environment:?}");
        // NULL restores the proxy of the environment.
        server.set_proxy(Some("")).unwrap();
        assert_eq!(outcome(&server), "TSC_OK", "{environment:?}");
        server.set_proxy(None).unwrap();
        assert_eq!(outcome(&server), expected, "{environment:?}");
    }
    // The environment was read when the handle was created.
    // SAFETY: as above.
    unsafe { process::set_variable("https_proxy", None) };
    assert_eq!(outcome(&of_process), "TSC_ERROR_PROXY");
    assert_eq!(outcome(&Server::of(&simulator)), "TSC_OK");
}

#[test]
fn only_certificates_named_by_the_environment_are_trusted() {
    let simulator = simulator();
    let file = format!("SSL_CERT_FILE={}", simulator.ca_path().to_str().unwrap());
    let folder = simulator.ca_path().parent().unwrap().to_str().unwrap();
    let folder = format!("SSL_CERT_DIR={folder}");
    let asked = |environment: &[&str]| {
        let server = server_with(&simulator.https_url(), Some(environment));
        server.get_info().map(drop)
    };
    let (file, folder) = (file.as_str(), folder.as_str());
    asked(&[file]).unwrap();
    asked(&[folder]).unwrap();
    for environment in [&[][..], &["SSL_CERT_FILE=/nowhere"]] {
        let failure = asked(environment).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_CERTIFICATE", "{environment:?}");
        let says_so = failure.message.contains("/nowhere");
        assert_eq!(
            says_so,
            environment == ["SSL_CERT_FILE=/nowhere"],
            "{failure:?}"
        );
    }
    // FIFOs and devices are neither waited for nor read without end.
    let folder = Folder::unique("environment");
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for variable in [
        "SSL_CERT_FILE=/dev/zero".to_owned(),
        format!("SSL_CERT_FILE={}", pipe.to_str().unwrap()),
        format!("SSL_CERT_DIR={}", folder.path().to_str().unwrap()),
        "SSL_CERT_DIR=/proc:/dev".to_owned(),
    ] {
        let failure = asked(&[&variable]).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_CERTIFICATE", "{failure:?}");
    }
    // NULL restores the CA of the environment after another one was set.
    let server = server_with(&simulator.https_url(), Some(&[file]));
    let other = simulator_of_version("3.19");
    server.set_ca_pem(other.ca_pem().as_bytes()).unwrap();
    server.get_info().unwrap_err();
    server.set_ca_path(None).unwrap();
    server.get_info().unwrap();
}

#[test]
fn certificates_of_the_environment_are_read_again_after_the_last_handle_is_freed() {
    let simulator = simulator();
    let folder = Folder::unique("renewed-ca");
    let other = simulator_of_version("3.19");
    let file = folder.file("ca.pem", other.ca_pem());
    let variable = format!("SSL_CERT_FILE={file}");
    let server = || server_with(&simulator.https_url(), Some(&[&variable]));
    let first = server();
    assert_eq!(outcome(&first), "TSC_ERROR_CERTIFICATE");
    folder.file("ca.pem", simulator.ca_pem());
    // It shares what the first handle has read.
    assert_eq!(outcome(&server()), "TSC_ERROR_CERTIFICATE");
    drop(first);
    assert_eq!(outcome(&server()), "TSC_OK");
}
