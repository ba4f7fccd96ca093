//! The retry table: which requests are sent again after which failure, and how often.
//!
//! A `y` in [`EXPECTED`] is a request that is sent again, a `.` one that is not.

use crate::callbacks::collect;
use crate::calls::PASSWORD;
use crate::library::{TSC_EVENT_REQUEST, TSC_EVENT_RETRY};
use crate::support::*;
use std::time::Instant;
use tsc_simulator::builtin::JSON_WEB_TOKEN;
use tsc_simulator::{Action, CutAt, ErrorBody, Fault, Simulator};

/// A request: of the program, or of one of the library's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// A request of the program, with or without a body.
    Request(&'static str, Option<&'static [u8]>),
    /// A POST that may be repeated.
    RepeatablePost,
    List,
    Probe,
    Token,
    Password,
    Jwt,
    SignOut,
    Switch,
    Revoke,
}

const BODY: Option<&[u8]> = Some(b"<tsRequest/>");

/// The columns of [`EXPECTED`].
const COLUMNS: [Sent; 16] = [
    Sent::Request("GET", None),
    Sent::Request("HEAD", None),
    Sent::Request("POST", None),
    Sent::Request("POST", BODY),
    Sent::RepeatablePost,
    Sent::Request("PUT", BODY),
    Sent::Request("PATCH", BODY),
    Sent::Request("DELETE", None),
    Sent::List,
    Sent::Probe,
    Sent::Token,
    Sent::Password,
    Sent::Jwt,
    Sent::SignOut,
    Sent::Switch,
    Sent::Revoke,
];

// Columns: GET HEAD POST, POST with a body, repeatable POST, PUT PATCH DELETE | list probe, sign-in with a token, a
// password, a finished JWT | sign-out switch revoke
#[rustfmt::skip]
const EXPECTED: [(Event, &str); 15] = [
    (Event::Status(429),            "y y y y y y y y y y y y y y y y"),
    (Event::Status(408),            "y y . . y . . . y y y . . . . ."),
    (Event::Status(502),            "y y . . y . . . y y y . . . . ."),
    (Event::Status(503),            "y y . . y . . . y y y . . . . ."),
    (Event::Status(504),            "y y . . y . . . y y y . . . . ."),
    (Event::Status(500),            ". . . . . . . . . . . . . . . ."),
    (Event::Status(501),            ". . . . . . . . . . . . . . . ."),
    (Event::Status(403),            ". . . . . . . . . . . . . . . ."),
    (Event::Status(409),            ". . . . . . . . . . . . . . . ."),
    (Event::Cut(CutAt::RequestBody),"y y . . y . . . y y y . . . . ."),
    (Event::Cut(CutAt::Start),      "y y . . y . . . y y y . . . . ."),
    (Event::Cut(CutAt::Head(5)),    "y y . . y . . . y y y . . . . ."),
    (Event::Cut(CutAt::Head(30)),   "y y . . y . . . y y y . . . . ."),
    (Event::Cut(CutAt::Body(0)),    "y - . . y . . . y y y . . . . ."),
    (Event::Cut(CutAt::Body(9)),    "y - . . y . . . y y y . . . . ."),
];

#[derive(Debug, Clone, Copy)]
enum Event {
    Status(u16),
    Cut(CutAt),
}

impl Event {
    fn action(self) -> Action {
        match self {
            Event::Status(status) => Action::Status {
                status,
                body: ErrorBody::Tableau,
                retry_after: None,
                executed: false,
            },
            Event::Cut(at) => Action::Cut {
                at,
                executed: false,
            },
        }
    }

    /// True if this is how the call ended.
    fn is_of(self, ended: &Result<()>) -> bool {
        match (self, ended) {
            (_, Ok(())) => false,
            (Event::Status(status), Err(failure)) => failure.http_status == i32::from(status),
            (Event::Cut(_), Err(failure)) => failure.name() == "TSC_ERROR_CONNECT",
        }
    }
}

impl Sent {
    /// The method and a part of the path.
    fn line(self) -> (&'static str, &'static str) {
        match self {
            Sent::Request(method, _) => (method, "/repeated"),
            Sent::RepeatablePost => ("POST", "/repeated"),
            Sent::List => ("GET", "/projects"),
            Sent::Probe => ("GET", "serverInfo"),
            Sent::Token | Sent::Password | Sent::Jwt => ("POST", "auth/signin"),
            Sent::SignOut => ("POST", "auth/signout"),
            Sent::Switch => ("POST", "auth/switchSite"),
            Sent::Revoke => ("DELETE", "serverAdminAccessTokens"),
        }
    }

    fn run(self, server: &Server, session: &Session) -> Result<()> {
        match self {
            Sent::Request(method, body) => send(session, method, body, false),
            Sent::RepeatablePost => send(session, "POST", BODY, true),
            Sent::List => session.list("projects").unwrap().total().map(drop),
            Sent::Probe => server.get_info().map(drop),
            Sent::Token => server.sign_in(TOKEN, "").map(drop),
            Sent::Password => server.sign_in_with_password(PASSWORD, None, None).map(drop),
            Sent::Jwt => server
                .sign_in_with_json_web_token(JSON_WEB_TOKEN, None, None)
                .map(drop),
            Sent::SignOut => session.sign_out(),
            Sent::Switch => session.switch_site("marketing"),
            Sent::Revoke => session.revoke_server_admin_tokens(),
        }
    }
}

fn send(session: &Session, method: &str, body: Option<&[u8]>, is_repeatable: bool) -> Result<()> {
    let request = session.request(method, "repeated").unwrap();
    if let Some(body) = body {
        request.set_body(None, body).unwrap();
    }
    request.set_repeatable(is_repeatable.into());
    request.send().map(drop)
}

/// The longest wait of the table, in milliseconds, which keeps it short.
const LONGEST: u32 = 5;

/// Makes a call whose request fails `times` times, or always. Returns how often it was sent, and whether the
/// last time failed in that way.
fn cell(
    simulator: &Simulator,
    event: Event,
    call: Sent,
    attempts: u32,
    times: Option<usize>,
) -> (usize, bool) {
    let server = Server::of(simulator);
    server.set_retry(attempts, LONGEST).unwrap();
    let events = collect(&server);
    let session = server.sign_in(ADMIN_TOKEN, "").unwrap();
    // What happens on a pooled connection that is closed is tested in `connections`.
    server.close_idle_connections();
    simulator.clear_requests();
    events.lock().unwrap().clear();
    let (method, path) = call.line();
    simulator.fault(Fault {
        method: Some(method.to_owned()),
        times,
        ..Fault::on(path, event.action())
    });
    let began = Instant::now();
    let ended = call.run(&server, &session);
    let waited = began.elapsed().as_millis();
    simulator.clear_faults();
    let sent = simulator.count(method, path);
    let events = events.lock().unwrap();
    let of_kind = |kind| events.iter().filter(move |event| event.kind == kind);
    let requests = of_kind(TSC_EVENT_REQUEST);
    let is_this = |url: &Option<String>| url.as_ref().is_some_and(|url| url.contains(path));
    assert_eq!(
        requests.filter(|event| is_this(&event.url)).count(),
        sent,
        "events"
    );
    let waits: Vec<_> = of_kind(TSC_EVENT_RETRY).map(|event| event.wait).collect();
    assert_eq!(waits.len(), sent - 1, "each repetition has an event");
    assert!(
        waits.iter().all(|wait| *wait <= LONGEST.into()),
        "{waits:?}"
    );
    assert!(
        waited >= waits.iter().sum::<u64>().into(),
        "{waits:?} in {waited} ms"
    );
    (sent, event.is_of(&ended))
}

#[test]
fn each_failure_is_repeated_where_it_may_be() {
    let mut cells = 0;
    for (event, marks) in EXPECTED {
        let simulator = simulator();
        let marks: Vec<_> = marks.split_whitespace().collect();
        assert_eq!(marks.len(), COLUMNS.len());
        for (call, mark) in COLUMNS.into_iter().zip(marks) {
            if mark == "-" {
                continue;
            }
            let repeats = mark == "y";
            for (attempts, times, expected) in [
                (1, None, (1, true)),
                (4, None, if repeats { (4, true) } else { (1, true) }),
                (4, Some(1), if repeats { (2, false) } else { (1, true) }),
            ] {
                let got = cell(&simulator, event, call, attempts, times);
                assert_eq!(
                    got, expected,
                    "{event:?}, {call:?}, attempts {attempts}, {times:?}"
                );
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 3 * (15 * 16 - 2));
}
