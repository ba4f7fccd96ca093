//! The environment of the process.

use std::ffi::{CStr, CString, OsStr, OsString, c_char};
use std::os::unix::ffi::OsStrExt;
use std::ptr;

/// A variable of the process's environment; `None`, too, if the process has more rights than the
/// user who started it (setuid, setgid, file capabilities), whose environment is not to be trusted.
/// Not by `getenv`, which gives nothing: see `tsc_no_variable`.
pub fn environment_variable(name: &str) -> Option<OsString> {
    let name = CString::new(name).ok()?;
    // SAFETY: the name is a string. What is given is copied before this returns.
    let value = unsafe { secure_getenv(name.as_ptr()) };
    if value.is_null() {
        return None;
    }
    // SAFETY: the environment has strings.
    os_string(unsafe { CStr::from_ptr(value) }.to_bytes())
}

unsafe extern "C" {
    // The libc crate has it for other systems only.
    fn secure_getenv(name: *const c_char) -> *mut c_char;
}

/// What the shipped library has in place of C's `getenv` (cmake/libraries.cmake): ureq reads the
/// variables of proxies for each agent, though none of them is used, and the standard library some
/// of its own. That is a data race where a program changes its environment meanwhile.
#[unsafe(no_mangle)]
extern "C" fn tsc_no_variable(_: *const c_char) -> *mut c_char {
    ptr::null_mut()
}

/// Bytes that C has as a path or a variable's value; `None` if they cannot be one.
pub fn os_string(bytes: &[u8]) -> Option<OsString> {
    Some(OsStr::from_bytes(bytes).to_owned())
}
