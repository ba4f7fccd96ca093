//! The callback that gets events

use super::call::call;
use super::callback::{UserData, tsc_free_callback};
use super::error::tsc_error;
use super::event::tsc_event;
use super::handle::borrow;
use super::server::tsc_server;
use crate::common::event::{Event, Listener};
use crate::common::status::tsc_status;
use std::ffi::c_void;
use std::sync::Arc;

/// Takes an event. It is called on a thread that is inside a library call of the server or of
/// one of its sessions, lists and requests, by several threads at once if the program uses
/// several.
///
/// In it, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for handles
/// of the same server: they could wait for themselves. Getters, and tsc_cancellation_cancel,
/// may be called. Handles that a call is using must not be freed. It must return, and
/// quickly: the call waits for it. No exception and no longjmp may leave it.
///
/// - `event`: the event, lent until the callback returns.
/// - `user_data`: the pointer that was given with the callback. May be NULL.
pub type tsc_event_callback =
    Option<unsafe extern "C" fn(event: *const tsc_event, user_data: *mut c_void)>;

/// A program's callback for events.
struct EventCallback {
    callback: unsafe extern "C" fn(*const tsc_event, *mut c_void),
    user_data: UserData,
}

impl Listener for EventCallback {
    fn take(&self, event: Event) {
        let event = tsc_event::new(event);
        // SAFETY: the event is lent until the callback returns.
        let call = |user_data| unsafe { (self.callback)(&raw const event, user_data) };
        // In a forked child it is not called, and the call that has the event fails by itself.
        let _ = self.user_data.call(call);
    }
}

/// Sets the callback that gets the events of a server, and of the sessions that sign in
/// afterwards.
///
/// There is one event for the end of each HTTP request, and for each redirect, repetition
/// (before its wait), new connection (together with the request that needed it), sign-in,
/// renewal, switch of site and sign-out. What threads of the library do for a list that looks
/// ahead comes with the next call on the list; if the list is freed first, it is lost.
///
/// - `callback`: the function. May be NULL: no events, the default.
/// - `user_data`: passed to the callback. The library takes it over, even if this function
///   fails. May be NULL.
///
/// Returns TSC_OK or a common status.
///
/// A session keeps the callback that was set when it signed in, and so do its lists and
/// requests. Without a callback, events cost nothing.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// Pointers are NULL or as described; the functions may be called with `user_data` on any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_server_set_event_callback(
    server: *mut tsc_server,
    callback: tsc_event_callback,
    user_data: *mut c_void,
    free_user_data: tsc_free_callback,
    error: *mut *mut tsc_error,
) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let mut user_data = UserData::new(user_data, free_user_data);
        call(error, || {
            let server = borrow(server)?.get();
            user_data.set_server(server.number());
            let listener = callback.map(|callback| {
                let callback = EventCallback {
                    callback,
                    user_data,
                };
                Arc::new(callback) as Arc<dyn Listener>
            });
            server.set_listener(listener);
            Ok(())
        })
    }
}
