//! Sessions that tests end, and what tests decide about sign-ins.

mod common;

use std::time::Duration;

use common::{Setup, Signed, password, setup, start};
use serde_json::{Value, json};
use tsc_simulator::{Action, Fault, Options, SessionLimits, SessionsOf, SignInKind, SignInRule};

const TOKEN: &str = "<credentials personalAccessTokenName='demo-token' \
    personalAccessTokenSecret='demo-token-secret'><site contentUrl=''/></credentials>";

const WORKBOOKS: &str = "/api/3.24/sites/{site}/workbooks?pageSize=1";

/// Posts JSON to the control endpoint.
fn control(setup: &Setup, path: &str, body: &Value) -> (u16, String) {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let url = format!("{}{path}", setup.simulator.control_url());
    let request = agent.post(url).header("Content-Type", "application/json");
    let mut response = request.send(body.to_string()).expect("an answer");
    let text = response.body_mut().read_to_string().expect("text");
    (response.status().as_u16(), text)
}

fn statuses(setup: &Setup, signed: &Signed, count: usize) -> Vec<u16> {
    (0..count)
        .map(|_| setup.get_as(signed, WORKBOOKS).status)
        .collect()
}

#[test]
fn sessions_can_be_ended_by_user_and_by_token() {
    for by_control in [false, true] {
        let setup = setup();
        let end = |which: SessionsOf<'_>| {
            if !by_control {
                return setup.simulator.end_sessions(which);
            }
            let which = match which {
                SessionsOf::All => json!({}),
                SessionsOf::User(user) => json!({ "user": user }),
                SessionsOf::Token(token) => json!({ "token": token }),
            };
            let (status, body) = control(&setup, "/sessions/end", &which);
            assert_eq!(status, 200);
            let body: Value = serde_json::from_str(&body).expect("JSON");
            usize::try_from(body["ended"].as_u64().expect("a number")).expect("small")
        };
        let alices = [(); 3].map(|()| setup.sign_in_with_password("alice", ""));
        let bob = setup.sign_in_with_password("bob", "");
        assert_eq!(end(SessionsOf::Token(&alices[0].token)), 1);
        assert_eq!(end(SessionsOf::Token(&alices[0].token)), 0);
        let alive = alices.each_ref().map(|alice| setup.is_alive(alice));
        assert_eq!(alive, [false, true, true]);
        assert_eq!(end(SessionsOf::User("alice")), 2);
        assert!(setup.is_alive(&bob) && !setup.is_alive(&alices[2]));
        assert_eq!(end(SessionsOf::All), 1);
        assert!(!setup.is_alive(&bob));
    }
}

#[test]
fn session_serves_so_many_calls() {
    let setup = start(Options {
        session_limits: SessionLimits {
            calls: Some(2),
            age: None,
        },
        ..Options::default()
    });
    let first = setup.sign_in_with_password("alice", "");
    let second = setup.sign_in_with_password("alice", "");
    assert_eq!(statuses(&setup, &first, 4), [200, 200, 401, 401]);
    assert_eq!(statuses(&setup, &second, 3), [200, 200, 401]);
    assert_eq!(setup.get_as(&first, WORKBOOKS).code(), "401002");
    assert_eq!(control(&setup, "/sessions/limits", &json!({})).0, 204);
    let third = setup.sign_in_with_password("alice", "");
    assert_eq!(statuses(&setup, &third, 3), [200, 200, 200]);
    // A limit that is set now counts the calls before.
    assert_eq!(
        control(&setup, "/sessions/limits", &json!({"calls": 4})).0,
        204
    );
    assert_eq!(statuses(&setup, &third, 2), [200, 401]);
}

#[test]
fn session_lasts_so_long_even_if_it_is_used() {
    let setup = setup();
    let seconds = Duration::from_secs;
    setup.simulator.limit_sessions(SessionLimits {
        calls: None,
        age: Some(seconds(100)),
    });
    let first = setup.sign_in_with_password("alice", "");
    setup.simulator.advance_clock(seconds(60));
    assert!(setup.is_alive(&first));
    let second = setup.sign_in_with_password("alice", "");
    setup.simulator.advance_clock(seconds(60));
    assert!(!setup.is_alive(&first) && setup.is_alive(&second));
    setup.simulator.advance_clock(seconds(60));
    assert!(!setup.is_alive(&second));
}

#[test]
fn code_of_dead_sessions_can_be_chosen() {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "");
    setup.simulator.end_sessions(SessionsOf::All);
    assert_eq!(setup.get_as(&signed, WORKBOOKS).code(), "401002");
    setup.simulator.set_dead_session_code(401_000);
    assert_eq!(setup.get_as(&signed, WORKBOOKS).code(), "401000");
    let code = json!({"code": 401_002});
    assert_eq!(control(&setup, "/sessions/dead-code", &code).0, 204);
    assert_eq!(setup.get_as(&signed, WORKBOOKS).code(), "401002");
}

#[test]
fn sign_ins_with_some_credentials_can_be_refused() {
    let setup = setup();
    let before = setup.post_sign_in(TOKEN).signed();
    setup
        .simulator
        .sign_in_rule(SignInRule::refuse("demo-token"));
    assert_eq!(setup.post_sign_in(TOKEN).code(), "401001");
    // Nothing else changes.
    assert!(setup.is_alive(&before));
    setup.sign_in_with_password("alice", "");
    setup.simulator.clear_sign_in_rules();
    setup.post_sign_in(TOKEN).signed();
    assert_eq!(
        control(&setup, "/sign-ins", &json!({"refuse": true})).0,
        204
    );
    for credentials in [TOKEN, &password("bob", "")] {
        assert_eq!(setup.post_sign_in(credentials).code(), "401001");
    }
    let url = format!("{}/sign-ins", setup.simulator.control_url());
    ureq::delete(url).call().expect("an answer");
    setup.post_sign_in(TOKEN).signed();
}

#[test]
fn sign_in_can_begin_another_session() {
    let setup = setup();
    let bob = setup.sign_in_with_password("bob", "");
    let alice = setup.sign_in_with_password("alice", "");
    let marketing = setup.sign_in_with_password("alice", "marketing");
    setup
        .simulator
        .sign_in_rule(SignInRule::as_user("demo-token", "bob"));
    let signed = setup.post_sign_in(TOKEN).signed();
    assert_eq!(
        (&signed.user_id, &signed.site_id),
        (&bob.user_id, &bob.site_id)
    );
    setup
        .simulator
        .sign_in_rule(SignInRule::at_site("demo-token", "marketing"));
    let signed = setup.post_sign_in(TOKEN).signed();
    assert_eq!(signed.user_id, marketing.user_id);
    assert_eq!(signed.site_id, marketing.site_id);
    assert!(setup.is_alive(&signed));
    let both = json!({"credentials": "demo-token", "user": "admin", "site": "finance"});
    assert_eq!(control(&setup, "/sign-ins", &both).0, 204);
    let signed = setup.post_sign_in(TOKEN).signed();
    let admin = setup.sign_in_with_password("admin", "finance");
    assert_eq!(signed.user_id, admin.user_id);
    assert_eq!(
        setup.sign_in_with_password("alice", "").user_id,
        alice.user_id
    );
}

#[test]
fn rule_with_an_unknown_user_or_site_is_refused() {
    let setup = setup();
    for (rule, reason) in [
        (json!({"user": "nobody"}), "nobody"),
        (json!({"site": "nowhere"}), "nowhere"),
        (json!({"usr": "bob"}), "usr"),
    ] {
        let (status, body) = control(&setup, "/sign-ins", &rule);
        assert_eq!(status, 422);
        assert!(body.contains(reason), "{body}");
    }
    let both = json!({"user": "alice", "token": "x"});
    assert_eq!(control(&setup, "/sessions/end", &both).0, 422);
}

#[test]
fn requests_and_sign_ins_are_counted() {
    let setup = setup();
    setup.post_sign_in(TOKEN).signed();
    setup.post_sign_in(TOKEN).signed();
    setup
        .simulator
        .fault(Fault::on("/signin", Action::status(503)));
    assert_eq!(setup.post_sign_in(TOKEN).status, 503);
    let alice = setup.sign_in_with_password("alice", "");
    setup.get_as(&alice, WORKBOOKS);
    setup.get_as(&alice, WORKBOOKS);
    let jwt = "<credentials jwt='a.b.c'><site contentUrl=''/></credentials>";
    assert_eq!(setup.post_sign_in(jwt).code(), "401001");

    let sign_ins = SignInKind::ALL.map(|kind| setup.simulator.sign_ins(kind));
    assert_eq!(sign_ins, [1, 3, 1, 0]);
    for (method, path, count) in [
        ("POST", "/auth/signin", 5),
        ("GET", "/auth/signin", 0),
        ("GET", "/sites/*/workbooks", 2),
        ("", "", 7),
    ] {
        assert_eq!(
            setup.simulator.count(method, path),
            count,
            "{method} {path}"
        );
    }
    let url = format!("{}/counts", setup.simulator.control_url());
    let mut response = ureq::get(url).call().expect("an answer");
    let counts = response.body_mut().read_to_string().expect("text");
    let counts: Value = serde_json::from_str(&counts).expect("JSON");
    let sign_in = json!({
        "method": "POST", "path": "/api/3.24/auth/signin", "received": 5, "executed": 4
    });
    assert_eq!(counts["requests"][0], sign_in);
    assert_eq!(counts["requests"][1]["received"], 2);
    assert_eq!(counts["sign_ins"]["personal_access_token"], 3);
    setup.simulator.clear_requests();
    assert_eq!(setup.simulator.sign_ins(SignInKind::Password), 0);
    assert_eq!(setup.simulator.count("", ""), 0);
}
