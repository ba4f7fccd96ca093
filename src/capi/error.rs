//! `tsc_error`

use super::handle::{Handle, Owned, get_or, take};
use super::output::lend;
use super::response::tsc_response;
use crate::common::error::Error;
use crate::common::fault::Fault;
use crate::common::status::{TSC_OK, tsc_status};
use crate::common::text::c_string;
use std::ffi::{CString, c_char};
use std::ptr;

/// Why a call failed: a status for programs, a message for people, and what the
/// server answered, if it did.
///
/// A call that fails puts one where its last parameter points; free it with
/// tsc_error_free. One thread at a time.
pub struct tsc_error {
    status: tsc_status,
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
        let (status, message, response) = error.into_parts();
        let fault = response.as_ref().map(|response| &response.fault);
        let text = |part: fn(&Fault) -> &Option<String>| {
            fault.and_then(|fault| part(fault).as_deref()).map(c_string)
        };
        tsc_error {
            status: status as tsc_status,
            message: c_string(&message),
            tableau_code: text(|fault| &fault.code),
            summary: text(|fault| &fault.summary),
            detail: text(|fault| &fault.detail),
            response: response.map(|response| tsc_response::new(response.response)),
        }
    }
}

/// The status that the failed call returned.
///
/// - `error`: NULL gives TSC_OK.
///
/// Since 0.1.0.
///
/// # Safety
/// `error` is NULL or an error that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_status(error: *const tsc_error) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, TSC_OK, |error| error.status) }
}

/// What failed, on which URL, why, and what to do about it: one line of at most 1,000
/// characters for people and logs. It holds no secret, no query and no control or bidi character.
///
/// - `error`: NULL gives "".
///
/// Never NULL. Valid until the error is freed. Since 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_message(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, c"".as_ptr(), |error| error.message.as_ptr()) }
}

/// The HTTP status of the answer behind the error, also of a redirect that is not followed and
/// of an answer that cannot be read; 0 if no whole answer came.
///
/// - `error`: NULL gives 0.
///
/// Since 0.1.0.
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

/// Tableau's error code, as text: "401001".
///
/// - `error`: NULL gives NULL.
///
/// NULL if the server gave none. Valid until the error is freed. Since 0.1.0.
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

/// The server's own summary of the failure: "Signin Error". It is on one line, without control
/// or bidi characters, and the secrets of the call are redacted.
///
/// - `error`: NULL gives NULL.
///
/// NULL if the server gave none. Valid until the error is freed. Since 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_summary(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, ptr::null(), |error| lend(error.summary.as_deref())) }
}

/// The server's own detail of the failure: "Error signing in to Tableau Server". It is on one
/// line, without control or bidi characters, and the secrets of the call are redacted.
///
/// - `error`: NULL gives NULL.
///
/// NULL if the server gave none. Valid until the error is freed. Since 0.1.0.
///
/// # Safety
/// As for tsc_error_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_detail(error: *const tsc_error) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(error, ptr::null(), |error| lend(error.detail.as_deref())) }
}

/// How long the server asks to wait before the next try (Retry-After), in seconds
/// from now; -1 if it did not say.
///
/// - `error`: NULL gives -1.
///
/// Since 0.1.0.
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

/// The answer behind the error; of a body over 1 MiB only the beginning. The secrets of the call
/// and all cookies are redacted: "***" stands for them.
///
/// Secrets are: in a sign-in what it was given, in a session's calls its token, an Authorization or
/// Cookie header, the proxy's user and password, and in a request's own body the values of
/// attributes, elements and members whose names end with password, secret, token or jwt, from 4
/// bytes on. They are found as they are, in any case, with characters between theirs that nobody
/// sees, within up to eight layers of percent, XML and JSON escapes, from 5 bytes on in base64 and
/// from 4 in hexadecimal digits; of a longer one also parts of 16 bytes or more.
///
/// - `error`: NULL gives NULL.
///
/// NULL if no answer came. Lent by the error: valid until the error is freed, and not
/// to be freed itself. Since 0.1.0.
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
/// - `error`: NULL does nothing.
///
/// Since 0.1.0.
///
/// # Safety
/// `error` is NULL or an error that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_error_free(error: *mut tsc_error) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(error) }
}
