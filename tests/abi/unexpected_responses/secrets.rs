//! Secrets that an unexpected response repeats.

use super::*;
use crate::support::*;
use tsc_simulator::{Action, Fault, Simulator};

#[test]
fn token_in_a_redirect_that_is_not_followed_is_redacted() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    for location in ["https://elsewhere.example/", "ftp://x", ""] {
        let location = ("Location".to_owned(), location.to_owned());
        let redirect = |path| {
            let action = Action::Answer {
                status: 302,
                headers: vec![location.clone()],
                body: SIGNED_IN.into(),
            };
            simulator.fault(Fault::on(path, action));
        };
        redirect("signin");
        let sign_in = server.sign_in(ADMIN_TOKEN, "").err().unwrap();
        redirect("switchSite");
        let switch = session.switch_site("marketing").unwrap_err();
        for failure in [sign_in, switch] {
            assert_eq!(failure.http_status, 302);
            assert!(!failure.everything().contains("TOKEN|"), "{failure:?}");
        }
    }
}

#[test]
fn token_in_an_unusable_response_is_redacted() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let headers = [
        ("Content-Type", "text/xml"),
        ("Set-Cookie", "session=TOKEN-IN-COOKIE"),
    ];
    let headers = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    let headers: Vec<(String, String)> = headers.collect();
    for body in [
        SIGNED_IN.replace("<user id='u'/>", ""),
        SIGNED_IN.replace("</tsResponse>", ""),
        "{\"credentials\": {\"token\": \"TOKEN|1==\"}}".to_owned(),
    ] {
        let body = body.into_bytes();
        let headers = headers.clone();
        simulator.fault(Fault::on(
            "signin",
            Action::Answer {
                status: 200,
                headers,
                body,
            },
        ));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL");
        assert!(
            !failure.everything().contains("TOKEN"),
            "{}",
            failure.everything()
        );
    }
}

#[test]
fn response_full_of_tokens_is_redacted_quickly() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    for part in ["token=a'", "token:"] {
        let body = part.repeat(1_000_000 / part.len());
        simulator.fault(Fault::on("signin", of_type(200, "text/xml", body)));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL");
        assert!(failure.message.contains("200 OK"), "{}", failure.message);
    }
}

#[test]
fn token_in_an_error_response_is_redacted() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    simulator.fault(Fault::on("signin", of_type(500, "text/xml", SIGNED_IN)));
    let failure = server.sign_in(TOKEN, "").err().unwrap();
    assert_eq!(
        (failure.name(), failure.http_status),
        ("TSC_ERROR_SERVER", 500)
    );
    assert!(
        !failure.everything().contains("TOKEN"),
        "{}",
        failure.everything()
    );
}

#[test]
fn list_error_after_sign_out_shows_no_token() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let token = session.token().unwrap();
    let list = session.list("workbooks").unwrap();
    // The response is held until the session is signed out.
    simulator.fault(Fault::on("/workbooks", Action::Hold));
    let lie = Action::Rewrite {
        from: "tsResponse".into(),
        to: token.clone(),
    };
    simulator.fault(Fault {
        query: "pageNumber=1".into(),
        ..Fault::on("/workbooks", lie)
    });
    std::thread::scope(|scope| {
        let listing = scope.spawn(move || list.next().err());
        simulator.wait_until_held(1);
        session.sign_out().unwrap();
        simulator.release();
        let failure = listing.join().unwrap();
        assert!(failure.is_none_or(|failure| !failure.everything().contains(&token)));
    });
}

#[test]
fn secret_echoed_by_a_server_is_redacted() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let secret = "s3cr&t<\"/ü";
    for echo in [
        "s3cr&amp;t&lt;&quot;/ü",
        "s3cr&#38;t&#60;&#34;/&#252;",
        "s3cr%26t%3C%22%2F%C3%BC",
    ] {
        let body = format!(
            "<tsResponse><error code='401001'><summary>no {echo}</summary><detail>{echo}!</detail></error></tsResponse>"
        );
        echoed(&simulator, &body, echo);
        let failure = server.sign_in(("name", secret), "").err().unwrap();
        assert_eq!(failure.summary.as_deref(), Some("no ***"), "{echo}");
        let shown = failure.everything();
        assert!(!shown.contains(secret) && !shown.contains(echo), "{shown}");
    }
    let (_server, session) = signed_in(&simulator, "");
    let token = session.token().unwrap();
    echoed(
        &simulator,
        &format!("<html>your token {token} is bad</html>"),
        &token,
    );
    simulator.fault(Fault::on(
        "/workbooks",
        of_type(500, "text/html", format!("{token}{token}")),
    ));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert!(!failure.everything().contains(&token));
    assert_eq!(failure.body.as_deref(), Some(b"***".as_slice()));
    simulator.clear_faults();
    let location = format!("https://elsewhere.invalid/{}", token.replace('|', "%7C"));
    simulator.fault(Fault::on(
        "/workbooks",
        Action::Redirect {
            status: 302,
            location,
        },
    ));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_REDIRECT");
    let half = &token[..token.find('|').unwrap()];
    assert!(
        !failure.everything().contains(half),
        "{}",
        failure.everything()
    );
}

/// Every request has a header with the gateway's credentials. A response that repeats them is
/// redacted, even with status 200.
#[test]
fn gateway_credentials_are_redacted_in_errors() {
    const PASSWORD: &str = "d2UgbGlrZSBnYXRld2F5cw==";
    type Fail = fn(&Server, &Session) -> Box<Failure>;
    let calls: [(&str, Fail); 7] = [
        ("serverInfo", |server, _| server.get_info().unwrap_err()),
        ("signin", |server, _| {
            server.sign_in(TOKEN, "").err().unwrap()
        }),
        ("sessions", |server, session| {
            let token = session.token().unwrap();
            server.resume_session(&token).err().unwrap()
        }),
        ("workbooks", |_, session| {
            session.list("workbooks").unwrap().total().unwrap_err()
        }),
        ("switchSite", |_, session| {
            session.switch_site("marketing").unwrap_err()
        }),
        ("serverAdminAccessTokens", |_, session| {
            session.revoke_server_admin_tokens().unwrap_err()
        }),
        ("signout", |_, session| session.sign_out().unwrap_err()),
    ];
    let simulator = simulator();
    let server = Server::of(&simulator);
    let header = format!("Basic {PASSWORD}");
    server.set_header("Authorization", Some(&header)).unwrap();
    let session = server.sign_in(ADMIN_TOKEN, "").unwrap();
    for (path, call) in calls {
        for status in [200, 403] {
            let echo = format!("<html>{PASSWORD}</html>");
            simulator.fault(Fault::on(path, of_type(status, "text/html", echo)));
            let failure = call(&server, &session);
            assert_eq!(failure.http_status, i32::from(status), "{path}");
            assert!(!failure.everything().contains(PASSWORD), "{failure:?}");
            assert!(failure.everything().contains("***"), "{failure:?}");
        }
    }
}

pub fn echoed(simulator: &Simulator, body: &str, in_header: &str) {
    let headers = vec![
        ("Content-Type".to_owned(), "text/xml".to_owned()),
        (
            "X-Echo".to_owned(),
            in_header.chars().filter(char::is_ascii).collect(),
        ),
    ];
    let body = body.as_bytes().to_vec();
    simulator.fault(Fault::on(
        "signin",
        Action::Answer {
            status: 401,
            headers,
            body,
        },
    ));
}
