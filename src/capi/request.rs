//! `tsc_request`

use super::args::{bytes, optional_text, text};
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Handle, Owned, Process, assert_sync, borrow, exclusive, give, take};
use super::output::Output;
use super::response::tsc_response;
use super::server_settings::limit_of;
use super::session::tsc_session;
use crate::client::request::Request;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex};

/// Any call of the REST API with the token of a session. It may be sent any number of times.
///
/// It belongs to the session, site and user with which it was made, and outlives the session.
/// It may be used by one thread at a time.
pub struct tsc_request {
    process: Process,
    request: Mutex<Request>,
}

impl Handle for tsc_request {
    const NAME: &'static str = "request";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl Owned for tsc_request {}

const _: () = assert_sync::<tsc_request>();

/// Creates a request. Sends nothing before tsc_request_send.
///
/// - `method`: "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is, without a change of
///   case.
/// - `path`: the path, percent-encoded. It is relative to the site of the session
///   ("workbooks/ID/content"), or begins with "/" and is relative to the server
///   ("/api/{version}/sites", "/api/metadata/graphql"). {version}, {site-id} and {user-id} are
///   replaced by the values of the session; the rest is sent as it is.
/// - `request`: receives the request; free it with tsc_request_free.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the method is not an HTTP token, is longer than 32 characters,
///   or is CONNECT or TRACE in any case; or the path is empty or longer than 32 KiB, or has a
///   scheme, "//", "?", "#", a "." or ".." segment, another placeholder, a "%" without two
///   digits, or a character that must be percent-encoded.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
///
/// Set the query with tsc_request_set_parameter. Use tsc_session_sign_out and
/// tsc_session_switch_site to sign out and to switch site: the session does not notice what a
/// request does to its token.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_request(
    session: *mut tsc_session,
    method: *const c_char,
    path: *const c_char,
    request: *mut *mut tsc_request,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(request);
        call(error, || {
            let session = borrow(session)?;
            output.require("request")?;
            let method = text(method, "method")?;
            let request = Request::new(Arc::clone(session.get()), method, text(path, "path")?)?;
            output.set(give(tsc_request {
                process: Process::watch(),
                request: Mutex::new(request),
            }));
            Ok(())
        })
    }
}

/// Sets a parameter of the query, such as "pageSize" to "1000" or "filter" to "name:eq:Sales &
/// more".
///
/// - `name`: the name of the parameter, any UTF-8 but "". A parameter that was set before is
///   replaced.
/// - `value`: the value, any UTF-8.
///
/// The library percent-encodes both. Parameters are sent in the order in which they were set
/// first.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: the name is empty, or the parameters exceed 64 KiB in total.
///
/// Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_set_parameter(
    request: *mut tsc_request,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_request(request, |request| {
                let name = text(name, "name")?;
                request.set_parameter(name, text(value, "value")?)
            })
        })
    }
}

/// Sets a header, such as "Accept" to "application/json".
///
/// - `name`: the name of the header; upper and lower case are the same. A header that was set
///   before is replaced.
/// - `value`: the value, sent byte for byte. May be NULL: the header is removed.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: the name is not an HTTP token or is longer than 256 bytes; the
///   value has a line break or another control character, or for Authorization is not ASCII;
///   the headers exceed 100, or 32 KiB in total; or the library itself sets the header:
///   X-Tableau-Auth, Host, Content-Length, Transfer-Encoding, Connection, Keep-Alive,
///   Proxy-Authorization, Proxy-Connection, Expect, TE, Trailer, Upgrade.
///
/// By default Accept allows any type, to which Tableau mostly responds with XML, and
/// Accept-Encoding is gzip, unless Range is set. Bodies that are compressed with gzip or
/// deflate are decompressed. For another compression tsc_request_send returns
/// TSC_ERROR_PROTOCOL, unless Accept-Encoding was set to request it: the body is then returned
/// as it arrived.
///
/// The credentials in Authorization and the values in Cookie are redacted in errors, like the
/// token.
///
/// Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_set_header(
    request: *mut tsc_request,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_request(request, |request| {
                let name = text(name, "name")?;
                request.set_header(name, optional_text(value, "value")?)
            })
        })
    }
}

/// Sets the body of a request, in place of one that was set before.
///
/// - `content_type`: "application/json", "multipart/mixed; boundary=...", ..., in place of one
///   that tsc_request_set_header set. May be NULL: that one; without one, "text/xml" if the
///   body begins with "<", and otherwise none.
/// - `data`: the bytes of the body, which are copied. May be NULL if `length` is 0: an empty
///   body.
/// - `length`: the length of the body in bytes.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `data` is NULL and `length` is not 0; `content_type` has a
///   control character or is longer than 32 KiB.
/// - TSC_ERROR_NO_MEMORY: there is no memory for the copy.
///
/// The copy is wiped from memory when it is replaced or freed. tsc_error_response describes
/// which values in it are secrets.
///
/// Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_set_body(
    request: *mut tsc_request,
    content_type: *const c_char,
    data: *const c_void,
    length: usize,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_request(request, |request| {
                let content_type = optional_text(content_type, "content_type")?;
                request.set_body(content_type, bytes(data.cast(), length, "data")?)
            })
        })
    }
}

/// Sets the limit for the body of a successful response.
///
/// - `bytes`: the limit in bytes of the decompressed body, 67108864 (64 MiB) by default. 0: no
///   body. UINT64_MAX: no limit. tsc_response_root needs additional memory for an XML body:
///   usually one and a half times the size of the body, at most six times.
///
/// Returns TSC_OK or a common status.
///
/// If the response is an error, at most 1 MiB of the body is read, whatever the limit is.
///
/// Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_set_max_response_size(
    request: *mut tsc_request,
    bytes: u64,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_request(request, |request| {
                request.set_max_response_size(bytes);
                Ok(())
            })
        })
    }
}

/// Sets whether a request may be sent again although the server may have received it, such as
/// a POST that only reads, as those of the Metadata API do.
///
/// - `repeatable`: whether it may. Off by default; GET and HEAD may always be sent again.
///
/// Returns TSC_OK or a common status. See tsc_server_set_retry.
///
/// Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_set_repeatable(
    request: *mut tsc_request,
    repeatable: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_request(request, |request| {
                request.set_repeatable(repeatable != 0);
                Ok(())
            })
        })
    }
}

/// Sets the time limits of a request, instead of those of tsc_server_set_timeouts.
///
/// - `read_ms`: the limit for the time in which the server sends nothing, or takes in nothing
///   of the request, in milliseconds. 0: no limit.
/// - `total_ms`: the limit for one tsc_request_send, in milliseconds. 0: no limit.
///
/// Returns TSC_OK or a common status.
///
/// Blocks: no. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_set_timeouts(
    request: *mut tsc_request,
    read_ms: u32,
    total_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        call(error, || {
            with_request(request, |request| {
                request.set_limits(limit_of(read_ms), limit_of(total_ms));
                Ok(())
            })
        })
    }
}

/// Sends a request and reads the whole response.
///
/// - `request`: the request, which stays as it is, and may be changed and sent again. If it is
///   NULL, the function returns TSC_ERROR_INVALID_ARGUMENT.
/// - `response`: receives the response; free it with tsc_response_free. It outlives the
///   request.
///
/// Returns TSC_OK for any 2xx response, also for one of the Metadata API with GraphQL errors in
/// it; a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: path and parameters exceed 64 KiB in total.
/// - TSC_ERROR_INVALID_STATE: the session has switched to another site since the request was
///   made; nothing was sent.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server, or the scopes of its token
///   do not cover the call (HTTP 401).
/// - TSC_ERROR_REDIRECT: the server redirects to another origin, or more than five times, or by
///   301, 302 or 303 although the method is neither GET nor HEAD.
/// - TSC_ERROR_TOO_LARGE: the response exceeds the limit, or is HTTP 413.
/// - TSC_ERROR_PROTOCOL: the response is not HTTP, is endless with almost no data, or has an
///   invalid or unsupported compression.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server does not have this call (Tableau's codes 404001,
///   404003).
///
/// Tableau's code, summary and detail are read from errors in XML and JSON. tsc_error_response
/// returns the response.
///
/// Blocks: yes, with one HTTP request, which is repeatable if its method is GET or HEAD, or if
/// tsc_request_set_repeatable says so. Threads: one at a time for a request. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_send(
    request: *mut tsc_request,
    cancellation: *mut tsc_cancellation,
    response: *mut *mut tsc_response,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(response);
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            with_request(request, |request| {
                output.require("response")?;
                let response = request.send(cancellation?.as_ref())?;
                output.set(give(tsc_response::new(
                    Arc::new(response),
                    request.max_block(),
                )));
                Ok(())
            })
        })
    }
}

/// Frees a request.
///
/// Its responses can still be used. Sends nothing.
///
/// Blocks: no. Threads: any, after all other calls with the request. Since: 0.1.0.
///
/// # Safety
/// `request` is NULL or a request that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_request_free(request: *mut tsc_request) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(request) }
}

/// Calls `use_it` with a request that no other thread is using.
///
/// # Safety
/// `request` is NULL or a request that is not freed during the call.
unsafe fn with_request<R>(
    request: *mut tsc_request,
    use_it: impl FnOnce(&mut Request) -> Result<R>,
) -> Result<R> {
    // SAFETY: the caller keeps this function's contract.
    exclusive(
        unsafe { borrow(request) }?,
        |request| &request.request,
        use_it,
    )
}
