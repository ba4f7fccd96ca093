//! A callback that looks at every event of every test: no secret is in it, and each text is one line.
//! In `tests/remote` the driver has a callback in its place.

use crate::calls::{ADMIN_JSON_WEB_TOKEN, ADMIN_PASSWORD, PASSWORD};
use crate::library::*;
use crate::support::{ADMIN_TOKEN, TOKEN, string};
use std::ffi::c_void;
use std::ptr;
use tsc_simulator::builtin::{CONNECTED_APP_SECRET_VALUE, JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};

/// The longest text of an event, in bytes.
const MAX_TEXT: usize = 1024;

/// A part that each session token of the simulator has, and its percent-encoded form.
const SESSION_TOKEN_MARKS: [&str; 2] = ["==|", "%3D%3D%7C"];

/// Looks at the events of a server.
pub fn watch(server: *mut tsc_server) {
    // SAFETY: the callback uses no user_data.
    let status = unsafe {
        tsc_server_set_event_callback(server, Some(look), ptr::null_mut(), None, ptr::null_mut())
    };
    assert_eq!(status, TSC_OK);
}

/// A panic ends the process, since it must not leave a callback.
unsafe extern "C" fn look(event: *const tsc_event, _user_data: *mut c_void) {
    // SAFETY: the event is lent during the callback.
    let texts = unsafe {
        [
            string(tsc_event_message(event)),
            string(tsc_event_method(event)),
            string(tsc_event_url(event)),
            string(tsc_event_request_id(event)),
        ]
    };
    texts.iter().flatten().for_each(|text| check_text(text));
}

/// Checks a text of an event.
pub fn check_text(text: &str) {
    assert!(text.len() <= MAX_TEXT, "an event has {} bytes", text.len());
    assert!(!text.contains(char::is_control), "not one line: {text:?}");
    let always = [
        TOKEN.1,
        ADMIN_TOKEN.1,
        PASSWORD.1,
        ADMIN_PASSWORD.1,
        ADMIN_JSON_WEB_TOKEN,
        JSON_WEB_TOKEN,
        UNIFIED_ACCESS_TOKEN,
        CONNECTED_APP_SECRET_VALUE,
    ];
    for secret in always {
        assert!(!text.contains(secret), "a secret is in the event {text:?}");
    }
    for mark in SESSION_TOKEN_MARKS {
        assert!(
            !text.contains(mark),
            "a session token is in the event {text:?}"
        );
    }
}
