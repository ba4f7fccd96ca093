//! The rows of the table. Long because there are many rows.

use super::event::Event::{
    self, Cancelled, Closed, Cut, Done, Empty, Html, Idle, Lost, Refused, SignedOut,
};
use crate::calls::{Act, Call, Way};

/// The state of the session that existed before the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Signed in as before: token, ids and site are unchanged. There is no other session.
    Same,
    /// As `Same`, and the call gave a new session on the default site.
    New,
    /// Signed in to the other site, with another token, site id and user id.
    Moved,
    /// Not signed in; token, ids and site are NULL.
    Out,
}

pub use State::{Moved, New, Out, Same};

/// The state that a call leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Then {
    pub status: &'static str,
    pub state: State,
    /// The number of sessions alive on the server.
    pub live: usize,
    /// The status of a list of the session from before.
    pub next: &'static str,
}

pub const OK: &str = "TSC_OK";

pub const EXPIRED: &str = "TSC_ERROR_SESSION_EXPIRED";

pub const NOT_SIGNED_IN: &str = "TSC_ERROR_NOT_SIGNED_IN";

pub const CONNECT: &str = "TSC_ERROR_CONNECT";

pub const SIGN_IN_FAILED: &str = "TSC_ERROR_SIGN_IN_FAILED";

pub const FORBIDDEN: &str = "TSC_ERROR_FORBIDDEN";

pub const PROTOCOL: &str = "TSC_ERROR_PROTOCOL";

pub const fn then(status: &'static str, state: State, live: usize, next: &'static str) -> Then {
    Then {
        status,
        state,
        live,
        next,
    }
}

/// Nothing has changed.
pub const fn same(status: &'static str) -> Then {
    then(status, Same, 1, OK)
}

/// The cell of a call that cannot meet the event.
pub const NONE: Then = same("");

/// One row of the table: an event, and what each call that meets it leaves behind.
pub struct Row {
    pub name: &'static str,
    pub event: Event,
    pub cells: Cells,
}

/// The columns of the table.
#[derive(Clone, Copy)]
pub struct Cells {
    pub personal_access_token: Then,
    /// Password, JSON web token and unified access token.
    pub other_sign_ins: Then,
    pub resume: Then,
    pub switch_site: Then,
    pub sign_out: Then,
    pub revoke: Then,
}

impl Cells {
    pub const fn all(then: Then) -> Cells {
        Cells {
            personal_access_token: then,
            other_sign_ins: then,
            resume: then,
            switch_site: then,
            sign_out: then,
            revoke: then,
        }
    }

    /// Each call with the cell of its column.
    pub fn by_call(&self) -> impl Iterator<Item = (Call, Then)> {
        [
            (
                Call::Way(Way::PersonalAccessToken),
                self.personal_access_token,
            ),
            (Call::Way(Way::Password), self.other_sign_ins),
            (Call::Way(Way::JsonWebToken), self.other_sign_ins),
            (Call::Way(Way::UnifiedAccessToken), self.other_sign_ins),
            (Call::Way(Way::ConnectedApp), self.other_sign_ins),
            (Call::Way(Way::Resume), self.resume),
            (Call::Act(Act::SwitchSite), self.switch_site),
            (Call::Act(Act::SignOut), self.sign_out),
            (Call::Act(Act::Revoke), self.revoke),
        ]
        .into_iter()
        .filter(|(_, then)| *then != NONE)
    }
}

/// One session is alive before each call. For a sign-in it was signed in in the same way (for
/// resume: with a personal access token), for other calls with an administrator's personal access
/// token. So a sign-in with a personal access token ends it, and so does revoke.
pub const ROWS: &[Row] = &[
    Row {
        name: "done",
        event: Done,
        cells: Cells {
            personal_access_token: then(OK, New, 1, EXPIRED),
            other_sign_ins: then(OK, New, 2, OK),
            resume: then(OK, New, 1, OK),
            switch_site: then(OK, Moved, 1, OK),
            sign_out: then(OK, Out, 0, NOT_SIGNED_IN),
            revoke: then(OK, Same, 0, EXPIRED),
        },
    },
    Row {
        name: "the session is dead on the server",
        event: Idle,
        cells: Cells {
            personal_access_token: then(OK, New, 1, EXPIRED),
            other_sign_ins: then(OK, New, 1, EXPIRED),
            resume: then(EXPIRED, Same, 0, EXPIRED),
            switch_site: then(EXPIRED, Same, 0, EXPIRED),
            sign_out: then(OK, Out, 0, NOT_SIGNED_IN),
            revoke: then(EXPIRED, Same, 0, EXPIRED),
        },
    },
    Row {
        name: "400000 bad body",
        event: Event::Error(400_000),
        cells: Cells::all(same("TSC_ERROR_BAD_REQUEST")),
    },
    Row {
        name: "401000 no credentials",
        event: Event::Error(401_000),
        cells: refused_with_401(EXPIRED),
    },
    Row {
        name: "401001 sign-in refused",
        event: Event::Error(401_001),
        cells: refused_with_401(EXPIRED),
    },
    Row {
        name: "401002 token expired or displaced",
        event: Event::Error(401_002),
        cells: refused_with_401(EXPIRED),
    },
    Row {
        name: "401003 cannot switch to that site",
        event: Event::Error(401_003),
        cells: refused_with_401(FORBIDDEN),
    },
    Row {
        name: "403004 forbidden",
        event: Event::Error(403_004),
        cells: Cells::all(same(FORBIDDEN)),
    },
    Row {
        name: "403070 already on that site",
        event: Event::Error(403_070),
        cells: Cells {
            personal_access_token: same(FORBIDDEN),
            other_sign_ins: same(FORBIDDEN),
            resume: same(FORBIDDEN),
            switch_site: same(OK),
            sign_out: same(FORBIDDEN),
            revoke: same(FORBIDDEN),
        },
    },
    Row {
        name: "404000 no such site",
        event: Event::Error(404_000),
        cells: Cells::all(same("TSC_ERROR_NOT_FOUND")),
    },
    Row {
        name: "404001 no such API version",
        event: Event::Error(404_001),
        cells: Cells::all(same("TSC_ERROR_UNSUPPORTED_VERSION")),
    },
    Row {
        name: "404003 no such call",
        event: Event::Error(404_003),
        cells: Cells::all(same("TSC_ERROR_UNSUPPORTED_VERSION")),
    },
    Row {
        name: "405000 wrong method",
        event: Event::Error(405_000),
        cells: Cells::all(same("TSC_ERROR_METHOD_NOT_ALLOWED")),
    },
    Row {
        name: "409000 conflict",
        event: Event::Error(409_000),
        cells: Cells::all(same("TSC_ERROR_CONFLICT")),
    },
    Row {
        name: "429000 too many requests",
        event: Event::Error(429_000),
        cells: Cells::all(same("TSC_ERROR_RATE_LIMITED")),
    },
    Row {
        name: "500000 the server failed",
        event: Event::Error(500_000),
        cells: Cells::all(same("TSC_ERROR_SERVER")),
    },
    Row {
        name: "a page with 200, of a login page or captive portal",
        event: Html(200),
        cells: Cells::all(same(PROTOCOL)),
    },
    // Only Tableau's own response can say that a session is dead, so sign-out keeps the token.
    Row {
        name: "a page with 401, of a proxy",
        event: Html(401),
        cells: Cells {
            personal_access_token: same(SIGN_IN_FAILED),
            other_sign_ins: same(SIGN_IN_FAILED),
            resume: same(EXPIRED),
            switch_site: same(EXPIRED),
            sign_out: same(EXPIRED),
            revoke: same(EXPIRED),
        },
    },
    Row {
        name: "a page with 404, of a web server",
        event: Html(404),
        cells: Cells::all(same("TSC_ERROR_NOT_FOUND")),
    },
    Row {
        name: "a page with 502, of a load balancer",
        event: Html(502),
        cells: Cells::all(same("TSC_ERROR_SERVER")),
    },
    // Tableau's success responses to sign-out and revoke have no body, so an empty one is a
    // success.
    Row {
        name: "200 and nothing",
        event: Empty,
        cells: Cells {
            personal_access_token: same(PROTOCOL),
            other_sign_ins: same(PROTOCOL),
            resume: same(PROTOCOL),
            switch_site: same(PROTOCOL),
            sign_out: then(OK, Out, 1, NOT_SIGNED_IN),
            revoke: same(OK),
        },
    },
    Row {
        name: "no connection",
        event: Refused,
        cells: Cells::all(then(CONNECT, Same, 1, CONNECT)),
    },
    Row {
        name: "no response, not executed",
        event: Closed,
        cells: Cells::all(same(CONNECT)),
    },
    Row {
        name: "executed, response lost",
        event: Lost,
        cells: DONE_UNKNOWN,
    },
    Row {
        name: "executed, response cut in its first line",
        event: Cut(12),
        cells: DONE_UNKNOWN,
    },
    Row {
        name: "executed, response cut in its body",
        event: Cut(170),
        cells: Cells {
            personal_access_token: then(CONNECT, Same, 1, EXPIRED),
            other_sign_ins: then(CONNECT, Same, 2, OK),
            resume: same(CONNECT),
            switch_site: then(CONNECT, Same, 1, EXPIRED),
            sign_out: NONE,
            revoke: NONE,
        },
    },
    Row {
        name: "cancelled before",
        event: Cancelled,
        cells: Cells::all(same("TSC_ERROR_CANCELLED")),
    },
    Row {
        name: "signed out before",
        event: SignedOut,
        cells: Cells {
            personal_access_token: NONE,
            other_sign_ins: NONE,
            resume: NONE,
            switch_site: then(NOT_SIGNED_IN, Out, 0, NOT_SIGNED_IN),
            sign_out: then(OK, Out, 0, NOT_SIGNED_IN),
            revoke: then(NOT_SIGNED_IN, Out, 0, NOT_SIGNED_IN),
        },
    },
];

/// Tableau's 401 at sign-out means that the session is over already. On this server it is not, so
/// it stays alive there.
pub const fn refused_with_401(at_switch_site: &'static str) -> Cells {
    Cells {
        personal_access_token: same(SIGN_IN_FAILED),
        other_sign_ins: same(SIGN_IN_FAILED),
        resume: same(EXPIRED),
        switch_site: same(at_switch_site),
        sign_out: then(OK, Out, 1, NOT_SIGNED_IN),
        revoke: same(EXPIRED),
    }
}

/// The server has executed the request, and the client does not know: the session is unchanged,
/// with a token that is dead if the call ended it.
pub const DONE_UNKNOWN: Cells = Cells {
    personal_access_token: then(CONNECT, Same, 1, EXPIRED),
    other_sign_ins: then(CONNECT, Same, 2, OK),
    resume: same(CONNECT),
    switch_site: then(CONNECT, Same, 1, EXPIRED),
    sign_out: then(CONNECT, Same, 0, EXPIRED),
    revoke: then(CONNECT, Same, 0, EXPIRED),
};
