//! Sign-in with the JSON web tokens of connected apps, and the scopes of their sessions.

mod common;

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Answer, Setup, setup, start};
use ring::hmac;
use serde_json::{Value, json};
use tsc_simulator::builtin::{
    CONNECTED_APP_CLIENT_ID, CONNECTED_APP_SCOPES, CONNECTED_APP_SECRET_ID,
    CONNECTED_APP_SECRET_VALUE, JSON_WEB_TOKEN,
};
use tsc_simulator::state::{ConnectedApp, State};
use tsc_simulator::{Options, SessionsOf, SignInKind, SignInRule};

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(now.expect("after 1970").as_secs()).expect("fits")
}

/// The parts of a token, valid at first.
struct Token {
    header: Value,
    claims: Value,
    secret: String,
}

impl Token {
    fn new(id: &str) -> Self {
        Self {
            header: json!({
                "alg": "HS256", "typ": "JWT",
                "kid": CONNECTED_APP_SECRET_ID, "iss": CONNECTED_APP_CLIENT_ID,
            }),
            claims: json!({
                "iss": CONNECTED_APP_CLIENT_ID, "aud": "tableau", "sub": "alice", "jti": id,
                "exp": now() + 300, "scp": ["tableau:content:read"],
            }),
            secret: CONNECTED_APP_SECRET_VALUE.to_owned(),
        }
    }

    fn with_scopes(id: &str, scopes: &[&str]) -> Self {
        let mut token = Self::new(id);
        token.claims["scp"] = json!(scopes);
        token
    }

    fn signed(&self) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", encode(&self.header), encode(&self.claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let signature = hmac::sign(&key, text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn sign_in(setup: &Setup, jwt: &str) -> Answer {
    setup.post_sign_in(&format!(
        "<credentials jwt='{jwt}'><site contentUrl=''/></credentials>"
    ))
}

/// The number at the end of a refusal's detail.
#[track_caller]
fn reason(answer: &Answer) -> u32 {
    assert_eq!(answer.code(), "401001");
    let detail = answer.body.split("<detail>").nth(1).expect("a detail");
    let detail = detail.split("</detail>").next().expect("its end");
    let number = detail.rsplit_once(" (").expect("a number").1;
    number.trim_end_matches(')').parse().expect("a number")
}

#[test]
fn token_of_a_connected_app_signs_in() {
    let setup = setup();
    let answer = sign_in(&setup, &Token::new("1").signed()).signed();
    let by_password = setup.sign_in_with_password("alice", "");
    assert_eq!(answer.user_id, by_password.user_id);
    assert!(setup.is_alive(&answer));
    assert_eq!(setup.simulator.sign_ins(SignInKind::JsonWebToken), 1);
}

#[test]
fn every_mistake_is_refused_with_its_number() {
    type Change = fn(&mut Token);
    let cases: &[(&str, u32, Change)] = &[
        ("alg", 10_083, |token| token.header["alg"] = "RS256".into()),
        ("no alg", 10_083, |token| token.header["alg"] = Value::Null),
        ("typ", 10_083, |token| token.header["typ"] = "JOSE".into()),
        ("no kid", 10_083, |token| token.header["kid"] = Value::Null),
        ("no iss in the header", 10_083, |token| {
            token.header["iss"] = Value::Null;
        }),
        ("app", 126, |token| {
            token.header["iss"] = "other".into();
            token.claims["iss"] = "other".into();
        }),
        ("secret id", 127, |token| {
            token.header["kid"] = "other".into()
        }),
        ("secret", 127, |token| token.secret.push('x')),
        ("iss", 16, |token| token.claims["iss"] = "other".into()),
        ("no iss", 16, |token| token.claims["iss"] = Value::Null),
        ("aud", 16, |token| token.claims["aud"] = "other".into()),
        ("no aud", 16, |token| token.claims["aud"] = Value::Null),
        ("no sub", 16, |token| token.claims["sub"] = Value::Null),
        ("no jti", 16, |token| token.claims["jti"] = Value::Null),
        ("empty jti", 16, |token| token.claims["jti"] = "".into()),
        ("no exp", 16, |token| token.claims["exp"] = Value::Null),
        ("exp as text", 16, |token| token.claims["exp"] = "1".into()),
        ("past exp", 16, |token| {
            token.claims["exp"] = (now() - 1).into()
        }),
        ("late exp", 16, |token| {
            token.claims["exp"] = (now() + 700).into()
        }),
        ("later nbf", 16, |token| {
            token.claims["nbf"] = (now() + 60).into()
        }),
        ("no scp", 16, |token| token.claims["scp"] = Value::Null),
        ("empty scp", 16, |token| token.claims["scp"] = json!([])),
        ("scp as text", 16, |token| {
            token.claims["scp"] = "tableau:content:read".into();
        }),
        ("scope of no app", 16, |token| {
            token.claims["scp"] = json!(["tableau:content:read", "tableau:jobs:read"]);
        }),
        ("unknown user", 5, |token| {
            token.claims["sub"] = "nobody".into()
        }),
        ("case of the user", 5, |token| {
            token.claims["sub"] = "Alice".into()
        }),
    ];
    let setup = setup();
    for (name, expected, change) in cases {
        let mut token = Token::new("1");
        change(&mut token);
        assert_eq!(
            reason(&sign_in(&setup, &token.signed())),
            *expected,
            "{name}"
        );
    }
    assert_eq!(setup.simulator.live_sessions(), 0);
    // No refusal has used up the id.
    sign_in(&setup, &Token::new("1").signed()).signed();
}

#[test]
fn unusual_claims_are_accepted() {
    let setup = setup();
    let mut token = Token::new("1");
    token.claims["aud"] = json!(["other", "tableau"]);
    token.claims["nbf"] = (now() - 60).into();
    token.claims["iat"] = now().into();
    token.claims["exp"] = (now() + 595).into();
    sign_in(&setup, &token.signed()).signed();
}

#[test]
fn token_is_accepted_once() {
    let setup = setup();
    let token = Token::new("1").signed();
    sign_in(&setup, &token).signed();
    assert_eq!(reason(&sign_in(&setup, &token)), 16);
    sign_in(&setup, &Token::new("2").signed()).signed();
}

#[test]
fn changed_claims_have_no_valid_signature() {
    let setup = setup();
    let token = Token::new("1").signed();
    let parts: Vec<&str> = token.split('.').collect();
    let mut other = Token::new("2");
    other.claims["sub"] = "admin".into();
    let other = other.signed();
    let claims = other.split('.').nth(1).expect("claims");
    let forged = [parts[0], claims, parts[2]].join(".");
    assert_eq!(reason(&sign_in(&setup, &forged)), 127);
}

#[test]
fn skew_of_the_servers_clock_counts() {
    let setup = setup();
    setup.simulator.set_clock_skew(400);
    assert_eq!(reason(&sign_in(&setup, &Token::new("1").signed())), 16);
    setup.simulator.set_clock_skew(-400);
    assert_eq!(reason(&sign_in(&setup, &Token::new("1").signed())), 16);
    setup.simulator.set_clock_skew(-200);
    sign_in(&setup, &Token::new("1").signed()).signed();
    let url = format!("{}/clock", setup.simulator.control_url());
    ureq::post(url)
        .header("Content-Type", "application/json")
        .send(r#"{"skew_seconds": 400}"#)
        .expect("an answer");
    assert_eq!(reason(&sign_in(&setup, &Token::new("2").signed())), 16);
    // The clock that tests advance is another.
    setup.simulator.set_clock_skew(0);
    setup
        .simulator
        .advance_clock(std::time::Duration::from_secs(86_400));
    sign_in(&setup, &Token::new("2").signed()).signed();
}

#[test]
fn app_can_have_two_secrets() {
    let app = |secret_id: &str, secret_value: &str| ConnectedApp {
        client_id: CONNECTED_APP_CLIENT_ID.to_owned(),
        secret_id: secret_id.to_owned(),
        secret_value: secret_value.to_owned(),
        scopes: vec!["tableau:*:*".to_owned()],
    };
    let setup = start(Options {
        state: State {
            connected_apps: vec![app("a", "first"), app("b", "second")],
            ..State::default()
        },
        ..Options::default()
    });
    for (id, secret, is_valid) in [
        ("a", "first", true),
        ("b", "second", true),
        ("a", "second", false),
    ] {
        let mut token = Token::with_scopes(id, &["tableau:jobs:read"]);
        token.header["kid"] = id.into();
        token.secret = secret.to_owned();
        let status = sign_in(&setup, &token.signed()).status;
        assert_eq!(status == 200, is_valid, "{id} {secret}");
    }
}

#[test]
fn scopes_decide_which_calls_are_served() {
    const CALLS: &[(&str, &str)] = &[
        ("tableau:content:read", "sites/{site}"),
        ("tableau:content:read", "sites/{site}/workbooks"),
        ("tableau:content:read", "sites/{site}/workbooks/{id}/views"),
        ("tableau:content:read", "sites/{site}/views"),
        ("tableau:content:read", "sites/{site}/datasources"),
        ("tableau:content:read", "sites/{site}/projects"),
        ("tableau:users:read", "sites/{site}/users"),
        (
            "tableau:workbooks:download",
            "sites/{site}/workbooks/{id}/content",
        ),
        ("tableau:views:download", "sites/{site}/views/{id}/data"),
        (
            "tableau:datasources:download",
            "sites/{site}/datasources/{id}/content",
        ),
        ("none", "sites/{site}/groups"),
        ("none", "sites/{site}/jobs"),
        ("none", "schedules"),
        ("any", "sessions/current"),
    ];
    let setup = setup();
    for scope in CONNECTED_APP_SCOPES {
        let token = Token::with_scopes(scope, &[scope]);
        let signed = sign_in(&setup, &token.signed()).signed();
        for (needed, path) in CALLS {
            let answer = setup.download_as(&signed, &format!("/api/3.24/{path}"));
            let is_served = *needed == "any" || *needed == scope;
            // The items named {id} do not exist.
            assert_eq!(answer.status != 401, is_served, "{scope} {path}");
        }
        assert!(setup.is_alive(&signed));
        let answer = setup.post_as(&signed, "/api/3.24/auth/signout", "");
        assert_eq!(answer.status, 204);
    }
}

#[test]
fn missing_scope_looks_like_a_dead_session() {
    let setup = setup();
    let token = Token::with_scopes("1", &["tableau:users:read"]);
    let signed = sign_in(&setup, &token.signed()).signed();
    let missing = setup.get_as(&signed, "/api/3.24/sites/{site}/workbooks");
    assert_eq!(missing.code(), "401002");
    setup.simulator.end_sessions(SessionsOf::All);
    let dead = setup.get_as(&signed, "/api/3.24/sites/{site}/workbooks");
    assert_eq!(dead.body, missing.body);
}

#[test]
fn switched_session_keeps_its_scopes() {
    let setup = setup();
    let signed = sign_in(&setup, &Token::new("1").signed()).signed();
    let body = "<tsRequest><site contentUrl='marketing'/></tsRequest>";
    let switched = setup.post_as(&signed, "/api/3.24/auth/switchSite", body);
    let switched = switched.signed();
    let status = |list: &str| {
        let path = format!("/api/3.24/sites/{{site}}/{list}");
        setup.get_as(&switched, &path).status
    };
    assert_eq!((status("workbooks"), status("users")), (200, 401));
}

#[test]
fn metadata_api_needs_a_scope() {
    let setup = setup();
    for (scope, status) in [("tableau:content:read", 200), ("tableau:users:read", 401)] {
        let token = Token::with_scopes(scope, &[scope]);
        let signed = sign_in(&setup, &token.signed()).signed();
        let headers = [
            ("X-Tableau-Auth", signed.token.as_str()),
            ("Content-Type", "application/json"),
        ];
        let query = r#"{"query": "{workbooks {name}}"}"#;
        let answer = setup.call("POST", "/api/metadata/graphql", &headers, query);
        assert_eq!(answer.expect("an answer").status, status);
    }
}

#[test]
fn given_tokens_are_not_checked() {
    let setup = setup();
    for _ in 0..2 {
        let signed = sign_in(&setup, JSON_WEB_TOKEN).signed();
        let users = setup.get_as(&signed, "/api/3.24/sites/{site}/users");
        assert_eq!(users.status, 200);
    }
    assert_eq!(sign_in(&setup, "a.b.c").code(), "401001");
}

#[test]
fn rule_can_name_a_connected_app() {
    let setup = setup();
    let rule = SignInRule::refuse(CONNECTED_APP_CLIENT_ID);
    setup.simulator.sign_in_rule(rule);
    let token = Token::new("1").signed();
    assert_eq!(sign_in(&setup, &token).code(), "401001");
    setup.simulator.clear_sign_in_rules();
    sign_in(&setup, &token).signed();
}
