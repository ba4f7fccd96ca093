//! The end of sessions, and the sites on which they are valid.

mod common;

use std::time::Duration;

use common::{Signed, password, setup, start};
use tsc_simulator::Options;

const SWITCH: &str = "/api/3.24/auth/switchSite";

fn to(site: &str) -> String {
    format!("<tsRequest><site contentUrl='{site}'/></tsRequest>")
}

fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

#[test]
fn signing_out_ends_the_session() {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "");
    assert_eq!(setup.simulator.live_sessions(), 1);
    let answer = setup.post_as(&signed, "/api/3.24/auth/signout", "");
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(setup.simulator.live_sessions(), 0);
    assert_eq!(
        setup
            .get_as(&signed, "/api/3.24/sites/{site}/workbooks")
            .code(),
        "401002"
    );
    assert_eq!(
        setup.post_as(&signed, "/api/3.24/auth/signout", "").code(),
        "401002"
    );
}

#[test]
fn switching_site_gives_a_new_token_and_user() {
    let setup = setup();
    let before = setup.sign_in_with_password("alice", "");
    let after = setup.post_as(&before, SWITCH, &to("marketing")).signed();
    assert_ne!(before.token, after.token);
    assert_ne!(before.user_id, after.user_id);
    assert_ne!(before.site_id, after.site_id);
    assert!(!setup.is_alive(&before));
    assert!(setup.is_alive(&after));
    assert_eq!(
        after.user_id,
        setup.sign_in_with_password("alice", "marketing").user_id
    );
}

#[test]
fn refused_site_switch_changes_nothing() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "");
    for (body, code) in [
        (to(""), "403070"),
        (to("finance"), "401003"),
        (to("nowhere"), "401003"),
        ("<tsRequest/>".to_owned(), "400000"),
        ("nonsense".to_owned(), "400000"),
    ] {
        assert_eq!(setup.post_as(&alice, SWITCH, &body).code(), code, "{body}");
        assert!(setup.is_alive(&alice));
    }
}

#[test]
fn personal_access_token_has_one_session() {
    let setup = setup();
    let first = setup.sign_in_with_token("demo-token", "");
    let other_token = setup.sign_in_with_token("admin-token", "");
    let second = setup.sign_in_with_token("demo-token", "marketing");
    assert!(!setup.is_alive(&first));
    assert!(setup.is_alive(&second));
    assert!(setup.is_alive(&other_token));
    let switched = setup.post_as(&second, SWITCH, &to("")).signed();
    let third = setup.sign_in_with_token("demo-token", "");
    assert!(!setup.is_alive(&switched));
    assert!(setup.is_alive(&third));
}

#[test]
fn password_can_have_many_sessions() {
    let setup = setup();
    let sessions: Vec<Signed> = (0..3)
        .map(|_| setup.sign_in_with_password("alice", ""))
        .collect();
    assert!(sessions.iter().all(|session| setup.is_alive(session)));
    assert_eq!(setup.simulator.live_sessions(), 3);
}

#[test]
fn idle_sessions_expire() {
    let setup = setup();
    let idle = setup.sign_in_with_password("alice", "");
    let busy = setup.sign_in_with_password("alice", "");
    setup.simulator.advance_clock(minutes(200));
    assert!(setup.is_alive(&busy));
    setup.simulator.advance_clock(minutes(200));
    assert!(setup.is_alive(&busy));
    assert!(!setup.is_alive(&idle));
    assert_eq!(setup.simulator.live_sessions(), 1);
}

#[test]
fn the_idle_limit_can_be_set() {
    let setup = start(Options {
        idle_limit: minutes(5),
        ..Options::default()
    });
    let signed = setup.sign_in_with_password("alice", "");
    setup.simulator.advance_clock(minutes(5));
    assert!(!setup.is_alive(&signed));
}

#[test]
fn unused_personal_access_tokens_expire() {
    let setup = setup();
    setup.simulator.advance_clock(minutes(14 * 24 * 60));
    setup.sign_in_with_token("demo-token", "");
    setup.simulator.advance_clock(minutes(14 * 24 * 60));
    setup.sign_in_with_token("demo-token", "");
    let answer = setup.post_sign_in(
        "<credentials personalAccessTokenName='admin-token' \
         personalAccessTokenSecret='admin-token-secret'><site contentUrl=''/></credentials>",
    );
    assert_eq!(answer.code(), "401001");
}

#[test]
fn token_is_valid_on_its_own_site_only() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "");
    let marketing = setup.sign_in_with_password("alice", "marketing");
    let mixed = Signed {
        token: alice.token.clone(),
        ..marketing
    };
    assert_eq!(
        setup
            .get_as(&mixed, "/api/3.24/sites/{site}/workbooks")
            .code(),
        "401002"
    );
    let nowhere = Signed {
        site_id: "no-such-site".to_owned(),
        ..alice
    };
    assert_eq!(
        setup
            .get_as(&nowhere, "/api/3.24/sites/{site}/workbooks")
            .code(),
        "404000"
    );
}

#[test]
fn current_session_gives_site_and_user() {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "marketing");
    let answer = setup.get_as(&signed, "/api/3.24/sessions/current");
    assert_eq!(answer.attribute("site", "id"), Some(signed.site_id));
    assert_eq!(
        answer.attribute("site", "name").as_deref(),
        Some("Marketing")
    );
    assert_eq!(
        answer.attribute("site", "contentUrl").as_deref(),
        Some("marketing")
    );
    assert_eq!(answer.attribute("user", "id"), Some(signed.user_id));
    assert_eq!(answer.attribute("user", "name").as_deref(), Some("alice"));
}

#[test]
fn administrators_can_revoke_administrators_tokens() {
    let setup = setup();
    let revoke = |signed: &Signed| {
        let headers = [("X-Tableau-Auth", signed.token.as_str())];
        let path = "/api/3.24/auth/serverAdminAccessTokens";
        setup.call("DELETE", path, &headers, "").expect("an answer")
    };
    let alice = setup.sign_in_with_token("demo-token", "");
    assert_eq!(revoke(&alice).code(), "403004");
    let by_token = setup.sign_in_with_token("admin-token", "");
    let by_password = setup.sign_in_with_password("admin", "");
    assert_eq!(revoke(&by_password).status, 204);
    assert!(!setup.is_alive(&by_token));
    assert!(setup.is_alive(&by_password));
    assert!(setup.is_alive(&alice));
    let answer = setup.post_sign_in(
        "<credentials personalAccessTokenName='admin-token' \
         personalAccessTokenSecret='admin-token-secret'><site contentUrl=''/></credentials>",
    );
    assert_eq!(answer.code(), "401001");
}

#[test]
fn cloud_has_no_switch_no_list_of_sites_and_no_impersonation() {
    let cloud = start(Options {
        cloud: true,
        ..Options::default()
    });
    let admin = cloud.sign_in_with_password("admin", "");
    assert_eq!(
        cloud.post_as(&admin, SWITCH, &to("marketing")).code(),
        "404003"
    );
    assert_eq!(cloud.get_as(&admin, "/api/3.24/sites").code(), "403069");
    let alice = cloud.sign_in_with_password("alice", "");
    let as_alice = format!("/><user id='{}'/></credentials>", alice.user_id);
    let impersonation = password("admin", "").replace("/></credentials>", &as_alice);
    assert_eq!(cloud.post_sign_in(&impersonation).code(), "401001");
}
