//! Reading files and directories with certificates. A path may lead to anything, so reading never blocks
//! and is limited in size.

use crate::platform;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::pem;
use rustls::pki_types::CertificateDer;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// The most data that is read from a directory, in bytes.
const MAX_DIRECTORY: u64 = 64 * 1024 * 1024;

/// The certificates that were found, and the reasons why others cannot be read.
#[derive(Default)]
pub struct Found {
    /// The certificates, in the order of the file.
    pub certificates: Vec<CertificateDer<'static>>,
    /// The reasons why others cannot be read, for messages.
    pub unreadable: Vec<&'static str>,
}

/// Reads a whole file. The error is a reason for a message.
pub fn read_file(path: &Path) -> std::result::Result<Vec<u8>, String> {
    let reason = |error: std::io::Error| error.to_string();
    let file = platform::open_file(path).map_err(reason)?;
    if !file.metadata().map_err(reason)?.is_file() {
        return Err("it is neither a file nor a directory".to_owned());
    }
    // The size in the file's metadata may be wrong, as in /proc.
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(reason)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err("it is too large for certificates".to_owned());
    }
    Ok(bytes)
}

/// Reads the certificates in PEM text, or the one in DER. The error is a reason for a message.
pub fn certificates(bytes: &[u8]) -> std::result::Result<Found, String> {
    let bytes = pem::without_mark(bytes);
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut found = Found::default();
    if !pem::is_pem(bytes) {
        let certificate = CertificateDer::from(bytes.to_vec());
        if Parsed::new(&certificate).is_none() {
            let reason = pem::broken_lines(bytes);
            return Err(reason
                .unwrap_or("it is neither PEM nor a certificate in DER")
                .to_owned());
        }
        found.certificates.push(certificate);
        return Ok(found);
    }
    for certificate in pem::certificates(bytes) {
        match certificate {
            Ok(certificate) => found.certificates.push(certificate),
            Err(reason) => found.unreadable.push(reason),
        }
    }
    if found.certificates.is_empty() {
        found.unreadable.extend(pem::broken_lines(bytes));
    }
    Ok(found)
}

/// Reads the certificates in a file or directory. The error is a reason for a message.
pub fn find(path: &Path) -> std::result::Result<Found, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    match metadata.is_dir() {
        true => directory(path),
        false => read_file(path).and_then(|bytes| certificates(&bytes)),
    }
}

/// Reads the certificates of all files in a directory. Files without certificates are ignored.
fn directory(path: &Path) -> std::result::Result<Found, String> {
    let entries = fs::read_dir(path).map_err(|error| error.to_string())?;
    let mut all = Found::default();
    let mut size = 0;
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let bytes = read_file(&path).unwrap_or_default();
        size += bytes.len() as u64;
        if size > MAX_DIRECTORY {
            return Err("it contains more than certificates".to_owned());
        }
        let found = certificates(&bytes).unwrap_or_default();
        all.certificates.extend(found.certificates);
        all.unreadable.extend(found.unreadable);
    }
    // A directory that c_rehash prepared has a link to each certificate, so all are found twice.
    all.certificates.sort_by(|a, b| a.as_ref().cmp(b.as_ref()));
    all.certificates.dedup();
    Ok(all)
}
