//! Events: the server's treatment of a call's request.

use crate::support::respond;
use tsc_simulator::Action;

/// The server's treatment of the request, or something that happens before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Done,
    /// The request is executed, in a session that has expired by then.
    Idle,
    /// Tableau's error with this code; the request is not executed.
    Error(u32),
    /// An HTML page that is not Tableau's, with this status; the request is not executed.
    Html(u16),
    /// An empty response with status 200; the request is not executed.
    Empty,
    /// The connection is refused.
    Refused,
    /// The connection is closed; the request is not executed.
    Closed,
    /// The request is executed, and the connection closed without a response.
    Lost,
    /// The request is executed, and only so many bytes of the response arrive.
    Cut(usize),
    /// The call is cancelled before it begins.
    Cancelled,
    /// The session was signed out before.
    SignedOut,
}

pub use Event::{Cancelled, Closed, Cut, Done, Empty, Html, Idle, Lost, Refused, SignedOut};

impl Event {
    /// The simulator's fault for it; `None` if it needs none.
    pub fn action(self) -> Option<Action> {
        let page = |status, body: &str| respond(status, &[("Content-Type", "text/html")], body);
        match self {
            Event::Error(code) => Some(Action::TableauError {
                code,
                summary: "a summary".to_owned(),
                detail: "a detail".to_owned(),
                headers: vec![],
            }),
            Html(status) => Some(page(status, "<html><body>hello</body></html>")),
            Empty => Some(page(200, "")),
            Closed => Some(Action::Close),
            Lost => Some(Action::Lose),
            Cut(bytes) => Some(Action::CutAfter(bytes)),
            Done | Idle | Refused | Cancelled | SignedOut => None,
        }
    }

    pub fn is_sent(self) -> bool {
        !matches!(self, Refused | Cancelled | SignedOut)
    }

    /// The HTTP status and Tableau's code in the error.
    pub fn answer(self) -> (i32, Option<String>) {
        match self {
            Event::Error(code) => (i32::try_from(code / 1000).unwrap(), Some(code.to_string())),
            Idle => (401, Some("401002".to_owned())),
            Html(status) => (status.into(), None),
            Empty => (200, None),
            _ => (0, None),
        }
    }

    /// True if the client cannot know whether the request was executed.
    pub fn is_in_doubt(self) -> bool {
        matches!(self, Html(200 | 502) | Empty | Closed | Lost | Cut(_))
    }
}
