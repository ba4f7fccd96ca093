//! The settings of `tsc_server`: proxy, headers, time limits, API version

use super::args::{optional_text, text};
use super::error::tsc_error;
use super::server::{change, tsc_server};
use crate::common::status::tsc_status;
use crate::transport::call::{Retry, Timeouts};
use std::ffi::c_char;
use std::time::Duration;

/// Sets the proxy through which a server is reached.
///
/// - `proxy_url`: "http://proxy.example.com:3128", or "https://..." for TLS to the proxy
///   itself, with "user:password@" (percent-encoded) if the proxy requires it. If it has no
///   port, it is 80, or 443 with https. Every host is then reached through this proxy, also
///   those in no_proxy. "": no proxy. May be NULL: the proxy of the environment, the default.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: `proxy_url` is not the URL of a proxy, or its scheme is socks4
///   or socks5, which are not supported.
///
/// The proxy of the environment is the one that tsc_server_new found: http_proxy for http
/// servers, https_proxy or HTTPS_PROXY for https servers, all_proxy or ALL_PROXY for both,
/// except for hosts in no_proxy or NO_PROXY. The proxy settings of Windows and macOS are not
/// used. An http server on this machine (localhost, 127.0.0.0/8, ::1) is always reached without
/// a proxy.
///
/// Data for an https server is encrypted end to end: the proxy learns only the server's name.
/// The CA settings also apply to the certificate of the proxy. Calls return TSC_ERROR_PROXY if
/// the proxy cannot be reached or refuses.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Sets the name of the program in the User-Agent header.
///
/// - `product`: 1 to 256 printable ASCII characters. "MyApp/1.0" makes "MyApp/1.0
///   libtsc/0.1.0". May be NULL: only the name of the library, the default.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: `product` is empty, too long, or has other characters.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Sets a header that is sent with every request to a server, such as one that a gateway
/// requires.
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
/// The header is sent with every request, over plain http as well, and with the first request,
/// which finds out whether the server is a Tableau server. Another host that a redirect leads
/// to gets it only after it has responded as a Tableau server. A proxy gets it only in the
/// requests over plain http that it forwards.
///
/// A header that tsc_request_set_header sets replaces one of the same name. A Cookie header
/// replaces the cookies that servers set.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Sets the time limits of calls. 0 means no limit.
///
/// - `connect_ms`: the limit for making a connection, in milliseconds, 10000 by default. It
///   covers name resolution, all addresses of the host, the proxy and the TLS handshake.
/// - `read_ms`: the limit for the time in which the server sends nothing, or takes in nothing
///   of a request, in milliseconds, 120000 by default.
/// - `total_ms`: the limit for one whole call of a function, with all the HTTP requests that it
///   makes, in milliseconds, 600000 by default.
///
/// Returns TSC_OK or a common status.
///
/// A call that exceeds a limit returns TSC_ERROR_TIMEOUT. Unlike other settings, these also
/// apply to sessions that exist already. A call uses the limits that are set when it begins.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_timeouts(Timeouts {
                connect: limit_of(connect_ms),
                read: limit_of(read_ms),
                total: limit_of(total_ms),
            });
            Ok(())
        })
    }
}

/// Returns a time limit; `None`, no limit, for 0.
pub(super) fn limit_of(milliseconds: u32) -> Option<Duration> {
    (milliseconds > 0).then(|| Duration::from_millis(milliseconds.into()))
}

/// Sets the REST API version that sessions use, instead of the newest one of the server.
///
/// - `version`: the version, such as "3.19". May be NULL: the newest one of the server, the
///   default.
///
/// Returns TSC_OK, a common status, or this one:
/// - TSC_ERROR_INVALID_ARGUMENT: `version` is not two numbers with a point between them.
///
/// This function does not ask the server. If the server does not have the version, sign-ins
/// return TSC_ERROR_UNSUPPORTED_VERSION.
///
/// While a version is set, a sign-in sends the secret to the server's address without a check
/// that a Tableau server responds there. If the server redirects to another address, that
/// address is still checked.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Sets how often a request is sent, and the longest wait before it is sent again.
///
/// - `attempts`: one more than the number of times that a call sends its requests again, in
///   all. 4 by default: three times. 1: nothing is sent again.
/// - `longest_wait_ms`: the longest wait before a repetition, in milliseconds, 30000 by
///   default. 0: no wait.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: `attempts` is 0.
///
/// A request is sent again after HTTP 429, whatever its method is. After HTTP 408, 502, 503
/// and 504, and if the connection ends before the whole response has arrived, it is sent
/// again only if the server may receive it twice: GET and HEAD, the request for the server's
/// version, a sign-in with a personal access token, a connected app or a callback (not with a
/// password, nor with a finished JSON web token, which is good for one sign-in), and those of
/// tsc_request_set_repeatable. A time limit that has expired, a refused connection and an
/// unknown host name are not tried again.
///
/// The wait is 0.5, 1, 2 ... s, and 1, 3, 10, 30, 60 s after HTTP 429, up to a fifth longer
/// at random. A Retry-After header makes it longer. If the header asks for more than
/// `longest_wait_ms`, or the wait would last longer than the time limits of the call, the
/// call returns at once. A cancellation ends the wait.
///
/// A repeatable request, a sign-in and a sign-out that find a pooled connection closed are
/// sent once more over a new one; this does not count as an attempt, and happens also with 1
/// attempt.
///
/// Sessions keep the setting of their sign-in.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_retry(
    server: *mut tsc_server,
    attempts: u32,
    longest_wait_ms: u32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let longest_wait = Duration::from_millis(longest_wait_ms.into());
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_retry(Retry {
                attempts,
                longest_wait,
            })
        })
    }
}

/// Sets whether the sessions that sign in afterwards sign in again by themselves when the
/// server has ended them.
///
/// - `renew`: whether they do; off by default, since the library then keeps the credentials
///   in memory until sign-out.
///
/// Returns TSC_OK or a common status.
///
/// If the server refuses the token of a session (Tableau's codes 401002 and 401000), the
/// session signs in again at its present site, impersonating its present user if it
/// impersonates one, and the call's request is sent once more, whatever its method is; only
/// the response to a HEAD does not tell that the session has ended. This happens once for all
/// calls that meet the dead session at once. Lists and requests go on; tsc_session_token
/// changes. The call returns TSC_ERROR_SESSION_EXPIRED, and the session is not signed in any
/// more by itself, if the server refuses the credentials, if they belong to another user or
/// site by then, or if the new session ends within 60 seconds: another program may use the
/// same token, or its scopes may not cover the call. If signing in again is not answered, the
/// call returns that error, and the next call tries again. tsc_session_sign_out never signs
/// in again.
///
/// Sessions with a personal access token, a password or a connected app can be renewed. Those
/// with a finished JSON web token or unified access token, and resumed ones, can not; those
/// of tsc_server_sign_in_with_callback always are.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_renewal(
    server: *mut tsc_server,
    renew: i32,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        change(server, error, |server| {
            server.set_renewal(renew != 0);
            Ok(())
        })
    }
}
