//! The environment of the process.

use crate::common::error::Result;
use crate::platform::variable::check_length;
use std::ffi::OsString;
use std::str;

/// Returns a variable of the process's environment. Windows allows other threads to change the
/// environment meanwhile.
pub fn environment_variable(name: &str) -> Result<Option<OsString>> {
    // HTTP_PROXY has the same name here. In a CGI program it is a header of a request (httpoxy).
    if name == "http_proxy" && std::env::var_os("REQUEST_METHOD").is_some() {
        return Ok(None);
    }
    let Some(value) = std::env::var_os(name) else {
        return Ok(None);
    };
    check_length(name, value.len())?;
    Ok(Some(value))
}

/// Converts the bytes of a variable's value; `None` if they are not UTF-8.
///
/// # Errors
/// `InvalidArgument`: it is longer than 16 KiB.
pub fn value_of_variable(name: &str, bytes: &[u8]) -> Result<Option<OsString>> {
    check_length(name, bytes.len())?;
    Ok(str::from_utf8(bytes).ok().map(OsString::from))
}
