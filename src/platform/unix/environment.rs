//! The environment of the process.

use crate::common::error::Result;
use crate::platform::variable::check_length;
use std::ffi::{CStr, CString, OsStr, OsString, c_char};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

/// Returns a variable of the process's environment. The result is also `None` if the process has
/// more rights than the user who started it (setuid, setgid, file capabilities): that user's
/// environment must not be trusted. `getenv` is not used, as it finds nothing in the shipped library:
/// see `tsc_no_variable`.
pub fn environment_variable(name: &str) -> Result<Option<OsString>> {
    let c_name = CString::new(name).unwrap_or_default();
    // SAFETY: the name ends with a NUL, and the value is copied before this function returns.
    let value = unsafe { secure_getenv(c_name.as_ptr()) };
    if value.is_null() {
        return Ok(None);
    }
    // SAFETY: the values in the environment are strings that end with a NUL.
    value_of_variable(name, unsafe { CStr::from_ptr(value) }.to_bytes())
}

#[cfg(target_os = "linux")]
unsafe extern "C" {
    // The libc crate declares it for other systems only.
    fn secure_getenv(name: *const c_char) -> *mut c_char;
}

/// The same as Linux's function of this name.
///
/// # Safety
/// The name ends with a NUL.
#[cfg(target_os = "macos")]
unsafe fn secure_getenv(name: *const c_char) -> *mut c_char {
    unsafe extern "C" {
        fn issetugid() -> libc::c_int;
    }
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        match issetugid() {
            0 => libc::getenv(name),
            _ => ptr::null_mut(),
        }
    }
}

/// On Linux it replaces C's `getenv` in the shipped library (cmake/elf.cmake) and finds no variable. ureq
/// reads the proxy variables for each agent, though their values are not used here, and Rust's
/// standard library reads some of its own. Those reads would be a data race in a program that changes
/// its environment at the same time. macOS's `getenv` takes a lock that `setenv` takes, too.
#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
extern "C" fn tsc_no_variable(_: *const c_char) -> *mut c_char {
    ptr::null_mut()
}

/// Converts the bytes of a variable's value; `None` if the system does not allow them.
///
/// # Errors
/// `InvalidArgument`: it is longer than 16 KiB.
pub fn value_of_variable(name: &str, bytes: &[u8]) -> Result<Option<OsString>> {
    check_length(name, bytes.len())?;
    Ok(Some(OsStr::from_bytes(bytes).to_owned()))
}
