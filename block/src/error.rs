//! The reasons why a document cannot be read.

use std::collections::TryReserveError;
use std::fmt;

/// The reason of [`ReadError::TooLarge`] for a block that exceeds its limit.
pub const BLOCK_TOO_LARGE: &str = "is too large";

/// The reason why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The document is not well-formed. The text quotes nothing of it, because any part of it may be
    /// a part of a secret.
    Malformed {
        /// What is wrong.
        reason: &'static str,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// The document exceeds a limit. The text continues "the document …".
    TooLarge(&'static str),
    /// There is not enough memory for the block.
    NoMemory,
    /// The caller's `go_on` returned false.
    Stopped,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Malformed {
                reason,
                line,
                column,
            } => write!(formatter, "{reason} at {line}:{column}"),
            ReadError::TooLarge(reason) => formatter.write_str(reason),
            ReadError::NoMemory => formatter.write_str("there is not enough memory"),
            ReadError::Stopped => formatter.write_str("it was stopped"),
        }
    }
}

/// A [`ReadError`] whose place in the document is not yet a line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// What is wrong, and how many bytes of the document are left there.
    Malformed(&'static str, usize),
    TooLarge(&'static str),
    NoMemory,
    Stopped,
}

pub type Result<T> = std::result::Result<T, Failure>;

impl From<TryReserveError> for Failure {
    fn from(_: TryReserveError) -> Failure {
        Failure::NoMemory
    }
}

impl From<hashbrown::TryReserveError> for Failure {
    fn from(_: hashbrown::TryReserveError) -> Failure {
        Failure::NoMemory
    }
}

/// Makes the failure for a document that is not well-formed where `rest` is left of it.
#[cold]
pub fn malformed<T>(reason: &'static str, rest: &[u8]) -> Result<T> {
    Err(Failure::Malformed(reason, rest.len()))
}

impl Failure {
    /// Makes the public error of a failure in `document`.
    pub fn locate(self, document: &[u8]) -> ReadError {
        let (reason, left) = match self {
            Failure::Malformed(reason, left) => (reason, left),
            Failure::TooLarge(reason) => return ReadError::TooLarge(reason),
            Failure::NoMemory => return ReadError::NoMemory,
            Failure::Stopped => return ReadError::Stopped,
        };
        let before = document
            .get(..document.len().saturating_sub(left))
            .unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let in_line = before.get(line_start..).unwrap_or_default();
        let is_first_byte = |byte: &&u8| **byte & 0xc0 != 0x80;
        ReadError::Malformed {
            reason,
            line: memchr::memchr_iter(b'\n', before).count() + 1,
            column: in_line.iter().filter(is_first_byte).count() + 1,
        }
    }
}

/// Appends a value to a vector. It fails if there is no memory.
pub fn push<T>(vector: &mut Vec<T>, value: T) -> Result<()> {
    if vector.len() == vector.capacity() {
        vector.try_reserve(1)?;
    }
    vector.push(value);
    Ok(())
}

/// Appends bytes to a vector. It fails if there is no memory.
pub fn extend(vector: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    vector.try_reserve(bytes.len())?;
    vector.extend_from_slice(bytes);
    Ok(())
}
