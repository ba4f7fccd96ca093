//! The length of environment variables.

use crate::common::error::{Error, Result};

/// The largest length of a variable's value.
const MAX_VARIABLE: usize = 16 * 1024;

/// Checks the length of a variable's value, in bytes.
///
/// # Errors
/// `InvalidArgument`: it is longer than 16 KiB.
pub fn check_length(name: &str, length: usize) -> Result<()> {
    if length <= MAX_VARIABLE {
        return Ok(());
    }
    let message = format!("the environment variable {name} is longer than 16 KiB");
    Err(Error::invalid(message))
}
