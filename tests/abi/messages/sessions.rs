//! Failed sign-ins and ended sessions.

use super::*;
use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
use tsc_simulator::{Fault, Options, Simulator};

const CASES: &[Case] = &[
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            Server::of(simulator)
                .sign_in(("demo-token", "wrong"), "")
                .err()
                .unwrap()
        },
        response: Some(Words {
            http_status: 401,
            code: "401001",
            summary: "Signin Error",
            detail: "Error signing in to Tableau Server",
        }),
        message: "sign in to SERVER: the server answered 401 Unauthorized (401001 Signin Error: Error signing in to Tableau Server); check the token's name and value, that it was not revoked and has not expired, the site's contentUrl, and that the user may sign in to that site (and impersonate, if asked to)",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            list_refused(
                simulator,
                401002,
                "Unauthorized Access",
                "Invalid authentication credentials were provided.",
            )
        },
        response: Some(Words {
            http_status: 401,
            code: "401002",
            summary: "Unauthorized Access",
            detail: "Invalid authentication credentials were provided.",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 401 Unauthorized (401002 Unauthorized Access: Invalid authentication credentials were provided.); the session has expired, or signing in again with its personal access token ended it: sign in again",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| {
            signed_in(simulator, "")
                .1
                .switch_site("finance")
                .unwrap_err()
        },
        response: Some(Words {
            http_status: 401,
            code: "401003",
            summary: "Switch Site Error",
            detail: "Error switching to the requested site",
        }),
        message: "switch to site \"finance\" of SERVER: the server answered 401 Unauthorized (401003 Switch Site Error: Error switching to the requested site); check the site's contentUrl, and that the user may enter that site",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            dead_session(simulator, |server| {
                server
                    .sign_in_with_password(("alice", "alice-password"), None, None)
                    .unwrap()
            })
        },
        response: Some(DEAD),
        message: "GET \"views\" of SERVER: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired or was ended: sign in again",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            dead_session(simulator, |server| {
                server
                    .sign_in_with_json_web_token(JSON_WEB_TOKEN, Some("marketing"), None)
                    .unwrap()
            })
        },
        response: Some(DEAD),
        message: "GET \"views\" of SERVER: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired, or the JSON web token's scopes do not cover this call: sign in again with a token whose scopes cover it",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |_| {
            let cloud = Options {
                cloud: true,
                ..Options::default()
            };
            let simulator = &Simulator::start(cloud).unwrap();
            dead_session(simulator, |server| {
                server
                    .sign_in_with_unified_access_token(UNIFIED_ACCESS_TOKEN, Some("marketing"))
                    .unwrap()
            })
        },
        response: Some(DEAD),
        message: "GET \"views\" of https://localhost:PORT: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired, or the unified access token's scopes do not cover this call: sign in again with a token whose scopes cover it",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let token = session.token().unwrap();
            dead_session(simulator, move |server| {
                server.resume_session(&token).unwrap()
            })
        },
        response: Some(DEAD),
        message: "GET \"views\" of SERVER: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired or was ended, or it began with a JSON web token whose scopes do not cover this call: sign in again",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            let server = Server::of(simulator);
            server
                .sign_in_with_json_web_token("a.b.c", None, None)
                .err()
                .unwrap()
        },
        response: Some(Words {
            http_status: 401,
            code: "401001",
            summary: "Signin Error",
            detail: "Error signing in to Tableau Server",
        }),
        message: "sign in to SERVER: the server answered 401 Unauthorized (401001 Signin Error: Error signing in to Tableau Server); check the token's issuer, audience, user and scopes, that it has not expired and was not used before, that its issuer is enabled, and the site's contentUrl",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            let server = Server::of(simulator);
            server
                .sign_in_with_password(("alice", "wrong"), None, None)
                .err()
                .unwrap()
        },
        response: Some(Words {
            http_status: 401,
            code: "401001",
            summary: "Signin Error",
            detail: "Error signing in to Tableau Server",
        }),
        message: "sign in to SERVER: the server answered 401 Unauthorized (401001 Signin Error: Error signing in to Tableau Server); check the user's name and password, the site's contentUrl, and that the user may sign in to that site (and impersonate, if asked to)",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            simulator.fault(Fault::on("signin", html(401)));
            sign_in(simulator)
        },
        response: Some(Words {
            http_status: 401,
            ..NOTHING
        }),
        message: "sign in to SERVER: the server answered 401 Unauthorized, and not in Tableau's form (text/html): a proxy or load balancer may have responded in its place; this response is not Tableau's: a gateway or login page in front of it may require credentials of its own",
    },
];

#[test]
fn messages_of_sign_in_and_session_errors() {
    check(CASES);
}
