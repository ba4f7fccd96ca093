//! `tsc_session`

use super::args::optional_text;
use super::call::call;
use super::cancellation::{optional_cancellation, tsc_cancellation};
use super::error::tsc_error;
use super::handle::{Handle, Owned, Process, assert_sync, borrow, get_or, take};
use super::output::LentStrings;
use crate::client::session::Session;
use crate::common::status::tsc_status;
use crate::common::text::c_string;
use crate::rest::credentials::Identity;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::Arc;

/// A signed-in session: a user on a site of a server.
///
/// Any number of threads may use it at the same time. It outlives its server. A string that it
/// returns stays as it is until the session is freed, even if the session has another token,
/// site or user by then.
pub struct tsc_session {
    process: Process,
    session: Arc<Session>,
    server_url: CString,
    api_version: CString,
    lent: LentStrings,
}

impl Handle for tsc_session {
    const NAME: &'static str = "session";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl Owned for tsc_session {}

const _: () = assert_sync::<tsc_session>();

impl tsc_session {
    pub(super) fn new(session: Session) -> tsc_session {
        tsc_session {
            process: Process::watch(),
            server_url: c_string(&session.address().to_string()),
            api_version: c_string(&session.api_version().to_string()),
            session: Arc::new(session),
            lent: LentStrings::default(),
        }
    }

    pub(super) fn get(&self) -> &Arc<Session> {
        &self.session
    }
}

/// Signs out: ends the session on the server and deletes its token.
///
/// Returns TSC_OK, also if the session was signed out before or has ended on the server; a
/// common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_PROTOCOL: the response is not from the Tableau server; perhaps it is from a
///   proxy.
/// - TSC_ERROR_SESSION_EXPIRED: the response is HTTP 401 and not from the Tableau server;
///   perhaps it is from a proxy.
///
/// After a failure the session still has its token, so that the call can be repeated.
///
/// Blocks: yes, with one HTTP request, which is not repeatable; none if the session was
/// signed out before. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_sign_out(
    session: *mut tsc_session,
    cancellation: *mut tsc_cancellation,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            borrow(session)?.session.sign_out(cancellation?.as_ref())
        })
    }
}

/// Moves a session to another site of its server, without another sign-in. Not available on
/// Tableau Cloud.
///
/// - `site`: the contentUrl of the site; a line break at its end is dropped. May be NULL or "":
///   the default site. If the session is on that site already, the function returns TSC_OK and
///   changes nothing.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_FORBIDDEN: there is no such site, or the user may not enter it (Tableau's code
///   401003).
/// - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 2.6; nothing was sent.
/// - TSC_ERROR_INVALID_ARGUMENT: `site` is longer than 32 KiB or has a control character.
///
/// On success the token, site and user id of the session change, and the old token is invalid.
/// Lists and requests that were made before return TSC_ERROR_INVALID_STATE.
///
/// After a failure the session stays on its site. If no usable response arrived, or one of a
/// gateway (502, 504), it is not known whether the server switched; if the session then turns
/// out to have expired, it did.
///
/// Blocks: yes, with one HTTP request, which is not repeatable. Threads: any, at the same
/// time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_switch_site(
    session: *mut tsc_session,
    site: *const c_char,
    cancellation: *mut tsc_cancellation,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            let session = borrow(session)?;
            let site = optional_text(site, "site")?.unwrap_or_default();
            session.session.switch_site(site, cancellation?.as_ref())
        })
    }
}

/// Revokes the personal access tokens of all administrators of the server, in case one was
/// stolen. Not available on Tableau Cloud.
///
/// Returns TSC_OK, a common status, a network status, an HTTP status, or one of these:
/// - TSC_ERROR_FORBIDDEN: the user of the session is not a server administrator.
/// - TSC_ERROR_SESSION_EXPIRED: the session has ended on the server.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_UNSUPPORTED_VERSION: the API version is older than 3.11, and nothing was sent;
///   or the server does not have this call (Tableau's code 404003).
///
/// Sessions that signed in with such a token, perhaps including this one, may end.
///
/// Blocks: yes, with one HTTP request, which is not repeatable. Threads: any, at the same
/// time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_revoke_server_admin_tokens(
    session: *mut tsc_session,
    cancellation: *mut tsc_cancellation,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let cancellation = optional_cancellation(cancellation);
        call(error, || {
            let session = borrow(session)?;
            session
                .session
                .revoke_server_admin_tokens(cancellation?.as_ref())
        })
    }
}

/// Frees a session and the strings that it lent.
///
/// It sends nothing and does not sign out: unless the session was signed out, it lives on the
/// server until it expires. Its lists and requests can still be used.
///
/// Blocks: no. Threads: any, after all other calls with the session. Since: 0.1.0.
///
/// # Safety
/// `session` is NULL or a session that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_free(session: *mut tsc_session) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(session) }
}

/// Tells whether a session has a token.
///
/// The server is not asked: a session that has expired there has a token until
/// tsc_session_sign_out.
///
/// Returns 1 if the session has a token, or 0 after it was signed out.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// `session` is NULL or a session that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_is_signed_in(session: *const tsc_session) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(session, 0, |session| {
            session.session.identity().is_some().into()
        })
    }
}

/// Gets the address at which a session signed in, after redirects:
/// "https://tableau.example.com".
///
/// Returns the address, which never changes. The session lends it.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_server_url(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(session, ptr::null(), |session| session.server_url.as_ptr()) }
}

/// Gets the REST API version of a session's requests, such as "3.19".
///
/// Returns the version, which never changes. The session lends it.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_api_version(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(session, ptr::null(), |session| session.api_version.as_ptr()) }
}

/// Gets the token of a session.
///
/// The token is a secret. Another client of the same server can send it in the header
/// X-Tableau-Auth.
///
/// Returns the token, or NULL after the session was signed out. The session lends the string,
/// and it is wiped from memory when the session is freed.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_token(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(identity.token.reveal())) }
}

/// Gets the id of the site that a session is on.
///
/// Returns the id, which the session lends, or NULL after the session was signed out.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_site_id(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(&identity.site_id)) }
}

/// Gets the contentUrl of the site that a session is on.
///
/// Returns the contentUrl, which the session lends: "" for the default site. NULL after the
/// session was signed out.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_site_content_url(
    session: *const tsc_session,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(&identity.site_content_url)) }
}

/// Gets the id of the user of a session.
///
/// It is the id of the impersonated user if there is one. A user has another id on each site.
///
/// Returns the id, which the session lends, or NULL after the session was signed out.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_user_id(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(&identity.user_id)) }
}

/// Gets the server's text on how long a session will live.
///
/// Tableau does not document its form ("177:05:38", "2:12:30"), so the library does not
/// interpret it.
///
/// Returns the text, which the session lends, or NULL if the server did not say, or after the
/// session was signed out.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_estimated_time_to_expiration(
    session: *const tsc_session,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        identity_part(session, |identity| {
            identity.estimated_time_to_expiration.as_deref()
        })
    }
}

/// Lends a part of the session's identity, or returns NULL if the session was signed out or
/// has no such part.
///
/// # Safety
/// As for tsc_session_is_signed_in.
unsafe fn identity_part(
    session: *const tsc_session,
    part: impl Fn(&Identity) -> Option<&str>,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(session, ptr::null(), |session| {
            let identity = session.session.identity();
            let value = identity.as_deref().and_then(part);
            value.map_or(ptr::null(), |value| session.lent.lend(value))
        })
    }
}
