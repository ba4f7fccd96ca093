//! What is asked before a secret is sent: versions, redirects, and http.

use crate::support::*;
use tsc_simulator::{Action, Fault, Simulator};

fn redirect(status: u16, location: impl Into<String>) -> Action {
    let location = location.into();
    Action::Redirect { status, location }
}

fn always(path: &str, action: Action) -> Fault {
    Fault {
        times: None,
        ..Fault::on(path, action)
    }
}

/// A server at the first simulator that trusts the CAs of both.
fn server_of_both(url: &str, one: &Simulator, two: &Simulator) -> Server {
    let server = Server::new(url).unwrap();
    server
        .set_ca_pem(format!("{}{}", one.ca_pem(), two.ca_pem()).as_bytes())
        .unwrap();
    server
}

#[test]
fn a_server_says_what_it_is() {
    let simulator = simulator_of_version("3.19");
    let server = Server::of(&simulator);
    let (product, build, api) = server.get_info().unwrap();
    assert!(product.unwrap().starts_with("2023."));
    assert!(!build.unwrap().is_empty());
    assert_eq!(api, "3.19");
    server.get_info().unwrap();
    server.sign_in(TOKEN, "").unwrap();
    let lines = [
        "GET /api/2.4/serverInfo",
        "GET /api/2.4/serverInfo",
        "POST /api/3.19/auth/signin",
    ];
    assert_eq!(sent(&simulator), lines);
    assert!(simulator.requests()[0].body.is_empty());
}

#[test]
fn a_server_info_may_lack_its_product() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let body =
        "<tsResponse><serverInfo><restApiVersion>3.4</restApiVersion></serverInfo></tsResponse>";
    simulator.fault(Fault::on(
        "serverInfo",
        Action::Answer {
            status: 200,
            headers: vec![],
            body: body.into(),
        },
    ));
    assert_eq!(server.get_info().unwrap(), (None, None, "3.4".to_owned()));
}

#[test]
fn servers_before_server_info_tell_their_product() {
    for (version, product) in [
        ("2.0", "9."),
        ("2.1", "9.2"),
        ("2.2", "9.3"),
        ("2.3", "10.0"),
    ] {
        let simulator = simulator_of_version(version);
        let server = Server::of(&simulator);
        let session = server
            .sign_in_with_password(("alice", "alice-password"), None, None)
            .unwrap();
        assert_eq!(session.api_version(), version);
        let path = format!("POST /api/{version}/auth/signin");
        assert_eq!(
            sent(&simulator),
            ["GET /api/2.4/serverInfo", "GET /auth", &path]
        );
        let (told, _, api) = server.get_info().unwrap();
        assert!(told.unwrap().starts_with(product));
        assert_eq!(api, version);
    }
}

#[test]
fn a_failed_probe_sends_no_secret() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let answer = |status, body: &str| Action::Answer {
        status,
        headers: vec![],
        body: body.into(),
    };
    let no_version = Action::Rewrite {
        from: "<restApiVersion>3.24<".into(),
        to: "<restApiVersion>latest<".into(),
    };
    for (action, name) in [
        (Action::Close, "TSC_ERROR_CONNECT"),
        (Action::Garbage, "TSC_ERROR_PROTOCOL"),
        (answer(500, ""), "TSC_ERROR_SERVER"),
        (answer(401, "<html/>"), "TSC_ERROR_HTTP"),
        (answer(404, "<html/>"), "TSC_ERROR_NOT_FOUND"),
        (answer(200, "<html/>"), "TSC_ERROR_PROTOCOL"),
        (answer(300, ""), "TSC_ERROR_HTTP"),
        (no_version, "TSC_ERROR_PROTOCOL"),
        (redirect(302, ""), "TSC_ERROR_REDIRECT"),
        (
            redirect(302, "https://elsewhere.invalid{path}"),
            "TSC_ERROR_RESOLVE",
        ),
    ] {
        simulator.fault(Fault::on("serverInfo", action.clone()));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(failure.name(), name, "{action:?}: {}", failure.message);
    }
    assert!(
        sent(&simulator)
            .iter()
            .all(|line| line == "GET /api/2.4/serverInfo")
    );
    server.sign_in(TOKEN, "").unwrap();
}

#[test]
fn a_legacy_page_that_redirects_is_not_followed() {
    let simulator = simulator_of_version("2.2");
    let server = Server::of(&simulator);
    simulator.fault(Fault::on(
        "/auth",
        redirect(302, "https://login.example.com/"),
    ));
    let failure = server.get_info().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_REDIRECT");
    assert!(
        failure.message.contains("https://login.example.com/"),
        "{}",
        failure.message
    );
}

#[test]
fn with_a_version_given_any_answer_to_the_probe_does() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_api_version(Some("3.19")).unwrap();
    let broken = vec![("Content-Encoding".to_owned(), "gzip".to_owned())];
    for action in [
        Action::Garbage,
        Action::Answer {
            status: 200,
            headers: broken,
            body: b"x".to_vec(),
        },
        Action::Answer {
            status: 200,
            headers: vec![],
            body: vec![b'x'; 2 * 1024 * 1024],
        },
        Action::Answer {
            status: 200,
            headers: vec![],
            body: b"<html/>".to_vec(),
        },
        Action::Answer {
            status: 401,
            headers: vec![],
            body: vec![],
        },
        Action::Answer {
            status: 300,
            headers: vec![],
            body: vec![],
        },
    ] {
        simulator.fault(Fault::on("serverInfo", action.clone()));
        // Another setting, so that what was found before does not count.
        server.set_verify(1);
        server
            .sign_in(TOKEN, "")
            .unwrap_or_else(|failure| panic!("{action:?}: {failure:?}"));
    }
    simulator.fault(Fault::on("serverInfo", Action::Close));
    server.set_verify(1);
    assert_eq!(
        server.sign_in(TOKEN, "").err().unwrap().name(),
        "TSC_ERROR_CONNECT"
    );
}

#[test]
fn many_threads_ask_once_and_share_a_failure() {
    const THREADS: usize = 16;
    let simulator = simulator();
    let server = Server::of(&simulator);
    let all_sign_in = || {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|_| {
                    scope.spawn(|| {
                        server
                            .sign_in_with_password(("alice", "alice-password"), None, None)
                            .map(drop)
                    })
                })
                .collect();
            threads
                .into_iter()
                .filter(|_| true)
                .map(|thread| thread.join().unwrap())
                .collect::<Vec<_>>()
        })
    };
    assert!(all_sign_in().iter().all(std::result::Result::is_ok));
    let probes = |simulator: &Simulator| {
        sent(simulator)
            .iter()
            .filter(|line| line.ends_with("serverInfo"))
            .count()
    };
    assert_eq!(probes(&simulator), 1);

    // Who waits while another one asks is told what came of it, and does not ask again.
    server.set_verify(1);
    simulator.clear_requests();
    let error = Action::TableauError {
        code: 500000,
        summary: String::new(),
        detail: String::new(),
        headers: vec![],
    };
    simulator.fault(Fault {
        times: None,
        ..Fault::on("serverInfo", error)
    });
    let results = all_sign_in();
    assert!(
        results
            .iter()
            .all(|result| result.as_ref().unwrap_err().name() == "TSC_ERROR_SERVER")
    );
    assert!(probes(&simulator) <= THREADS);
}

#[test]
fn who_waits_for_another_ones_question_keeps_its_own_limit() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    simulator.fault(Fault::on("serverInfo", Action::Hold));
    std::thread::scope(|scope| {
        let first = scope.spawn(|| server.sign_in(TOKEN, "").map(drop));
        simulator.wait_until_held(1);
        server.set_timeouts(0, 0, 20);
        assert_eq!(
            server.sign_in(TOKEN, "").err().unwrap().name(),
            "TSC_ERROR_TIMEOUT"
        );
        simulator.release();
        first.join().unwrap().unwrap();
    });
    assert_eq!(sent(&simulator).len(), 2);
}

#[test]
fn http_that_redirects_to_https_is_followed_before_the_secret() {
    let simulator = simulator();
    let https = simulator.https_url();
    for status in [301, 302, 303, 307, 308] {
        simulator.clear_requests();
        let server = Server::new(&simulator.http_url()).unwrap();
        server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
        simulator.fault(Fault::on(
            "serverInfo",
            redirect(status, format!("{https}{{path}}")),
        ));
        let session = server.sign_in(TOKEN, "").unwrap();
        assert_eq!(session.server_url(), https);
        assert_eq!(server.url(), simulator.http_url());
        session.sign_out().unwrap();
        let schemes: Vec<String> = simulator
            .requests()
            .iter()
            .map(|request| request.scheme.clone())
            .collect();
        assert_eq!(schemes, ["http", "https", "https", "https"], "{status}");
    }
}

#[test]
fn https_may_redirect_to_another_tableau_server() {
    let (front, pod) = (simulator(), simulator());
    let server = server_of_both(&front.https_url(), &front, &pod);
    front.fault(Fault::on(
        "serverInfo",
        redirect(302, format!("{}{{path}}", pod.https_url())),
    ));
    let session = server.sign_in(TOKEN, "").unwrap();
    assert_eq!(session.server_url(), pod.https_url());
    assert_eq!(sent(&front), ["GET /api/2.4/serverInfo"]);
    assert_eq!(
        sent(&pod),
        ["GET /api/2.4/serverInfo", "POST /api/3.24/auth/signin"]
    );
}

#[test]
fn redirects_that_are_not_safe_are_refused() {
    let (front, pod) = (simulator(), simulator());
    let https = pod.https_url();
    let other_host = format!("https://{}", other_address(&pod));
    for (from, location, verify) in [
        (
            front.https_url(),
            format!("{}{{path}}", pod.http_url()),
            true,
        ),
        (front.https_url(), format!("{https}/elsewhere"), true),
        (
            front.https_url(),
            format!("{https}/login?to={{path}}"),
            true,
        ),
        (front.https_url(), format!("{https}{{path}}?x=1"), true),
        (front.https_url(), "/elsewhere".to_owned(), true),
        (front.https_url(), String::new(), true),
        (front.https_url(), "ftp://localhost{path}".to_owned(), true),
        (
            front.https_url(),
            "https://user:password@localhost{path}".to_owned(),
            true,
        ),
        (front.https_url(), format!("{other_host}{{path}}"), false),
        (front.http_url(), format!("{other_host}{{path}}"), true),
        (
            front.http_url(),
            format!("{}{{path}}", pod.http_url()),
            true,
        ),
    ] {
        let server = server_of_both(&from, &front, &pod);
        server.set_verify(verify.into());
        front.fault(Fault::on("serverInfo", redirect(302, location.clone())));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(
            failure.name(),
            "TSC_ERROR_REDIRECT",
            "{from} to {location}: {}",
            failure.message
        );
    }
    assert!(sent(&front).iter().all(|line| line.ends_with("serverInfo")));
    assert!(sent(&pod).is_empty());
}

#[test]
fn redirects_end_after_five_hops() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let again = redirect(302, format!("{}{{path}}", simulator.https_url()));
    simulator.fault(Fault {
        times: Some(5),
        ..Fault::on("serverInfo", again.clone())
    });
    server.sign_in(TOKEN, "").unwrap();
    simulator.clear_requests();
    simulator.fault(always("serverInfo", again));
    let failure = server.get_info().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_REDIRECT");
    assert_eq!(sent(&simulator).len(), 6);
}

#[test]
fn a_login_page_elsewhere_gets_no_secret() {
    let (front, login) = (simulator(), simulator());
    let server = server_of_both(&front.https_url(), &front, &login);
    for pinned in [None, Some("3.19")] {
        server.set_api_version(pinned).unwrap();
        front.fault(Fault::on(
            "serverInfo",
            redirect(302, format!("{}{{path}}", login.https_url())),
        ));
        let page = Action::Answer {
            status: 200,
            headers: vec![],
            body: b"<html>login</html>".to_vec(),
        };
        login.fault(Fault::on("serverInfo", page));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_REDIRECT");
        assert!(
            failure.message.contains(&login.https_url()),
            "{}",
            failure.message
        );
    }
    assert!(
        sent(&login)
            .iter()
            .all(|line| line == "GET /api/2.4/serverInfo")
    );
}

#[test]
fn a_call_with_a_secret_stays_at_its_origin() {
    let (simulator, other) = (simulator(), simulator());
    let server = server_of_both(&simulator.https_url(), &simulator, &other);
    let same = |status| redirect(status, format!("{}{{path}}", simulator.https_url()));
    let elsewhere = |status| redirect(status, format!("{}{{path}}", other.https_url()));
    for status in [307, 308] {
        simulator.fault(Fault::on("signin", same(status)));
        assert!(server.sign_in(TOKEN, "").unwrap().is_signed_in());
    }
    for action in [
        same(301),
        same(302),
        same(303),
        elsewhere(301),
        elsewhere(307),
        elsewhere(308),
    ] {
        simulator.fault(Fault::on("signin", action.clone()));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_REDIRECT", "{action:?}");
        let session = server.sign_in(TOKEN, "").unwrap();
        simulator.fault(Fault::on("/workbooks", action));
        let failure = session.list("workbooks").unwrap().total().unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_REDIRECT");
    }
    assert!(sent(&other).is_empty());
}

#[test]
fn http_is_for_this_machine_or_when_allowed() {
    let simulator = simulator();
    let port = simulator.http_url().rsplit(':').next().unwrap().to_owned();
    for (host, status) in [
        ("localhost", "TSC_OK"),
        ("127.0.0.1", "TSC_OK"),
        ("127.1", "TSC_ERROR_INSECURE"),
    ] {
        let server = Server::new(&format!("http://{host}:{port}")).unwrap();
        simulator.clear_requests();
        let signed_in = server
            .sign_in(TOKEN, "")
            .err()
            .map_or("TSC_OK", |failure| failure.name());
        assert_eq!(signed_in, status, "{host}");
        let secrets = sent(&simulator)
            .iter()
            .filter(|line| line.starts_with("POST"))
            .count();
        assert_eq!(secrets, usize::from(status == "TSC_OK"), "{host}");
        server.set_allow_http(1);
        assert!(server.sign_in(TOKEN, "").is_ok(), "{host}");
        server.set_allow_http(0);
    }
}

#[test]
fn a_path_before_the_api_is_kept() {
    let simulator = simulator();
    let server = Server::new(&format!("{}/tableau/", simulator.https_url())).unwrap();
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    assert_eq!(server.url(), format!("{}/tableau", simulator.https_url()));
    assert!(server.get_info().is_err());
    assert_eq!(sent(&simulator)[0], "GET /tableau/api/2.4/serverInfo");
}
