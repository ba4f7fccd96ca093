//! Reading files and directories with certificates. A path may lead to anything, so reading never blocks
//! and is limited in size.

use crate::common::error::{Error, Result, Status};
use crate::common::memory;
use crate::platform;
use crate::transport::tls::certificate::Parsed;
use crate::transport::tls::pem;
use rustls::pki_types::CertificateDer;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// The most data that is read from a directory, in bytes.
const MAX_DIRECTORY: u64 = 64 * 1024 * 1024;

/// The longest path, in bytes. Linux has a limit of 4 KiB.
const MAX_PATH: usize = 16 * 1024;
/// The longest certificate in DER, in bytes. Most have less than 2 KiB.
const MAX_CERTIFICATE: usize = 32 * 1024;

/// The certificates that were found, and the reasons why others cannot be read.
#[derive(Default)]
pub struct Found {
    /// The certificates, in the order of the file.
    pub certificates: Vec<CertificateDer<'static>>,
    /// The reasons why others cannot be read, for messages.
    pub unreadable: Vec<&'static str>,
}

impl Found {
    /// Adds what was found elsewhere.
    fn add(&mut self, other: Found) -> Result<()> {
        self.certificates.try_reserve(other.certificates.len())?;
        self.certificates.extend(other.certificates);
        self.unreadable.try_reserve(other.unreadable.len())?;
        self.unreadable.extend(other.unreadable);
        Ok(())
    }
}

/// An error with a reason for a message. Its status is `CaPath`.
pub fn unusable(reason: &'static str) -> Error {
    Error::new(Status::CaPath, reason)
}

/// The same for an error of the system, which may be that there is no memory.
fn unreadable(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::OutOfMemory => Error::no_memory(),
        _ => Error::new(Status::CaPath, error.to_string()),
    }
}

/// Replaces a failure other than missing memory by nothing.
pub fn or_nothing<T: Default>(result: Result<T>) -> Result<T> {
    match result {
        Err(error) if error.status() == Status::NoMemory => Err(error),
        result => Ok(result.unwrap_or_default()),
    }
}

/// Reads a whole file. The error is a reason for a message.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    check_length(path)?;
    let file = platform::open_file(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(unusable("it is neither a file nor a directory"));
    }
    // The size in the file's metadata may be wrong, as in /proc.
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(unusable("it is too large for certificates"));
    }
    Ok(bytes)
}

/// Reads the certificates in PEM text, or the one in DER. The error is a reason for a message.
pub fn certificates(bytes: &[u8]) -> Result<Found> {
    let bytes = pem::without_mark(bytes);
    if bytes.is_empty() {
        return Err(unusable("it is empty"));
    }
    let mut found = Found::default();
    if !pem::is_pem(bytes) {
        found.certificates.push(from_der(bytes)?);
        return Ok(found);
    }
    for certificate in pem::certificates(bytes) {
        match certificate {
            Ok(certificate) => memory::push(&mut found.certificates, certificate)?,
            Err(reason) => memory::push(&mut found.unreadable, reason)?,
        }
    }
    if found.certificates.is_empty()
        && let Some(reason) = pem::broken_lines(bytes)
    {
        memory::push(&mut found.unreadable, reason)?;
    }
    Ok(found)
}

fn from_der(bytes: &[u8]) -> Result<CertificateDer<'static>> {
    if bytes.len() <= MAX_CERTIFICATE {
        let certificate = CertificateDer::from(bytes.to_vec());
        if Parsed::new(&certificate).is_some() {
            return Ok(certificate);
        }
    }
    let reason = pem::broken_lines(bytes);
    Err(unusable(
        reason.unwrap_or("it is neither PEM nor a certificate in DER"),
    ))
}

/// Reads the certificates in a file or directory. The error is a reason for a message.
pub fn find(path: &Path) -> Result<Found> {
    check_length(path)?;
    let metadata = fs::metadata(path).map_err(unreadable)?;
    match metadata.is_dir() {
        true => directory(path),
        false => read_file(path).and_then(|bytes| certificates(&bytes)),
    }
}

/// Reads the certificates of all files in a directory. Files without certificates are ignored.
fn directory(path: &Path) -> Result<Found> {
    let entries = fs::read_dir(path).map_err(unreadable)?;
    let mut all = Found::default();
    let mut size = 0;
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        let bytes = or_nothing(read_file(&path))?;
        size += bytes.len() as u64;
        if size > MAX_DIRECTORY {
            return Err(unusable("it contains more than certificates"));
        }
        all.add(or_nothing(certificates(&bytes))?)?;
    }
    // A directory that c_rehash prepared has a link to each certificate, so all are found twice.
    all.certificates
        .sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    all.certificates.dedup();
    Ok(all)
}

fn check_length(path: &Path) -> Result<()> {
    match path.as_os_str().len() {
        0..=MAX_PATH => Ok(()),
        _ => Err(unusable("its name is too long")),
    }
}
