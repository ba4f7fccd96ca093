//! The roots that the system trusts.

use crate::error::{Error, Result, Status};
use crate::transport::environment::Environment;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::verifier::{Authority, Trusted};
use rustls::pki_types::CertificateDer;
use rustls_native_certs::{CertificateResult, load_certs_from_paths};
use std::ffi::OsStr;
use std::path::Path;

/// The files that systems have besides the directories that openssl-probe knows.
const FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/ssl/cert.pem",
    "/opt/etc/ssl/certs/ca-certificates.crt",
];

/// The roots that a server with this environment trusts.
pub fn of(environment: &Environment) -> Result<Trusted> {
    system_roots(
        environment.get("SSL_CERT_FILE"),
        environment.get("SSL_CERT_DIR"),
    )
}

/// What the variables SSL_CERT_FILE and SSL_CERT_DIR say; without them the system's roots, or
/// those of Mozilla where it has none. Variables that lead nowhere are an error: the user who
/// set them wants to trust what they name, and nothing else.
pub fn system_roots(file: Option<&OsStr>, directories: Option<&OsStr>) -> Result<Trusted> {
    let is_set = |value: &&OsStr| !value.is_empty();
    let (file, directories) = (file.filter(is_set), directories.filter(is_set));
    if file.is_none() && directories.is_none() {
        let roots = trusted(&of_system());
        if !roots.authorities.is_empty() {
            return Ok(roots);
        }
        let mozilla = webpki_roots::TLS_SERVER_ROOTS.iter().cloned();
        return Ok(Trusted {
            authorities: mozilla.map(Authority::of_anchor).collect(),
            ..Trusted::default()
        });
    }
    let mut loaded = load_certs_from_paths(file.map(Path::new), None);
    for directory in std::env::split_paths(directories.unwrap_or_default()) {
        let more = load_certs_from_paths(None, Some(&directory));
        loaded.certs.extend(more.certs);
        loaded.errors.extend(more.errors);
    }
    let named = |name: &str, value: Option<&OsStr>| {
        value.map(|value| format!("{name}={:?}", value.to_string_lossy()))
    };
    let variables = [
        named("SSL_CERT_FILE", file),
        named("SSL_CERT_DIR", directories),
    ];
    let variables: Vec<String> = variables.into_iter().flatten().collect();
    let variables = variables.join(", ");
    let reason = reason(&loaded);
    let mut roots = trusted(&loaded.certs);
    if !roots.authorities.is_empty() {
        roots.unusable = reason.map(|reason| {
            format!("not all that the environment names can be read ({variables}: {reason})")
        });
        return Ok(roots);
    }
    let reason = reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    Err(Error::new(
        Status::Certificate,
        format!(
            "no server's certificate can be trusted: there is no CA certificate where the \
                environment variable says ({variables}{reason})"
        ),
    )
    .advise("correct or unset it, or configure the trusted certificates"))
}

/// What the operating system said of a file or directory.
fn reason(loaded: &CertificateResult) -> Option<String> {
    let io = loaded.errors.iter().find_map(|error| match &error.kind {
        rustls_native_certs::ErrorKind::Io { inner, .. } => Some(inner),
        _ => None,
    });
    io.map(ToString::to_string)
}

/// Not rustls_native_certs's search: it reads the environment.
fn of_system() -> Vec<CertificateDer<'static>> {
    let file = FILES.iter().map(Path::new).find(|file| file.exists());
    let mut directories = openssl_probe::candidate_cert_dirs();
    let mut certificates = load_certs_from_paths(file, directories.next()).certs;
    for directory in directories {
        certificates.extend(load_certs_from_paths(None, Some(directory)).certs);
    }
    certificates
}

/// Those that can be read.
fn trusted(certificates: &[CertificateDer<'_>]) -> Trusted {
    let authorities = certificates.iter().filter_map(|certificate| {
        let limit = Parsed::new(certificate).and_then(|parsed| parsed.path_limit());
        Authority::new(certificate, limit)
    });
    Trusted {
        authorities: authorities.collect(),
        ..Trusted::default()
    }
}
