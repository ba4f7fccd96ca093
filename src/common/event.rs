//! Events: what a program can log, count or trace of the library's work.

use crate::common::lock::lock;
use crate::common::status::Status;
use std::mem;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// What happened. The numbers are those of the C ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An HTTP request has ended.
    Request = 1,
    /// A redirect is followed.
    Redirect = 2,
    /// A request will be sent again, after a wait.
    Retry = 3,
    /// A new connection was made, or could not be made.
    Connection = 4,
    /// A sign-in has ended.
    SignIn = 5,
    /// A renewal of a session has ended.
    Renewal = 6,
    /// A switch of site has ended.
    SwitchSite = 7,
    /// A sign-out has ended.
    SignOut = 8,
}

/// An event. Once a [`Listener`] gets it, the secrets of the call are redacted in its texts, which are
/// single lines.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// A line for a log.
    pub message: String,
    /// The method of the request.
    pub method: Option<String>,
    /// The URL of the request, without its query.
    pub url: Option<String>,
    /// The id that the server gave the request.
    pub request_id: Option<String>,
    /// The status of what failed; `None` after a success.
    pub status: Option<Status>,
    /// The HTTP status; 0 if no response arrived.
    pub http_status: u16,
    /// The number of times that the request was sent, from 1.
    pub attempt: u32,
    /// The time at which it began.
    pub began: SystemTime,
    /// The time that it took.
    pub duration: Duration,
    /// The wait before the request is sent again.
    pub wait: Duration,
    /// The size of the request's body, in bytes.
    pub sent: u64,
    /// The bytes of the response's body that arrived.
    pub received: u64,
    /// The number of the session; 0 if there is none.
    pub session: u64,
    /// True if the request went over a connection that had served another one before.
    pub is_reused_connection: bool,
}

impl Event {
    /// Makes an event that began now, without details.
    pub fn new(kind: Kind) -> Event {
        Event {
            kind,
            message: String::new(),
            method: None,
            url: None,
            request_id: None,
            status: None,
            http_status: 0,
            attempt: 0,
            began: SystemTime::now(),
            duration: Duration::ZERO,
            wait: Duration::ZERO,
            sent: 0,
            received: 0,
            session: 0,
            is_reused_connection: false,
        }
    }
}

/// A program's receiver of events.
pub trait Listener: Send + Sync {
    /// Takes an event, on the thread of the call in which it happened.
    fn take(&self, event: Event);
}

/// Where the events of a call go.
#[derive(Clone, Default)]
pub enum Events {
    /// Nowhere: none are made.
    #[default]
    Off,
    /// To the program.
    To(Arc<dyn Listener>),
    /// Into a store, from which the program gets them later: threads of the library do not call it.
    Stored(Stored),
}

impl Events {
    /// Returns true if events are to be made.
    pub fn are_on(&self) -> bool {
        !matches!(self, Events::Off)
    }

    /// Gives an event to the program, or stores it.
    pub fn take(&self, event: Event) {
        match self {
            Events::Off => {}
            Events::To(listener) => listener.take(event),
            Events::Stored(stored) => lock(&stored.0).push(event),
        }
    }
}

/// Events for later.
#[derive(Clone, Default)]
pub struct Stored(Arc<Mutex<Vec<Event>>>);

impl Stored {
    /// Takes the stored events out.
    pub fn drain(&self) -> Vec<Event> {
        mem::take(&mut *lock(&self.0))
    }
}
