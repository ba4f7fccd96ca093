//! Signing in with a `tsc_server`, and resuming a session

use super::args::{invalid, optional_text, text};
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{borrow, give};
use super::output::Output;
use super::server::tsc_server;
use super::session::tsc_session;
use crate::common::error::Result;
use crate::common::status::tsc_status;
use crate::rest::credentials::Credentials;
use std::ffi::c_char;
use std::ptr;

/// Signs in with a personal access token, which a user makes in the settings of their
/// account: the way to prefer.
///
/// - `server`: not NULL.
/// - `token_name`, `token_value`: not NULL; as Tableau showed them. A line end behind them,
///   as text from a file has it, is dropped; so it is from the site and the user's id.
/// - `site`: the site's contentUrl, which is what follows "/site/" in the browser's
///   address bar; NULL or "": the default site (Tableau Cloud has none).
/// - `impersonated_user_id`: the id of the user to be, on that site, if the token is a
///   server administrator's; NULL: oneself.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
///
/// Returns TSC_OK or
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused (HTTP 401): token, site or
///   impersonation.
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; not UTF-8; a control character that XML cannot
///   carry.
/// - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.6, with impersonation before
///   3.11 (nothing secret was sent), or not the server's (404001).
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE: no answer that can be used;
///   see the statuses.
/// - TSC_ERROR_REDIRECT: as for tsc_server_get_info, or the sign-in itself was
///   redirected to another origin, or by 301, 302 or 303. The secret was not sent there.
/// - TSC_ERROR_INSECURE: it would go over http; nothing secret was sent.
/// - TSC_ERROR_PROTOCOL, TSC_ERROR_TOO_LARGE: the answer is not a Tableau server's.
/// - the statuses of other HTTP errors.
///
/// Blocks. Makes one call, and before the first sign-in to a server those of
/// tsc_server_get_info. Signing in again with the same token, on whatever site, ends
/// the session that it signed in before. A sign-in that was cancelled or timed out may
/// have happened on the server, and have ended that session too. Any thread.
/// Since 0.1.0.
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
/// - `server`: not NULL.
/// - `username`, `password`: not NULL. The password is sent as it is; one with a line end
///   behind it, as text from a file has it, is refused: nobody can have typed it.
/// - `site`: as for tsc_server_sign_in_with_personal_access_token.
/// - `impersonated_user_id`: the id of the user to be, on that site, if the user is a
///   server administrator; NULL: oneself.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
///
/// Returns the statuses of tsc_server_sign_in_with_personal_access_token; every API
/// version has this sign-in.
///
/// Blocks, and makes as many calls. Other sessions of the user go on. Any thread.
/// Since 0.1.0.
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

/// Signs in with a JSON web token, as a connected app or an identity provider issues it.
///
/// - `server`: not NULL.
/// - `jwt`: not NULL; the whole token. A line end behind it is dropped.
/// - `site`: as for tsc_server_sign_in_with_personal_access_token.
/// - `impersonated_user_id`: the id of the user to be, on that site, if the token's user
///   is a server administrator; NULL: oneself.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
///
/// Returns the statuses of tsc_server_sign_in_with_personal_access_token;
/// TSC_ERROR_UNSUPPORTED_VERSION before API 3.17.
///
/// Blocks, and makes as many calls. Any thread. Since 0.1.0.
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

/// Signs in to Tableau Cloud with a unified access token, a JSON web token that is made for
/// Tableau Cloud Manager and its sites.
///
/// - `server`: not NULL.
/// - `jwt`: not NULL; the whole token. A line end behind it is dropped.
/// - `site`: the site's contentUrl; as for
///   tsc_server_sign_in_with_personal_access_token.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free.
///
/// Returns the statuses of tsc_server_sign_in_with_personal_access_token;
/// TSC_ERROR_UNSUPPORTED_VERSION before API 3.17. Servers that do not know such tokens
/// refuse them with TSC_ERROR_SIGN_IN_FAILED.
///
/// Blocks, and makes as many calls. Any thread. Since 0.1.0.
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

/// Goes on with a session that was signed in elsewhere, by its token: asks the server who
/// and where it is.
///
/// - `server`: not NULL.
/// - `token`: not NULL; what tsc_session_token gives, or another client's X-Tableau-Auth. A
///   line end behind it is dropped.
/// - `cancellation`: NULL: cannot be cancelled.
/// - `session`: not NULL; receives the session, to be freed with tsc_session_free. Its
///   tsc_session_estimated_time_to_expiration is NULL.
///
/// Returns TSC_OK or
/// - TSC_ERROR_SESSION_EXPIRED: the server does not know the token (any more).
/// - TSC_ERROR_INVALID_ARGUMENT: a NULL; a token that is empty, not UTF-8, over 8 KiB or has
///   characters that no header can carry.
/// - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.1; the token was not sent.
/// - TSC_ERROR_INVALID_STATE, TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE,
///   TSC_ERROR_CONNECT, TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE,
///   TSC_ERROR_REDIRECT,
///   TSC_ERROR_INSECURE, TSC_ERROR_PROTOCOL and the statuses of other HTTP errors: as for
///   tsc_server_sign_in_with_personal_access_token.
///
/// Blocks. Makes one call, and before the first to a server those of
/// tsc_server_get_info. Sign-out ends the session for the others who have its token too.
/// Any thread. Since 0.1.0.
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
struct SignIn {
    server: *mut tsc_server,
    site: *const c_char,
    impersonated_user_id: *const c_char,
    cancellation: *mut tsc_cancellation,
}

impl SignIn {
    /// Signs in with the credentials.
    ///
    /// # Safety
    /// As for tsc_server_sign_in_with_personal_access_token.
    unsafe fn run(
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
                if user == Some("") {
                    return Err(invalid(
                        "the id of the user to impersonate is empty; give none to sign in as oneself",
                    ));
                }
                let credentials = credentials()?;
                let session = server.sign_in(&credentials, site, user, cancellation?.as_ref())?;
                output.set(give(tsc_session::new(session)));
                Ok(())
            })
        }
    }
}
