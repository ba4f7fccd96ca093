//! `tsc_credentials`

use super::args::{optional_text, text};
use super::call::call;
use super::cancellation::{lent_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Handle, Process, borrow, get_or};
use super::sign_in::checked_user_id;
use crate::client::source::Question;
use crate::common::error::Result;
use crate::common::lock::lock;
use crate::common::status::tsc_status;
use crate::common::text::c_string;
use crate::rest::connected_app::ConnectedApp;
use crate::rest::credentials::Credentials;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::Mutex;

/// The credentials that a tsc_credentials_callback is asked for.
///
/// The callback gets it and sets one kind of credentials; the last one counts. It is lent
/// until the callback returns.
pub struct tsc_credentials {
    process: Process,
    server_url: CString,
    site: CString,
    is_renewal: bool,
    cancellation: Option<Box<tsc_cancellation>>,
    answer: Mutex<Answer>,
}

/// What the callback has set.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) credentials: Option<Credentials>,
    pub(super) impersonated_user_id: Option<String>,
    pub(super) message: Option<String>,
}

impl Handle for tsc_credentials {
    const NAME: &'static str = "credentials";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl tsc_credentials {
    /// Makes what the callback gets.
    pub(super) fn new(question: &Question<'_>) -> tsc_credentials {
        let cancellation = question.cancellation.cloned();
        tsc_credentials {
            process: Process::watch(),
            server_url: c_string(&question.server.to_string()),
            site: c_string(question.site),
            is_renewal: question.is_renewal,
            cancellation: cancellation.map(|one| Box::new(lent_cancellation(one))),
            answer: Mutex::default(),
        }
    }

    /// Returns what the callback has set.
    pub(super) fn into_answer(self) -> Answer {
        let answer = self.answer.into_inner();
        answer.unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Changes what the callback has set.
///
/// # Safety
/// Pointers are NULL or as the setter describes them.
unsafe fn set(
    credentials: *mut tsc_credentials,
    error: *mut *mut tsc_error,
    change: impl FnOnce(&mut Answer) -> Result<()>,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe { call(error, || change(&mut lock(&borrow(credentials)?.answer))) }
}

/// Sets a personal access token as the credentials.
///
/// - `name`: the name of the token.
/// - `value`: the value of the token. A line break at its end is dropped.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: a text has a line break in it, or is longer than 32 KiB.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_personal_access_token(
    credentials: *mut tsc_credentials,
    name: *const c_char,
    value: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            let (name, value) = (text(name, "name")?, text(value, "value")?);
            answer.credentials = Some(Credentials::personal_access_token(name, value)?);
            Ok(())
        })
    }
}

/// Sets the name and password of a user as the credentials.
///
/// - `username`: the name of the user.
/// - `password`: the password, sent as it is.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the password ends with a line break or begins with a byte
///   order mark, or a text is longer than 32 KiB.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_password(
    credentials: *mut tsc_credentials,
    username: *const c_char,
    password: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            let name = text(username, "username")?;
            let password = text(password, "password")?;
            answer.credentials = Some(Credentials::password(name, password)?);
            Ok(())
        })
    }
}

/// Sets a JSON web token as the credentials. Tableau accepts each one only once.
///
/// - `jwt`: the whole token. A line break at its end is dropped.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the token has a line break in it, or is longer than 32 KiB.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_json_web_token(
    credentials: *mut tsc_credentials,
    jwt: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            answer.credentials = Some(Credentials::json_web_token(text(jwt, "jwt")?)?);
            Ok(())
        })
    }
}

/// Sets a unified access token as the credentials, which is a JSON web token for Tableau
/// Cloud Manager and its sites.
///
/// - `jwt`: the whole token. A line break at its end is dropped.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the token has a line break in it, or is longer than 32 KiB.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_unified_access_token(
    credentials: *mut tsc_credentials,
    jwt: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            answer.credentials = Some(Credentials::unified_access_token(text(jwt, "jwt")?)?);
            Ok(())
        })
    }
}

/// Sets a connected app as the credentials: a JSON web token is made with it. See
/// tsc_server_sign_in_with_connected_app.
///
/// - `client_id`: the client id of the connected app.
/// - `secret_id`: the id of its secret.
/// - `secret_value`: the value of its secret.
/// - `username`: the name of the user to sign in. Upper and lower case differ.
/// - `scopes`: the scopes of the session, separated by spaces.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: a text is empty, has a line break in it, or is longer than
///   32 KiB.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_connected_app(
    credentials: *mut tsc_credentials,
    client_id: *const c_char,
    secret_id: *const c_char,
    secret_value: *const c_char,
    username: *const c_char,
    scopes: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            let app = connected_app(client_id, secret_id, secret_value, username, scopes)?;
            answer.credentials = Some(app);
            Ok(())
        })
    }
}

/// Reads the parameters of a connected app.
///
/// # Safety
/// The strings are NULL or NUL-terminated.
pub(super) unsafe fn connected_app(
    client_id: *const c_char,
    secret_id: *const c_char,
    secret_value: *const c_char,
    username: *const c_char,
    scopes: *const c_char,
) -> Result<Credentials> {
    // SAFETY: the caller keeps this function's contract.
    let app = unsafe {
        ConnectedApp::new(
            text(client_id, "client_id")?,
            text(secret_id, "secret_id")?,
            text(secret_value, "secret_value")?,
            text(username, "username")?,
            text(scopes, "scopes")?,
        )
    };
    Ok(Credentials::ConnectedApp(app?))
}

/// Sets the user that the session impersonates. A renewal impersonates the user of the
/// session, whatever is set here.
///
/// - `user_id`: the id of the user on the site. May be NULL: nobody is impersonated, the
///   default.
///
/// Returns TSC_OK, a common status, or one of these:
/// - TSC_ERROR_INVALID_ARGUMENT: the id is empty.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_impersonated_user_id(
    credentials: *mut tsc_credentials,
    user_id: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            let id = checked_user_id(optional_text(user_id, "user_id")?)?;
            answer.impersonated_user_id = id.map(str::to_owned);
            Ok(())
        })
    }
}

/// Sets why the callback fails. The message of the error contains it, on one line and with
/// the secrets of the call redacted.
///
/// - `message`: the reason, for people. May be NULL: none.
///
/// Returns TSC_OK or a common status.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_set_message(
    credentials: *mut tsc_credentials,
    message: *const c_char,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        set(credentials, error, |answer| {
            answer.message = optional_text(message, "message")?.map(str::to_owned);
            Ok(())
        })
    }
}

/// Gets the address of the server to which the credentials go, after redirects.
///
/// Returns the address, lent by the credentials, or NULL if `credentials` is NULL.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// `credentials` is NULL or those of a callback that has not returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_server_url(
    credentials: *const tsc_credentials,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(credentials, ptr::null(), |found| found.server_url.as_ptr()) }
}

/// Gets the contentUrl of the site that is signed in to. It is another one than at the
/// sign-in if the session has switched site.
///
/// Returns the contentUrl, "" for the default site, lent by the credentials, or NULL if
/// `credentials` is NULL.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_credentials_server_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_site(
    credentials: *const tsc_credentials,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(credentials, ptr::null(), |found| found.site.as_ptr()) }
}

/// Gets whether the credentials are for the renewal of a session.
///
/// Returns 1 for a renewal, 0 for a sign-in.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_credentials_server_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_is_renewal(credentials: *const tsc_credentials) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(credentials, 0, |found| found.is_renewal.into()) }
}

/// Gets the cancellation of the call that needs the credentials, so that what the callback
/// waits for can end with the call.
///
/// Returns the cancellation, lent by the credentials: it must not be freed. NULL if the call
/// has none.
///
/// Blocks: no. Threads: one at a time for credentials, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_credentials_server_url.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_credentials_cancellation(
    credentials: *const tsc_credentials,
) -> *mut tsc_cancellation {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(credentials, ptr::null_mut(), |found| {
            let cancellation = found.cancellation.as_deref();
            cancellation.map_or(ptr::null_mut(), |lent| ptr::from_ref(lent).cast_mut())
        })
    }
}
