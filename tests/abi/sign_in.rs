//! Every kind of sign-in, and the session that it gives.

use crate::support::*;
use std::ptr;
use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
use tsc_simulator::{Fault, Options, Simulator};

#[test]
fn personal_access_token_signs_in_to_a_site() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "marketing");
    assert!(session.is_signed_in());
    assert_eq!(session.site().as_deref(), Some("marketing"));
    assert_eq!(session.api_version(), "3.24");
    assert_eq!(session.server_url(), server.url());
    assert_eq!(server.url(), simulator.https_url());
    for told in [session.token(), session.site_id(), session.user_id()] {
        assert!(!told.unwrap().is_empty());
    }
    assert!(
        session
            .estimated_time_to_expiration()
            .unwrap()
            .contains(':')
    );
    assert_eq!(
        sent(&simulator),
        ["GET /api/2.4/serverInfo", "POST /api/3.24/auth/signin"]
    );
    let request = &simulator.requests()[1];
    assert_eq!(request.header("content-type"), Some("text/xml"));
    assert_eq!(
        request.header("user-agent"),
        Some(concat!("libtsc/", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(request.header("x-tableau-auth"), None);
}

#[test]
fn null_and_empty_site_mean_the_default_site() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    for site in [None, Some("")] {
        let session = server
            .sign_in_as(TOKEN, site, None, ptr::null_mut())
            .unwrap();
        assert_eq!(session.site().as_deref(), Some(""));
        session.sign_out().unwrap();
    }
}

#[test]
fn password_signs_in() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let plain = server.sign_in_with_password(("alice", "alice-password"), Some("marketing"), None);
    assert_eq!(plain.unwrap().site().as_deref(), Some("marketing"));
    let awkward = ("zoë & <søn> \"O'Neil\"", "pa<ss> & \"wörd\" 'ключ' 🔑 %20+");
    assert!(
        server
            .sign_in_with_password(awkward, None, None)
            .unwrap()
            .is_signed_in()
    );
}

#[test]
fn administrator_can_impersonate_a_user() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let alice = signed_in(&simulator, "").1.user_id().unwrap();
    let admin = server.sign_in(ADMIN_TOKEN, "").unwrap().user_id().unwrap();
    assert_ne!(alice, admin);
    let with_token = server
        .sign_in_as(ADMIN_TOKEN, None, Some(&alice), ptr::null_mut())
        .unwrap();
    assert_eq!(with_token.user_id(), Some(alice.clone()));
    let administrator = ("admin", "admin-password");
    let with_password = server
        .sign_in_with_password(administrator, None, Some(&alice))
        .unwrap();
    assert_eq!(with_password.user_id(), Some(alice.clone()));

    let nobody = server.sign_in_with_password(("bob", "bob-password"), None, Some(&alice));
    let failure = nobody.err().unwrap();
    assert_eq!(
        (failure.name(), failure.code.as_deref()),
        ("TSC_ERROR_SIGN_IN_FAILED", Some("401001"))
    );
    let nameless = server.sign_in_as(ADMIN_TOKEN, None, Some(""), ptr::null_mut());
    assert_eq!(nameless.err().unwrap().name(), "TSC_ERROR_INVALID_ARGUMENT");
}

#[test]
fn json_web_token_signs_in() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let session = server.sign_in_with_json_web_token(JSON_WEB_TOKEN, Some("marketing"), None);
    assert_eq!(session.unwrap().site().as_deref(), Some("marketing"));
    let body = simulator.requests().last().unwrap().body_text();
    assert!(body.contains("jwt=\"") && !body.contains("isUat"), "{body}");
    let failure = server
        .sign_in_with_json_web_token("a.b.c", None, None)
        .err()
        .unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_SIGN_IN_FAILED");
    assert!(!failure.everything().contains("a.b.c"));
}

#[test]
fn unified_access_token_signs_in_to_tableau_cloud() {
    let cloud = Options {
        cloud: true,
        ..Options::default()
    };
    let simulator = Simulator::start(cloud).unwrap();
    let server = Server::of(&simulator);
    let session = server.sign_in_with_unified_access_token(UNIFIED_ACCESS_TOKEN, Some("marketing"));
    assert_eq!(session.unwrap().site().as_deref(), Some("marketing"));
    let body = simulator.requests().last().unwrap().body_text();
    assert!(body.contains("isUat=\"true\""), "{body}");
}

#[test]
fn session_can_be_resumed_by_its_token() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "marketing");
    let token = session.token().unwrap();
    let resumed = server.resume_session(&token).unwrap();
    assert_eq!(resumed.token(), Some(token.clone()));
    assert_eq!(resumed.site().as_deref(), Some("marketing"));
    assert_eq!(
        (resumed.site_id(), resumed.user_id()),
        (session.site_id(), session.user_id())
    );
    assert_eq!(resumed.estimated_time_to_expiration(), None);
    assert_eq!(resumed.list("workbooks").unwrap().total().unwrap(), 42);
    drop(resumed);
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 42);
    session.sign_out().unwrap();
    let failure = server.resume_session(&token).err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
    let requests = sent(&simulator).len();
    for token in ["", "a\r\nX-Evil: 1", "ä", &"x".repeat(9000)] {
        assert_eq!(
            server.resume_session(token).err().unwrap().name(),
            "TSC_ERROR_INVALID_ARGUMENT"
        );
    }
    assert_eq!(sent(&simulator).len(), requests);
}

#[test]
fn administrator_can_revoke_administrators_tokens() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let alice = server.sign_in(TOKEN, "").unwrap();
    assert_eq!(
        alice.revoke_server_admin_tokens().unwrap_err().name(),
        "TSC_ERROR_FORBIDDEN"
    );
    let admin = server
        .sign_in_with_password(("admin", "admin-password"), None, None)
        .unwrap();
    server.sign_in(ADMIN_TOKEN, "").unwrap();
    admin.revoke_server_admin_tokens().unwrap();
    assert_eq!(
        server.sign_in(ADMIN_TOKEN, "").err().unwrap().name(),
        "TSC_ERROR_SIGN_IN_FAILED"
    );
    assert!(server.sign_in(TOKEN, "").is_ok());
    admin.sign_out().unwrap();
    assert_eq!(
        admin.revoke_server_admin_tokens().unwrap_err().name(),
        "TSC_ERROR_NOT_SIGNED_IN"
    );
}

#[test]
fn api_version_is_probed_once_per_setting() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    for _ in 0..3 {
        server.sign_in(TOKEN, "").unwrap();
    }
    let probes = sent(&simulator)
        .iter()
        .filter(|line| line.ends_with("serverInfo"))
        .count();
    assert_eq!(probes, 1);

    // Setting a CA discards what an earlier probe found.
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    server.sign_in(TOKEN, "").unwrap();
    let probes = sent(&simulator)
        .iter()
        .filter(|line| line.ends_with("serverInfo"))
        .count();
    assert_eq!(probes, 2);
}

#[test]
fn whole_job_uses_one_connection() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    session.list("workbooks").unwrap().rest("id").unwrap();
    session.switch_site("marketing").unwrap();
    session.sign_out().unwrap();
    let mut connections: Vec<u64> = simulator
        .requests()
        .iter()
        .map(|request| request.connection)
        .collect();
    assert_eq!(connections.len(), 7);
    connections.dedup();
    assert_eq!(connections.len(), 1);
}

#[test]
fn api_version_set_by_the_program_is_used() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_api_version(Some("3.19")).unwrap();
    assert_eq!(server.sign_in(TOKEN, "").unwrap().api_version(), "3.19");
    server.set_api_version(None).unwrap();
    assert_eq!(server.sign_in(TOKEN, "").unwrap().api_version(), "3.24");
    for wrong in ["", "3", "3.x", "3.19.1", "v3.19", "3 .19"] {
        let failure = server.set_api_version(Some(wrong)).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_INVALID_ARGUMENT", "{wrong}");
    }
    assert_eq!(server.sign_in(TOKEN, "").unwrap().api_version(), "3.24");
}

#[test]
fn api_version_set_by_the_program_makes_a_failed_probe_harmless() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_api_version(Some("3.19")).unwrap();
    let broken = respond(500, &[], "oops");
    simulator.fault(Fault {
        times: None,
        ..Fault::on("serverInfo", broken)
    });
    assert_eq!(server.sign_in(TOKEN, "").unwrap().api_version(), "3.19");
    server.set_api_version(None).unwrap();
    let failure = server.sign_in(TOKEN, "").err().unwrap();
    assert_eq!(
        (failure.name(), failure.http_status),
        ("TSC_ERROR_SERVER", 500)
    );
    simulator.clear_faults();
    assert_eq!(server.sign_in(TOKEN, "").unwrap().api_version(), "3.24");
}

#[test]
fn cancelled_list_sends_nothing_and_can_continue() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let list = session.list("workbooks").unwrap();
    list.next().unwrap();
    simulator.clear_requests();
    // SAFETY: the cancellation is freed at the end, and pointers are as the header asks.
    unsafe {
        let cancellation = crate::library::tsc_cancellation_new();
        assert_eq!(
            crate::library::tsc_cancellation_is_cancelled(cancellation),
            0
        );
        crate::library::tsc_cancellation_cancel(cancellation);
        assert_eq!(
            crate::library::tsc_cancellation_is_cancelled(cancellation),
            1
        );
        let cancelled = list.next_or_cancelled(cancellation).map(drop);
        assert_eq!(cancelled.unwrap_err().name(), "TSC_ERROR_CANCELLED");
        crate::library::tsc_cancellation_free(cancellation);
    }
    assert!(simulator.requests().is_empty());
    assert!(list.next().unwrap().is_some());
}
