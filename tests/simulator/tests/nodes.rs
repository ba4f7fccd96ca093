//! A load balancer before nodes that know their own sessions only.

mod common;

use common::{Setup, Signed, password, start};
use tsc_simulator::Options;

const CURRENT: &str = "/api/3.24/sessions/current";

fn nodes(nodes: usize) -> Setup {
    start(Options {
        nodes,
        ..Options::default()
    })
}

/// Makes a call with a cookie, and returns its status and the cookie that its response sets.
fn call(setup: &Setup, signed: &Signed, cookie: &str) -> (u16, Option<String>) {
    let headers = [
        ("X-Tableau-Auth", signed.token.as_str()),
        ("Cookie", cookie),
    ];
    let answer = setup.call("GET", CURRENT, &headers, "");
    let answer = answer.expect("an answer");
    if answer.status != 200 {
        assert_eq!(answer.code(), "401002");
    }
    let set = answer.header("set-cookie");
    let set = set.map(|set| set.split(';').next().unwrap_or_default().to_owned());
    (answer.status, set)
}

/// Signs in without a cookie, and returns the cookie of the node that serves it.
fn sign_in(setup: &Setup) -> (Signed, String) {
    let answer = setup.post_sign_in(&password("alice", ""));
    let set = answer.header("set-cookie").expect("a cookie");
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    assert!(
        cookie.starts_with("AWSALB=") && set.contains("; Path=/"),
        "{set}"
    );
    (answer.signed(), cookie)
}

#[test]
fn session_is_known_on_its_own_node_only() {
    let setup = nodes(3);
    let sessions = [(); 3].map(|()| sign_in(&setup));
    for (own, (signed, _)) in sessions.iter().enumerate() {
        for (node, (_, cookie)) in sessions.iter().enumerate() {
            let expected = if node == own { 200 } else { 401 };
            assert_eq!(call(&setup, signed, cookie), (expected, None));
            assert_eq!(
                setup.simulator.requests().last().map(|last| last.node),
                Some(node)
            );
        }
    }
    assert_eq!(setup.simulator.live_sessions(), 3);
}

#[test]
fn requests_without_the_cookie_go_to_each_node_in_turn() {
    let setup = nodes(3);
    let (signed, own) = sign_in(&setup);
    for cookie in ["", "other=1", "AWSALB=unknown"] {
        for expected in [401, 401, 200] {
            let (status, set) = call(&setup, &signed, cookie);
            assert_eq!(status, expected);
            assert_eq!(set.expect("a cookie") == own, expected == 200);
        }
    }
}

#[test]
fn cookie_among_others_is_recognized() {
    let setup = nodes(2);
    let (signed, own) = sign_in(&setup);
    let all = format!("a=b; {own}; c=d");
    for _ in 0..3 {
        assert_eq!(call(&setup, &signed, &all), (200, None));
    }
}

#[test]
fn sticky_means_two_nodes() {
    let setup = start(Options {
        sticky: true,
        ..Options::default()
    });
    let (signed, own) = sign_in(&setup);
    let statuses = [(); 4].map(|()| call(&setup, &signed, "").0);
    assert_eq!(statuses, [401, 200, 401, 200]);
    assert_eq!(call(&setup, &signed, &own), (200, None));
}

#[test]
fn single_node_needs_no_cookie() {
    let setup = nodes(1);
    let answer = setup.post_sign_in(&password("alice", ""));
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(call(&setup, &answer.signed(), ""), (200, None));
}

#[test]
fn switched_session_stays_on_its_node() {
    let setup = nodes(2);
    let (signed, own) = sign_in(&setup);
    let headers = [
        ("X-Tableau-Auth", signed.token.as_str()),
        ("Cookie", own.as_str()),
    ];
    let body = "<tsRequest><site contentUrl='marketing'/></tsRequest>";
    let answer = setup.call("POST", "/api/3.24/auth/switchSite", &headers, body);
    let switched = answer.expect("an answer").signed();
    assert_eq!(call(&setup, &switched, &own).0, 200);
}
