//! The statuses: their numbers, which never change, and their names.

#![allow(non_camel_case_types)]

use std::ffi::CStr;

/// The result of a call: `TSC_OK` or one of the `TSC_ERROR_...` numbers.
///
/// Numbers are never reused and never change; later versions may add some, so
/// treat an unknown number as a failure.
pub type tsc_status = i32;

/// The call succeeded.
pub const TSC_OK: tsc_status = 0;
/// An argument is NULL, not UTF-8, or an invalid URL, path, method or header.
pub const TSC_ERROR_INVALID_ARGUMENT: tsc_status = 1;
/// A bug in the library. Please report it with the error's message.
pub const TSC_ERROR_INTERNAL: tsc_status = 2;
/// The call's `tsc_cancellation` was cancelled.
pub const TSC_ERROR_CANCELLED: tsc_status = 3;
/// A time limit ran out before the response was complete.
pub const TSC_ERROR_TIMEOUT: tsc_status = 4;
/// The host name cannot be resolved.
pub const TSC_ERROR_RESOLVE: tsc_status = 5;
/// The connection was refused, the host is unreachable, or the connection was closed before the
/// response was complete.
pub const TSC_ERROR_CONNECT: tsc_status = 6;
/// The proxy refused the request (407 too), or cannot be reached.
pub const TSC_ERROR_PROXY: tsc_status = 7;
/// The TLS handshake failed, for another reason than the server's certificate.
pub const TSC_ERROR_TLS: tsc_status = 8;
/// The server's certificate is not valid: unknown issuer, other host, expired, ...
pub const TSC_ERROR_CERTIFICATE: tsc_status = 9;
/// A certificate or key file is missing, unreadable, or has no usable content.
pub const TSC_ERROR_CA_PATH: tsc_status = 10;
/// The server redirects to a location that is not safe to follow.
pub const TSC_ERROR_REDIRECT: tsc_status = 11;
/// The response is not Tableau's: HTML, malformed, or without its token.
pub const TSC_ERROR_PROTOCOL: tsc_status = 12;
/// The server's API version lacks the call (Tableau's 404001 and 404003 too).
pub const TSC_ERROR_UNSUPPORTED_VERSION: tsc_status = 13;
/// The handle cannot do this now: a setter of a list that has begun; a list or
/// request whose session has switched site since; a handle that a forked child
/// inherited; a list or request in use by another thread.
pub const TSC_ERROR_INVALID_STATE: tsc_status = 14;
/// The response is over a limit of size or nesting, or the server sent 413.
pub const TSC_ERROR_TOO_LARGE: tsc_status = 15;
/// A secret would be sent over plain http, and `tsc_server_set_allow_http` is off.
pub const TSC_ERROR_INSECURE: tsc_status = 16;
/// A callback of the program ended the call.
pub const TSC_ERROR_ABORTED: tsc_status = 18;
/// There is no memory for a response, a body, or what a file or an argument contains.
pub const TSC_ERROR_NO_MEMORY: tsc_status = 19;
/// HTTP 400: the server did not understand the request.
pub const TSC_ERROR_BAD_REQUEST: tsc_status = 20;
/// HTTP 401 at sign-in: user, password, token, site or impersonation refused.
pub const TSC_ERROR_SIGN_IN_FAILED: tsc_status = 21;
/// The session was signed out. Nothing was sent.
pub const TSC_ERROR_NOT_SIGNED_IN: tsc_status = 22;
/// HTTP 401 on a session: it expired or was ended on the server (a later sign-in with the same
/// token does so), or the scopes of its token do not cover the call.
pub const TSC_ERROR_SESSION_EXPIRED: tsc_status = 23;
/// HTTP 403: the user has no permission; at switch-site, none for that site.
pub const TSC_ERROR_FORBIDDEN: tsc_status = 24;
/// HTTP 404: there is no such resource.
pub const TSC_ERROR_NOT_FOUND: tsc_status = 25;
/// HTTP 405. At sign-in, the cause is mostly an http:// address whose server requires https://.
pub const TSC_ERROR_METHOD_NOT_ALLOWED: tsc_status = 26;
/// HTTP 409: the resource exists already, or conflicts with an existing one.
pub const TSC_ERROR_CONFLICT: tsc_status = 27;
/// HTTP 429: too many requests; see `tsc_error_retry_after`.
pub const TSC_ERROR_RATE_LIMITED: tsc_status = 28;
/// HTTP 5xx: the server, or a proxy in front of it, failed.
pub const TSC_ERROR_SERVER: tsc_status = 29;
/// Any other HTTP status. Statuses added later take cases from this one.
pub const TSC_ERROR_HTTP: tsc_status = 30;

/// The status of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs, reason = "each is the TSC_ERROR_ constant of its value")]
pub enum Status {
    InvalidArgument = TSC_ERROR_INVALID_ARGUMENT,
    Internal = TSC_ERROR_INTERNAL,
    Cancelled = TSC_ERROR_CANCELLED,
    Timeout = TSC_ERROR_TIMEOUT,
    Resolve = TSC_ERROR_RESOLVE,
    Connect = TSC_ERROR_CONNECT,
    Proxy = TSC_ERROR_PROXY,
    Tls = TSC_ERROR_TLS,
    Certificate = TSC_ERROR_CERTIFICATE,
    CaPath = TSC_ERROR_CA_PATH,
    Redirect = TSC_ERROR_REDIRECT,
    Protocol = TSC_ERROR_PROTOCOL,
    UnsupportedVersion = TSC_ERROR_UNSUPPORTED_VERSION,
    InvalidState = TSC_ERROR_INVALID_STATE,
    TooLarge = TSC_ERROR_TOO_LARGE,
    Insecure = TSC_ERROR_INSECURE,
    Aborted = TSC_ERROR_ABORTED,
    NoMemory = TSC_ERROR_NO_MEMORY,
    BadRequest = TSC_ERROR_BAD_REQUEST,
    SignInFailed = TSC_ERROR_SIGN_IN_FAILED,
    NotSignedIn = TSC_ERROR_NOT_SIGNED_IN,
    SessionExpired = TSC_ERROR_SESSION_EXPIRED,
    Forbidden = TSC_ERROR_FORBIDDEN,
    NotFound = TSC_ERROR_NOT_FOUND,
    MethodNotAllowed = TSC_ERROR_METHOD_NOT_ALLOWED,
    Conflict = TSC_ERROR_CONFLICT,
    RateLimited = TSC_ERROR_RATE_LIMITED,
    Server = TSC_ERROR_SERVER,
    Http = TSC_ERROR_HTTP,
}

macro_rules! name_of {
    ($status:expr => $($constant:ident)*) => {
        match $status {
            $($constant => match CStr::from_bytes_with_nul(
                concat!(stringify!($constant), "\0").as_bytes(),
            ) {
                Ok(name) => name,
                Err(_) => c"",
            },)*
            _ => c"TSC_ERROR_UNKNOWN",
        }
    };
}

/// Returns the name of a status's constant, or `TSC_ERROR_UNKNOWN` for any other number.
pub const fn name(status: tsc_status) -> &'static CStr {
    name_of!(status =>
        TSC_OK
        TSC_ERROR_INVALID_ARGUMENT
        TSC_ERROR_INTERNAL
        TSC_ERROR_CANCELLED
        TSC_ERROR_TIMEOUT
        TSC_ERROR_RESOLVE
        TSC_ERROR_CONNECT
        TSC_ERROR_PROXY
        TSC_ERROR_TLS
        TSC_ERROR_CERTIFICATE
        TSC_ERROR_CA_PATH
        TSC_ERROR_REDIRECT
        TSC_ERROR_PROTOCOL
        TSC_ERROR_UNSUPPORTED_VERSION
        TSC_ERROR_INVALID_STATE
        TSC_ERROR_TOO_LARGE
        TSC_ERROR_INSECURE
        TSC_ERROR_ABORTED
        TSC_ERROR_NO_MEMORY
        TSC_ERROR_BAD_REQUEST
        TSC_ERROR_SIGN_IN_FAILED
        TSC_ERROR_NOT_SIGNED_IN
        TSC_ERROR_SESSION_EXPIRED
        TSC_ERROR_FORBIDDEN
        TSC_ERROR_NOT_FOUND
        TSC_ERROR_METHOD_NOT_ALLOWED
        TSC_ERROR_CONFLICT
        TSC_ERROR_RATE_LIMITED
        TSC_ERROR_SERVER
        TSC_ERROR_HTTP
    )
}
