//! The arguments of functions: strings, bytes and environments, checked before they are used.

use crate::common::error::{Error, Result};
use crate::platform;
use std::ffi::{CStr, OsString, c_char};
use std::slice;

/// Reads a string. A NULL, or a string that is not UTF-8, is an error that mentions `name`.
///
/// # Safety
/// `text` is NULL or a NUL-terminated string that is not changed until `'a` ends.
pub(super) unsafe fn text<'a>(text: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: the caller keeps this function's contract.
    let found = unsafe { optional_text(text, name) }?;
    found.ok_or_else(|| missing(name))
}

/// Reads a string that may be NULL. A string that is not UTF-8 is an error.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn optional_text<'a>(text: *const c_char, name: &str) -> Result<Option<&'a str>> {
    // SAFETY: the caller keeps this function's contract.
    let Some(found) = (unsafe { c_string(text) }) else {
        return Ok(None);
    };
    match found.to_str() {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(invalid(format_args!("{name} is not UTF-8"))),
    }
}

/// Reads a string of any encoding; `None` for NULL.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn c_string<'a>(text: *const c_char) -> Option<&'a CStr> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller keeps this function's contract.
    Some(unsafe { CStr::from_ptr(text) })
}

/// Looks up a variable in an environment.
///
/// # Safety
/// `environment` is NULL or an array of strings with a NULL after the last, which are not changed
/// during the call.
pub(super) unsafe fn variable(
    environment: *const *mut c_char,
    name: &str,
) -> Result<Option<OsString>> {
    if environment.is_null() {
        return Ok(None);
    }
    for index in 0.. {
        // SAFETY: the caller keeps this function's contract, and the NULL after the last string ends
        // the loop.
        let Some(entry) = (unsafe { c_string(environment.add(index).read()) }) else {
            return Ok(None);
        };
        let value = entry.to_bytes().strip_prefix(name.as_bytes());
        if let Some([b'=', value @ ..]) = value {
            return platform::value_of_variable(name, value);
        }
    }
    Ok(None)
}

/// Reads bytes. A NULL is an error unless `length` is 0.
///
/// # Safety
/// `data` is NULL or points to `length` bytes that are not changed until `'a` ends.
pub(super) unsafe fn bytes<'a>(data: *const c_char, length: usize, name: &str) -> Result<&'a [u8]> {
    if data.is_null() {
        return match length {
            0 => Ok(&[]),
            _ => Err(invalid(format_args!("{name} is NULL"))),
        };
    }
    if isize::try_from(length).is_err() {
        return Err(invalid(format_args!(
            "{name} cannot be {length} bytes long"
        )));
    }
    // SAFETY: the caller keeps this function's contract.
    Ok(unsafe { slice::from_raw_parts(data.cast(), length) })
}

/// Returns the error for a pointer that is NULL and must not be.
pub(super) fn missing(name: &str) -> Error {
    invalid(format_args!("{name} is NULL"))
}

/// Returns the error for an invalid argument.
pub(super) fn invalid(reason: impl std::fmt::Display) -> Error {
    Error::invalid(reason.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::ptr;

    #[test]
    fn bytes_are_checked_before_they_are_read() {
        // SAFETY: `bytes` reads nothing if the length is invalid.
        unsafe {
            assert!(bytes(ptr::null(), 0, "pem").unwrap().is_empty());
            assert!(bytes(ptr::null(), 1, "pem").is_err());
            assert!(bytes(c"x".as_ptr(), usize::MAX, "pem").is_err());
        }
    }
}
