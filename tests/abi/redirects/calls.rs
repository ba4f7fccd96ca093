//! Redirects of calls that carry a secret.

use super::hosts::Hosts;
use super::reply::Reply::{self, Page, Redirect, RedirectTimes};
use super::{LOGIN, REDIRECT, problems_of, secrets, short};
use crate::calls::*;
use crate::support::*;
use std::collections::BTreeMap;
use std::ptr;
use tsc_simulator::builtin::{CONNECTED_APP_SECRET_VALUE, JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
use tsc_simulator::{Action, Fault};

/// A redirect of a call that carries a secret.
#[derive(Clone, Copy)]
struct CallRow {
    name: &'static str,
    /// `{token}` stands for the call's secret as it is, and `{encoded}` for it percent-encoded.
    reply: Reply,
    /// The number of times that the call is sent, always to the front.
    sent: usize,
    status: &'static str,
    /// A part of the error's message.
    says: &'static str,
}

/// Redirects that are the same for all calls.
#[rustfmt::skip]
const CALLS: &[CallRow] = &[
    CallRow { name: "same origin, 307", reply: RedirectTimes(1, 307, "{front}{path_and_query}"), sent: 2, status: "TSC_OK", says: "" },
    CallRow { name: "same origin, 307, relative", reply: RedirectTimes(1, 307, "{path_and_query}"), sent: 2, status: "TSC_OK", says: "" },
    CallRow { name: "same origin, 307, five times", reply: RedirectTimes(5, 307, "{path_and_query}"), sent: 6, status: "TSC_OK", says: "" },
    CallRow { name: "same origin, 307, six times", reply: RedirectTimes(6, 307, "{path_and_query}"), sent: 6, status: REDIRECT, says: "{front}" },
    CallRow { name: "same origin, 308, for ever", reply: Redirect(308, "{front}{path_and_query}"), sent: 6, status: REDIRECT, says: "{front}" },
    CallRow { name: "same origin, 307, a loop", reply: Redirect(307, "{path_and_query}"), sent: 6, status: REDIRECT, says: "in a loop, more than 5 times, last at {front}" },
    CallRow { name: "other host, 301", reply: Redirect(301, "{pod}{path}"), sent: 1, status: REDIRECT, says: "{pod}/api" },
    CallRow { name: "other host, 302", reply: Redirect(302, "{pod}{path}"), sent: 1, status: REDIRECT, says: "{pod}/api" },
    CallRow { name: "other host, 303", reply: Redirect(303, "{pod}{path}"), sent: 1, status: REDIRECT, says: "{pod}/api" },
    CallRow { name: "other host, 307", reply: Redirect(307, "{pod}{path}"), sent: 1, status: REDIRECT, says: "{pod}/api" },
    CallRow { name: "other host, 308", reply: Redirect(308, "{pod}{path}"), sent: 1, status: REDIRECT, says: "{pod}/api" },
    CallRow { name: "other host, 307, without the scheme", reply: Redirect(307, "//127.0.0.1:{pod-port}{path}"), sent: 1, status: REDIRECT, says: "{pod}/api" },
    CallRow { name: "same host, another port, 307", reply: Redirect(307, "{pod-local}{path}"), sent: 1, status: REDIRECT, says: "{pod-local}/api" },
    CallRow { name: "same host, http, 307", reply: Redirect(307, "{front-http}{path}"), sent: 1, status: REDIRECT, says: "{front-http}/api" },
    CallRow { name: "other host, http, 308", reply: Redirect(308, "{pod-http}{path}"), sent: 1, status: REDIRECT, says: "{pod-http}/api" },
    CallRow { name: "a captive portal, 302", reply: Redirect(302, "http://portal.example/login?to=hush"), sent: 1, status: REDIRECT, says: "http://portal.example/login, and that is not followed; a captive portal" },
    CallRow { name: "a login page of another host, 302", reply: Redirect(302, "{pod}/adfs/ls?wa=hush"), sent: 1, status: REDIRECT, says: "{pod}/adfs/ls, and that is not followed; a captive portal or login page" },
    CallRow { name: "no Location, 307", reply: Redirect(307, ""), sent: 1, status: REDIRECT, says: "307" },
    CallRow { name: "no Location, 302", reply: Redirect(302, ""), sent: 1, status: REDIRECT, says: "302" },
    CallRow { name: "a user and a password, same origin, 307", reply: Redirect(307, "https://user:hush@localhost:{front-port}{path}"), sent: 1, status: REDIRECT, says: "localhost:{front-port}" },
    CallRow { name: "the token echoed, other host, 307", reply: Redirect(307, "{pod}/{encoded}/x"), sent: 1, status: REDIRECT, says: "{pod}/***/x" },
    CallRow { name: "the token echoed in a query, other host, 302", reply: Redirect(302, "{pod}/x?token={encoded}"), sent: 1, status: REDIRECT, says: "{pod}/x," },
    CallRow { name: "the token echoed, nowhere to go", reply: Redirect(302, "ftp://localhost/{token}"), sent: 1, status: REDIRECT, says: "ftp://localhost/***" },
    CallRow { name: "300, other host", reply: Redirect(300, "{pod}{path}"), sent: 1, status: "TSC_ERROR_HTTP", says: "300" },
];

/// Redirects within the origin that only a GET follows. `sent` and `status` are those of a GET; any
/// other call is sent once, and its error says `says`.
#[rustfmt::skip]
const WITHIN: &[CallRow] = &[
    CallRow { name: "same origin, 301", reply: RedirectTimes(1, 301, "{front}{path_and_query}"), sent: 2, status: "TSC_OK", says: "{front}/api" },
    CallRow { name: "same origin, 302", reply: RedirectTimes(1, 302, "{front}{path_and_query}"), sent: 2, status: "TSC_OK", says: "{front}/api" },
    CallRow { name: "same origin, 303", reply: RedirectTimes(1, 303, "{front}{path_and_query}"), sent: 2, status: "TSC_OK", says: "{front}/api" },
    CallRow { name: "same origin, 302, relative", reply: RedirectTimes(1, 302, "{path_and_query}"), sent: 2, status: "TSC_OK", says: "{front}/api" },
    CallRow { name: "same origin, 303, five times", reply: RedirectTimes(5, 303, "{path_and_query}"), sent: 6, status: "TSC_OK", says: "{front}/api" },
    CallRow { name: "same origin, 301, for ever", reply: Redirect(301, "{path_and_query}"), sent: 6, status: REDIRECT, says: "{front}" },
    CallRow { name: "same origin, 302, with another query", reply: RedirectTimes(1, 302, "{path}?x=y"), sent: 2, status: "TSC_OK", says: "{front}/api" },
];

#[test]
fn only_get_is_followed_on_301_302_and_303() {
    let mut wrong = vec![];
    let (server, cloud) = (Hosts::new(false), Hosts::new(true));
    for row in WITHIN {
        for call in calls() {
            let (hosts, is_get) = match call {
                Call::Way(Way::Resume) | Call::Act(Act::List | Act::Request) => (&server, true),
                Call::Act(_) => (&server, false),
                Call::Way(_) => (&cloud, false),
            };
            let row = match is_get {
                true => *row,
                false => CallRow {
                    sent: 1,
                    status: REDIRECT,
                    ..*row
                },
            };
            let (_, problems) = redirected(hosts, &row, call);
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{}: {call}: {problem}", row.name)),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A GET follows a redirect to another page of its origin, and reads that page.
#[test]
fn get_is_redirected_within_its_origin() {
    let hosts = Hosts::new(false);
    let server = hosts.server(&hosts.fill("{front}"));
    let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
    let (front, _) = hosts.host("front");
    let site = session.site_id().unwrap();
    for method in ["GET", "HEAD"] {
        hosts.fault("front", "/views", &RedirectTimes(1, 302, "/login?to=hush"));
        hosts.fault("front", "/login", &Page(200, LOGIN));
        let request = session.request(method, "views").unwrap();
        let response = request.send().unwrap();
        let body = if method == "GET" { LOGIN } else { "" };
        assert_eq!((response.status(), response.text().as_str()), (200, body));
        let sent = front.requests();
        let last = sent.last().unwrap();
        assert_eq!(
            (last.method.as_str(), last.path.as_str()),
            (method, "/login")
        );
        hosts.forget();
    }
    hosts.fault("front", "/projects", &Redirect(302, "/login?to=hush"));
    hosts.fault("front", "/login", &Page(200, LOGIN));
    let failure = session.list("projects").unwrap().total().unwrap_err();
    assert_eq!(
        (failure.name(), failure.http_status),
        ("TSC_ERROR_PROTOCOL", 200)
    );
    let lines = [
        format!("GET /api/3.24/sites/{site}/projects"),
        "GET /login".to_owned(),
    ];
    assert_eq!(sent(front), lines);
}

fn calls() -> impl Iterator<Item = Call> {
    let ways = Way::ALL.map(Call::Way);
    ways.into_iter().chain(Act::ALL.map(Call::Act))
}

#[test]
fn call_with_a_secret_is_not_redirected_to_another_origin() {
    let mut wrong = vec![];
    let (server, cloud) = (Hosts::new(false), Hosts::new(true));
    for row in CALLS {
        for call in calls() {
            let hosts = match call {
                Call::Way(_) => &cloud,
                Call::Act(_) => &server,
            };
            let (seen, problems) = redirected(hosts, row, call);
            println!("{:<44} {:<22} {seen}", row.name, call.to_string());
            wrong.extend(
                problems
                    .iter()
                    .map(|problem| format!("{}: {call}: {problem}", row.name)),
            );
        }
    }
    println!("{} rows, {} calls", CALLS.len(), calls().count());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn redirected(hosts: &Hosts, row: &CallRow, call: Call) -> (String, Vec<String>) {
    hosts.forget();
    let server = hosts.server(&hosts.fill("{front}"));
    let session = server
        .sign_in_with_password(ADMIN_PASSWORD, None, None)
        .unwrap();
    let token = session.token().unwrap();
    hosts.forget();
    // Responses echo the secret of the call.
    let secret = match call {
        Call::Way(Way::PersonalAccessToken) => TOKEN.1,
        Call::Way(Way::Password) => PASSWORD.1,
        Call::Way(Way::JsonWebToken) => JSON_WEB_TOKEN,
        Call::Way(Way::UnifiedAccessToken) => UNIFIED_ACCESS_TOKEN,
        Call::Way(Way::ConnectedApp) => CONNECTED_APP_SECRET_VALUE,
        Call::Way(Way::Resume) | Call::Act(_) => &token,
    };
    let (simulator, _) = hosts.host("front");
    let (faulty, action) = row.reply.action(hosts);
    let action = match action {
        Action::Redirect { status, location } => Action::Redirect {
            status,
            location: location
                .replace("{token}", secret)
                .replace("{encoded}", &encoded(secret)),
        },
        other => other,
    };
    simulator.fault(Fault {
        times: faulty,
        ..Fault::on("", action)
    });
    let (result, line) = match call {
        Call::Way(way) => {
            let new = way.take(&server, &token, None, ptr::null_mut());
            (new.map(drop), way.line("3.24"))
        }
        Call::Act(act) => {
            let line = act.line("3.24", &session.site_id().unwrap());
            (act.run(&session, ptr::null_mut()), line)
        }
    };
    simulator.clear_faults();

    let (seen, sent) = (status(&result), hosts.sent());
    let mut problems = vec![];
    if seen != row.status {
        problems.push(format!("{seen}, not {}", row.status));
    }
    let expected_sent = BTreeMap::from([("front".to_owned(), vec![line; row.sent])]);
    if sent != expected_sent {
        problems.push(format!("sent {sent:?}, not {expected_sent:?}"));
    }
    let secrets = secrets(std::slice::from_ref(&token));
    problems.extend(hosts.leaks(&["front"], &secrets));
    if let Err(failure) = &result {
        problems.extend(problems_of(failure, &hosts.fill(row.says), &secrets));
        let came = row.reply.status();
        if failure.http_status != i32::from(came) {
            problems.push(format!("http status {}, not {came}", failure.http_status));
        }
        let kept = (session.token(), session.site());
        if kept != (Some(token), Some(String::new())) {
            problems.push("the session has changed".to_owned());
        }
    }
    (format!("{seen:<28} {}", short(&sent)), problems)
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// When the query, fragment or user of a URL is cut off, no part of a secret must remain.
#[test]
fn no_part_of_a_secret_echoed_in_location_is_shown() {
    let hosts = Hosts::new(false);
    let server = hosts.server(&hosts.fill("{front}"));
    server.get_info().unwrap();
    for between in ["?", "#", "@", " ", "\\", "/", "%"] {
        let secret = format!("left{between}right");
        let long = "x".repeat(490);
        for location in [
            format!("{{pod}}/{secret}"),
            format!("/{secret}"),
            format!("ftp://localhost/{secret}"),
            format!("https://{secret}/"),
            format!("{{pod}}/x?y={secret}"),
            format!("ftp://localhost/{long}{secret}"),
        ] {
            hosts.forget();
            let location = hosts.fill(&location);
            let action = Action::Redirect {
                status: 302,
                location: location.clone(),
            };
            hosts.host("front").0.fault(Fault::on("signin", action));
            let failure = server.sign_in(("name", &secret), "").err().unwrap();
            assert_eq!(failure.name(), REDIRECT, "{location}");
            let shown = failure.everything();
            let is_shown = shown.contains("left") || shown.contains("right");
            assert!(!is_shown, "{location}: {shown}");
        }
    }
}
