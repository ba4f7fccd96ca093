//! Requests of a session that changes, ends or is used by two threads.

use super::*;
use crate::library::*;
use crate::support::*;
use std::thread;
use tsc_simulator::{Action, Fault};

#[test]
fn request_is_refused_after_a_site_switch_or_sign_out() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let before = session.request("GET", "projects").unwrap();
    before.send().unwrap();
    session.switch_site("marketing").unwrap();
    simulator.clear_requests();
    let stale = failure(before.send());
    assert_eq!(stale.name(), "TSC_ERROR_INVALID_STATE");
    assert!(sent(&simulator).is_empty());

    let after = session.request("GET", "projects").unwrap();
    let response = after.send().unwrap();
    let site = format!("/sites/{}/", session.site_id().unwrap());
    assert!(sent(&simulator)[0].contains(&site));
    session.sign_out().unwrap();
    simulator.clear_requests();
    assert_eq!(failure(after.send()).name(), "TSC_ERROR_NOT_SIGNED_IN");
    assert_eq!(failure(before.send()).name(), "TSC_ERROR_NOT_SIGNED_IN");
    let made = session.request("GET", "projects");
    assert_eq!(failure(made).name(), "TSC_ERROR_NOT_SIGNED_IN");
    assert!(sent(&simulator).is_empty());
    assert_eq!(
        response.root().map(Node::name).as_deref(),
        Some("tsResponse")
    );
}

#[test]
fn request_outlives_its_session_and_response_its_request() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "projects").unwrap();
    drop(server);
    drop(session);
    let response = request.send().unwrap();
    drop(request);
    drop(simulator);
    assert!(response.text().contains("<project "));
}

#[test]
fn request_of_an_expired_session_returns_session_expired() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "projects").unwrap();
    let _displaces = server.sign_in(TOKEN, "").unwrap();
    let expired = failure(request.send());
    assert_eq!(expired.name(), "TSC_ERROR_SESSION_EXPIRED");
    assert_eq!(expired.code.as_deref(), Some("401002"));
    assert!(session.is_signed_in());
}

#[test]
fn request_in_use_by_another_thread_returns_invalid_state() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "projects").unwrap();
    simulator.fault(Fault::on("projects", Action::Hold));
    thread::scope(|scope| {
        let sending = scope.spawn(|| request.send().map(|response| response.status()));
        simulator.wait_until_held(1);
        for refused in [
            request.set_parameter("a", "b"),
            request.set_header("a", None),
            request.set_body(None, b""),
            request.send().map(drop),
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.name(), "TSC_ERROR_INVALID_STATE");
            assert!(
                refused
                    .message
                    .contains("request is in use by another thread")
            );
        }
        simulator.release();
        assert_eq!(sending.join().unwrap().unwrap(), 200);
    });
    request.send().unwrap();
}

#[test]
fn cancelled_request_is_not_sent() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("DELETE", "x").unwrap();
    simulator.clear_requests();
    let cancellation = tsc_cancellation_new();
    // SAFETY: freed once, at the end.
    unsafe { tsc_cancellation_cancel(cancellation) };
    let cancelled = failure(request.send_or_cancelled(cancellation));
    // SAFETY: as above.
    unsafe { tsc_cancellation_free(cancellation) };
    assert_eq!(cancelled.name(), "TSC_ERROR_CANCELLED");
    assert!(sent(&simulator).is_empty());
    serve(&simulator, 204, &[], "");
    request.send().unwrap();
}
