//! `tsc_error`

use super::handle::{Handle, Owned, get_or, take};
use super::output::lend;
use super::response::tsc_response;
use crate::common::error::Error;
use crate::common::fault::Fault;
use crate::common::status::{TSC_OK, tsc_status};
use crate::common::text::c_string;
use crate::rest::tree::MAX_BLOCK;
use std::ffi::{CString, c_char};
use std::ptr;

/// The reason why a call failed: a status for programs, a message for people, and the server's
/// response if there was one.
///
/// A call that fails stores one in its last parameter; free it with tsc_error_free. All that it
/// returns is valid until then. It may be used by one thread at a time.
pub struct tsc_error {
    status: tsc_status,
    is_transient: bool,
    message: CString,
    tableau_code: Option<CString>,
    summary: Option<CString>,
    detail: Option<CString>,
    response: Option<tsc_response>,
}

impl Handle for tsc_error {
    const NAME: &'static str = "error";
}

impl Owned for tsc_error {}

impl tsc_error {
    pub(super) fn new(error: Error) -> tsc_error {
        let is_transient = error.is_transient();
        let (status, message, response) = error.into_parts();
        let fault = response.as_ref().map(|response| &response.fault);
        let text = |part: fn(&Fault) -> &Option<String>| {
            fault.and_then(|fault| part(fault).as_deref()).map(c_string)
        };
        tsc_error {
            status: status as tsc_status,
            is_transient,
            message: c_string(&message),
            tableau_code: text(|fault| &fault.code),
            summary: text(|fault| &fault.summary),
            detail: text(|fault| &fault.detail),
            response: response.map(|response| tsc_response::new(response.response, MAX_BLOCK)),
        }
    }
}

/// Gets the status that the failed call returned.
///
/// - `error`: the error. If it is NULL, the function returns TSC_OK.
///
/// Returns the status, one of the TSC_ERROR_... numbers.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// `error` is NULL or an error that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_status(error: *const tsc_error) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, TSC_OK, |error| error.status) }
}

/// Gets a message for people and logs: what failed, on which URL, why, and what to do about it.
///
/// - `error`: the error. If it is NULL, the function returns "".
///
/// Returns the message, which the error lends. Never NULL.
///
/// It is one line of at most 1,000 characters, without secrets, without the query of the URL,
/// and without control or bidirectional formatting characters.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_message(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, c"".as_ptr(), |error| error.message.as_ptr()) }
}

/// Gets the HTTP status of the response that caused the error.
///
/// Returns the HTTP status, also for a redirect that is not followed and for a response that
/// cannot be read; 0 if no complete response arrived.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_http_status(error: *const tsc_error) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(error, 0, |error| {
            let response = error.response.as_ref();
            response.map_or(0, |response| response.get().status().into())
        })
    }
}

/// Gets Tableau's error code as text, such as "401001".
///
/// Returns the code, which the error lends, or NULL if the response has none.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_tableau_code(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(error, ptr::null(), |error| {
            lend(error.tableau_code.as_deref())
        })
    }
}

/// Gets the server's summary of the failure, such as "Signin Error".
///
/// Returns the summary, which the error lends, or NULL if the response has none.
///
/// It is one line, without control or bidirectional formatting characters. The secrets of the
/// call are redacted, as in tsc_error_response.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_summary(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, ptr::null(), |error| lend(error.summary.as_deref())) }
}

/// Gets the server's detail of the failure, such as "Error signing in to Tableau Server".
///
/// Returns the detail, which the error lends, or NULL if the response has none.
///
/// It is one line, without control or bidirectional formatting characters. The secrets of the
/// call are redacted, as in tsc_error_response.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_detail(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, ptr::null(), |error| lend(error.detail.as_deref())) }
}

/// Gets whether the same call may succeed later.
///
/// Returns 1 after a time limit that expired, a host that could not be resolved, a connection
/// that could not be made or was lost, a proxy that could not be reached, and HTTP 408, 429,
/// 502, 503 and 504; otherwise 0, also if `error` is NULL. The library may have tried the
/// call several times already (tsc_server_set_retry); and unless the call can be repeated
/// without harm, find out first whether the server has carried it out.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_is_transient(error: *const tsc_error) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, 0, |error| error.is_transient.into()) }
}

/// Gets how many seconds from now the server asks to wait before the next attempt (the
/// Retry-After header).
///
/// - `error`: the error. If it is NULL, the function returns -1.
///
/// Returns the number of seconds, or -1 if the server does not say.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_retry_after(error: *const tsc_error) -> i64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(error, -1, |error| {
            let response = error.response.as_ref();
            let seconds = response.and_then(|response| response.get().retry_after());
            seconds
                .and_then(|seconds| i64::try_from(seconds).ok())
                .unwrap_or(-1)
        })
    }
}

/// Gets the response that caused the error.
///
/// Returns the response, or NULL if no complete response arrived. The error lends it: do not
/// call tsc_response_free for it.
///
/// It has at most the first 1 MiB of the body. Without memory for the response it has only its
/// HTTP status, and without memory to search the body for secrets the body is "***". In its
/// headers and body all cookies and the secrets of the call are replaced by "***". These are
/// secrets:
/// - in a sign-in, the credentials;
/// - in the calls of a session, its token;
/// - the value of an Authorization or Cookie header;
/// - the user and password of the proxy;
/// - in the body of a request, the values of 4 bytes or more of attributes, elements and
///   members whose names end with password, secret, token or jwt.
///
/// A secret is also found in another case, with invisible characters in between, within up to
/// eight layers of percent, XML and JSON escapes, in base64 (from 5 bytes on) and in
/// hexadecimal digits (from 4 bytes on). Parts of 16 bytes or more of a longer secret are found
/// too.
///
/// Blocks: no. Threads: one at a time for an error. Since: 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_response(error: *const tsc_error) -> *const tsc_response {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(error, ptr::null(), |error| {
            error.response.as_ref().map_or(ptr::null(), ptr::from_ref)
        })
    }
}

/// Frees an error and all that it lent.
///
/// Blocks: no. Threads: any, after all other calls with the error. Since: 0.1.0.
///
/// # Safety
/// `error` is NULL or an error that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_free(error: *mut tsc_error) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(error) }
}
