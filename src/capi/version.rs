//! Versions and the names of statuses.

use crate::common::status::{self, tsc_status};
use std::ffi::c_char;

/// Gets the version of the loaded library as text: "0.1.0".
///
/// Returns the version, never NULL. The string is valid until the process ends.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Gets the version of the loaded library as a number: major << 16 | minor << 8 | patch.
/// TSC_VERSION_NUMBER is the version of the header in the same form.
///
/// Returns the number, such as 256 for 0.1.0.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_version_number() -> u32 {
    const NUMBER: u32 = part(env!("CARGO_PKG_VERSION_MAJOR")) << 16
        | part(env!("CARGO_PKG_VERSION_MINOR")) << 8
        | part(env!("CARGO_PKG_VERSION_PATCH"));
    NUMBER
}

/// Gets the name of a status: "TSC_ERROR_TIMEOUT" for 4.
///
/// - `status`: any number.
///
/// Returns the name, or "TSC_ERROR_UNKNOWN" for a number that this version of the library does
/// not define. Never NULL. The string is valid until the process ends.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_status_name(status: tsc_status) -> *const c_char {
    status::name(status).as_ptr()
}

const fn part(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => 0,
    }
}
