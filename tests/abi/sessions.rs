//! A session's life: switching site, sign-out and expiry.

use crate::support::*;
use std::time::Duration;
use tsc_simulator::{Action, Fault};

#[test]
fn switching_site_changes_token_site_id_and_user_id() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let before = (session.token(), session.site_id(), session.user_id());
    session.switch_site("marketing").unwrap();
    assert_eq!(session.site().as_deref(), Some("marketing"));
    assert_ne!(session.token(), before.0);
    assert_ne!(session.site_id(), before.1);
    assert_ne!(session.user_id(), before.2);
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 42);
    assert_eq!(simulator.live_sessions(), 1);
    session.switch_site("").unwrap();
    assert_eq!((session.site_id(), session.user_id()), (before.1, before.2));
}

#[test]
fn switching_to_the_current_site_changes_nothing() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "marketing");
    let (token, list) = (session.token(), session.list("workbooks").unwrap());
    session.switch_site("marketing").unwrap();
    assert_eq!(session.token(), token);
    assert_eq!(list.total().unwrap(), 42);
}

#[test]
fn refused_site_switch_leaves_the_session_unchanged() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let token = session.token();
    for site in ["finance", "no such site"] {
        let failure = session.switch_site(site).unwrap_err();
        assert_eq!(
            (failure.name(), failure.code.as_deref()),
            ("TSC_ERROR_FORBIDDEN", Some("401003"))
        );
    }
    assert_eq!(
        (session.token(), session.site().as_deref()),
        (token, Some(""))
    );
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 2345);
}

#[test]
fn borrowed_token_stays_valid_after_switch_and_sign_out() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    // SAFETY: the session lives until the end of the test.
    let lent = unsafe { crate::library::tsc_session_token(session.0) };
    let token = string(lent).unwrap();
    session.switch_site("marketing").unwrap();
    session.sign_out().unwrap();
    assert_eq!(string(lent).unwrap(), token);
}

#[test]
fn second_sign_out_sends_nothing() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    list.next().unwrap();
    session.sign_out().unwrap();
    assert_eq!(simulator.live_sessions(), 0);
    assert!(!session.is_signed_in());
    let told = [
        session.token(),
        session.site_id(),
        session.site(),
        session.user_id(),
    ];
    assert_eq!(told, [None, None, None, None]);
    assert_eq!(session.estimated_time_to_expiration(), None);
    assert!(!session.server_url().is_empty() && !session.api_version().is_empty());
    let requests = sent(&simulator).len();
    session.sign_out().unwrap();
    for failure in [
        session.list("workbooks").err().unwrap(),
        session.switch_site("marketing").unwrap_err(),
        list.next().err().unwrap(),
        list.total().unwrap_err(),
    ] {
        assert_eq!(failure.name(), "TSC_ERROR_NOT_SIGNED_IN");
    }
    assert_eq!(sent(&simulator).len(), requests);
}

#[test]
fn signing_out_of_an_expired_session_succeeds() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    simulator.advance_clock(Duration::from_secs(241 * 60));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(
        (failure.name(), failure.code.as_deref()),
        ("TSC_ERROR_SESSION_EXPIRED", Some("401002"))
    );
    assert!(session.is_signed_in());
    session.sign_out().unwrap();
    assert!(!session.is_signed_in());
}

#[test]
fn list_that_races_with_a_site_switch_fails_with_invalid_state() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    simulator.fault(Fault::on("switchSite", Action::Hold));
    simulator.fault(Fault::on("/workbooks", Action::Hold));
    std::thread::scope(|scope| {
        let switching = scope.spawn(|| session.switch_site("marketing"));
        simulator.wait_until_held(1);
        // The old token is dead on the server by now, and the client does not know it yet.
        let listing = scope.spawn(move || list.next().err().unwrap().name());
        simulator.wait_until_held(2);
        simulator.release();
        assert_eq!(listing.join().unwrap(), "TSC_ERROR_INVALID_STATE");
        switching.join().unwrap().unwrap();
    });
}

#[test]
fn second_sign_in_with_the_same_token_ends_the_first_session() {
    let simulator = simulator();
    let (server, first) = signed_in(&simulator, "");
    let _second = server.sign_in(TOKEN, "marketing").unwrap();
    let failure = first.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
}

#[test]
fn session_outlives_its_server_and_list_its_session() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "marketing");
    drop(server);
    let list = session.list("workbooks").unwrap();
    drop(session);
    assert_eq!(list.rest("id").unwrap().len(), 42);
}
