//! Callbacks of a test, as closures.

use crate::event_watch::check_text;
use crate::library::*;
use crate::support::{Result, Server, Session, c, check, optional, string};
use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, Mutex};

/// All that an event tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub kind: i32,
    pub message: String,
    pub method: Option<String>,
    pub url: Option<String>,
    pub request_id: Option<String>,
    pub status: tsc_status,
    pub http_status: i32,
    pub attempt: u32,
    pub time: i64,
    pub duration: u64,
    pub wait: u64,
    pub sent: u64,
    pub received: u64,
    pub session: u64,
    pub is_reused: bool,
}

impl Seen {
    /// Copies an event.
    ///
    /// # Safety
    /// The event is lent.
    unsafe fn of(event: *const tsc_event) -> Seen {
        // SAFETY: the caller's.
        unsafe {
            Seen {
                kind: tsc_event_kind(event),
                message: string(tsc_event_message(event)).unwrap(),
                method: string(tsc_event_method(event)),
                url: string(tsc_event_url(event)),
                request_id: string(tsc_event_request_id(event)),
                status: tsc_event_status(event),
                http_status: tsc_event_http_status(event),
                attempt: tsc_event_attempt(event),
                time: tsc_event_time(event),
                duration: tsc_event_duration_us(event),
                wait: tsc_event_wait_ms(event),
                sent: tsc_event_sent(event),
                received: tsc_event_received(event),
                session: tsc_event_session(event),
                is_reused: tsc_event_is_reused_connection(event) != 0,
            }
        }
    }

    fn check(&self) {
        let texts = [&self.method, &self.url, &self.request_id];
        texts
            .into_iter()
            .flatten()
            .for_each(|text| check_text(text));
        check_text(&self.message);
    }
}

type OnEvent = Box<dyn Fn(&Seen) + Send + Sync>;

/// Calls a closure for each event of a server and of its later sessions.
pub fn on_event(server: &Server, closure: impl Fn(&Seen) + Send + Sync + 'static) {
    unsafe extern "C" fn take(event: *const tsc_event, user_data: *mut c_void) {
        // SAFETY: the event is lent, and the closure lives until `free`.
        unsafe {
            let seen = Seen::of(event);
            seen.check();
            (*user_data.cast::<OnEvent>())(&seen);
        }
    }
    unsafe extern "C" fn free(user_data: *mut c_void) {
        // SAFETY: it is the box of below, once.
        drop(unsafe { Box::from_raw(user_data.cast::<OnEvent>()) });
    }
    let closure: OnEvent = Box::new(closure);
    let user_data = Box::into_raw(Box::new(closure)).cast();
    // SAFETY: the closure is for any thread.
    check(|error| unsafe {
        tsc_server_set_event_callback(server.0, Some(take), user_data, Some(free), error)
    })
    .unwrap();
}

/// The events of a server and of its later sessions.
pub fn collect(server: &Server) -> Arc<Mutex<Vec<Seen>>> {
    let events = Arc::new(Mutex::new(Vec::new()));
    let store = Arc::clone(&events);
    on_event(server, move |event| {
        store.lock().unwrap().push(event.clone())
    });
    events
}

/// The credentials that a callback of a test sets.
pub struct Asked(pub *mut tsc_credentials);

impl Asked {
    pub fn set_token(&self, (name, value): (&str, &str)) -> Result<()> {
        let (name, value) = (c(name), c(value));
        // SAFETY: the credentials are lent during the callback; so in all that follow.
        check(|error| unsafe {
            tsc_credentials_set_personal_access_token(self.0, name.as_ptr(), value.as_ptr(), error)
        })
    }

    pub fn set_password(&self, (name, password): (&str, &str)) -> Result<()> {
        let (name, password) = (c(name), c(password));
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_credentials_set_password(self.0, name.as_ptr(), password.as_ptr(), error)
        })
    }

    pub fn set_json_web_token(&self, jwt: &str) -> Result<()> {
        let jwt = c(jwt);
        // SAFETY: as above.
        check(|error| unsafe { tsc_credentials_set_json_web_token(self.0, jwt.as_ptr(), error) })
    }

    pub fn set_impersonated(&self, user: Option<&str>) -> Result<()> {
        let user = user.map(c);
        // SAFETY: as above.
        check(|error| unsafe {
            tsc_credentials_set_impersonated_user_id(self.0, optional(user.as_ref()), error)
        })
    }

    pub fn set_message(&self, message: &str) -> Result<()> {
        let message = c(message);
        // SAFETY: as above.
        check(|error| unsafe { tsc_credentials_set_message(self.0, message.as_ptr(), error) })
    }

    pub fn site(&self) -> String {
        // SAFETY: as above.
        string(unsafe { tsc_credentials_site(self.0) }).unwrap()
    }

    pub fn server_url(&self) -> String {
        // SAFETY: as above.
        string(unsafe { tsc_credentials_server_url(self.0) }).unwrap()
    }

    pub fn is_renewal(&self) -> bool {
        // SAFETY: as above.
        unsafe { tsc_credentials_is_renewal(self.0) != 0 }
    }

    pub fn cancellation(&self) -> *mut tsc_cancellation {
        // SAFETY: as above.
        unsafe { tsc_credentials_cancellation(self.0) }
    }
}

type OnCredentials = Box<dyn Fn(&Asked) -> i32 + Send + Sync>;

/// Signs in with the credentials that a closure sets.
pub fn sign_in_with(
    server: &Server,
    site: &str,
    cancellation: *mut tsc_cancellation,
    closure: impl Fn(&Asked) -> i32 + Send + Sync + 'static,
) -> Result<Session> {
    unsafe extern "C" fn give(credentials: *mut tsc_credentials, user_data: *mut c_void) -> i32 {
        // SAFETY: the closure lives until `free`.
        unsafe { (*user_data.cast::<OnCredentials>())(&Asked(credentials)) }
    }
    unsafe extern "C" fn free(user_data: *mut c_void) {
        // SAFETY: it is the box of below, once.
        drop(unsafe { Box::from_raw(user_data.cast::<OnCredentials>()) });
    }
    let closure: OnCredentials = Box::new(closure);
    let user_data = Box::into_raw(Box::new(closure)).cast();
    let (site, mut session) = (c(site), ptr::null_mut());
    // SAFETY: the closure is for any thread.
    check(|error| unsafe {
        tsc_server_sign_in_with_callback(
            server.0,
            Some(give),
            user_data,
            Some(free),
            site.as_ptr(),
            cancellation,
            &raw mut session,
            error,
        )
    })?;
    Ok(Session(session))
}
