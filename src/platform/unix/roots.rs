//! The root certificates of the system.

use crate::platform::system_roots::SystemRoots;
use std::io;
#[cfg(not(target_os = "macos"))]
use std::path::Path;

/// The files with root certificates on common systems. The directories come from openssl-probe.
#[cfg(not(target_os = "macos"))]
const FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/ssl/cert.pem",
    "/opt/etc/ssl/certs/ca-certificates.crt",
];

/// Returns where the system's root certificates are: its file and its directories.
#[cfg(not(target_os = "macos"))]
pub fn system_roots() -> io::Result<SystemRoots> {
    let file = FILES.iter().map(Path::new).find(|file| file.exists());
    let directories = openssl_probe::candidate_cert_dirs();
    let paths = file.into_iter().chain(directories);
    Ok(SystemRoots {
        paths: paths.map(Path::to_path_buf).collect(),
        ..SystemRoots::default()
    })
}

/// Returns the system's root certificates: those of its keychains that are trusted for TLS.
#[cfg(target_os = "macos")]
pub fn system_roots() -> io::Result<SystemRoots> {
    use security_framework::trust_settings::{Domain, TrustSettings, TrustSettingsForCertificate};
    let mut certificates = Vec::new();
    let mut distrusted = Vec::new();
    // What the user and the administrator have set comes before what Apple ships.
    for domain in [Domain::User, Domain::Admin, Domain::System] {
        let settings = TrustSettings::new(domain);
        let Ok(all) = settings.iter() else {
            continue;
        };
        for certificate in all {
            let der = certificate.to_der();
            // An entry without a setting is trusted.
            let setting = settings.tls_trust_settings_for_certificate(&certificate);
            match setting.map_err(io::Error::other)? {
                None
                | Some(
                    TrustSettingsForCertificate::TrustRoot
                    | TrustSettingsForCertificate::TrustAsRoot,
                ) if !distrusted.contains(&der) => certificates.push(der),
                Some(TrustSettingsForCertificate::Deny) => distrusted.push(der),
                _ => {}
            }
        }
    }
    Ok(SystemRoots {
        certificates,
        ..SystemRoots::default()
    })
}
