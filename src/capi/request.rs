//! `tsc_request`

use super::args::{bytes, optional_text, text};
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Handle, Owned, Process, assert_sync, borrow, exclusive, give, take};
use super::output::Output;
use super::response::tsc_response;
use super::session::tsc_session;
use crate::client::request::Request;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex};

/// Any call of the REST API, with a session's token. It may be sent more than once.
///
/// It belongs to the session, site and token that it was made under, and outlives the
/// session's tsc_session_free. One thread at a time: a second one gets
/// TSC_ERROR_INVALID_STATE and does no harm.
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

/// Makes a request. Sends nothing before tsc_request_send.
///
/// - `session`: not NULL.
/// - `method`: not NULL: "GET", "POST", "PUT", "PATCH", "DELETE", ...; sent as it is: upper and
///   lower case are not the same.
/// - `path`: not NULL. Relative to the session's site ("workbooks/ID/content"), or from the
///   server's root ("/api/{version}/sites", "/api/metadata/graphql"). {version}, {site-id}
///   and {user-id} are filled in; the rest is sent as it is, so it must be percent-encoded
///   already.
/// - `request`: not NULL; receives the request, to be freed with tsc_request_free.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL or not UTF-8; a method that is no HTTP token, has
///   over 32 characters, or is CONNECT or TRACE in any case; a path that is empty or over
///   32 KiB, begins with "http:" or "https:", has "//", "?" (see tsc_request_set_parameter),
///   "#", a "." or ".." segment, another placeholder, a "%" without its two digits, or a
///   character that has to be percent-encoded.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out.
///
/// To sign out and to switch site, call tsc_session_sign_out and tsc_session_switch_site: of
/// what a request does to its token the session knows nothing.
///
/// Does not block. Any thread. Since 0.1.0.
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

/// Sets a parameter of the query: "pageSize" to "1000", "filter" to "name:eq:Sales & more".
///
/// - `request`: not NULL.
/// - `name`: not NULL or empty; as it is, any UTF-8. One that was set before is replaced;
///   otherwise they keep their order.
/// - `value`: not NULL; as it is, any UTF-8. Both are percent-encoded by the library.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; an empty name; over 64 KiB of parameters.
///
/// Does not block. Since 0.1.0.
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

/// Sets a header: "Accept" to "application/json", for instance. Unless it is set, Accept says
/// that any type will do, to which Tableau mostly answers with XML.
///
/// - `request`: not NULL.
/// - `name`: not NULL; in any case. One that was set before is replaced.
/// - `value`: as it is, in bytes; NULL takes the header away.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `request` or `name` is NULL; not UTF-8; a name that is no
///   HTTP token or over 256 bytes; a value with a line break or another control character, or
///   of Authorization that is not ASCII; over 32 KiB of headers; a header that the library
///   takes care of: X-Tableau-Auth, Host, Content-Length, Transfer-Encoding, Connection,
///   Keep-Alive, Proxy-Authorization, Proxy-Connection, Expect, TE, Trailer, Upgrade.
///
/// The credentials of Authorization, with the password of Basic, and the values of Cookie are
/// redacted in errors, as the token is. Gzip is asked for unless Accept-Encoding or Range is set.
/// What comes compressed with gzip or deflate is unpacked. Another compression is
/// TSC_ERROR_PROTOCOL, unless Accept-Encoding asks for it: then the body is returned as it came.
///
/// Does not block. Since 0.1.0.
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

/// Sets the body, in place of one that was set before.
///
/// - `request`: not NULL.
/// - `content_type`: "application/json", "multipart/mixed; boundary=...", ..., in place of
///   one that tsc_request_set_header set. NULL: that one, or else "text/xml" where the body
///   begins with "<", or else none.
/// - `data`: the bytes, of any kind; copied. NULL if `length` is 0: an empty body.
/// - `length`: in bytes.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `request` is NULL; `data` is NULL and `length` not 0; a
///   content type that is not UTF-8, has a control character or is over 32 KiB; no memory
///   for the copy.
///
/// The copy is wiped when it is replaced or freed. Of what a server repeats of a body, the values
/// of attributes, elements and members whose names end with password, secret, token or jwt are
/// redacted in errors; see tsc_error_response. Does not block. Since 0.1.0.
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

/// Sets how large the body of a successful answer may be, decompressed. Of an answer that
/// becomes an error at most 1 MiB is read, whatever is set here.
///
/// - `request`: not NULL.
/// - `bytes`: 0: no body at all; UINT64_MAX: no limit but memory, of which tsc_response_root
///   takes some three times the size of an XML body more. At first it is 67108864 (64 MiB).
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `request` is NULL.
///
/// Does not block. Since 0.1.0.
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

/// Sends the request and reads the whole answer.
///
/// - `request`: not NULL; it stays as it is, and may be changed and sent again.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `response`: not NULL; receives the answer, to be freed with tsc_response_free. It
///   outlives the request.
///
/// Returns TSC_OK if the server answered 2xx, whatever its body is (also a GraphQL answer of
/// the Metadata API that tells of errors), or
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; path and parameters are over 64 KiB together.
/// - TSC_ERROR_INVALID_STATE: the session has switched site since the request was made;
///   nothing was done.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was done.
/// - TSC_ERROR_SESSION_EXPIRED: the session is over on the server (HTTP 401).
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer, or not all of it;
///   see the statuses.
///   What was sent may have been done all the same.
/// - TSC_ERROR_REDIRECT: the server redirects to another origin, over and over, or, what is
///   neither GET nor HEAD, by 301, 302 or 303.
/// - TSC_ERROR_TOO_LARGE: the answer is over the limit, or the server said 413.
/// - TSC_ERROR_PROTOCOL: the answer is not HTTP, almost empty though endless, broken in its
///   compression, or compressed in a way that is not read.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server knows no such call (404001, 404003).
/// - the statuses of other HTTP errors. Tableau's code, summary and detail are read from XML
///   and JSON; the answer is in tsc_error_response.
///
/// Blocks, and makes one call. A GET is sent once more, over a new connection, if one that was
/// kept from before turns out to be closed. Since 0.1.0.
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
                output.set(give(tsc_response::new(Arc::new(response))));
                Ok(())
            })
        })
    }
}

/// Frees a request. Answers that it got stay.
///
/// - `request`: NULL does nothing.
///
/// Does not block, sends nothing. Since 0.1.0.
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
