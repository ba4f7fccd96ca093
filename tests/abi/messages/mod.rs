//! Every status that a call can return, with Tableau's texts and the whole message. Read the
//! messages as someone would who finds them in a log.

mod errors;
mod local;
mod network;
mod sessions;
mod unreadable;

use crate::support::http_server::listener;
use crate::support::*;
use std::net::TcpStream;
use std::sync::Mutex;
use tsc_simulator::{Action, Fault, Simulator};

/// A way to fail, and the error that it gives. In the message SERVER stands for the server's URL.
struct Case {
    status: &'static str,
    fail: fn(&Simulator) -> Box<Failure>,
    /// `None` if no response came.
    response: Option<Words<'static>>,
    message: &'static str,
}

fn sign_in(simulator: &Simulator) -> Box<Failure> {
    Server::of(simulator).sign_in(TOKEN, "").err().unwrap()
}

fn sign_in_to(url: &str) -> Box<Failure> {
    Server::new(url).unwrap().sign_in(TOKEN, "").err().unwrap()
}

/// The total of a list that is refused with an error of Tableau.
fn list_refused(simulator: &Simulator, code: u32, summary: &str, detail: &str) -> Box<Failure> {
    let (_server, session) = signed_in(simulator, "");
    let action = Action::TableauError {
        code,
        summary: summary.into(),
        detail: detail.into(),
        headers: vec![("Retry-After".into(), "7".into())],
    };
    simulator.fault(Fault::on("/workbooks", action));
    session.list("workbooks").unwrap().total().unwrap_err()
}

/// The total of a list that gets this response.
fn list_with_response(simulator: &Simulator, action: Action) -> Box<Failure> {
    let (_server, session) = signed_in(simulator, "");
    simulator.fault(Fault {
        times: None,
        ..Fault::on("/workbooks", action)
    });
    session.list("workbooks").unwrap().total().unwrap_err()
}

/// A request that gets a response of JSON.
fn request_with_response(
    simulator: &Simulator,
    method: &str,
    status: u16,
    json: &str,
) -> Box<Failure> {
    let (_server, session) = signed_in(simulator, "");
    simulator.fault(Fault::on(
        "/query",
        respond(status, &[("Content-Type", "application/json")], json),
    ));
    let request = session.request(method, "/api/v1/query").unwrap();
    request.set_max_response_size(10);
    request.send().err().unwrap()
}

/// The HTTP status of a response, and the parts of Tableau's error in it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Words<'a> {
    http_status: i32,
    code: &'a str,
    summary: &'a str,
    detail: &'a str,
}

const NOTHING: Words = Words {
    http_status: 0,
    code: "",
    summary: "",
    detail: "",
};

/// Tableau's error for an expired session.
const DEAD: Words = Words {
    http_status: 401,
    code: "401002",
    summary: "Unauthorized Access",
    detail: "d",
};
/// A request of a session that was signed in by `sign_in` and has expired.
fn dead_session(simulator: &Simulator, sign_in: impl FnOnce(&Server) -> Session) -> Box<Failure> {
    let session = sign_in(&Server::of(simulator));
    simulator.fault(Fault::on(
        "/views",
        Action::TableauError {
            code: 401002,
            summary: DEAD.summary.into(),
            detail: DEAD.detail.into(),
            headers: vec![],
        },
    ));
    session
        .request("GET", "views")
        .unwrap()
        .send()
        .err()
        .unwrap()
}

fn json(status: u16, body: &str) -> Action {
    respond(status, &[("Content-Type", "application/json")], body)
}

fn html(status: u16) -> Action {
    respond(
        status,
        &[("Content-Type", "text/html")],
        "<html><body>Service unavailable</body></html>",
    )
}

fn port_of(url: &str) -> &str {
    url.rsplit(':').next().unwrap()
}

/// A server that accepts connections and sends nothing.
fn silent() -> String {
    let kept: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());
    let address = listener("127.0.0.1", move |stream| kept.lock().unwrap().push(stream));
    format!("https://{address}")
}

/// Fails unless each case has its status, its message and the words of its response.
fn check(cases: &[Case]) {
    for case in cases {
        let simulator = simulator();
        let failure = (case.fail)(&simulator);
        let message = normalised(&failure.message, &simulator);
        let expected = case.response.unwrap_or(NOTHING);
        let words = Words {
            http_status: failure.http_status,
            code: failure.code.as_deref().unwrap_or_default(),
            summary: failure.summary.as_deref().unwrap_or_default(),
            detail: failure.detail.as_deref().unwrap_or_default(),
        };
        assert_eq!(
            (failure.name(), message.as_str()),
            (case.status, case.message)
        );
        assert_eq!(words, expected, "{message}");
    }
}

/// The texts of the C library for an unknown host.
const RESOLVER: (&str, &str) = (
    "Name or service not known",
    "Temporary failure in name resolution",
);

/// The message without the parts that change from run to run.
fn normalised(message: &str, simulator: &Simulator) -> String {
    let message = message
        .replace(&simulator.https_url(), "SERVER")
        .replace(&simulator.http_url(), "SERVER")
        // The text depends on whether the machine has a name server.
        .replace(RESOLVER.0, "REASON")
        .replace(RESOLVER.1, "REASON");
    let mut parts = message.split(':');
    let mut normalised = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_port = rest.len() < part.len();
        normalised.push_str(if has_port { ":PORT" } else { ":" });
        normalised.push_str(rest);
    }
    normalised
}
