//! Sessions that are renewed: by many calls at once, in the middle of lists, and with what they send.

use super::{end_all, ended, read, renewing, token_sign_ins};
use crate::callbacks::collect;
use crate::calls::PASSWORD;
use crate::library::*;
use crate::support::*;
use std::sync::Barrier;
use std::thread;
use tsc_simulator::state::{Contents, State};
use tsc_simulator::{Fault, Options, SessionsOf, SignInKind, Simulator};

#[test]
fn sixty_four_threads_sign_in_once() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    let old = session.token().unwrap();
    let barrier = Barrier::new(64);
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                barrier.wait();
                assert!(read(&session).unwrap() > 0);
            });
        }
    });
    assert_eq!(token_sign_ins(&simulator), 1);
    let new = session.token().unwrap();
    assert_ne!(new, old);
    // Nothing was probed, and each thread's request was sent at most twice.
    assert_eq!(simulator.count("GET", "serverInfo"), 0);
    let sent = simulator.count("GET", "/projects");
    assert!((65..=128).contains(&sent), "{sent}");
    assert_eq!(simulator.live_sessions(), 1);
}

/// A simulator with 200 workbooks on its first site.
fn with_workbooks() -> Simulator {
    let mut state = State::default();
    state.sites[0].workbooks = Contents::Count(200);
    Simulator::start(Options {
        state,
        ..Options::default()
    })
    .unwrap()
}

#[test]
fn list_goes_on_in_the_middle() {
    for lookahead in [0, 1, 4, 8] {
        for read_first in [1, 10, 11, 55] {
            let simulator = with_workbooks();
            let server = renewing(&simulator);
            let events = collect(&server);
            let session = server.sign_in(TOKEN, "").unwrap();
            let list = session.list("workbooks").unwrap();
            list.set_page_size(10).unwrap();
            list.set_lookahead(lookahead).unwrap();
            let mut ids = Vec::new();
            for _ in 0..read_first {
                ids.push(list.next().unwrap().unwrap().attribute("id").unwrap());
            }
            end_all(&simulator);
            ids.extend(list.rest("id").unwrap());
            let at = format!("{lookahead} pages ahead, after {read_first}");
            assert_eq!(ids.len(), 200, "{at}");
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), 200, "{at}");
            assert_eq!(token_sign_ins(&simulator), 1, "{at}");
            let events = events.lock().unwrap();
            let renewals = events
                .iter()
                .filter(|event| event.kind == TSC_EVENT_RENEWAL);
            let renewals: Vec<_> = renewals
                .map(|event| (event.status, event.session))
                .collect();
            let number = events.iter().map(|event| event.session).max().unwrap();
            assert_eq!(renewals, [(TSC_OK, number)], "{at}");
        }
    }
}

#[test]
fn list_without_renewal_ends_with_the_session() {
    let simulator = with_workbooks();
    for lookahead in [0, 4] {
        let (_server, session) = signed_in(&simulator, "");
        let list = session.list("workbooks").unwrap();
        list.set_page_size(10).unwrap();
        list.set_lookahead(lookahead).unwrap();
        list.next().unwrap();
        end_all(&simulator);
        assert_eq!(
            list.rest("id").unwrap_err().name(),
            "TSC_ERROR_SESSION_EXPIRED"
        );
        assert_eq!(token_sign_ins(&simulator), 0);
    }
}

#[test]
fn request_of_any_method_is_sent_once_more() {
    let simulator = simulator();
    let server = renewing(&simulator);
    for (method, body) in [
        ("GET", None),
        ("POST", Some("<tsRequest/>")),
        ("PUT", Some("<tsRequest/>")),
        ("DELETE", None),
    ] {
        let session = server.sign_in(TOKEN, "").unwrap();
        simulator.clear_requests();
        // The simulator has no such calls, so it is told to refuse the token.
        let refusal = "<tsResponse><error code=\"401002\"/></tsResponse>";
        let action = respond(401, &[("Content-Type", "text/xml")], refusal);
        simulator.fault(Fault::on("/some/path", action));
        let request = session.request(method, "some/path").unwrap();
        if let Some(body) = body {
            request.set_body(None, body.as_bytes()).unwrap();
        }
        let failure = request.send().err().unwrap();
        assert_ne!(failure.http_status, 401, "{method}: {failure:?}");
        let requests = simulator.requests();
        let sent: Vec<_> = requests
            .iter()
            .filter(|one| one.path.ends_with("/some/path"))
            .collect();
        assert_eq!(sent.len(), 2, "{method}");
        assert_eq!(sent[0].body, sent[1].body, "{method}");
        assert_eq!(token_sign_ins(&simulator), 1, "{method}");
    }
    // The response to HEAD has no body, so it has no code of Tableau's either.
    let session = ended(&simulator, &server, "");
    let failure = session
        .request("HEAD", "projects")
        .unwrap()
        .send()
        .err()
        .unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
    assert_eq!(token_sign_ins(&simulator), 0);
}

#[test]
fn both_codes_of_tableau_renew_and_a_401_without_one_does_not() {
    let simulator = simulator();
    let server = renewing(&simulator);
    simulator.set_dead_session_code(401_000);
    let session = ended(&simulator, &server, "");
    read(&session).unwrap();
    assert_eq!(token_sign_ins(&simulator), 1);
    simulator.set_dead_session_code(401_002);
    // A gateway's login page, and Tableau's answer to something else.
    for (kind, body) in [
        ("text/html", "<html>log in</html>"),
        (
            "text/xml",
            "<tsResponse><error code=\"401003\"/></tsResponse>",
        ),
    ] {
        let session = server.sign_in(TOKEN, "").unwrap();
        simulator.clear_requests();
        let action = respond(401, &[("Content-Type", kind)], body);
        simulator.fault(Fault::on("/projects", action));
        assert_eq!(
            read(&session).unwrap_err().name(),
            "TSC_ERROR_SESSION_EXPIRED"
        );
        assert_eq!(token_sign_ins(&simulator), 0);
        assert_eq!(simulator.count("GET", "/projects"), 1);
    }
}

#[test]
fn session_is_renewed_at_its_site_and_as_its_user() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = server.sign_in(TOKEN, "").unwrap();
    session.switch_site("marketing").unwrap();
    let (site, user) = (session.site_id(), session.user_id());
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(session.site().as_deref(), Some("marketing"));
    assert_eq!((session.site_id(), session.user_id()), (site, user));

    // One that impersonates still does.
    let alice = server.sign_in(TOKEN, "").unwrap().user_id().unwrap();
    let session = server
        .sign_in_as(ADMIN_TOKEN, None, Some(&alice), std::ptr::null_mut())
        .unwrap();
    assert_eq!(session.user_id().as_deref(), Some(alice.as_str()));
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(session.user_id().as_deref(), Some(alice.as_str()));
    let bodies = simulator
        .requests()
        .into_iter()
        .filter(|one| one.path.ends_with("signin"));
    let bodies: Vec<_> = bodies
        .map(|one| String::from_utf8(one.body).unwrap())
        .collect();
    assert!(
        bodies.iter().all(|body| body.contains(&alice)),
        "{bodies:?}"
    );
}

#[test]
fn each_kind_of_credentials_that_can_be_used_again_renews() {
    use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
    let simulator = Simulator::start(Options {
        cloud: true,
        ..Options::default()
    })
    .unwrap();
    let server = renewing(&simulator);
    let sign_ins = |kind| simulator.sign_ins(kind);
    let session = server.sign_in_with_password(PASSWORD, None, None).unwrap();
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(sign_ins(SignInKind::Password), 1);

    let session = sign_in_with_connected_app(&server, "alice", "tableau:content:read", "").unwrap();
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(sign_ins(SignInKind::JsonWebToken), 1);

    let token = server.sign_in(TOKEN, "").unwrap().token().unwrap();
    for session in [
        server
            .sign_in_with_json_web_token(JSON_WEB_TOKEN, None, None)
            .unwrap(),
        server
            .sign_in_with_unified_access_token(UNIFIED_ACCESS_TOKEN, None)
            .unwrap(),
        server.resume_session(&token).unwrap(),
    ] {
        // Each is ended alone, since the simulator ends all of them otherwise.
        assert_eq!(
            simulator.end_sessions(SessionsOf::Token(&session.token().unwrap())),
            1
        );
        simulator.clear_requests();
        let failure = read(&session).unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_SESSION_EXPIRED");
        assert_eq!(simulator.count("POST", "auth/signin"), 0);
    }
}

#[test]
fn sign_out_of_a_dead_session_does_not_renew_it() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    session.sign_out().unwrap();
    assert_eq!(token_sign_ins(&simulator), 0);
    assert_eq!(
        read(&session).unwrap_err().name(),
        "TSC_ERROR_NOT_SIGNED_IN"
    );
}

#[test]
fn switch_of_site_renews_first() {
    let simulator = simulator();
    let server = renewing(&simulator);
    let session = ended(&simulator, &server, "");
    let list = session.list("projects").unwrap();
    session.switch_site("marketing").unwrap();
    assert_eq!(session.site().as_deref(), Some("marketing"));
    assert_eq!(token_sign_ins(&simulator), 1);
    assert_eq!(simulator.count("POST", "switchSite"), 2);
    // A list goes on after a renewal, and not after a switch.
    assert_eq!(list.total().unwrap_err().name(), "TSC_ERROR_INVALID_STATE");
}

#[test]
fn cookies_of_a_balancer_are_those_of_the_new_sign_in() {
    let simulator = Simulator::start(Options {
        nodes: 3,
        ..Options::default()
    })
    .unwrap();
    let server = renewing(&simulator);
    let session = server.sign_in(TOKEN, "").unwrap();
    for _ in 0..4 {
        read(&session).unwrap();
    }
    end_all(&simulator);
    for _ in 0..4 {
        read(&session).unwrap();
    }
    assert_eq!(token_sign_ins(&simulator), 1);
    let requests = simulator.requests();
    let sign_in = requests
        .iter()
        .find(|one| one.path.ends_with("signin"))
        .unwrap();
    assert!(
        sign_in
            .headers
            .iter()
            .all(|(name, _)| !name.eq_ignore_ascii_case("cookie"))
    );
    let node = sign_in.node;
    let after = requests.iter().rev().take(4);
    assert!(
        after.into_iter().all(|one| one.node == node),
        "{requests:?}"
    );
}
