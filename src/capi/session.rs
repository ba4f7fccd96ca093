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
/// Any thread. It outlives its server's tsc_server_free, and keeps the settings that
/// the server had when it signed in, but for the time limits.
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

/// Ends the session on the server and forgets its token. A session that is signed out
/// already, or that the server has ended, is no error.
///
/// - `session`: not NULL.
/// - `cancellation`: NULL: cannot be cancelled.
///
/// Returns TSC_OK or, with the session still holding its token so that this can be
/// repeated,
/// - TSC_ERROR_INVALID_ARGUMENT: `session` is NULL.
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
///   answer that can be used; see the statuses.
/// - TSC_ERROR_PROTOCOL, TSC_ERROR_SESSION_EXPIRED: somebody else than the Tableau server
///   answered, a proxy perhaps.
/// - the statuses of other HTTP errors.
///
/// Blocks. Makes one call, none if signed out already. Any thread. Since 0.1.0.
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

/// Moves the session to another site of its server, without signing in again. Its
/// token, site and user id become others, and the old token is dead. Lists made before
/// return TSC_ERROR_INVALID_STATE from then on. Tableau Cloud does not have it.
///
/// - `session`: not NULL.
/// - `site`: the site's contentUrl; NULL or "": the default site. To be there already
///   is no error, and changes nothing.
/// - `cancellation`: NULL: cannot be cancelled.
///
/// Returns TSC_OK or
/// - TSC_ERROR_FORBIDDEN: there is no such site, or the user may not enter it (401003).
/// - TSC_ERROR_SESSION_EXPIRED: the session is over on the server.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_UNSUPPORTED_VERSION: API version before 2.6; nothing was sent.
/// - TSC_ERROR_INVALID_ARGUMENT: `session` is NULL; `site` is not UTF-8 or has a control
///   character.
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
///   answer that can be used; see the statuses.
/// - TSC_ERROR_PROTOCOL: the answer is not a Tableau server's.
/// - the statuses of other HTTP errors.
///
/// After an error answer the session stays where it was. If no answer came, or a gateway's
/// (502, 504), whether the server switched is not known: the session stays where it was too,
/// and if it turns out to have expired, the server had switched.
///
/// Blocks. Makes one call, which is never repeated. Any thread. Since 0.1.0.
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

/// Revokes the personal access tokens of all administrators of the server, for the case that
/// one was stolen. The session has to be a server administrator's. Tableau Cloud does not
/// have it.
///
/// - `session`: not NULL.
/// - `cancellation`: NULL: cannot be cancelled.
///
/// Returns TSC_OK or
/// - TSC_ERROR_FORBIDDEN: the user is no server administrator.
/// - TSC_ERROR_SESSION_EXPIRED: the session is over on the server.
/// - TSC_ERROR_NOT_SIGNED_IN: the session was signed out; nothing was sent.
/// - TSC_ERROR_UNSUPPORTED_VERSION: API version before 3.11, and nothing was sent; or the
///   server does not know the call (404003).
/// - TSC_ERROR_INVALID_ARGUMENT: `session` is NULL.
/// - TSC_ERROR_CANCELLED, TSC_ERROR_TIMEOUT, TSC_ERROR_RESOLVE, TSC_ERROR_CONNECT,
///   TSC_ERROR_PROXY, TSC_ERROR_TLS, TSC_ERROR_CERTIFICATE, TSC_ERROR_REDIRECT: no
///   answer, so that the tokens
///   may be revoked or not; see the statuses.
/// - TSC_ERROR_PROTOCOL: the answer is not a Tableau server's.
/// - the statuses of other HTTP errors.
///
/// Blocks. Makes one call. A session that such a token signed in, this one too, may be over
/// then. Any thread. Since 0.1.0.
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

/// Frees a session and all that it lent. It does not sign out: a session that is not
/// signed out lives on the server until it expires. Lists made from it go on.
///
/// - `session`: NULL does nothing.
///
/// Does not block, sends nothing. Since 0.1.0.
///
/// # Safety
/// `session` is NULL or a session that is not freed yet and that no other thread uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_free(session: *mut tsc_session) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(session) }
}

/// Whether the session holds a token: 1, or 0 once it was signed out. A session that
/// expired on the server holds one until a sign-out.
///
/// - `session`: NULL gives 0.
///
/// Asks nobody. Any thread. Since 0.1.0.
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

/// Where the session signed in, after redirects: "https://tableau.example.com".
///
/// - `session`: NULL gives NULL.
///
/// Valid until the session is freed; it never changes. Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_server_url(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(session, ptr::null(), |session| session.server_url.as_ptr()) }
}

/// The REST API version of the session's calls: "3.19".
///
/// - `session`: NULL gives NULL.
///
/// Valid until the session is freed; it never changes. Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_api_version(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(session, ptr::null(), |session| session.api_version.as_ptr()) }
}

/// The session's token, a secret: for another client of the same server, in its header
/// X-Tableau-Auth.
///
/// - `session`: NULL gives NULL.
///
/// NULL once signed out. Valid until the session is freed, also when the session has
/// another token by then; wiped then. Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_token(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(identity.token.reveal())) }
}

/// The id of the site that the session is on.
///
/// - `session`: NULL gives NULL.
///
/// NULL once signed out. Valid until the session is freed, also when the session is on
/// another site by then. Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_site_id(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(&identity.site_id)) }
}

/// The contentUrl of the site that the session is on; "" for the default site.
///
/// - `session`: NULL gives NULL.
///
/// NULL once signed out. Valid until the session is freed, also when the session is on
/// another site by then. Any thread. Since 0.1.0.
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

/// The id of the session's user, which differs from site to site; of the impersonated
/// one, if so.
///
/// - `session`: NULL gives NULL.
///
/// NULL once signed out. Valid until the session is freed, also when the session is on
/// another site by then. Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_session_is_signed_in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_session_user_id(session: *const tsc_session) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { identity_part(session, |identity| Some(&identity.user_id)) }
}

/// The server's words on how long the session lives. Tableau does not document their
/// form ("177:05:38", "2:12:30"), so they are not interpreted.
///
/// - `session`: NULL gives NULL.
///
/// NULL if the server did not say, or once signed out. Valid until the session is
/// freed. Any thread. Since 0.1.0.
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

/// Lends a part of the session's identity, or returns NULL if the session was signed out or has no
/// such part.
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
