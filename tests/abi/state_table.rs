//! The state table: what each call that signs in, moves or ends a session leaves behind, here
//! and on the server, whatever is answered to it.

use crate::calls::*;
use crate::support::*;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tsc::capi::*;
use tsc_simulator::{Action, Fault, Simulator};

/// An address of this machine that nobody else listens on: what is shut there stays shut.
const DOOR: &str = "127.0.0.4";

/// What the server does with the request, or what was before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
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

use Event::{Cancelled, Closed, Cut, Done, Empty, Html, Idle, Lost, Refused, SignedOut};

/// What becomes of the session that was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Signed in where it was, its token, ids and site unchanged. No other session.
    Same,
    /// The same, and the call gave a new session on the default site.
    New,
    /// Signed in to the other site, with another token, site id and user id.
    Moved,
    /// Not signed in; token, ids and site are NULL.
    Out,
}

use State::{Moved, New, Out, Same};

/// What a call leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Then {
    status: &'static str,
    state: State,
    /// Sessions that are alive on the server.
    live: usize,
    /// What a list of the session that was there before returns afterwards.
    next: &'static str,
}

const OK: &str = "TSC_OK";
const EXPIRED: &str = "TSC_ERROR_SESSION_EXPIRED";
const NOT_SIGNED_IN: &str = "TSC_ERROR_NOT_SIGNED_IN";
const CONNECT: &str = "TSC_ERROR_CONNECT";
const SIGN_IN_FAILED: &str = "TSC_ERROR_SIGN_IN_FAILED";
const FORBIDDEN: &str = "TSC_ERROR_FORBIDDEN";
const PROTOCOL: &str = "TSC_ERROR_PROTOCOL";

const fn then(status: &'static str, state: State, live: usize, next: &'static str) -> Then {
    Then {
        status,
        state,
        live,
        next,
    }
}

/// Everything is as it was.
const fn same(status: &'static str) -> Then {
    then(status, Same, 1, OK)
}

/// For a call that cannot meet the event.
const NONE: Then = same("");

/// The columns of the table: the calls, in groups to which the same happens.
const COLUMNS: [&[Call]; 6] = [
    &[Call::Way(Way::PersonalAccessToken)],
    &[
        Call::Way(Way::Password),
        Call::Way(Way::JsonWebToken),
        Call::Way(Way::UnifiedAccessToken),
    ],
    &[Call::Way(Way::Resume)],
    &[Call::Act(Act::SwitchSite)],
    &[Call::Act(Act::SignOut)],
    &[Call::Act(Act::Revoke)],
];

/// One session is alive before each call. It was signed in in the same way where the call signs
/// in (to resume: with a personal access token), else with an administrator's personal access
/// token: so signing in with a personal access token ends it, and so does revoking.
const ROWS: &[(&str, Event, [Then; 6])] = &[
    (
        "done",
        Done,
        [
            then(OK, New, 1, EXPIRED),
            then(OK, New, 2, OK),
            then(OK, New, 1, OK),
            then(OK, Moved, 1, OK),
            then(OK, Out, 0, NOT_SIGNED_IN),
            then(OK, Same, 0, EXPIRED),
        ],
    ),
    (
        "the session is dead on the server",
        Idle,
        [
            then(OK, New, 1, EXPIRED),
            then(OK, New, 1, EXPIRED),
            then(EXPIRED, Same, 0, EXPIRED),
            then(EXPIRED, Same, 0, EXPIRED),
            then(OK, Out, 0, NOT_SIGNED_IN),
            then(EXPIRED, Same, 0, EXPIRED),
        ],
    ),
    (
        "400000 bad body",
        Event::Error(400_000),
        [same("TSC_ERROR_BAD_REQUEST"); 6],
    ),
    (
        "401000 no credentials",
        Event::Error(401_000),
        refused_with_401(EXPIRED),
    ),
    (
        "401001 sign-in refused",
        Event::Error(401_001),
        refused_with_401(EXPIRED),
    ),
    (
        "401002 token expired or displaced",
        Event::Error(401_002),
        refused_with_401(EXPIRED),
    ),
    (
        "401003 cannot switch to that site",
        Event::Error(401_003),
        refused_with_401(FORBIDDEN),
    ),
    (
        "403004 forbidden",
        Event::Error(403_004),
        [same(FORBIDDEN); 6],
    ),
    (
        "403070 already on that site",
        Event::Error(403_070),
        [
            same(FORBIDDEN),
            same(FORBIDDEN),
            same(FORBIDDEN),
            same(OK),
            same(FORBIDDEN),
            same(FORBIDDEN),
        ],
    ),
    (
        "404000 no such site",
        Event::Error(404_000),
        [same("TSC_ERROR_NOT_FOUND"); 6],
    ),
    (
        "404001 no such API version",
        Event::Error(404_001),
        [same("TSC_ERROR_UNSUPPORTED_VERSION"); 6],
    ),
    (
        "404003 no such call",
        Event::Error(404_003),
        [same("TSC_ERROR_UNSUPPORTED_VERSION"); 6],
    ),
    (
        "405000 wrong method",
        Event::Error(405_000),
        [same("TSC_ERROR_METHOD_NOT_ALLOWED"); 6],
    ),
    (
        "409000 conflict",
        Event::Error(409_000),
        [same("TSC_ERROR_CONFLICT"); 6],
    ),
    (
        "429000 too many requests",
        Event::Error(429_000),
        [same("TSC_ERROR_RATE_LIMITED"); 6],
    ),
    (
        "500000 the server failed",
        Event::Error(500_000),
        [same("TSC_ERROR_SERVER"); 6],
    ),
    (
        "a page with 200, of a login page or captive portal",
        Html(200),
        [same(PROTOCOL); 6],
    ),
    (
        // Only Tableau knows that a session is dead, so sign-out keeps the token.
        "a page with 401, of a proxy",
        Html(401),
        [
            same(SIGN_IN_FAILED),
            same(SIGN_IN_FAILED),
            same(EXPIRED),
            same(EXPIRED),
            same(EXPIRED),
            same(EXPIRED),
        ],
    ),
    (
        "a page with 404, of a web server",
        Html(404),
        [same("TSC_ERROR_NOT_FOUND"); 6],
    ),
    (
        "a page with 502, of a load balancer",
        Html(502),
        [same("TSC_ERROR_SERVER"); 6],
    ),
    (
        // The last two have no more to say than that it is done, and say it without a body.
        "200 and nothing",
        Empty,
        [
            same(PROTOCOL),
            same(PROTOCOL),
            same(PROTOCOL),
            same(PROTOCOL),
            then(OK, Out, 1, NOT_SIGNED_IN),
            same(OK),
        ],
    ),
    (
        "no connection",
        Refused,
        [then(CONNECT, Same, 1, CONNECT); 6],
    ),
    ("no answer, and nothing done", Closed, [same(CONNECT); 6]),
    ("done, and the answer lost", Lost, DONE_UNKNOWN),
    (
        "done, and the answer cut in its first line",
        Cut(12),
        DONE_UNKNOWN,
    ),
    (
        "done, and the answer cut in its body",
        Cut(170),
        [
            then(CONNECT, Same, 1, EXPIRED),
            then(CONNECT, Same, 2, OK),
            same(CONNECT),
            then(CONNECT, Same, 1, EXPIRED),
            NONE,
            NONE,
        ],
    ),
    (
        "cancelled before",
        Cancelled,
        [same("TSC_ERROR_CANCELLED"); 6],
    ),
    (
        "signed out before",
        SignedOut,
        [
            NONE,
            NONE,
            NONE,
            then(NOT_SIGNED_IN, Out, 0, NOT_SIGNED_IN),
            then(OK, Out, 0, NOT_SIGNED_IN),
            then(NOT_SIGNED_IN, Out, 0, NOT_SIGNED_IN),
        ],
    ),
];

/// A session that Tableau does not know is over: that is what sign-out wanted. Where that is
/// not so on this server, the session lives on there.
const fn refused_with_401(at_switch_site: &'static str) -> [Then; 6] {
    [
        same(SIGN_IN_FAILED),
        same(SIGN_IN_FAILED),
        same(EXPIRED),
        same(at_switch_site),
        then(OK, Out, 1, NOT_SIGNED_IN),
        same(EXPIRED),
    ]
}

/// The server has done what was asked, and nobody here knows: the session stays where it was,
/// with a token that is dead where the call ended it.
const DONE_UNKNOWN: [Then; 6] = [
    then(CONNECT, Same, 1, EXPIRED),
    then(CONNECT, Same, 2, OK),
    same(CONNECT),
    then(CONNECT, Same, 1, EXPIRED),
    then(CONNECT, Same, 0, EXPIRED),
    then(CONNECT, Same, 0, EXPIRED),
];

impl Event {
    /// What the simulator is told; `None` where it has no part in it.
    fn action(self) -> Option<Action> {
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

    fn is_sent(self) -> bool {
        !matches!(self, Refused | Cancelled | SignedOut)
    }

    /// HTTP status and Tableau's code of the answer behind an error.
    fn answer(self) -> (i32, Option<String>) {
        match self {
            Event::Error(code) => (i32::try_from(code / 1000).unwrap(), Some(code.to_string())),
            Idle => (401, Some("401002".to_owned())),
            Html(status) => (status.into(), None),
            Empty => (200, None),
            _ => (0, None),
        }
    }

    /// Whether nobody can know what became of the request.
    fn is_in_doubt(self) -> bool {
        matches!(self, Html(200 | 502) | Empty | Closed | Lost | Cut(_))
    }
}

/// The way to the simulator, that can be shut.
struct Door {
    address: SocketAddr,
    is_open: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Door {
    fn to(simulator: &Simulator) -> Door {
        let to = simulator.https_url().replace("https://", "");
        let listener = TcpListener::bind((DOOR, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let is_open = Arc::new(AtomicBool::new(true));
        let open = Arc::clone(&is_open);
        let thread = thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if !open.load(Ordering::Acquire) {
                    return;
                }
                let far = TcpStream::connect(&to).unwrap();
                let pipe = |mut from: TcpStream, mut to: TcpStream| {
                    thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Write);
                    });
                };
                pipe(near.try_clone().unwrap(), far.try_clone().unwrap());
                pipe(far, near);
            }
        });
        Door {
            address,
            is_open,
            thread,
        }
    }

    /// From now on who comes is refused.
    fn shut(self) {
        self.is_open.store(false, Ordering::Release);
        drop(TcpStream::connect(self.address));
        self.thread.join().unwrap();
        // A program that another test is starting has a copy of the listener, until it runs.
        while TcpStream::connect(self.address).is_ok() {
            thread::yield_now();
        }
    }
}

/// What the getters of a session tell.
#[derive(PartialEq, Eq)]
struct Told {
    is_signed_in: bool,
    token: Option<String>,
    site: Option<String>,
    ids: [Option<String>; 2],
    expiration: Option<String>,
}

fn told(session: &Session) -> Told {
    Told {
        is_signed_in: session.is_signed_in(),
        token: session.token(),
        site: session.site(),
        ids: [session.site_id(), session.user_id()],
        expiration: session.estimated_time_to_expiration(),
    }
}

/// `None` is a state that no call may leave behind.
fn state(before: &Told, after: &Told, new: Option<&Session>, call: Call) -> Option<State> {
    let nothing = Told {
        is_signed_in: false,
        token: None,
        site: None,
        ids: [None, None],
        expiration: None,
    };
    let is_another = |one: &Option<String>, other: &Option<String>| one.is_some() && one != other;
    let is_moved = after.is_signed_in
        && after.site.as_deref() == Some("marketing")
        && is_another(&after.token, &before.token)
        && is_another(&after.ids[0], &before.ids[0])
        && is_another(&after.ids[1], &before.ids[1]);
    match new {
        Some(new) => {
            let keeps_token = call == Call::Way(Way::Resume);
            let is_right = new.is_signed_in()
                && new.site().as_deref() == Some("")
                && new.site_id() == before.ids[0]
                && new.user_id() == before.ids[1]
                && (new.token() == before.token) == keeps_token;
            (is_right && after == before).then_some(New)
        }
        None if *after == nothing => Some(Out),
        None if after == before => Some(Same),
        None => is_moved.then_some(Moved),
    }
}

/// Has the server close the connection that is there. So each call has one of its own: what to
/// do when a connection that was kept is found closed is another table's matter.
fn hang_up(simulator: &Simulator, server: &Server) {
    simulator.fault(Fault::on(
        "serverInfo",
        Action::Answer {
            status: 200,
            headers: vec![("Connection".to_owned(), "close".to_owned())],
            body: b"<tsResponse><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>".to_vec(),
        },
    ));
    server.get_info().unwrap();
}

/// One call, one event. What it leaves behind, what was sent, and what else is wrong.
fn meet(event: Event, call: Call) -> (Option<Then>, Vec<String>, Vec<String>) {
    let is_cloud = call == Call::Way(Way::UnifiedAccessToken);
    let simulator = simulator_with("3.24", is_cloud, &[DOOR]);
    let door = (event == Refused).then(|| Door::to(&simulator));
    let url = match &door {
        Some(door) => format!("https://{}", door.address),
        None => simulator.https_url(),
    };
    let server = Server::new(&url).unwrap();
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    let nobody = ptr::null_mut();
    let session = match call {
        Call::Way(Way::Resume) => server.sign_in(TOKEN, "").unwrap(),
        Call::Way(way) => way.take(&server, "", None, nobody).unwrap(),
        Call::Act(_) => server.sign_in(ADMIN_TOKEN, "").unwrap(),
    };
    let token = session.token().unwrap();
    match event {
        SignedOut => session.sign_out().unwrap(),
        Idle => simulator.advance_clock(Duration::from_secs(241 * 60)),
        _ => {}
    }
    let before = told(&session);
    hang_up(&simulator, &server);
    if let Some(door) = door {
        door.shut();
    }
    let last = simulator.requests().last().unwrap().connection;
    simulator.clear_requests();
    if let Some(action) = event.action() {
        // For all that comes, so that a second request would not get through.
        simulator.fault(Fault {
            times: None,
            ..Fault::on("", action)
        });
    }

    let cancellation = tsc_cancellation_new();
    if event == Cancelled {
        // SAFETY: it lives until the end of this function.
        unsafe { tsc_cancellation_cancel(cancellation) };
    }
    let result = match call {
        Call::Way(way) => way.take(&server, &token, None, cancellation).map(Some),
        Call::Act(act) => act.run(&session, cancellation).map(|()| None),
    };
    // SAFETY: freed once.
    unsafe { tsc_cancellation_free(cancellation) };

    let (lines, requests) = (sent(&simulator), simulator.requests());
    let live = simulator.live_sessions();
    simulator.clear_faults();
    let mut wrong = vec![];
    if requests.iter().any(|request| request.connection == last) {
        wrong.push("it was no connection of its own".to_owned());
    }
    let new = result.as_ref().ok().and_then(Option::as_ref);
    if let Some(session) = new {
        let next = status(&Act::List.run(session, nobody));
        if next != OK {
            wrong.push(format!("a list of the new session: {next}"));
        }
    }
    if let Err(failure) = &result {
        let answer = (failure.http_status, failure.code.clone());
        if event != Idle && answer != event.answer() {
            wrong.push(format!("the answer behind the error: {answer:?}"));
        }
        if failure.everything().contains(&token) {
            wrong.push(format!("the token is shown: {}", failure.everything()));
        }
        let is_in_doubt = failure.message.contains("not known");
        let may_have_moved = call == Call::Act(Act::SwitchSite) && event.is_in_doubt();
        if is_in_doubt != may_have_moved {
            wrong.push(format!("in doubt or not: {}", failure.message));
        }
    }
    let then = state(&before, &told(&session), new, call).map(|state| Then {
        status: status(&result),
        state,
        live,
        next: status(&Act::List.run(&session, nobody)),
    });
    (then, lines, wrong)
}

fn line(call: Call) -> String {
    match call {
        Call::Way(way) => way.line("3.24"),
        Call::Act(act) => act.line("3.24", ""),
    }
}

#[test]
fn each_answer_leaves_a_session_as_it_should() {
    let mut all_wrong = vec![];
    let mut cells = 0;
    for (words, event, thens) in ROWS {
        println!("{words}");
        for (calls, expected) in COLUMNS.iter().zip(thens) {
            for call in calls.iter().filter(|_| *expected != NONE) {
                let (then, sent, mut wrong) = meet(*event, *call);
                cells += 1;
                match then {
                    Some(then) => println!(
                        "    {call:<22} {:<30} {:<6} {} live, then {:<26} sent {sent:?}",
                        then.status,
                        format!("{:?}", then.state),
                        then.live,
                        then.next,
                    ),
                    None => wrong.push("a state that is none".to_owned()),
                }
                if then != Some(*expected) {
                    wrong.push(format!("{then:?}, not {expected:?}"));
                }
                if sent != Vec::from_iter(event.is_sent().then(|| line(*call))) {
                    wrong.push(format!("sent {sent:?}"));
                }
                all_wrong.extend(
                    wrong
                        .iter()
                        .map(|wrong| format!("{words}: {call}: {wrong}")),
                );
            }
        }
    }
    println!("{cells} cells");
    assert!(all_wrong.is_empty(), "{all_wrong:#?}");
}

/// A sign-out that failed can be repeated, however it failed.
#[test]
fn a_sign_out_that_failed_can_be_repeated() {
    for event in [
        Event::Error(403_004),
        Event::Error(500_000),
        Html(200),
        Html(401),
        Html(502),
        Closed,
        Lost,
        Cut(12),
    ] {
        let simulator = simulator();
        let (server, session) = signed_in(&simulator, "");
        hang_up(&simulator, &server);
        simulator.fault(Fault::on("signout", event.action().unwrap()));
        session.sign_out().unwrap_err();
        assert!(session.is_signed_in());
        session.sign_out().unwrap();
        assert!(!session.is_signed_in());
        assert_eq!(simulator.live_sessions(), 0);
    }
}
