//! Sign-ins whose credentials are asked for, or made, each time that they are needed

use super::args::{missing, optional_text};
use super::call::call;
use super::callback::{UserData, tsc_free_callback};
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::credentials::connected_app;
use super::credentials_callback::{CallbackCredentials, tsc_credentials_callback};
use super::error::tsc_error;
use super::handle::{borrow, give};
use super::output::Output;
use super::server::tsc_server;
use super::session::tsc_session;
use super::sign_in::SignIn;
use crate::client::source::Source;
use crate::common::status::tsc_status;
use std::ffi::{c_char, c_void};
use std::sync::Arc;

/// Signs in with the credentials that a callback gives, and asks for them again when the
/// server has ended the session.
///
/// The credentials are not kept: the callback is asked at the sign-in, once for each attempt,
/// and at each renewal (see tsc_server_set_renewal, which is always on for such a session).
///
/// - `callback`: the function that gives the credentials.
/// - `user_data`: passed to the callback. The library takes it over, even if this function
///   fails. It is freed at sign-out, when the session can no longer be renewed, or with the
///   last of the session, its lists and its requests. May be NULL.
/// - `site`: the contentUrl of the site; a line break at its end is dropped. May be NULL or
///   "": the default site.
/// - `session`: receives the session; free it with tsc_session_free.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_ABORTED: the callback gave no credentials.
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused the credentials, the site or the
///   impersonation.
/// - TSC_ERROR_INVALID_ARGUMENT: the callback returned 1 and had set no credentials, or
///   `site` is longer than 32 KiB.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version of the server lacks this kind of sign-in,
///   and nothing secret was sent.
/// - TSC_ERROR_INSECURE: the connection would be plain http to another machine.
/// - TSC_ERROR_REDIRECT: the server redirects to a location that is not safe to follow.
///
/// Blocks: yes, with one HTTP request for the server's version if it is not known, and one
/// for the sign-in; each is repeatable, but a sign-in with a password is not. Threads: any,
/// at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described; the functions may be called with `user_data` on any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_callback(
    server: *mut tsc_server,
    callback: tsc_credentials_callback,
    user_data: *mut c_void,
    free_user_data: tsc_free_callback,
    site: *const c_char,
    cancellation: *mut tsc_cancellation,
    session: *mut *mut tsc_session,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let mut user_data = UserData::new(user_data, free_user_data);
        let output = Output::clear(session);
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            let server = borrow(server)?.get();
            user_data.set_server(server.number());
            output.require("session")?;
            let callback = callback.ok_or_else(|| missing("callback"))?;
            let site = optional_text(site, "site")?.unwrap_or_default();
            let callback = CallbackCredentials::new(callback, user_data);
            let source = Source::Callback(Arc::new(callback));
            let session = server.sign_in(source, site, None, cancellation?.as_ref())?;
            output.set(give(tsc_session::new(session)));
            Ok(())
        })
    }
}

/// Signs in with a connected app (direct trust): the library makes the JSON web token and
/// signs it.
///
/// A new token is made for each attempt. It is good for 5 minutes, since clocks differ;
/// Tableau accepts at most 10.
///
/// - `client_id`: the client id of the connected app, from its settings on the site.
/// - `secret_id`: the id of its secret.
/// - `secret_value`: the value of its secret.
/// - `username`: the name of the user to sign in. Upper and lower case differ.
/// - `scopes`: the scopes of the session, separated by spaces, such as "tableau:content:read
///   tableau:workbooks:download". The session can do only what they cover.
/// - `site`: the contentUrl of the site; a line break at its end is dropped. May be NULL or
///   "": the default site.
/// - `impersonated_user_id`: the id of the user to impersonate. May be NULL: nobody.
/// - `session`: receives the session; free it with tsc_session_free.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_SIGN_IN_FAILED: the server refused the app, its secret, the user, the scopes
///   or the site; a wrong clock on this machine has the same effect.
/// - TSC_ERROR_INVALID_ARGUMENT: a text is empty, has a line break in it, or is longer than
///   32 KiB.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.17, and nothing secret
///   was sent.
/// - TSC_ERROR_INSECURE: the connection would be plain http to another machine.
/// - TSC_ERROR_REDIRECT: the server redirects to a location that is not safe to follow.
///
/// Blocks: yes, with one HTTP request for the server's version if it is not known, and one
/// for the sign-in; each is repeatable. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_sign_in_with_connected_app(
    server: *mut tsc_server,
    client_id: *const c_char,
    secret_id: *const c_char,
    secret_value: *const c_char,
    username: *const c_char,
    scopes: *const c_char,
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
            connected_app(client_id, secret_id, secret_value, username, scopes)
        })
    }
}
