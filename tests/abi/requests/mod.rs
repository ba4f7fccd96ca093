//! Requests of any kind: what arrives at the server.

mod lifetime;
mod responses;

use crate::support::*;
use tsc_simulator::{Action, Fault, Recorded, Simulator};

/// The next request to a path that contains /x gets this response.
fn serve(simulator: &Simulator, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) {
    simulator.fault(Fault::on("/x", respond(status, headers, body)));
}

/// The requests since the last call of this function.
fn arrived(simulator: &Simulator) -> Vec<Recorded> {
    let requests = simulator.requests();
    simulator.clear_requests();
    requests
}

fn failure<T>(result: Result<T>) -> Box<Failure> {
    result.err().unwrap()
}

#[test]
fn request_without_settings_has_default_headers() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for (method, length) in [
        ("GET", None),
        ("HEAD", None),
        ("OPTIONS", None),
        ("PROPFIND", None),
        ("POST", Some("0")),
        ("PUT", Some("0")),
        ("PATCH", Some("0")),
        ("DELETE", Some("0")),
    ] {
        simulator.clear_requests();
        serve(&simulator, 200, &[], "");
        session.request(method, "x").unwrap().send().unwrap();
        let [request] = &arrived(&simulator)[..] else {
            panic!("{method}: not one request");
        };
        assert_eq!(request.method, method);
        let path = format!("/api/3.24/sites/{}/x", session.site_id().unwrap());
        assert_eq!((&*request.path, &*request.query), (&*path, ""));
        assert_eq!(request.header("accept"), Some("*/*"));
        assert_eq!(request.header("content-type"), None, "{method}");
        assert_eq!(request.header("content-length"), length, "{method}");
        assert_eq!(request.header("transfer-encoding"), None, "{method}");
        assert_eq!(request.header("x-tableau-auth"), session.token().as_deref());
        assert!(request.body.is_empty());
    }
}

#[test]
fn content_type_is_the_last_one_set_or_detected() {
    const JSON: &str = "application/json";
    const XML: &str = "text/xml";
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    struct Case<'a> {
        /// A Content-Type header that is set before the body.
        header_before: Option<&'a str>,
        /// The type given with the body.
        body_type: Option<&'a str>,
        /// A Content-Type header that is set after the body; "NULL" removes the header.
        header_after: Option<&'a str>,
        body: &'a str,
        /// The Content-Type that arrives.
        arrives: Option<&'a str>,
    }
    const UNTYPED: Case = Case {
        header_before: None,
        body_type: None,
        header_after: None,
        body: "",
        arrives: None,
    };
    for Case {
        header_before: before,
        body_type: given,
        header_after: after,
        body,
        arrives,
    } in [
        Case {
            body: "<tsRequest/>",
            arrives: Some(XML),
            ..UNTYPED
        },
        Case {
            body: " \r\n\t<tsRequest/>",
            arrives: Some(XML),
            ..UNTYPED
        },
        Case {
            body: "\u{feff}<?xml version='1.0'?><a/>",
            arrives: Some(XML),
            ..UNTYPED
        },
        Case {
            body: "{\"a\": \"<\"}",
            arrives: None,
            ..UNTYPED
        },
        Case {
            body: "--x\r\n<",
            arrives: None,
            ..UNTYPED
        },
        Case {
            body: "",
            arrives: None,
            ..UNTYPED
        },
        Case {
            body: "\0<",
            arrives: None,
            ..UNTYPED
        },
        Case {
            body_type: Some(JSON),
            body: "<tsRequest/>",
            arrives: Some(JSON),
            ..UNTYPED
        },
        Case {
            body_type: Some(JSON),
            body: "",
            arrives: Some(JSON),
            ..UNTYPED
        },
        Case {
            header_before: Some(JSON),
            body: "<tsRequest/>",
            arrives: Some(JSON),
            ..UNTYPED
        },
        Case {
            header_after: Some(JSON),
            body: "<tsRequest/>",
            arrives: Some(JSON),
            ..UNTYPED
        },
        Case {
            header_before: Some("a/b"),
            body_type: Some(JSON),
            body: "{}",
            arrives: Some(JSON),
            ..UNTYPED
        },
        Case {
            body_type: Some(JSON),
            header_after: Some("a/b"),
            body: "{}",
            arrives: Some("a/b"),
            ..UNTYPED
        },
        Case {
            body_type: Some(""),
            body: "<tsRequest/>",
            arrives: Some(""),
            ..UNTYPED
        },
        Case {
            body_type: Some(JSON),
            header_after: Some("NULL"),
            body: "<tsRequest/>",
            arrives: Some(XML),
            ..UNTYPED
        },
        Case {
            body_type: Some(JSON),
            header_after: Some("NULL"),
            body: "{}",
            arrives: None,
            ..UNTYPED
        },
    ] {
        simulator.clear_requests();
        serve(&simulator, 200, &[], "");
        let request = session.request("POST", "x").unwrap();
        if before.is_some() {
            request.set_header("Content-Type", before).unwrap();
        }
        request.set_body(given, body.as_bytes()).unwrap();
        if after.is_some() {
            let after = after.filter(|after| *after != "NULL");
            request.set_header("content-type", after).unwrap();
        }
        request.send().unwrap();
        let requests = arrived(&simulator);
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].header("content-type"), arrives, "{body}");
        assert_eq!(requests[0].body_text(), body);
    }
}

#[test]
fn any_method_can_send_any_bytes() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let all: Vec<u8> = (0..=255).collect();
    for (method, body) in [
        ("POST", all.clone()),
        ("PUT", bytes(5 << 20)),
        ("PATCH", bytes(65_537)),
        ("DELETE", all.clone()),
        ("GET", all),
        ("SEARCH", b"\0".to_vec()),
    ] {
        simulator.clear_requests();
        serve(&simulator, 200, &[], "");
        let request = session.request(method, "x").unwrap();
        request
            .set_body(Some("application/octet-stream"), &body)
            .unwrap();
        request.send().unwrap();
        let requests = arrived(&simulator);
        assert_eq!(requests.len(), 1);
        assert!(requests[0].body == body, "{method}");
        let length = body.len().to_string();
        assert_eq!(requests[0].header("content-length"), Some(&*length));
    }
}

#[test]
fn request_can_be_changed_and_sent_again() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("POST", "x").unwrap();
    let send = || {
        serve(&simulator, 200, &[], "");
        request.send().unwrap();
        arrived(&simulator).pop().unwrap()
    };
    simulator.clear_requests();
    request.set_parameter("b", "1").unwrap();
    request.set_parameter("a", "2").unwrap();
    request.set_header("X-A", Some("1")).unwrap();
    request.set_body(None, b"<a/>").unwrap();
    let first = send();
    assert_eq!(first.query, "b=1&a=2");
    assert_eq!(send(), first);

    request.set_parameter("b", "3").unwrap();
    request.set_header("x-a", Some("2")).unwrap();
    request.set_header("Accept", Some("text/csv")).unwrap();
    request.set_body(None, b"b").unwrap();
    let second = send();
    assert_eq!(second.query, "b=3&a=2");
    assert_eq!(second.header("x-a"), Some("2"));
    assert_eq!(second.header("accept"), Some("text/csv"));
    assert_eq!(second.header("content-type"), None);
    assert_eq!(second.body, b"b");

    request.set_header("X-A", None).unwrap();
    request.set_header("accept", None).unwrap();
    request.set_header("never-set", None).unwrap();
    request.set_body(None, b"").unwrap();
    let third = send();
    assert_eq!(third.header("x-a"), None);
    assert_eq!(third.header("accept"), Some("*/*"));
    assert!(third.body.is_empty());
}

#[test]
fn refused_setting_leaves_the_request_unchanged() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("POST", "x").unwrap();
    request.set_header("X-A", Some("1")).unwrap();
    request.set_body(Some("a/b"), b"body").unwrap();
    failure(request.set_header("X-A", Some("1\r\nX-B: 2")));
    failure(request.set_header("Host", None));
    failure(request.set_body(Some("c/d\n"), b"other"));
    failure(request.set_parameter("", "x"));
    simulator.clear_requests();
    serve(&simulator, 200, &[], "");
    request.send().unwrap();
    let sent = arrived(&simulator).pop().unwrap();
    assert_eq!(sent.header("x-a"), Some("1"));
    assert_eq!(sent.header("content-type"), Some("a/b"));
    assert_eq!((&*sent.body, &*sent.query), (&b"body"[..], ""));
}

/// A 307 redirect resends the whole request.
#[test]
fn redirect_307_resends_headers_and_body() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("PUT", "x").unwrap();
    let body = bytes(70_000);
    request.set_body(Some("a/b"), &body).unwrap();
    request.set_header("X-A", Some("1")).unwrap();
    request.set_parameter("c", "d e").unwrap();
    simulator.clear_requests();
    simulator.fault(Fault::on(
        "/x",
        Action::Redirect {
            status: 307,
            location: "/elsewhere?f=g".to_owned(),
        },
    ));
    simulator.fault(Fault::on("/elsewhere", respond(200, &[], "there")));
    assert_eq!(request.send().unwrap().text(), "there");
    let [first, second] = &arrived(&simulator)[..] else {
        panic!("not two requests");
    };
    assert_eq!(first.query, "c=d%20e");
    assert_eq!((&*second.path, &*second.query), ("/elsewhere", "f=g"));
    for name in ["content-type", "x-a", "x-tableau-auth", "accept"] {
        assert!(second.header(name).is_some());
        assert_eq!(first.header(name), second.header(name));
    }
    assert!(first.body == body && second.body == body && second.method == "PUT");
}
