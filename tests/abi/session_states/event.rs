//! What happens to a call.

use tsc_simulator::Action;

/// What the server does with the request, or what was before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Done,
    /// It is done, in a session that was idle for too long by then.
    Idle,
    /// Tableau's error of that code; nothing is done.
    Error(u32),
    /// A page of somebody else's with that status; nothing is done.
    Html(u16),
    /// 200 and nothing else; nothing is done.
    Empty,
    /// No connection.
    Refused,
    /// The connection is closed, and nothing done.
    Closed,
    /// It is done, and the connection closed without an answer.
    Lost,
    /// It is done, and of the answer only so many bytes come.
    Cut(usize),
    /// The call is cancelled before it begins.
    Cancelled,
    /// The session was signed out before.
    SignedOut,
}

pub use Event::{Cancelled, Closed, Cut, Done, Empty, Html, Idle, Lost, Refused, SignedOut};

impl Event {
    /// What the simulator is told; `None` where it has no part in it.
    pub fn action(self) -> Option<Action> {
        let page = |status, body: &str| Action::Answer {
            status,
            headers: vec![("Content-Type".to_owned(), "text/html".to_owned())],
            body: body.into(),
        };
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

    /// HTTP status and Tableau's code of the answer behind an error.
    pub fn answer(self) -> (i32, Option<String>) {
        match self {
            Event::Error(code) => (i32::try_from(code / 1000).unwrap(), Some(code.to_string())),
            Idle => (401, Some("401002".to_owned())),
            Html(status) => (status.into(), None),
            Empty => (200, None),
            _ => (0, None),
        }
    }

    /// Whether nobody can know what became of the request.
    pub fn is_in_doubt(self) -> bool {
        matches!(self, Html(200 | 502) | Empty | Closed | Lost | Cut(_))
    }
}
