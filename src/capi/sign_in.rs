//! Signing in with a `tsc_server`, and resuming a session

use super::args::{invalid, optional_text, text};
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{borrow, give};
use super::output::Output;
use super::server::tsc_server;
use super::session::tsc_session;
use crate::client::source::Source;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use crate::rest::credentials::Credentials;
use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

/// Signs in with a personal access token, which users create in the settings of their account.
/// This is the recommended way to sign in.
///
/// - `token_name`: the name of the token.
/// - `token_value`: the secret of the token, as Tableau showed it.
/// - `site`: the contentUrl of the site, which is the part after "/site/" in the address bar of
///   the browser. May be NULL or "": the default site (Tableau Cloud has none).
/// - `impersonated_user_id`: the id, on that site, of another user to sign in as, which only
///   server administrators may do. May be NULL, but not "": the user to whom the credentials
///   belong.
/// - `session`: receives the session; free it with tsc_session_free.
///
/// A line break at the end of these strings, as text from a file may have, is dropped.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused the token, the site or the impersonation
///   (HTTP 401).
/// - TSC_ERROR_INVALID_ARGUMENT: `token_name` or `token_value` has a line break inside, a text
///   is longer than 32 KiB or has a control character that XML does not allow, or
///   `impersonated_user_id` is "".
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.6, or older than 3.11 with
///   impersonation, and no secret was sent; or the server does not support it (Tableau's code
///   404001).
/// - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
///   plain http, to another path, or to a host that is not a Tableau server; a captive portal
///   or login page is in front of it; or the sign-in itself was redirected to another origin,
///   or by 301, 302 or 303, and the secret was not sent there.
/// - TSC_ERROR_INSECURE: the secret would be sent over plain http, see
///   tsc_server_set_allow_http. It was not sent.
///
/// A sign-in with a token ends the session that the same token signed in before, on any site.
/// After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
/// server, and may have ended that session.
///
/// Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
/// earlier call with the current settings of the server made them; each is repeatable.
/// Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_personal_access_token(
    server: *mut tsc_server,
    token_name: *const c_char,
    token_value: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id,
        cancellation,
    };
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        sign_in.run(session, error, || {
            let name = text(token_name, "token_name")?;
            Credentials::personal_access_token(name, text(token_value, "token_value")?)
        })
    }
}

/// Signs in with a user name and a password.
///
/// - `username`: the name of the user.
/// - `password`: the password, sent as it is. If it ends with a line break, as text from a file
///   may, the function returns TSC_ERROR_INVALID_ARGUMENT and sends nothing: nobody can type
///   such a password.
/// - `site`: the contentUrl of the site, which is the part after "/site/" in the address bar of
///   the browser. May be NULL or "": the default site (Tableau Cloud has none).
/// - `impersonated_user_id`: the id, on that site, of another user to sign in as, which only
///   server administrators may do. May be NULL, but not "": the user to whom the credentials
///   belong.
/// - `session`: receives the session; free it with tsc_session_free.
///
/// A line break at the end of the other strings, as text from a file may have, is dropped.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused the user, the password, the site or the
///   impersonation (HTTP 401).
/// - TSC_ERROR_INVALID_ARGUMENT: `password` ends with a line break or begins with a byte order
///   mark, `username` has a line break inside, a text is longer than 32 KiB or has a control
///   character that XML does not allow, or `impersonated_user_id` is "".
/// - TSC_ERROR_UNSUPPORTED_VERSION: the server does not support the API version (Tableau's code
///   404001). Every API version has this sign-in.
/// - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
///   plain http, to another path, or to a host that is not a Tableau server; a captive portal
///   or login page is in front of it; or the sign-in itself was redirected to another origin,
///   or by 301, 302 or 303, and the secret was not sent there.
/// - TSC_ERROR_INSECURE: the secret would be sent over plain http, see
///   tsc_server_set_allow_http. It was not sent.
///
/// Other sessions of the user are not ended. After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the
/// sign-in may have taken place on the server.
///
/// Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
/// earlier call with the current settings of the server made them; the first are
/// repeatable, the sign-in is not.
/// Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_password(
    server: *mut tsc_server,
    username: *const c_char,
    password: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id,
        cancellation,
    };
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        sign_in.run(session, error, || {
            let name = text(username, "username")?;
            Credentials::password(name, text(password, "password")?)
        })
    }
}

/// Signs in with a JSON web token that a connected app or an identity provider issued.
///
/// - `jwt`: the whole token.
/// - `site`: the contentUrl of the site, which is the part after "/site/" in the address bar of
///   the browser. May be NULL or "": the default site (Tableau Cloud has none).
/// - `impersonated_user_id`: the id, on that site, of another user to sign in as, which only
///   server administrators may do. May be NULL, but not "": the user to whom the credentials
///   belong.
/// - `session`: receives the session; free it with tsc_session_free.
///
/// A line break at the end of these strings, as text from a file may have, is dropped.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused the token, the site or the impersonation
///   (HTTP 401).
/// - TSC_ERROR_INVALID_ARGUMENT: `jwt` has a line break inside, a text is longer than 32 KiB or
///   has a control character that XML does not allow, or `impersonated_user_id` is "".
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.17, and no secret was sent;
///   or the server does not support it (Tableau's code 404001).
/// - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
///   plain http, to another path, or to a host that is not a Tableau server; a captive portal
///   or login page is in front of it; or the sign-in itself was redirected to another origin,
///   or by 301, 302 or 303, and the secret was not sent there.
/// - TSC_ERROR_INSECURE: the secret would be sent over plain http, see
///   tsc_server_set_allow_http. It was not sent.
///
/// After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
/// server.
///
/// Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
/// earlier call with the current settings of the server made them; the first are
/// repeatable, the sign-in, whose token is good for one, is not.
/// Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_json_web_token(
    server: *mut tsc_server,
    jwt: *const c_char,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id,
        cancellation,
    };
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        sign_in.run(session, error, || {
            Credentials::json_web_token(text(jwt, "jwt")?)
        })
    }
}

/// Signs in to Tableau Cloud with a unified access token, which is a JSON web token for Tableau
/// Cloud Manager and its sites.
///
/// - `jwt`: the whole token.
/// - `site`: the contentUrl of the site, which is the part after "/site/" in the address bar of
///   the browser. May be NULL or "": the default site (Tableau Cloud has none).
/// - `session`: receives the session; free it with tsc_session_free.
///
/// A line break at the end of these strings, as text from a file may have, is dropped.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused the token or the site, or does not support
///   such tokens (HTTP 401).
/// - TSC_ERROR_INVALID_ARGUMENT: `jwt` has a line break inside, or a text is longer than 32 KiB
///   or has a control character that XML does not allow.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.17, and no secret was sent;
///   or the server does not support it (Tableau's code 404001).
/// - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
///   plain http, to another path, or to a host that is not a Tableau server; a captive portal
///   or login page is in front of it; or the sign-in itself was redirected to another origin,
///   or by 301, 302 or 303, and the secret was not sent there.
/// - TSC_ERROR_INSECURE: the secret would be sent over plain http, see
///   tsc_server_set_allow_http. It was not sent.
///
/// After TSC_ERROR_CANCELLED or TSC_ERROR_TIMEOUT the sign-in may have taken place on the
/// server.
///
/// Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
/// earlier call with the current settings of the server made them; the first are
/// repeatable, the sign-in, whose token is good for one, is not.
/// Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_unified_access_token(
    server: *mut tsc_server,
    jwt: *const c_char,
    site: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    let sign_in = SignIn {
        server,
        site,
        impersonated_user_id: ptr::null(),
        cancellation,
    };
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        sign_in.run(session, error, || {
            Credentials::unified_access_token(text(jwt, "jwt")?)
        })
    }
}

/// Creates a session from the token of a session that was signed in elsewhere. It asks the
/// server for the site and user of the session.
///
/// - `token`: the token, from tsc_session_token or from the header X-Tableau-Auth of another
///   client. A line break at its end is dropped.
/// - `session`: receives the session; free it with tsc_session_free. Its
///   tsc_session_estimated_time_to_expiration is NULL.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_SESSION_EXPIRED: the server does not know the token, or no longer.
/// - TSC_ERROR_INVALID_ARGUMENT: the token is empty, is longer than 8 KiB, or has characters
///   that are not allowed in a header.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.1, and the token was not
///   sent; or the server does not support it (Tableau's code 404001).
/// - TSC_ERROR_REDIRECT: the server redirects more than five times, to another address over
///   plain http, to another path, or to a host that is not a Tableau server; a captive portal
///   or login page is in front of it; or the request with the token was redirected to another
///   origin, and the token was not sent there.
/// - TSC_ERROR_INSECURE: the token would be sent over plain http, see
///   tsc_server_set_allow_http. It was not sent.
///
/// tsc_session_sign_out ends the session also for all others who have its token.
///
/// Blocks: yes, with one HTTP request, after the one or two of tsc_server_get_info if no
/// earlier call with the current settings of the server made them; each is repeatable.
/// Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_resume_session(
    server: *mut tsc_server,
    token: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let output = Output::clear(session);
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            let server = borrow(server)?.get();
            output.require("session")?;
            let token = text(token, "token")?;
            let session = server.resume_session(token, cancellation?.as_ref())?;
            output.set(give(tsc_session::new(session)));
            Ok(())
        })
    }
}

/// The parameters that all sign-ins have.
pub(super) struct SignIn {
    pub(super) server: *mut tsc_server,
    pub(super) site: *const c_char,
    pub(super) impersonated_user_id: *const c_char,
    pub(super) cancellation: *mut tsc_cancellation,
}

impl SignIn {
    /// Signs in with the credentials.
    ///
    /// # Safety
    /// As for tsc_server_sign_in_with_personal_access_token.
    pub(super) unsafe fn run(
        self,
        session: *mut *mut tsc_session,
        error: *mut *mut tsc_error,
        credentials: impl FnOnce() -> Result<Credentials>,
    ) -> tsc_status {
        // SAFETY: the caller keeps this function's contract.
        unsafe {
            let output = Output::clear(session);
            let cancellation = optional_cancellation(self.cancellation);
            call(error, || {
                let server = borrow(self.server)?.get();
                output.require("session")?;
                let site = optional_text(self.site, "site")?.unwrap_or_default();
                let user = optional_text(self.impersonated_user_id, "impersonated_user_id")?;
                let user = checked_user_id(user)?;
                let source = Source::Kept(Arc::new(credentials()?));
                let session = server.sign_in(source, site, user, cancellation?.as_ref())?;
                output.set(give(tsc_session::new(session)));
                Ok(())
            })
        }
    }
}

/// Checks that the id of a user to impersonate is not empty.
pub(super) fn checked_user_id(id: Option<&str>) -> Result<Option<&str>> {
    match id {
        Some("") => Err(invalid(
            "the id of the user to impersonate is empty; omit it to sign in without impersonation",
        )),
        id => Ok(id),
    }
}
