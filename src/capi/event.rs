//! `tsc_event`

use super::handle::{Handle, get_or};
use super::output::lend;
use crate::common::event::{Event, Kind};
use crate::common::status::{TSC_OK, tsc_status};
use crate::common::text::c_string;
use std::ffi::{CString, c_char};
use std::ptr;
use std::time::SystemTime;

/// An HTTP request has ended.
pub const TSC_EVENT_REQUEST: i32 = 1;
/// A redirect is followed.
pub const TSC_EVENT_REDIRECT: i32 = 2;
/// A request will be sent again after a wait (tsc_server_set_retry).
pub const TSC_EVENT_RETRY: i32 = 3;
/// A new connection was made, or could not be made.
pub const TSC_EVENT_CONNECTION: i32 = 4;
/// A sign-in has ended, or the resumption of a session.
pub const TSC_EVENT_SIGN_IN: i32 = 5;
/// A session was signed in again, or could not be (tsc_server_set_renewal).
pub const TSC_EVENT_RENEWAL: i32 = 6;
/// A switch of site has ended.
pub const TSC_EVENT_SWITCH_SITE: i32 = 7;
/// A sign-out has ended.
pub const TSC_EVENT_SIGN_OUT: i32 = 8;

const _: () = {
    assert!(
        TSC_EVENT_REQUEST == Kind::Request as i32 && TSC_EVENT_REDIRECT == Kind::Redirect as i32
    );
    assert!(
        TSC_EVENT_RETRY == Kind::Retry as i32 && TSC_EVENT_CONNECTION == Kind::Connection as i32
    );
    assert!(TSC_EVENT_SIGN_IN == Kind::SignIn as i32 && TSC_EVENT_RENEWAL == Kind::Renewal as i32);
    assert!(TSC_EVENT_SWITCH_SITE == Kind::SwitchSite as i32);
    assert!(TSC_EVENT_SIGN_OUT == Kind::SignOut as i32);
};

/// An event: something that the library did or met, for logs, metrics and traces.
///
/// A tsc_event_callback gets it. It is lent until the callback returns, and so are its
/// strings: copy what is needed later. It has no secret, no query of a URL and no body.
pub struct tsc_event {
    event: Event,
    message: CString,
    method: Option<CString>,
    url: Option<CString>,
    request_id: Option<CString>,
}

impl Handle for tsc_event {
    const NAME: &'static str = "event";
}

impl tsc_event {
    pub(super) fn new(event: Event) -> tsc_event {
        let text = |text: &Option<String>| text.as_deref().map(c_string);
        tsc_event {
            message: c_string(&event.message),
            method: text(&event.method),
            url: text(&event.url),
            request_id: text(&event.request_id),
            event,
        }
    }
}

/// Gets what happened: one of the TSC_EVENT_ constants. Later versions may add some.
///
/// Returns the constant, or 0 if `event` is NULL.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// `event` is NULL or an event of a callback that has not returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_kind(event: *const tsc_event) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.kind as i32) }
}

/// Gets a line for a log, such as "GET
/// https://tableau.example.com/api/3.24/sites/…/workbooks: 200 OK, 5210 bytes in 31 ms".
///
/// - `event`: the event. If it is NULL, the function returns "".
///
/// Returns the line: UTF-8, at most 1 KiB, without secrets and without control or bidirectional
/// formatting characters. Never NULL.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_message(event: *const tsc_event) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, c"".as_ptr(), |event| event.message.as_ptr()) }
}

/// Gets the method of the HTTP request that the event is about.
///
/// Returns the method, such as "GET", lent by the event, or NULL if the event is not about
/// one request.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_method(event: *const tsc_event) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, ptr::null(), |event| lend(event.method.as_deref())) }
}

/// Gets the URL of the HTTP request that the event is about, without its query; of a new
/// connection, the address of the server.
///
/// Returns the URL, lent by the event, or NULL if the event is not about one.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_url(event: *const tsc_event) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, ptr::null(), |event| lend(event.url.as_deref())) }
}

/// Gets the id that the server, or a gateway before it, gave the request: the response's
/// header X-Tableau-Request-Id or X-Request-Id. An administrator finds the request in the
/// server's logs by it.
///
/// Returns the id, at most 128 visible ASCII characters, lent by the event, or NULL if there
/// is none.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_request_id(event: *const tsc_event) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(event, ptr::null(), |event| {
            lend(event.request_id.as_deref())
        })
    }
}

/// Gets the status of what the event is about. One event's failure need not be the call's:
/// the request may be sent again.
///
/// Returns TSC_OK for a success, a redirect, or if `event` is NULL; otherwise the status of
/// the failure.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_status(event: *const tsc_event) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(event, TSC_OK, |event| {
            event
                .event
                .status
                .map_or(TSC_OK, |status| status as tsc_status)
        })
    }
}

/// Gets the HTTP status of the response.
///
/// Returns the status, or 0 if no response arrived.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_http_status(event: *const tsc_event) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.http_status.into()) }
}

/// Gets how many times the request has been sent.
///
/// Returns the number, from 1, of a TSC_EVENT_REQUEST; for a TSC_EVENT_RETRY, the number of
/// the attempt that will follow the wait; 0 for other events.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_attempt(event: *const tsc_event) -> u32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.attempt) }
}

/// Gets the time at which what the event is about began.
///
/// Returns the time, in microseconds since 1970-01-01 00:00 UTC, or 0 if `event` is NULL.
/// Events of pages that a list fetched ahead come later than others that began after them.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_time(event: *const tsc_event) -> i64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(event, 0, |event| {
            let since = event.event.began.duration_since(SystemTime::UNIX_EPOCH);
            let microseconds = since.map_or(0, |since| since.as_micros());
            i64::try_from(microseconds).unwrap_or(i64::MAX)
        })
    }
}

/// Gets how long what the event is about took.
///
/// Returns the time in microseconds; time in which the machine was suspended counts. 0 for a
/// TSC_EVENT_REDIRECT and a TSC_EVENT_RETRY.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_duration_us(event: *const tsc_event) -> u64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(event, 0, |event| {
            u64::try_from(event.event.duration.as_micros()).unwrap_or(u64::MAX)
        })
    }
}

/// Gets the wait before the request is sent again.
///
/// Returns the wait in milliseconds; 0 for other events than TSC_EVENT_RETRY.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_wait_ms(event: *const tsc_event) -> u64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(event, 0, |event| {
            u64::try_from(event.event.wait.as_millis()).unwrap_or(u64::MAX)
        })
    }
}

/// Gets the size of the request's body.
///
/// Returns the size in bytes; 0 if nothing was sent, and for other events than
/// TSC_EVENT_REQUEST.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_sent(event: *const tsc_event) -> u64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.sent) }
}

/// Gets how much of the response's body arrived, before decompression.
///
/// Returns the size in bytes; 0 for other events than TSC_EVENT_REQUEST.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_received(event: *const tsc_event) -> u64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.received) }
}

/// Gets the number of the session that the event is about. Each session of the process has
/// a different one.
///
/// Returns the number, or 0 if there is no session, as during a sign-in; TSC_EVENT_SIGN_IN
/// has the number of the new session.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_session(event: *const tsc_event) -> u64 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.session) }
}

/// Gets whether the request went over a connection that had served another one before.
///
/// Returns 1 if it did, otherwise 0.
///
/// Blocks: no. Threads: one at a time for an event, in the callback. Since: 0.1.0.
///
/// # Safety
/// As for tsc_event_kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_event_is_reused_connection(event: *const tsc_event) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(event, 0, |event| event.event.is_reused_connection.into()) }
}
