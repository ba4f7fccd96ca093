//! The system's root certificates.

use std::path::PathBuf;

/// The system's root certificates. A system has either files or a store.
#[derive(Debug, Default)]
pub struct SystemRoots {
    /// The files with certificates, and directories with such files.
    pub paths: Vec<PathBuf>,
    /// The certificates of the system's store, in DER.
    pub certificates: Vec<Vec<u8>>,
}
