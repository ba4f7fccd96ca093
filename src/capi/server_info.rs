//! `tsc_server_info`

use super::handle::{Handle, Owned, get_or, take};
use super::output::lend;
use crate::common::text::c_string;
use crate::rest::server_info::ServerInfo;
use std::ffi::{CString, c_char};
use std::ptr;

/// The versions of a server, from tsc_server_get_info.
///
/// Free it with tsc_server_info_free; the strings that it returns are valid until then. It may
/// be used by one thread at a time.
pub struct tsc_server_info {
    product_version: Option<CString>,
    build: Option<CString>,
    api_version: CString,
}

impl Handle for tsc_server_info {
    const NAME: &'static str = "info";
}

impl Owned for tsc_server_info {}

impl tsc_server_info {
    pub(super) fn new(info: &ServerInfo) -> tsc_server_info {
        tsc_server_info {
            product_version: info.product_version.as_deref().map(c_string),
            build: info.build.as_deref().map(c_string),
            api_version: c_string(&info.api_version.to_string()),
        }
    }
}

/// Gets the version of the product, such as "2023.1.0".
///
/// Returns the version, which the info lends, or NULL if the server does not say.
///
/// Blocks: no. Threads: one at a time for a server info. Since: 0.1.0.
///
/// # Safety
/// `info` is NULL or an info that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_info_product_version(
    info: *const tsc_server_info,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(info, ptr::null(), |info| {
            lend(info.product_version.as_deref())
        })
    }
}

/// Gets the build of the product, such as "20231.23.0310.1029".
///
/// Returns the build, which the info lends, or NULL if the server does not say.
///
/// Blocks: no. Threads: one at a time for a server info. Since: 0.1.0.
///
/// # Safety
/// As for tsc_server_info_product_version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_info_build(info: *const tsc_server_info) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(info, ptr::null(), |info| lend(info.build.as_deref())) }
}

/// Gets the newest REST API version that the server supports, such as "3.19".
///
/// Returns the version, which the info lends.
///
/// Blocks: no. Threads: one at a time for a server info. Since: 0.1.0.
///
/// # Safety
/// As for tsc_server_info_product_version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_info_api_version(
    info: *const tsc_server_info,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(info, ptr::null(), |info| info.api_version.as_ptr()) }
}

/// Frees an info and the strings that it lent.
///
/// Blocks: no. Threads: any, after all other calls with the server info. Since: 0.1.0.
///
/// # Safety
/// `info` is NULL or an info that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_info_free(info: *mut tsc_server_info) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(info) }
}
