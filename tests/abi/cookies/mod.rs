//! Cookies: those that a load balancer or gateway sets are sent with the session's next calls.

mod challenge;

use crate::calls::*;
use crate::support::*;
use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
use tsc_simulator::{Action, Fault, Options, Simulator};

/// Adds cookies to the simulator's next response to a path.
fn set(simulator: &Simulator, path: &str, cookies: &[&str]) {
    let header = |cookie: &&str| ("Set-Cookie".to_owned(), (*cookie).to_owned());
    let headers = cookies.iter().map(header).collect();
    simulator.fault(Fault::on(path, Action::Headers(headers)));
}

/// The cookies of each request so far, in order; "" for none.
fn sent_cookies(simulator: &Simulator) -> Vec<String> {
    let mut sent = vec![];
    for request in simulator.requests() {
        let cookies = request.headers.iter().filter(|(name, _)| name == "cookie");
        let cookies: Vec<&str> = cookies.map(|(_, value)| value.as_str()).collect();
        assert!(cookies.len() < 2, "{cookies:?}");
        sent.push(cookies.concat());
    }
    simulator.clear_requests();
    sent
}

fn get(session: &Session, path: &str) -> Result<Response> {
    session.request("GET", path).unwrap().send()
}

#[test]
fn load_balancer_cookie_keeps_the_session_on_its_node() {
    for cloud in [false, true] {
        let simulator = Simulator::start(Options {
            state: state(),
            cloud,
            sticky: true,
            ..Options::default()
        });
        let simulator = simulator.unwrap();
        let server = Server::of(&simulator);
        let admin = match cloud {
            false => server.sign_in_with_json_web_token(ADMIN_JSON_WEB_TOKEN, None, None),
            true => server.sign_in_with_unified_access_token(UNIFIED_ACCESS_TOKEN, None),
        };
        for session in [
            server.sign_in(TOKEN, ""),
            server.sign_in_with_password(PASSWORD, None, None),
            server.sign_in_with_json_web_token(JSON_WEB_TOKEN, None, None),
            admin,
        ] {
            let session = session.unwrap();
            assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 2345);
            get(&session, "views").unwrap();
            if !cloud {
                session.switch_site("marketing").unwrap();
                assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 42);
            }
            session.sign_out().unwrap();
        }
        assert_eq!(simulator.live_sessions(), 0);
        // The probe's cookies do not belong to a session, and no session has those of another.
        simulator.clear_requests();
        let session = server.sign_in(TOKEN, "").unwrap();
        get(&session, "views").unwrap();
        let sent = sent_cookies(&simulator);
        assert_eq!(sent[0], "");
        assert!(sent[1].starts_with("AWSALB="), "{sent:?}");
    }
}

#[test]
fn resumed_session_stores_cookies() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    set(&simulator, "sessions/current", &["node=n1; Path=/"]);
    let resumed = server.resume_session(&session.token().unwrap()).unwrap();
    simulator.clear_requests();
    get(&resumed, "views").unwrap();
    get(&session, "views").unwrap();
    assert_eq!(sent_cookies(&simulator), ["node=n1", ""]);
}

/// The cookies that a sign-in sets, and those that a request for views over https sends.
#[test]
fn cookie_attributes_decide_where_it_is_sent() {
    let simulator = simulator();
    let many: Vec<String> = (0..40).map(|n| format!("c{n}={n}; Path=/")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let last: Vec<String> = (8..40).map(|n| format!("c{n}={n}")).collect();
    let long = |name: &str, length| format!("{name}={}; Path=/", "x".repeat(length));
    let (half, other, rest) = (long("a", 4094), long("b", 4094), long("c", 20));
    let (most, too_long) = (long("a", 8 * 1024 - 2), long("a", 8 * 1024 - 1));
    let pair = |cookie: &str| cookie.split(';').next().unwrap().to_owned();
    let two = format!("{}; {}", pair(&other), pair(&rest));
    for (cookies, expected) in [
        // Amazon's load balancer sets the same value under two names.
        (
            vec![
                "ALB=abcdef; Path=/",
                "ALBCORS=abcdef; Path=/; SameSite=None; Secure",
            ],
            "ALB=abcdef; ALBCORS=abcdef",
        ),
        (vec!["a=b; Path=/"], "a=b"),
        (vec!["a=b; Path=/", "c=d; path=/api"], "c=d; a=b"),
        (vec!["a=b"], ""),
        (vec!["a=b; Path=/api/3.24"], "a=b"),
        (vec!["a=b; Path=/api/3.24/auth"], ""),
        (vec!["a=b; Path=/api/3"], ""),
        (
            vec!["a=b; Path=/; Secure; HttpOnly; SameSite=Strict"],
            "a=b",
        ),
        (vec!["a=b; Path=/; Max-Age=60"], "a=b"),
        (vec!["a=b; Path=/; Max-Age=0"], ""),
        (vec!["a=b; Path=/", "a=c; Path=/; Max-Age=-1"], ""),
        (vec!["a=b; Path=/", "a=; Path=/api; Max-Age=0"], "a=b"),
        (
            vec!["a=b; Path=/; Expires=Fri, 31-Dec-2038 23:59:59 GMT"],
            "a=b",
        ),
        (
            vec![
                "a=b; Path=/",
                "a=; Path=/; Expires=Thu, 01-Jan-1970 00:00:01 GMT",
            ],
            "",
        ),
        (
            vec!["a=b; Path=/", "a=c; Path=/", "A=d; Path=/"],
            "a=c; A=d",
        ),
        (vec!["a=b; Path=/; Domain=localhost"], "a=b"),
        (vec!["a=b; Path=/; Domain=.localhost"], "a=b"),
        (vec!["a=b; Path=/; Domain=example.com"], ""),
        (vec!["a=b; Path=/; Domain=x.localhost"], ""),
        (
            vec!["a=\"b c\"; Path=/", "=d; Path=/", "e; Path=/"],
            "a=\"b c\"",
        ),
        (
            vec!["workgroup_session_id=abcd; Path=/", "xsrf-token=e; Path=/"],
            "",
        ),
        (
            vec!["Workgroup_Session_ID=abcd; Path=/", "XSRF-TOKEN=e; Path=/"],
            "",
        ),
        (vec!["a=demo-token-secret; Path=/"], ""),
        (vec!["a=x%64emo-token-secretx; Path=/"], ""),
        (
            vec![
                "demo-token-secret=a; Path=/",
                "a=b; Path=/demo-token-secret",
            ],
            "",
        ),
        (many, last.join("; ").as_str()),
        (vec![&half, &other, &rest], two.as_str()),
        (vec![&most], pair(&most).as_str()),
        (vec![&rest, &too_long], pair(&rest).as_str()),
    ] {
        set(&simulator, "auth/signin", &cookies);
        let (_server, session) = signed_in(&simulator, "");
        simulator.clear_requests();
        get(&session, "views").unwrap();
        assert_eq!(sent_cookies(&simulator), [expected], "{cookies:?}");
    }
}

#[test]
fn secure_cookie_is_not_sent_over_http() {
    let simulator = simulator();
    set(
        &simulator,
        "auth/signin",
        &["a=b; Path=/; Secure", "c=d; Path=/"],
    );
    let server = Server::new(&simulator.http_url()).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    simulator.clear_requests();
    get(&session, "views").unwrap();
    assert_eq!(sent_cookies(&simulator), ["c=d"]);
}

#[test]
fn every_response_can_set_and_delete_cookies() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    simulator.clear_requests();
    set(
        &simulator,
        "/views",
        &["node=one; Path=/", "other=x; Path=/"],
    );
    get(&session, "views").unwrap();
    let refused = respond(503, &[("Set-Cookie", "node=two; Path=/")], "");
    simulator.fault(Fault::on("/views", refused));
    get(&session, "views").err().unwrap();
    set(
        &simulator,
        "/switchSite",
        &["node=three; Path=/", "other=; Path=/; Max-Age=0"],
    );
    session.switch_site("marketing").unwrap();
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 42);
    session.sign_out().unwrap();
    assert_eq!(
        sent_cookies(&simulator),
        [
            "",
            "node=one; other=x",
            "other=x; node=two",
            "node=three",
            "node=three"
        ]
    );
}

#[test]
fn cookie_that_contains_the_session_token_is_not_stored() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let ids = (session.site_id().unwrap(), session.user_id().unwrap());
    let token = session.token().unwrap();
    let with_token = format!("session=\"{token}\"; Path=/");
    set(&simulator, "/views", &[&with_token, "a=b; Path=/"]);
    get(&session, "views").unwrap();
    simulator.clear_requests();
    get(&session, "views").unwrap();
    assert_eq!(sent_cookies(&simulator), ["a=b"]);

    // The token of a sign-in or switch is only known from the same response.
    let body = |token: &str| {
        format!(
            "<tsResponse><credentials token=\"{token}\"><site id=\"{}\" contentUrl=\"\"/>\
             <user id=\"{}\"/></credentials></tsResponse>",
            ids.0, ids.1
        )
    };
    for path in ["auth/signin", "auth/switchSite"] {
        let headers = [
            ("Content-Type", "text/xml"),
            ("Set-Cookie", "session=new-token%7Cnew; Path=/"),
            ("Set-Cookie", "a=b; Path=/"),
        ];
        let response = Action::Answer {
            status: 200,
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            body: body("new-token|new").into(),
        };
        simulator.fault(Fault::on(path, response));
        let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
        if path == "auth/switchSite" {
            session.switch_site("marketing").unwrap();
        }
        simulator.clear_requests();
        get(&session, "views").err().unwrap();
        assert_eq!(sent_cookies(&simulator), ["a=b"], "{path}");
    }
}

#[test]
fn cookie_header_of_the_program_replaces_stored_cookies() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let session_with = |own: Option<&str>| {
        server.set_header("Cookie", own).unwrap();
        set(&simulator, "auth/signin", &["node=n1; Path=/"]);
        let session = server.sign_in(TOKEN, "").unwrap();
        simulator.clear_requests();
        session
    };
    let session = session_with(None);
    let request = session.request("GET", "views").unwrap();
    request.set_header("cookie", Some("own=1")).unwrap();
    // The response to a request with the program's own header sets no stored cookie.
    set(&simulator, "views", &["node=n2; Path=/"]);
    request.send().unwrap();
    request.set_header("cookie", None).unwrap();
    request.send().unwrap();
    assert_eq!(sent_cookies(&simulator), ["own=1", "node=n1"]);
    let session = session_with(Some("gateway=2"));
    let request = session.request("GET", "views").unwrap();
    request.send().unwrap();
    request.set_header("cookie", Some("own=1")).unwrap();
    request.send().unwrap();
    assert_eq!(sent_cookies(&simulator), ["gateway=2", "own=1"]);
}

#[test]
fn cookies_of_the_probe_stay_at_their_origin() {
    let (front, pod) = (simulator(), simulator());
    let location = format!("{}/api/2.4/serverInfo", pod.https_url());
    let headers = [
        ("Location", location.as_str()),
        ("Set-Cookie", "a=b; Path=/"),
    ];
    front.fault(Fault::on(
        "serverInfo",
        Action::Answer {
            status: 302,
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            body: vec![],
        },
    ));
    let server = Server::new(&front.https_url()).unwrap();
    let trusted = format!("{}{}", front.ca_pem(), pod.ca_pem());
    server.set_ca_pem(trusted.as_bytes()).unwrap();
    server.sign_in(TOKEN, "").unwrap();
    assert_eq!(sent_cookies(&pod), ["", ""]);
}

/// A cookie may be worth as much as the token.
#[test]
fn cookies_are_redacted_in_errors() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let kept = "kept-cookie%7Cvalue";
    set(
        &simulator,
        "/views",
        &[&format!("a={kept}; Path=/"), "b=id; Path=/"],
    );
    get(&session, "views").unwrap();
    let words = "kept-cookie|value kept-cookie%7Cvalue fresh-value never-kept id";
    let location = "https://elsewhere.example/kept-cookie%7Cvalue/fresh-value/never-kept";
    let headers = [
        ("Set-Cookie", "c=\"fresh-value\"; Path=/"),
        ("Set-Cookie", "workgroup_session_id=never-kept; Path=/"),
        ("X-Echo", words),
        ("Location", location),
        ("Content-Type", "text/xml"),
    ];
    for status in [200, 302, 307, 400, 401, 500] {
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        simulator.fault(Fault::on(
            "projects",
            Action::Answer {
                status,
                headers: headers.to_vec(),
                body: format!(
                    "<tsResponse><error code=\"400000\"><summary>{words}</summary>\
                     <detail>{words}</detail></error></tsResponse>"
                )
                .into(),
            },
        ));
        let failure = session.list("projects").unwrap().total().unwrap_err();
        let shown = failure.everything();
        for secret in ["kept-cookie", "fresh-value", "never-kept"] {
            assert!(!shown.contains(secret), "{status}: {shown}");
        }
        assert!(shown.contains("*** id"), "{status}: {shown}");
        assert_eq!(failure.http_status, i32::from(status), "{shown}");
    }
}
