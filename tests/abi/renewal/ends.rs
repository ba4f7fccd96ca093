//! Renewals that fail: for good, or until the next call.

use super::{end_all, ended, read, renewing, token_sign_ins};
use crate::callbacks::{Seen, collect};
use crate::library::*;
use crate::support::*;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use tsc_simulator::{Action, CutAt, Fault, SignInRule, Simulator};

const SIGN_IN: &str = "auth/signin";

/// Calls on a session that has ended for good: nothing more is signed in.
fn assert_ended(simulator: &Simulator, session: &Session, words: &[&str]) {
    simulator.clear_requests();
    for _ in 0..2 {
        let failure = read(session).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
        assert_eq!(
            (failure.http_status, failure.code.as_deref()),
            (401, Some("401002"))
        );
        for word in words {
            assert!(
                failure.message.contains(word),
                "{word}: {}",
                failure.message
            );
        }
    }
    assert_eq!(simulator.count("POST", SIGN_IN), 0);
    assert_eq!(simulator.count("GET", "/projects"), 2);
}

#[test]
fn refused_credentials_end_the_session() {
    for lookahead in [0, 4] {
        let simulator = simulator();
        let server = renewing(&simulator);
        let session = server.sign_in(TOKEN, "").unwrap();
        let list = session.list("workbooks").unwrap();
        list.set_page_size(100).unwrap();
        list.set_lookahead(lookahead).unwrap();
        list.next().unwrap();
        end_all(&simulator);
        simulator.sign_in_rule(SignInRule::refuse(TOKEN.0));
        let failure = list.rest("id").unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
        assert!(failure.message.contains("401002"), "{}", failure.message);
        assert!(
            failure.message.contains("signing in again failed"),
            "{}",
            failure.message
        );
        assert!(failure.message.contains("401001"), "{}", failure.message);
        assert!(!failure.everything().contains(TOKEN.1));
        assert_eq!(token_sign_ins(&simulator), 1);
        simulator.clear_sign_in_rules();
        assert_ended(&simulator, &session, &["401002", "401001"]);
    }
}

#[test]
fn session_of_another_user_or_site_is_signed_out() {
    for rule in [
        SignInRule::as_user(TOKEN.0, "bob"),
        SignInRule::at_site(TOKEN.0, "marketing"),
    ] {
        let simulator = simulator();
        let server = renewing(&simulator);
        let session = ended(&simulator, &server, "");
        simulator.sign_in_rule(rule);
        let failure = read(&session).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
        assert!(
            failure.message.contains("another user or site"),
            "{}",
            failure.message
        );
        assert_eq!(simulator.count("POST", "auth/signout"), 1);
        assert_eq!(simulator.live_sessions(), 0);
        simulator.clear_sign_in_rules();
        assert_ended(&simulator, &session, &["another user or site"]);
    }
}

#[test]
fn session_that_ends_again_at_once_is_not_renewed_again() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    read(&session).unwrap();
    end_all(&simulator);
    let failure = read(&session).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
    assert!(
        failure.message.contains("signed in again"),
        "{}",
        failure.message
    );
    assert_eq!(token_sign_ins(&simulator), 0);
    assert_ended(
        &simulator,
        &session,
        &["signed in again", "another program"],
    );
}

#[test]
fn call_outside_of_the_scopes_is_sent_twice_and_signed_in_for_once() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = sign_in_with_connected_app(&server, "alice", "tableau:content:read", "").unwrap();
    simulator.clear_requests();
    let failure = session.list("users").unwrap().total().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
    assert!(failure.message.contains("scopes"), "{}", failure.message);
    assert_eq!(simulator.count("GET", "/users"), 2);
    assert_eq!(simulator.count("POST", SIGN_IN), 1);
    // The session is good for what its scopes cover.
    read(&session).unwrap();
}

#[test]
fn renewal_that_is_not_answered_is_shared_and_tried_again_by_the_next_call() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let events = collect(&server);
    let session = ended(&simulator, &server, "");
    simulator.fault(Fault {
        times: None,
        ..Fault::on(SIGN_IN, Action::status(503))
    });
    let barrier = Barrier::new(8);
    let failures: Vec<_> = thread::scope(|scope| {
        let threads = [(); 8].map(|()| {
            scope.spawn(|| {
                barrier.wait();
                read(&session).unwrap_err()
            })
        });
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    for failure in &failures {
        assert_eq!(
            (failure.name(), failure.http_status),
            ("TSC_ERROR_SERVER", 503)
        );
        assert!(
            failure.message.contains("sign in again"),
            "{}",
            failure.message
        );
    }
    // Those that waited share the failure of the one before; one that came later tried by itself.
    let tried = token_sign_ins(&simulator);
    assert!((1..=8).contains(&tried), "{tried}");
    let is_renewal = |event: &&Seen| event.kind == TSC_EVENT_RENEWAL;
    let renewals = events.lock().unwrap().iter().filter(is_renewal).count();
    assert_eq!(renewals, tried);
    simulator.clear_faults();
    read(&session).unwrap();
}

/// Starts a call whose sign-in does not end yet, and four others that meet the dead session meanwhile. `end` lets
/// the sign-in end. Returns what all five returned.
fn with_four_waiting(
    simulator: &Simulator,
    session: &Session,
    end: impl FnOnce(),
) -> Vec<Result<u64>> {
    thread::scope(|scope| {
        let first = scope.spawn(|| read(session));
        simulator.wait_until_held(1);
        let others = [(); 4].map(|()| scope.spawn(|| read(session)));
        while simulator.count("GET", "/projects") < 5 {
            thread::yield_now();
        }
        end();
        let calls = [first].into_iter().chain(others);
        calls.map(|call| call.join().unwrap()).collect()
    })
}

#[test]
fn waiting_calls_find_the_new_token() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    simulator.fault(Fault::on(SIGN_IN, Action::Hold));
    let results = with_four_waiting(&simulator, &session, || simulator.release());
    assert!(results.iter().all(|result| result.is_ok()));
    assert_eq!(token_sign_ins(&simulator), 1);
}

#[test]
fn waiting_calls_share_one_failure() {
    let simulator = simulator();
    let server = renewing(&simulator);
    server.set_timeouts(10_000, 2_000, 0);
    let session = ended(&simulator, &server, "");
    // It ends by the read limit, when the others have waited for some time.
    simulator.fault(Fault::on(SIGN_IN, Action::Silence { executed: false }));
    let results = with_four_waiting(&simulator, &session, || {});
    for result in results {
        let failure = result.unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
        assert!(
            failure.message.contains("sign in again"),
            "{}",
            failure.message
        );
    }
    assert_eq!(token_sign_ins(&simulator), 1);
    read(&session).unwrap();
}

#[test]
fn next_call_takes_the_place_of_a_cancelled_one() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    let cancellation = Cancellation::new();
    simulator.fault(Fault::on(SIGN_IN, Action::Hold));
    thread::scope(|scope| {
        let first = scope.spawn(|| {
            let cancellation: &Cancellation = &cancellation;
            let list = session.list("projects").unwrap();
            list.next_or_cancelled(cancellation.0).err().unwrap()
        });
        simulator.wait_until_held(1);
        let second = scope.spawn(|| read(&session));
        while simulator.count("GET", "/projects") < 2 {
            thread::yield_now();
        }
        cancellation.cancel();
        assert_eq!(first.join().unwrap().name(), "TSC_ERROR_CANCELLED");
        second.join().unwrap().unwrap();
    });
    simulator.release();
    read(&session).unwrap();
    assert!(token_sign_ins(&simulator) >= 2);
}

#[test]
fn waiting_call_keeps_its_own_limits() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    simulator.fault(Fault::on(SIGN_IN, Action::Hold));
    thread::scope(|scope| {
        let first = scope.spawn(|| read(&session));
        simulator.wait_until_held(1);
        let request = session.request("GET", "projects").unwrap();
        request.set_timeouts(0, 50);
        let failure = request.send().err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
        simulator.release();
        first.join().unwrap().unwrap();
    });
}

#[test]
fn switch_and_sign_out_take_turns_with_a_renewal() {
    for signs_out in [false, true] {
        let simulator = simulator();
        let server = renewing(&simulator);
        let session = ended(&simulator, &server, "");
        simulator.fault(Fault::on(SIGN_IN, Action::Hold));
        thread::scope(|scope| {
            let first = scope.spawn(|| read(&session));
            simulator.wait_until_held(1);
            let second = scope.spawn(|| match signs_out {
                false => session.switch_site("marketing"),
                true => session.sign_out(),
            });
            simulator.release();
            // The renewal comes first. The call's request is then sent for the identity that there is.
            let first = first.join().unwrap();
            second.join().unwrap().unwrap();
            let expected = match signs_out {
                false => "TSC_ERROR_INVALID_STATE",
                true => "TSC_ERROR_NOT_SIGNED_IN",
            };
            let is_expected = |failure: &Failure| {
                [expected, "TSC_ERROR_SESSION_EXPIRED"].contains(&failure.name())
            };
            assert!(first.is_ok() || first.is_err_and(|failure| is_expected(&failure)));
        });
        assert_eq!(simulator.count("POST", SIGN_IN), 1);
        assert_eq!(session.is_signed_in(), !signs_out);
        if signs_out {
            assert_eq!(simulator.live_sessions(), 0);
        } else {
            assert_eq!(session.site().as_deref(), Some("marketing"));
            read(&session).unwrap();
        }
    }
}

#[test]
fn renewal_has_the_limits_of_the_server_and_not_of_the_request() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    // The sign-in takes longer than the request allows the server to be silent.
    simulator.fault(Fault::on(
        SIGN_IN,
        Action::Delay(Duration::from_millis(300)),
    ));
    let request = session.request("GET", "projects").unwrap();
    request.set_timeouts(100, 0);
    request.send().unwrap();
    // The request's own limit still holds for the request.
    simulator.fault(Fault::on("/projects", Action::Silence { executed: false }));
    let failure = request.send().err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    assert!(failure.message.contains("0.1 s"), "{}", failure.message);
}

#[test]
fn switch_whose_renewal_fails_is_not_in_doubt() {
    for fault in [
        Action::status(503),
        Action::status(502),
        Action::Cut {
            at: CutAt::Start,
            executed: false,
        },
    ] {
        let simulator = simulator();
        let server = renewing(&simulator);
        let session = ended(&simulator, &server, "");
        simulator.fault(Fault {
            times: None,
            ..Fault::on(SIGN_IN, fault)
        });
        let failure = session.switch_site("marketing").unwrap_err();
        assert!(
            !failure.message.contains("not known"),
            "{}",
            failure.message
        );
        assert!(
            failure.message.contains("sign in again"),
            "{}",
            failure.message
        );
        simulator.clear_faults();
        session.switch_site("marketing").unwrap();
    }
    // A switch itself that is in doubt says what a renewal does then.
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = server.sign_in(TOKEN, "").unwrap();
    let action = Action::Cut {
        at: CutAt::Start,
        executed: true,
    };
    simulator.fault(Fault::on("switchSite", action));
    let failure = session.switch_site("marketing").unwrap_err();
    assert!(
        failure
            .message
            .contains("signs in again at the site before"),
        "{}",
        failure.message
    );
    read(&session).unwrap();
    assert_eq!(session.site().as_deref(), Some(""));
}
