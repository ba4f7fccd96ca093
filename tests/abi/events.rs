//! Events: which there are for a job, what they tell, and what is in none of them.

use crate::callbacks::{Seen, collect, on_event};
use crate::calls::PASSWORD;
use crate::library::*;
use crate::support::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use tsc_simulator::{Action, Fault, SessionsOf};

fn name(kind: i32) -> &'static str {
    match kind {
        TSC_EVENT_REQUEST => "request",
        TSC_EVENT_REDIRECT => "redirect",
        TSC_EVENT_RETRY => "retry",
        TSC_EVENT_CONNECTION => "connection",
        TSC_EVENT_SIGN_IN => "sign-in",
        TSC_EVENT_RENEWAL => "renewal",
        TSC_EVENT_SWITCH_SITE => "switch",
        TSC_EVENT_SIGN_OUT => "sign-out",
        _ => panic!("{kind}"),
    }
}

fn kinds(events: &Mutex<Vec<Seen>>) -> Vec<&'static str> {
    events
        .lock()
        .unwrap()
        .drain(..)
        .map(|event| name(event.kind))
        .collect()
}

#[test]
fn whole_job_is_told() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(2, 1).unwrap();
    server.set_renewal(1);
    let events = collect(&server);
    let session = server.sign_in(TOKEN, "").unwrap();
    assert_eq!(
        kinds(&events),
        ["connection", "request", "request", "sign-in"]
    );
    simulator.fault(Fault::on("/projects", Action::status(429)));
    session.list("projects").unwrap().total().unwrap();
    assert_eq!(kinds(&events), ["request", "retry", "request"]);
    simulator.end_sessions(SessionsOf::All);
    session.list("projects").unwrap().total().unwrap();
    assert_eq!(kinds(&events), ["request", "request", "renewal", "request"]);
    let location = [("Location", "/elsewhere?token=1")];
    simulator.fault(Fault::on("/projects", respond(302, &location, "")));
    session.list("projects").unwrap().total().unwrap_err();
    assert_eq!(kinds(&events), ["request", "redirect", "request"]);
    session.switch_site("marketing").unwrap();
    assert_eq!(kinds(&events), ["request", "switch"]);
    session.sign_out().unwrap();
    assert_eq!(kinds(&events), ["request", "sign-out"]);
    // Signed out already: nothing happens.
    session.sign_out().unwrap();
    assert_eq!(kinds(&events), [""; 0]);
    server.sign_in((TOKEN.0, "wrong-value"), "").err().unwrap();
    assert_eq!(kinds(&events), ["request", "sign-in"]);
    server.resume_session("unknown-token").err().unwrap();
    assert_eq!(kinds(&events), ["request", "sign-in"]);
}

#[test]
fn fields_tell_about_the_request() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let events = collect(&server);
    let before = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    let body = "x".repeat(1000);
    let id = [
        ("X-Tableau-Request-Id", "abc-123"),
        ("X-Request-Id", "other"),
    ];
    simulator.fault(Fault::on("/some/path", respond(404, &id, "y".repeat(500))));
    let request = session.request("POST", "some/path").unwrap();
    request.set_parameter("secret", "in-the-query").unwrap();
    request.set_body(None, body.as_bytes()).unwrap();
    request.send().err().unwrap();
    let events = events.lock().unwrap();
    let [.., sign_in, event] = events.as_slice() else {
        panic!()
    };
    let url = format!(
        "{}/api/3.24/sites/{}/some/path",
        simulator.https_url(),
        session.site_id().unwrap()
    );
    assert_eq!(event.kind, TSC_EVENT_REQUEST);
    assert_eq!(event.method.as_deref(), Some("POST"));
    assert_eq!(event.url.as_deref(), Some(url.as_str()));
    assert_eq!(event.request_id.as_deref(), Some("abc-123"));
    assert_eq!(
        (event.status, event.http_status),
        (TSC_ERROR_NOT_FOUND, 404)
    );
    assert_eq!((event.attempt, event.wait, event.is_reused), (1, 0, true));
    assert_eq!((event.sent, event.received), (1000, 500));
    assert!(event.time >= i64::try_from(before.as_micros()).unwrap());
    assert!(event.duration > 0);
    assert!(
        event
            .message
            .starts_with(&format!("POST {url}: 404 Not Found, 500 bytes in ")),
        "{event:?}"
    );
    // The session has a number of its own, which its sign-in tells.
    assert_eq!(
        (sign_in.kind, sign_in.session),
        (TSC_EVENT_SIGN_IN, event.session)
    );
    assert!(event.session > 0);
    assert_eq!(
        (
            sign_in.method.as_deref(),
            sign_in.url.as_deref(),
            sign_in.attempt
        ),
        (None, None, 0)
    );
    let (connection, probe) = (&events[0], &events[1]);
    assert_eq!(
        connection.url.as_deref(),
        Some(simulator.https_url().as_str())
    );
    assert_eq!(
        (connection.status, connection.session, probe.session),
        (TSC_OK, 0, 0)
    );
    assert!(!probe.is_reused);
}

#[test]
fn failures_have_their_status() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let events = collect(&server);
    let session = server.sign_in(TOKEN, "").unwrap();
    for (action, status, http_status) in [
        (Action::status(401), TSC_ERROR_SESSION_EXPIRED, 401),
        (Action::status(403), TSC_ERROR_FORBIDDEN, 403),
        (Action::status(429), TSC_ERROR_RATE_LIMITED, 429),
        (Action::status(503), TSC_ERROR_SERVER, 503),
        (
            respond(200, &[("Content-Encoding", "br")], "x"),
            TSC_ERROR_PROTOCOL,
            200,
        ),
    ] {
        simulator.fault(Fault::on("/projects", action));
        session.list("projects").unwrap().total().unwrap_err();
        let events = events.lock().unwrap();
        let last = events.last().unwrap();
        assert_eq!(
            (last.kind, last.status, last.http_status),
            (TSC_EVENT_REQUEST, status, http_status),
            "{last:?}"
        );
    }
}

#[test]
fn hostile_ids_and_addresses_are_left_out_or_redacted() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let events = collect(&server);
    let session = server.sign_in(TOKEN, "").unwrap();
    let token = session.token().unwrap();
    let long = "x".repeat(4000);
    for (id, expected) in [
        ("with space", None),
        ("", None),
        ("caf\u{e9}", None),
        (token.as_str(), Some("***")),
        (long.as_str(), Some(&long[..128])),
    ] {
        simulator.fault(Fault::on(
            "/projects",
            respond(404, &[("X-Request-Id", id)], ""),
        ));
        session.list("projects").unwrap().total().unwrap_err();
        let last = events.lock().unwrap().last().unwrap().clone();
        assert_eq!(last.request_id.as_deref(), expected, "{id}");
    }
    // A path that contains the token, and a redirect to one.
    let path = format!(
        "some/{}",
        token
            .replace('|', "%7C")
            .replace('=', "%3D")
            .replace('/', "%2F")
    );
    session.request("GET", &path).unwrap().send().err().unwrap();
    let location = format!("/{token}");
    simulator.fault(Fault::on(
        "/projects",
        respond(302, &[("Location", &location)], ""),
    ));
    session.list("projects").unwrap().total().unwrap_err();
    for event in events.lock().unwrap().iter() {
        let text = format!("{event:?}");
        assert!(
            !text.contains(&token) && !text.contains(&token.replace('|', "%7C")),
            "{text}"
        );
        assert!(!text.contains(&token[..20]), "{text}");
    }
}

#[test]
fn session_keeps_the_callback_of_its_sign_in() {
    struct Freed(Arc<AtomicUsize>);
    impl Drop for Freed {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let simulator = simulator();
    let server = Server::of(&simulator);
    let (freed, seen) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (guard, count) = (Freed(Arc::clone(&freed)), Arc::clone(&seen));
    on_event(&server, move |_| {
        let _guard = &guard;
        count.fetch_add(1, Ordering::SeqCst);
    });
    let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
    let list = session.list("projects").unwrap();
    let before = seen.load(Ordering::SeqCst);
    // The server has another one from here on.
    let other = collect(&server);
    assert_eq!(freed.load(Ordering::SeqCst), 0);
    list.next().unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), before + 1);
    assert_eq!(kinds(&other), [""; 0]);
    drop(session);
    drop(server);
    assert_eq!(freed.load(Ordering::SeqCst), 0, "the list still uses it");
    list.next().unwrap();
    drop(list);
    assert_eq!(freed.load(Ordering::SeqCst), 1);
}

#[test]
fn events_of_a_list_that_looks_ahead_come_with_its_next_call() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let thread = std::thread::current().id();
    let urls = Arc::new(Mutex::new(Vec::new()));
    let store = Arc::clone(&urls);
    on_event(&server, move |event| {
        // A library's thread calls nothing of the program.
        assert_eq!(std::thread::current().id(), thread);
        store.lock().unwrap().extend(event.url.clone());
    });
    let session = server.sign_in(TOKEN, "").unwrap();
    let list = session.list("workbooks").unwrap();
    list.set_page_size(100).unwrap();
    list.set_lookahead(8).unwrap();
    let count = list.rest("id").unwrap().len();
    let pages = simulator.count("GET", "/workbooks");
    assert!(pages >= count / 100);
    let told = urls
        .lock()
        .unwrap()
        .iter()
        .filter(|url| url.ends_with("/workbooks"))
        .count();
    assert_eq!(told, pages);
    // Those of a freed list are lost, without harm.
    let list = session.list("workbooks").unwrap();
    list.set_page_size(100).unwrap();
    list.set_lookahead(8).unwrap();
    for _ in 0..3 {
        list.next().unwrap();
    }
}

#[test]
fn no_event_of_a_list_that_looks_ahead_is_lost_while_it_lives() {
    for is_renewed in [true, false] {
        let simulator = simulator();
        let server = Server::of(&simulator);
        server.set_renewal(is_renewed.into());
        let events = collect(&server);
        let session = server.sign_in(TOKEN, "").unwrap();
        let list = session.list("workbooks").unwrap();
        list.set_page_size(100).unwrap();
        list.set_lookahead(8).unwrap();
        for _ in 0..3 {
            list.next().unwrap();
        }
        simulator.end_sessions(SessionsOf::All);
        let rest = list.rest("id");
        assert_eq!(rest.is_ok(), is_renewed);
        // What the threads did until they noticed comes with the next calls, whatever these return.
        let is_page = |event: &&Seen| {
            event.kind == TSC_EVENT_REQUEST
                && event
                    .url
                    .as_ref()
                    .is_some_and(|url| url.ends_with("/workbooks"))
        };
        let told = || events.lock().unwrap().iter().filter(is_page).count();
        let limit = Instant::now() + Duration::from_secs(30);
        while told() < simulator.count("GET", "/workbooks") {
            assert!(Instant::now() < limit, "{} events", told());
            let _ = list.next();
        }
    }
}
