//! The root certificates of the system.

use crate::platform::system_roots::SystemRoots;
use schannel::cert_context::{CertContext, ValidUses};
use schannel::cert_store::{CertStore, CertStoreBuilder};
use std::io;

/// The purpose of servers' certificates (id-kp-serverAuth).
const SERVER_AUTHENTICATION: &str = "1.3.6.1.5.5.7.3.1";

/// Returns the system's root certificates: those of the current user's store of roots that are for
/// servers and are not among the disallowed certificates. A user's stores contain the machine's.
pub fn system_roots() -> io::Result<SystemRoots> {
    let disallowed = open("Disallowed")?;
    let disallowed: Vec<Vec<u8>> = disallowed.certs().map(|found| der(&found)).collect();
    let roots = open("ROOT")?;
    let roots = roots.certs().filter(is_for_servers);
    let roots = roots.map(|root| der(&root));
    Ok(SystemRoots {
        certificates: roots.filter(|root| !disallowed.contains(root)).collect(),
        ..SystemRoots::default()
    })
}

/// Opens a store of the current user, and makes none.
fn open(name: &str) -> io::Result<CertStore> {
    CertStoreBuilder::new().read_only().open_current_user(name)
}

fn is_for_servers(certificate: &CertContext) -> bool {
    match certificate.valid_uses() {
        Ok(ValidUses::All) => true,
        Ok(ValidUses::Oids(oids)) => oids.iter().any(|oid| oid == SERVER_AUTHENTICATION),
        Err(_) => false,
    }
}

fn der(certificate: &CertContext) -> Vec<u8> {
    certificate.to_der().to_vec()
}
