//! Requests that are sent again: which, how often, and after which wait.

mod table;

use crate::callbacks::{collect, on_event};
use crate::library::*;
use crate::support::*;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tsc_simulator::{Action, ErrorBody, Fault, RetryAfter};

fn status(status: u16, retry_after: Option<RetryAfter>) -> Action {
    Action::Status {
        status,
        body: ErrorBody::Tableau,
        retry_after,
        executed: false,
    }
}

fn always(path: &str, action: Action) -> Fault {
    Fault {
        times: None,
        ..Fault::on(path, action)
    }
}

#[test]
fn waits_are_those_of_the_header_file() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    // Longer than the usual waits, shorter than the call may take.
    server.set_retry(2, 30_000).unwrap();
    let events = collect(&server);
    let session = server.sign_in(TOKEN, "").unwrap();
    for (code, usual) in [(503, 500..=600), (429, 1_000..=1_200)] {
        simulator.fault(Fault::on("/projects", status(code, None)));
        let began = Instant::now();
        session.list("projects").unwrap().total().unwrap();
        let waited = began.elapsed();
        let events = events.lock().unwrap();
        let retry = events
            .iter()
            .rfind(|event| event.kind == TSC_EVENT_RETRY)
            .unwrap();
        assert!(usual.contains(&retry.wait), "{retry:?}");
        assert!(waited >= Duration::from_millis(retry.wait));
        assert_eq!((retry.attempt, retry.http_status), (2, code.into()));
    }
}

#[test]
fn retry_after_makes_a_wait_longer() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(2, 5_000).unwrap();
    let events = collect(&server);
    let session = server.sign_in(TOKEN, "").unwrap();
    for (asked, least) in [
        (RetryAfter::Seconds(2), 2_000),
        // A date has whole seconds.
        (RetryAfter::Date(2), 1_000),
        // It never makes a wait shorter.
        (RetryAfter::Seconds(0), 1_000),
        (RetryAfter::Date(-10), 1_000),
    ] {
        simulator.fault(Fault::on("/projects", status(429, Some(asked))));
        let began = Instant::now();
        session.list("projects").unwrap().total().unwrap();
        assert!(began.elapsed() >= Duration::from_millis(least));
        let events = events.lock().unwrap();
        let retry = events
            .iter()
            .rfind(|event| event.kind == TSC_EVENT_RETRY)
            .unwrap();
        assert!(retry.wait >= least, "{asked:?}: {retry:?}");
    }
}

#[test]
fn wait_that_is_too_long_is_not_begun() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(4, 30_000).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    // An hour is longer than the longest wait.
    for (asked, told) in [
        (RetryAfter::Seconds(3_600), 3_600..=3_600),
        (RetryAfter::Date(3_600), 3_500..=3_600),
        (RetryAfter::Seconds(31), 31..=31),
    ] {
        simulator.clear_requests();
        simulator.fault(always("/projects", status(429, Some(asked))));
        let failure = session.list("projects").unwrap().total().unwrap_err();
        simulator.clear_faults();
        assert_eq!(failure.name(), "TSC_ERROR_RATE_LIMITED");
        assert!(told.contains(&failure.retry_after), "{failure:?}");
        assert_eq!(simulator.count("GET", "/projects"), 1);
    }
    // The total limit of the call would end it in the wait: the response is returned at once.
    server.set_timeouts(10_000, 10_000, 20_000);
    simulator.fault(always(
        "/projects",
        status(429, Some(RetryAfter::Seconds(25))),
    ));
    let failure = session.list("projects").unwrap().total().unwrap_err();
    assert_eq!(
        (failure.name(), failure.retry_after),
        ("TSC_ERROR_RATE_LIMITED", 25)
    );
    // So would the limit of the request, or of the cancellation.
    let request = session.request("GET", "projects").unwrap();
    request.set_timeouts(0, 24_000);
    assert_eq!(
        request.send().err().unwrap().name(),
        "TSC_ERROR_RATE_LIMITED"
    );
    server.set_timeouts(10_000, 10_000, 0);
    let cancellation = Cancellation::with_timeout(24_000);
    let failure = request.send_or_cancelled(cancellation.0).err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_RATE_LIMITED");
}

#[test]
fn cancellation_ends_a_wait() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(4, 60_000).unwrap();
    let cancellation = Arc::new(Cancellation::new());
    let shared = Arc::clone(&cancellation);
    on_event(&server, move |event| {
        if event.kind == TSC_EVENT_RETRY {
            shared.cancel();
        }
    });
    let session = server.sign_in(TOKEN, "").unwrap();
    simulator.fault(always(
        "/projects",
        status(503, Some(RetryAfter::Seconds(50))),
    ));
    let began = Instant::now();
    let list = session.list("projects").unwrap();
    let failure = list.next_or_cancelled(cancellation.0).err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
    assert!(
        failure
            .message
            .contains("waiting to send the request again"),
        "{failure:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(40));
    assert_eq!(simulator.count("GET", "/projects"), 1);
    // The session and the list are as before.
    simulator.clear_faults();
    assert!(list.next().unwrap().is_some());
}

#[test]
fn call_has_one_budget_for_all_its_requests() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(3, 1).unwrap();
    simulator.fault(Fault::on("serverInfo", status(503, None)));
    simulator.fault(always("auth/signin", status(503, None)));
    let failure = server.sign_in(TOKEN, "").err().unwrap();
    // Of the two repetitions, the probe took one.
    assert_eq!(simulator.count("GET", "serverInfo"), 2);
    assert_eq!(simulator.count("POST", "auth/signin"), 2);
    assert!(
        failure.message.contains("it was sent 2 times"),
        "{failure:?}"
    );
    // The next call has its own.
    let failure = server.sign_in(TOKEN, "").err().unwrap();
    assert_eq!(simulator.count("POST", "auth/signin"), 5);
    assert!(
        failure.message.contains("it was sent 3 times"),
        "{failure:?}"
    );
}

#[test]
fn limits_that_ran_out_and_hosts_that_refuse_are_not_tried_again() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(4, 1).unwrap();
    server.set_timeouts(10_000, 200, 0);
    let session = server.sign_in(TOKEN, "").unwrap();
    simulator.fault(always("/projects", Action::Silence { executed: false }));
    let failure = session.list("projects").unwrap().total().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    assert_eq!(simulator.count("GET", "/projects"), 1);
    for (url, name) in [
        ("http://127.0.0.1:1", "TSC_ERROR_CONNECT"),
        ("http://no-such-host.invalid", "TSC_ERROR_RESOLVE"),
    ] {
        let server = Server::new(url).unwrap();
        server.set_retry(4, 1).unwrap();
        let events = collect(&server);
        let failure = server.get_info().unwrap_err();
        assert_eq!(failure.name(), name, "{failure:?}");
        assert!(failure.is_transient);
        let events = events.lock().unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [TSC_EVENT_CONNECTION, TSC_EVENT_REQUEST],
            "{events:?}"
        );
    }
}

#[test]
fn setting_belongs_to_the_sign_in() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let failure = server.set_retry(0, 1).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_INVALID_ARGUMENT");
    server.set_retry(2, 1).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    server.set_retry(1, 1).unwrap();
    simulator.fault(always("/projects", status(503, None)));
    session.list("projects").unwrap().total().unwrap_err();
    assert_eq!(simulator.count("GET", "/projects"), 2);
}

#[test]
fn pages_that_are_fetched_ahead_are_sent_again_too() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(4, 1).unwrap();
    let events = collect(&server);
    let session = server.sign_in(TOKEN, "").unwrap();
    for lookahead in [0, 4] {
        events.lock().unwrap().clear();
        simulator.fault(Fault {
            times: None,
            every: 3,
            ..Fault::on("/workbooks", status(503, None))
        });
        let list = session.list("workbooks").unwrap();
        list.set_page_size(100).unwrap();
        list.set_lookahead(lookahead).unwrap();
        let total = list.total().unwrap();
        let names = list.rest("id").unwrap();
        simulator.clear_faults();
        assert_eq!(names.len() as u64, total);
        let events = events.lock().unwrap();
        assert!(events.iter().any(|event| event.kind == TSC_EVENT_RETRY));
        // The threads that look ahead belong to the session, too.
        assert!(events.iter().all(|event| event.session > 0), "{events:?}");
    }
}

#[test]
fn transient_errors_are_those_that_may_pass() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for (code, is_transient) in [
        (400, false),
        (403, false),
        (404, false),
        (407, false),
        (408, true),
        (409, false),
        (429, true),
        (500, false),
        (502, true),
        (503, true),
        (504, true),
    ] {
        simulator.fault(Fault::on("/projects", status(code, None)));
        let failure = session.list("projects").unwrap().total().unwrap_err();
        assert_eq!(failure.is_transient, is_transient, "{failure:?}");
    }
    // SAFETY: NULL is allowed.
    assert_eq!(unsafe { tsc_error_is_transient(std::ptr::null()) }, 0);
}
