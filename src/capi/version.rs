//! Versions and the names of statuses.

use crate::common::status::{self, tsc_status};
use std::ffi::c_char;

/// The version of the library that was loaded, as text: "0.1.0".
///
/// Never NULL, never freed. Any thread. Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The version of the library that was loaded, as a number:
/// major << 16 | minor << 8 | patch. Compare it with TSC_VERSION_NUMBER, which is
/// that of the header.
///
/// Any thread. Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_version_number() -> u32 {
    const NUMBER: u32 = part(env!("CARGO_PKG_VERSION_MAJOR")) << 16
        | part(env!("CARGO_PKG_VERSION_MINOR")) << 8
        | part(env!("CARGO_PKG_VERSION_PATCH"));
    NUMBER
}

/// The name of a status: "TSC_ERROR_TIMEOUT".
///
/// - `status`: any number; one that this version does not know gives
///   "TSC_ERROR_UNKNOWN".
///
/// Never NULL, never freed. Any thread. Since 0.1.0.
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
