//! The settings of `tsc_server`: proxy, headers, time limits, API version

use super::args::{optional_text, text};
use super::error::tsc_error;
use super::server::{change, tsc_server};
use crate::common::status::tsc_status;
use crate::transport::call::Timeouts;
use std::ffi::c_char;
use std::time::Duration;

/// Goes to the server through a proxy. At first that is what the environment says when
/// tsc_server_new is called: http_proxy for http servers, https_proxy or HTTPS_PROXY for https
/// ones, all_proxy or ALL_PROXY for both, but not for hosts in no_proxy or NO_PROXY.
///
/// - `server`: not NULL.
/// - `proxy_url`: "http://proxy.example.com:3128", "https://..." for TLS to the proxy itself,
///   with "user:password@", percent-encoded, if it wants them; every host is then reached
///   through it, also those in no_proxy. NULL: what the environment said; "": no proxy. Without
///   a port it is 80, or 443 with https.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; not UTF-8; not the URL of a proxy; socks4
///   and socks5, which are not supported.
///
/// What goes to an https server is encrypted from here to there: the proxy sees its name only.
/// An http server on this machine (localhost, 127.0.0.0/8, ::1) is reached without any proxy.
/// Calls return TSC_ERROR_PROXY where the proxy cannot be reached or refuses. The CA
/// settings count for the proxy's certificate too. Sessions keep what they signed in with.
/// Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_proxy(
    server: *mut tsc_server,
    proxy_url: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_proxy(optional_text(proxy_url, "proxy_url")?)
        })
    }
}

/// Names the program in the User-Agent header, before the library: "MyApp/1.0" makes
/// "MyApp/1.0 libtsc/0.1.0".
///
/// - `server`: not NULL.
/// - `product`: 1 to 256 printable ASCII characters; NULL: only the library, as it is at
///   first.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL; anything else in `product`.
///
/// Sessions keep what they signed in with. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_user_agent(
    server: *mut tsc_server,
    product: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_user_agent(optional_text(product, "product")?)
        })
    }
}

/// Sends a header along with every request to the server: what a gateway before it wants.
///
/// - `server`: not NULL.
/// - `name`: not NULL; in any case. One that was set before is replaced.
/// - `value`: as it is, in bytes; NULL takes the header away.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: as for tsc_request_set_header.
///
/// A header of the same name of a request counts more. A redirect's host gets it only when it
/// has proved to be a Tableau server; proxies do not get it. Sessions keep what they signed in
/// with. Cookie replaces the cookies that servers set. Sends nothing. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_header(
    server: *mut tsc_server,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            let name = text(name, "name")?;
            server.set_header(name, optional_text(value, "value")?)
        })
    }
}

/// Sets how long calls may take. A call takes the limits as they are when it begins,
/// also a call of a session that signed in before.
///
/// - `server`: not NULL.
/// - `connect_ms`: for making a connection, with resolving the name, the way through a proxy and
///   the TLS handshake, in milliseconds; 0: no limit. At first 10000. Several
///   addresses of a host share it.
/// - `read_ms`: the longest silence of the server, in milliseconds; 0: no limit. At
///   first 120000.
/// - `total_ms`: one whole library call, with all the HTTP requests it makes, in
///   milliseconds; 0: no limit. At first 600000.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL.
///
/// A call that is over a limit returns TSC_ERROR_TIMEOUT. Sends nothing. Any thread.
/// Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_timeouts(
    server: *mut tsc_server,
    connect_ms: u32,
    read_ms: u32,
    total_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let limit = |ms: u32| (ms > 0).then(|| Duration::from_millis(ms.into()));
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_timeouts(Timeouts {
                connect: limit(connect_ms),
                silence: limit(read_ms),
                total: limit(total_ms),
            });
            Ok(())
        })
    }
}

/// Sets the REST API version that sessions use, in place of the newest that the server
/// has.
///
/// - `server`: not NULL.
/// - `version`: "3.19"; NULL: ask the server, as it is at first.
///
/// Returns TSC_OK or
/// - TSC_ERROR_INVALID_ARGUMENT: `server` is NULL, or `version` is not two numbers with
///   a point between them.
///
/// It counts for the sign-ins that begin later. Sends nothing: whether the server has
/// that version, the sign-in tells. Any thread. Since 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_api_version(
    server: *mut tsc_server,
    version: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_api_version(optional_text(version, "version")?)
        })
    }
}
