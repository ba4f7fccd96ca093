//! Sign-in with every kind of credentials, and its refusals.

mod common;

use common::{Setup, password, setup, start};
use tsc_simulator::{Options, builtin};

fn with_token(name: &str, secret: &str) -> String {
    format!(
        "<credentials personalAccessTokenName='{name}' personalAccessTokenSecret='{secret}'>\
         <site contentUrl=''/></credentials>"
    )
}

fn with_jwt(jwt: &str, more: &str) -> String {
    format!("<credentials jwt='{jwt}' {more}><site contentUrl=''/></credentials>")
}

fn impersonating(setup: &Setup, name: &str, user_id: &str, site: &str) -> String {
    let answer = setup.post_sign_in(&format!(
        "<credentials name='{name}' password='{name}-password'><site contentUrl='{site}'/>\
         <user id='{user_id}'/></credentials>"
    ));
    match answer.status {
        200 => answer.signed().user_id,
        _ => answer.code(),
    }
}

#[test]
fn password_signs_in() {
    let setup = setup();
    let answer = setup.post_sign_in(&password("alice", "marketing"));
    assert_eq!(
        answer.attribute("site", "contentUrl").as_deref(),
        Some("marketing")
    );
    assert_eq!(
        answer
            .attribute("credentials", "estimatedTimeToExpiration")
            .as_deref(),
        Some("4:00:00")
    );
    assert!(setup.is_alive(&answer.signed()));
}

#[test]
fn session_tokens_have_tableaus_format() {
    let setup = setup();
    let signed = setup.sign_in_with_password("alice", "");
    for character in ["|", "=", "+", "/"] {
        assert!(signed.token.contains(character), "{}", signed.token);
    }
    assert!(signed.token.ends_with(&signed.site_id));
}

#[test]
fn personal_access_token_signs_in() {
    let setup = setup();
    setup
        .post_sign_in(&with_token("demo-token", "demo-token-secret"))
        .signed();
    setup
        .post_sign_in(&with_token(
            "bob&apos;s token",
            "qlE1g9MMh9vbrjjg==:rZTHhPpP2tUW1kfn4tjg8",
        ))
        .signed();
}

#[test]
fn json_web_token_signs_in() {
    let setup = setup();
    setup
        .post_sign_in(&with_jwt(builtin::JSON_WEB_TOKEN, ""))
        .signed();
    setup
        .post_sign_in(&with_jwt(builtin::JSON_WEB_TOKEN, "isUat='false'"))
        .signed();
}

#[test]
fn unified_access_token_signs_in_on_cloud_only() {
    let cloud = start(Options {
        cloud: true,
        ..Options::default()
    });
    let uat = builtin::UNIFIED_ACCESS_TOKEN;
    cloud.post_sign_in(&with_jwt(uat, "isUat='true'")).signed();
    assert_eq!(cloud.post_sign_in(&with_jwt(uat, "")).code(), "401001");
    assert_eq!(
        cloud
            .post_sign_in(&with_jwt(builtin::JSON_WEB_TOKEN, "isUat='true'"))
            .code(),
        "401001"
    );
    assert_eq!(
        setup().post_sign_in(&with_jwt(uat, "isUat='true'")).code(),
        "401001"
    );
}

#[test]
fn names_and_passwords_can_contain_any_character() {
    let setup = setup();
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
    };
    let answer = setup.post_sign_in(&format!(
        "<credentials name=\"{}\" password=\"{}\"><site contentUrl=\"\"/></credentials>",
        escape(builtin::AWKWARD_USER),
        escape(builtin::AWKWARD_PASSWORD)
    ));
    let current = setup.get_as(&answer.signed(), "/api/3.24/sessions/current");
    assert_eq!(
        current.attribute("user", "name").as_deref(),
        Some(builtin::AWKWARD_USER)
    );
}

#[test]
fn wrong_credentials_are_refused() {
    let setup = setup();
    for credentials in [
        "<credentials name='alice' password='wrong'><site contentUrl=''/></credentials>",
        "<credentials name='alice'><site contentUrl=''/></credentials>",
        "<credentials name='nobody' password='alice-password'><site contentUrl=''/></credentials>",
        &with_token("demo-token", "admin-token-secret"),
        &with_token("no-token", "demo-token-secret"),
        &with_jwt("not.a.jwt", ""),
    ] {
        assert_eq!(
            setup.post_sign_in(credentials).code(),
            "401001",
            "{credentials}"
        );
    }
}

#[test]
fn unknown_and_foreign_sites_are_refused_like_wrong_credentials() {
    let setup = setup();
    assert_eq!(
        setup.post_sign_in(&password("admin", "nowhere")).code(),
        "401001"
    );
    assert_eq!(
        setup.post_sign_in(&password("bob", "marketing")).code(),
        "401001"
    );
}

#[test]
fn missing_credentials_are_refused() {
    let setup = setup();
    let answer = setup.post_sign_in("<credentials><site contentUrl=''/></credentials>");
    assert_eq!(answer.code(), "401000");
    assert_eq!(setup.get("/api/3.24/sessions/current").code(), "401000");
}

#[test]
fn malformed_bodies_are_refused() {
    let setup = setup();
    for body in [
        "",
        "not XML",
        "<tsRequest><credentials name='alice'></tsRequest>",
        "<request/>",
        "<tsRequest/>",
        "<tsRequest><credentials name='alice' password='alice-password'/></tsRequest>",
        "<tsRequest><credentials nam='alice' password='alice-password'><site contentUrl=''/></credentials></tsRequest>",
        "<tsRequest><credentials name='alice' password='alice-password'><user id='x'/><site contentUrl=''/></credentials></tsRequest>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><tsRequest><credentials name='&b;'/></tsRequest>",
    ] {
        let answer = setup
            .call("POST", "/api/3.24/auth/signin", &[], body)
            .expect("an answer");
        assert_eq!(answer.code(), "400000", "{body}");
    }
}

#[test]
fn namespace_is_optional_in_requests() {
    let setup = setup();
    for namespace in ["http://tableau.com/api", "http://tableausoftware.com/api"] {
        let body = format!(
            "<?xml version='1.0'?><tsRequest xmlns='{namespace}'>{}</tsRequest>",
            password("alice", "")
        );
        let answer = setup
            .call("POST", "/api/3.24/auth/signin", &[], &body)
            .expect("an answer");
        answer.signed();
    }
}

#[test]
fn json_sign_in_gets_a_json_response() {
    let setup = setup();
    let body = r#"{"credentials":{"name":"alice","password":"alice-password","user":{"id":null},"site":{"contentUrl":"marketing"}}}"#;
    let headers = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
    ];
    let answer = setup
        .call("POST", "/api/3.24/auth/signin", &headers, body)
        .expect("an answer");
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(json["credentials"]["site"]["contentUrl"], "marketing");
    let token = json["credentials"]["token"].as_str().expect("a token");
    let headers = [("X-Tableau-Auth", token), ("Accept", "application/json")];
    let answer = setup
        .call("GET", "/api/3.24/sessions/current", &headers, "")
        .expect("an answer");
    assert!(
        answer
            .header("content-type")
            .expect("one")
            .starts_with("application/json")
    );
    assert!(answer.body.contains(r#""name":"alice""#), "{}", answer.body);
}

#[test]
fn errors_are_json_if_accepted() {
    let setup = setup();
    let headers = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
    ];
    let answer = setup
        .call("POST", "/api/3.24/auth/signin", &headers, "{")
        .expect("an answer");
    let json: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(json["error"]["code"], "400000");
    assert_eq!(json["error"]["summary"], "Bad Request");
}

#[test]
fn administrators_can_impersonate_users() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "marketing");
    assert_eq!(
        impersonating(&setup, "admin", &alice.user_id, "marketing"),
        alice.user_id
    );
}

#[test]
fn impersonation_is_refused_to_non_administrators_and_of_unknown_users() {
    let setup = setup();
    let alice = setup.sign_in_with_password("alice", "");
    let on_marketing = setup.sign_in_with_password("alice", "marketing");
    assert_eq!(impersonating(&setup, "bob", &alice.user_id, ""), "401001");
    assert_eq!(impersonating(&setup, "admin", "no-such-id", ""), "401001");
    assert_eq!(
        impersonating(&setup, "admin", &on_marketing.user_id, ""),
        "401001"
    );
}

#[test]
fn old_servers_refuse_newer_credentials() {
    let at = |version: &str| {
        start(Options {
            api_version: version.to_owned(),
            ..Options::default()
        })
    };
    let code = |setup: &Setup, version: &str, credentials: &str| {
        let body = format!("<tsRequest>{credentials}</tsRequest>");
        let path = format!("/api/{version}/auth/signin");
        let answer = setup.call("POST", &path, &[], &body).expect("an answer");
        if answer.status == 200 {
            "ok".to_owned()
        } else {
            answer.code()
        }
    };
    let token = with_token("demo-token", "demo-token-secret");
    let admins_token = with_token("admin-token", "admin-token-secret");
    let jwt = with_jwt(builtin::JSON_WEB_TOKEN, "");
    let before_tokens = at("3.5");
    assert_eq!(code(&before_tokens, "3.5", &token), "400000");
    assert_eq!(code(&before_tokens, "3.5", &password("alice", "")), "ok");
    let with_tokens = at("3.10");
    assert_eq!(code(&with_tokens, "3.10", &token), "ok");
    let alice = with_tokens
        .call(
            "POST",
            "/api/3.10/auth/signin",
            &[],
            &format!("<tsRequest>{}</tsRequest>", password("alice", "")),
        )
        .expect("an answer")
        .signed();
    let as_alice = format!("<site contentUrl=''/><user id='{}'/>", alice.user_id);
    let admin_as_alice = admins_token.replace("<site contentUrl=''/>", &as_alice);
    assert_eq!(code(&with_tokens, "3.10", &admin_as_alice), "401001");
    assert_eq!(code(&at("3.11"), "3.11", &admin_as_alice), "ok");
    assert_eq!(code(&at("3.16"), "3.16", &jwt), "400000");
    assert_eq!(code(&at("3.17"), "3.17", &jwt), "ok");
}
