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
    use TrustSettingsForCertificate::{Deny, TrustAsRoot, TrustRoot};
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
            let Ok(setting) = settings.tls_trust_settings_for_certificate(&certificate) else {
                continue;
            };
            match setting {
                // There is no setting for TLS: either none at all, or others.
                None if !is_always_trusted(&certificate, domain) => {}
                None | Some(TrustRoot | TrustAsRoot) if !distrusted.contains(&der) => {
                    certificates.push(der);
                }
                Some(Deny) => distrusted.push(der),
                _ => {}
            }
        }
    }
    Ok(SystemRoots {
        certificates,
        ..SystemRoots::default()
    })
}

/// True if a domain trusts a certificate for everything: its list of settings is there, and empty.
#[cfg(target_os = "macos")]
fn is_always_trusted(
    certificate: &security_framework::certificate::SecCertificate,
    domain: security_framework::trust_settings::Domain,
) -> bool {
    use core_foundation::array::{CFArrayGetCount, CFArrayRef};
    use core_foundation::base::{CFRelease, TCFType};
    use security_framework_sys::trust_settings::SecTrustSettingsCopyTrustSettings;
    let mut settings: CFArrayRef = std::ptr::null();
    let certificate = certificate.as_concrete_TypeRef();
    // SAFETY: the certificate and `settings` outlive the call. The array is ours if there is one, and is
    // released once.
    unsafe {
        let status =
            SecTrustSettingsCopyTrustSettings(certificate, domain.into(), &raw mut settings);
        if status != 0 || settings.is_null() {
            return false;
        }
        let is_empty = CFArrayGetCount(settings) == 0;
        CFRelease(settings.cast());
        is_empty
    }
}
