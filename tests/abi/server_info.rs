//! Checks before the first secret is sent: the probe of the version, and the refusal of plain http.
//! Redirects are in `redirects`.

use crate::support::http_server::listener;
use crate::support::*;
use std::io::{Read, Write};
use std::sync::mpsc;
use tsc_simulator::{Action, Fault};

fn redirect(status: u16, location: impl Into<String>) -> Action {
    let location = location.into();
    Action::Redirect { status, location }
}

#[test]
fn get_info_reports_product_build_and_api_version() {
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
fn server_info_without_product_version_is_accepted() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let body =
        "<tsResponse><serverInfo><restApiVersion>3.4</restApiVersion></serverInfo></tsResponse>";
    simulator.fault(Fault::on("serverInfo", respond(200, &[], body)));
    assert_eq!(server.get_info().unwrap(), (None, None, "3.4".to_owned()));
}

#[test]
fn servers_without_server_info_are_identified_by_their_legacy_page() {
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
fn failed_probe_sends_no_secret() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let response = |status, body: &str| respond(status, &[], body);
    let no_version = Action::Rewrite {
        from: "<restApiVersion>3.24<".into(),
        to: "<restApiVersion>latest<".into(),
    };
    for (action, name) in [
        (Action::Close, "TSC_ERROR_CONNECT"),
        (Action::Garbage, "TSC_ERROR_PROTOCOL"),
        (response(500, ""), "TSC_ERROR_SERVER"),
        (response(401, "<html/>"), "TSC_ERROR_HTTP"),
        (response(404, "<html/>"), "TSC_ERROR_NOT_FOUND"),
        (response(200, "<html/>"), "TSC_ERROR_PROTOCOL"),
        (response(300, ""), "TSC_ERROR_HTTP"),
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
fn any_probe_response_is_accepted_if_the_version_is_set() {
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
        respond(200, &[], vec![b'x'; 2 * 1024 * 1024]),
        respond(200, &[], "<html/>"),
        respond(401, &[], ""),
        respond(300, &[], ""),
    ] {
        simulator.fault(Fault::on("serverInfo", action.clone()));
        // Another setting, so that an earlier probe is not reused.
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
fn calls_that_wait_for_another_calls_probe_share_its_failure() {
    const THREADS: usize = 16;
    let simulator = simulator();
    let server = Server::of(&simulator);
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
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let failure = server.sign_in(TOKEN, "").err().unwrap();
                assert_eq!(failure.name(), "TSC_ERROR_SERVER");
            });
        }
    });
    let lines = sent(&simulator);
    assert!(lines.iter().all(|line| line == "GET /api/2.4/serverInfo"));
    assert!(lines.len() <= THREADS);
}

#[test]
fn call_that_waits_for_another_calls_probe_keeps_its_own_timeout() {
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
fn http_is_refused_except_to_loopback_or_if_allowed() {
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
fn path_prefix_of_the_server_url_is_kept() {
    let simulator = simulator();
    let server = Server::new(&format!("{}/tableau/", simulator.https_url())).unwrap();
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    assert_eq!(server.url(), format!("{}/tableau", simulator.https_url()));
    assert!(server.get_info().is_err());
    assert_eq!(sent(&simulator)[0], "GET /tableau/api/2.4/serverInfo");
}

#[test]
fn probe_failure_is_not_shared_with_calls_of_other_settings() {
    let (asked, was_asked) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    // A server whose server info fails; the first response waits for `go_on`.
    let address = listener("127.0.0.1", move |mut stream| {
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap_or_default();
        let status = if request[..length].starts_with(b"GET") {
            if asked.send(()).is_ok() {
                let _ = may_go_on.recv();
            }
            "500 Internal Server Error"
        } else {
            "401 Unauthorized"
        };
        let response =
            format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(response.as_bytes());
    });
    let server = Server::new(&format!("http://{address}")).unwrap();
    let sign_in = || server.sign_in(TOKEN, "").err().unwrap().name();
    std::thread::scope(|scope| {
        let asking = scope.spawn(sign_in);
        was_asked.recv().unwrap();
        drop(was_asked);
        // If the version is set, a failed server info does not matter.
        server.set_api_version(Some("3.19")).unwrap();
        let waiting = scope.spawn(sign_in);
        drop(go_on);
        assert_eq!(asking.join().unwrap(), "TSC_ERROR_SERVER");
        assert_eq!(waiting.join().unwrap(), "TSC_ERROR_SIGN_IN_FAILED");
    });
}
