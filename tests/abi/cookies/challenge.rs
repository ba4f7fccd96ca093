//! Gateways that redirect to the same URL until a cookie comes back.

use super::*;
use crate::calls::*;
use crate::support::*;
use std::ptr;
use tsc_simulator::{Action, Fault, Simulator};

/// The redirect is a 307 or 308, so the method and body are kept.
#[test]
fn every_call_passes_a_cookie_challenge() {
    for status in [307, 308] {
        let (server, cloud) = (
            simulator_with("3.24", false, &[]),
            simulator_with("3.24", true, &[]),
        );
        for simulator in [&server, &cloud] {
            simulator.fault(Fault {
                times: None,
                ..Fault::on(
                    "",
                    Action::Challenge {
                        status,
                        cookie: "pass=gateway-1; Path=/".to_owned(),
                    },
                )
            });
        }
        for url in [Simulator::https_url, Simulator::http_url] {
            let reach = |simulator: &Simulator| {
                let server = Server::new(&url(simulator)).unwrap();
                server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
                server
            };
            let token = reach(&server).sign_in_with_password(PASSWORD, None, None);
            let token = token.unwrap().token().unwrap();
            for way in Way::ALL {
                let simulator = if way == Way::Resume { &server } else { &cloud };
                simulator.clear_requests();
                let reached = reach(simulator);
                let session = way.take(&reached, &token, None, ptr::null_mut()).unwrap();
                let expected = ["", "pass=gateway-1", "", "pass=gateway-1"];
                assert_eq!(sent_cookies(simulator), expected, "{way}");
                drop(session);
            }
            for act in Act::ALL {
                let session = reach(&server).sign_in_with_password(ADMIN_PASSWORD, None, None);
                let session = session.unwrap();
                server.clear_requests();
                act.run(&session, ptr::null_mut()).unwrap();
                assert_eq!(sent_cookies(&server), ["pass=gateway-1"], "{act}");
            }
        }
    }
}

/// After 301, 302 and 303 only a GET keeps its method: the probe passes, and the sign-in does not.
#[test]
fn cookie_challenge_with_302_is_explained_for_post() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    for status in [301, 302, 303] {
        simulator.clear_faults();
        simulator.fault(Fault {
            times: None,
            ..Fault::on(
                "",
                Action::Challenge {
                    status,
                    cookie: format!("pass=gateway-{status}; Path=/"),
                },
            )
        });
        server.get_info().unwrap();
        let failure = server.sign_in_with_password(PASSWORD, None, None);
        let failure = failure.err().unwrap();
        assert_eq!(
            (failure.name(), failure.http_status),
            ("TSC_ERROR_REDIRECT", i32::from(status))
        );
        assert!(
            failure.message.contains("changes the method"),
            "{failure:?}"
        );
        // A session's GET passes, and later calls have the cookie.
        assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 2345);
        session.switch_site("marketing").unwrap();
        session.switch_site("").unwrap();
    }
}

/// If the cookie does not help, the error has the last response.
#[test]
fn endless_cookie_challenge_fails_as_a_redirect_loop() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
    simulator.fault(Fault {
        times: None,
        ..Fault::on(
            "",
            Action::Challenge {
                status: 307,
                cookie: "pass=gateway-1; Path=/other".to_owned(),
            },
        )
    });
    for failure in [
        server.get_info().err(),
        server.sign_in(TOKEN, "").err(),
        server.resume_session("token").err(),
        session.switch_site("marketing").err(),
        session.list("workbooks").unwrap().total().err(),
        get(&session, "views").err(),
        session.sign_out().err(),
    ] {
        let failure = failure.unwrap();
        assert_eq!(
            (failure.name(), failure.http_status),
            ("TSC_ERROR_REDIRECT", 307)
        );
        assert!(failure.message.contains("in a loop"), "{}", failure.message);
        assert!(
            failure.headers.contains("set-cookie: ***"),
            "{}",
            failure.headers
        );
    }
}
