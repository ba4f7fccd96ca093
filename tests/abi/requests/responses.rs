//! Responses to requests.

use super::*;
use crate::calls::status as status_of;
use crate::support::compression::gzipped;
use crate::support::http_server::{End, raw_server, raw_server_that};
use crate::support::*;
use tsc_simulator::{Action, Fault};

#[test]
fn response_status_headers_and_body_are_unchanged() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let headers = [
        ("Content-Type", "image/png"),
        ("X-A", "1"),
        ("x-b", "2"),
        ("X-a", "3"),
    ];
    let body = bytes(100_000);
    serve(&simulator, 206, &headers, body.clone());
    let response = request.send().unwrap();
    assert_eq!(response.status(), 206);
    assert_eq!(
        response.header("CONTENT-TYPE").as_deref(),
        Some("image/png")
    );
    assert_eq!(response.header("x-a").as_deref(), Some("1, 3"));
    assert_eq!(response.header("x-none"), None);
    assert!(response.body() == Some(body));
    assert!(response.root().is_none());

    struct Case<'a> {
        /// The Content-Type.
        kind: &'a str,
        body: &'a str,
        /// The name of the root element, if the body is XML.
        root: Option<&'a str>,
    }
    for Case { kind, body, root } in [
        Case {
            kind: "application/xml",
            body: "<tsResponse><a/></tsResponse>",
            root: Some("tsResponse"),
        },
        Case {
            kind: "text/plain",
            body: "\u{feff}<?xml version='1.0'?>\n<b:c xmlns:b='d'/>",
            root: Some("c"),
        },
        Case {
            kind: "application/xml",
            body: "<tsResponse>",
            root: None,
        },
        Case {
            kind: "application/xml",
            body: "<!DOCTYPE a><a/>",
            root: None,
        },
        Case {
            kind: "application/json",
            body: "{\"a\": \"\\u0000\"}",
            root: None,
        },
        Case {
            kind: "text/html",
            body: "<html><br></html>",
            root: None,
        },
        Case {
            kind: "text/html",
            body: "<html><p>a</p></html>",
            root: Some("html"),
        },
        Case {
            kind: "text/csv",
            body: "a,b\r\n1,\"2\"\r\n",
            root: None,
        },
        Case {
            kind: "text/csv; charset=utf-16",
            body: "größe",
            root: None,
        },
        Case {
            kind: "text/csv",
            body: "",
            root: None,
        },
    ] {
        serve(&simulator, 200, &[("Content-Type", kind)], body);
        let response = request.send().unwrap();
        assert_eq!(response.text(), body);
        assert_eq!(response.body().is_none(), body.is_empty());
        let name = response.root().map(Node::name);
        assert_eq!(name.as_deref(), root, "{body}");
    }

    // Character sets are not converted.
    serve(
        &simulator,
        200,
        &[("Content-Type", "text/plain; charset=latin1")],
        *b"gr\xf6\xdfe",
    );
    assert_eq!(request.send().unwrap().body().unwrap(), b"gr\xf6\xdfe");

    serve(&simulator, 204, &[], "");
    let response = request.send().unwrap();
    assert_eq!((response.status(), response.body()), (204, None));
}

/// The program may have asked for a token, in a sign-in that it sent as a request.
#[test]
fn successful_response_is_not_redacted() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let token = session.token().unwrap();
    let body = format!("<tsResponse><credentials token='{token}'/></tsResponse>");
    serve(&simulator, 200, &[("Set-Cookie", &token)], &*body);
    let response = session.request("GET", "x").unwrap().send().unwrap();
    assert_eq!(response.text(), body);
    assert_eq!(response.header("set-cookie"), Some(token));
}

/// A response without a body can have headers that describe one: its length or coding.
#[test]
fn body_of_head_204_and_304_responses_is_not_awaited() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let gzip = ("Content-Encoding", "gzip");
    struct Case<'a> {
        method: &'a str,
        status: u16,
        headers: Vec<(&'a str, &'a str)>,
    }
    for Case {
        method,
        status,
        headers,
    } in [
        Case {
            method: "HEAD",
            status: 200,
            headers: vec![("Content-Length", "1000000000000")],
        },
        Case {
            method: "HEAD",
            status: 200,
            headers: vec![("Content-Length", "10"), gzip],
        },
        Case {
            method: "HEAD",
            status: 200,
            headers: vec![gzip],
        },
        Case {
            method: "GET",
            status: 204,
            headers: vec![gzip],
        },
        Case {
            method: "HEAD",
            status: 404,
            headers: vec![("Content-Length", "10"), gzip],
        },
        Case {
            method: "GET",
            status: 304,
            headers: vec![gzip],
        },
    ] {
        serve(&simulator, status, &headers, "");
        let result = session.request(method, "x").unwrap().send();
        let seen = match &result {
            Ok(response) => {
                assert_eq!(response.body(), None);
                response.status()
            }
            Err(failure) => {
                assert_eq!(failure.body, None, "{failure:?}");
                failure.http_status
            }
        };
        assert_eq!(seen, i32::from(status), "{method} {headers:?}");
    }
    // The connection is ready for the next request.
    serve(&simulator, 200, &[], "next");
    assert_eq!(
        session.request("GET", "x").unwrap().send().unwrap().text(),
        "next"
    );
}

#[test]
fn range_request_asks_for_identity_coding() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let encoding = || {
        simulator.clear_requests();
        serve(&simulator, 200, &[], "");
        request.send().unwrap();
        let request = arrived(&simulator).pop().unwrap();
        request.header("accept-encoding").map(str::to_owned)
    };
    assert_eq!(encoding().as_deref(), Some("gzip"));
    request.set_header("Range", Some("bytes=5-9")).unwrap();
    assert_eq!(encoding().as_deref(), Some("identity"));
    request.set_header("Accept-Encoding", Some("br")).unwrap();
    assert_eq!(encoding().as_deref(), Some("br"));
}

#[test]
fn response_over_the_size_limit_is_too_large() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let plain = vec![b'a'; 10_000];
    let compressed = gzipped(&plain);
    let gzip = [("Content-Encoding", "gzip")];
    for (limit, is_over) in [
        (0, true),
        (1, true),
        (9_999, true),
        (10_000, false),
        (u64::MAX, false),
    ] {
        request.set_max_response_size(limit);
        for (headers, body) in [(&[][..], &plain), (&gzip[..], &compressed)] {
            serve(&simulator, 200, headers, body.clone());
            match request.send() {
                Ok(response) => {
                    assert!(!is_over, "{limit}");
                    assert!(response.body().as_ref() == Some(&plain));
                }
                Err(failure) => {
                    assert!(is_over, "{limit}: {failure:?}");
                    assert_eq!(failure.name(), "TSC_ERROR_TOO_LARGE");
                    let says = format!("over {limit} bytes");
                    assert!(failure.message.contains(&says), "{}", failure.message);
                }
            }
        }
    }
    request.set_max_response_size(0);
    serve(&simulator, 200, &[], "");
    assert_eq!(request.send().unwrap().body(), None);
    // The limit does not apply to an error, whose details are still reported.
    let error = "<tsResponse><error code='404002'><summary>s</summary></error></tsResponse>";
    serve(&simulator, 404, &[], error);
    let failure = failure(request.send());
    assert_eq!(failure.code.as_deref(), Some("404002"));
    assert_eq!(failure.body.as_deref(), Some(error.as_bytes()));
}

/// The body expands a thousandfold.
#[test]
fn size_limit_applies_to_the_decompressed_body() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let bomb = gzipped(&vec![0; 80 << 20]);
    assert!(bomb.len() < 100_000);
    serve(&simulator, 200, &[("Content-Encoding", "gzip")], bomb);
    let failure = failure(request.send());
    assert_eq!(failure.name(), "TSC_ERROR_TOO_LARGE");
    assert!(failure.message.contains("over 67108864 bytes"));
    assert!(session.is_signed_in());
}

/// Responses that ask for far more memory than they contain. The test has a process of its own with
/// little memory, in which a large allocation would fail.
#[test]
fn hostile_responses_use_little_memory() {
    const CHILD: &str = "TSC_TEST_LITTLE_MEMORY";
    const LITTLE: u64 = 1200 << 20;
    if std::env::var_os(CHILD).is_none() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "requests::responses::hostile_responses_use_little_memory",
            ])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{printed} {:?}", output.status);
        return;
    }
    let limit = libc::rlimit {
        rlim_cur: LITTLE,
        rlim_max: LITTLE,
    };
    // SAFETY: the limit is a valid one, and of this process only.
    let set = unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) };
    assert_eq!(set, 0);
    let sent = |answer: Vec<u8>| {
        let server = Server::new(&raw_server(answer)).unwrap();
        let session = server.sign_in(TOKEN, "").unwrap();
        let request = session.request("GET", "x").unwrap();
        request.set_max_response_size(u64::MAX);
        request.send()
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Length:";
    let lie = format!("{head} 9000000000\r\n\r\nshort").into_bytes();
    assert_eq!(failure(sent(lie)).name(), "TSC_ERROR_CONNECT");
    for mark in ["<", "=", "<a", "&"] {
        let body = format!("<a>{}", mark.repeat((60 << 20) / mark.len()));
        let answer = format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes();
        drop(body);
        let response = sent(answer).unwrap();
        assert!(response.root().is_none(), "{mark}");
    }
}

/// The announced length is larger than the memory, or negative.
#[test]
fn false_content_length_allocates_nothing() {
    for (length, status) in [
        ("9223372036854775807", "TSC_ERROR_CONNECT"),
        ("18446744073709551615", "TSC_ERROR_CONNECT"),
        ("18446744073709551616", "TSC_ERROR_PROTOCOL"),
        ("-1", "TSC_ERROR_PROTOCOL"),
        ("5, 6", "TSC_ERROR_PROTOCOL"),
        ("1000000", "TSC_ERROR_CONNECT"),
        ("5", "TSC_OK"),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nshort");
        let server = Server::new(&raw_server(answer.into_bytes())).unwrap();
        let session = server.sign_in(TOKEN, "").unwrap();
        let request = session.request("GET", "x").unwrap();
        request.set_max_response_size(u64::MAX);
        assert_eq!(status_of(&request.send()), status, "{length}");
    }
}

#[test]
fn json_and_xml_errors_give_the_same_details() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for code in [
        400_000, 401_002, 403_004, 404_003, 404_002, 405_000, 409_000, 429_000, 500_000,
    ] {
        let mut told = vec![];
        for accept in ["application/xml", "application/json"] {
            let request = session.request("GET", "x").unwrap();
            request.set_header("Accept", Some(accept)).unwrap();
            simulator.fault(Fault::on(
                "/x",
                Action::TableauError {
                    code,
                    summary: "Größe \"x\"".to_owned(),
                    detail: "a\\b </detail> {}".to_owned(),
                    headers: vec![("Retry-After".to_owned(), "7".to_owned())],
                },
            ));
            let mut failure = failure(request.send());
            let body = failure.body.take().unwrap();
            let is_json = body.starts_with(b"{");
            assert_eq!(is_json, accept.contains("json"));
            assert_eq!(failure.code, Some(code.to_string()));
            assert_eq!(failure.summary.as_deref(), Some("Größe \"x\""));
            assert_eq!(failure.detail.as_deref(), Some("a\\b </detail> {}"));
            assert_eq!(failure.retry_after, 7);
            failure.headers.clear();
            told.push(failure);
        }
        assert_eq!(told[0], told[1]);
    }
}

/// GraphQL, for example, reports errors with status 200; the program reads them.
#[test]
fn success_response_with_an_error_body_stays_a_success() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for body in [
        "{\"errors\": [{\"message\": \"x\"}]}",
        "{\"error\": {\"code\": \"401002\"}}",
        "<tsResponse><error code='401002'/></tsResponse>",
        "<html><body>Sign in</body></html>",
    ] {
        serve(&simulator, 200, &[], body);
        let response = session.request("GET", "x").unwrap().send().unwrap();
        assert_eq!(response.text(), body);
    }
}

#[test]
fn authorization_and_cookie_of_a_request_are_redacted_in_errors() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "x").unwrap();
    let secrets = [
        "dXNlcjpodW50ZXIy",
        "hunter2",
        "topsecretcookie",
        "other-cookie",
    ];
    for (name, value) in [
        ("Authorization", "Basic dXNlcjpodW50ZXIy"),
        ("Cookie", "sid=topsecretcookie; n=1; x=other-cookie"),
    ] {
        request.set_header(name, Some(value)).unwrap();
    }
    for echoed in secrets
        .map(str::to_owned)
        .into_iter()
        .chain(session.token())
    {
        let echo = format!(
            "{{\"error\": {{\"code\": \"403004\", \"summary\": \"{echoed}\", \"detail\": \"1\"}}}}"
        );
        serve(&simulator, 403, &[("X-Echo", &echoed)], echo);
        let failure = failure(request.send());
        assert_eq!(failure.code.as_deref(), Some("403004"));
        assert_eq!(failure.detail.as_deref(), Some("1"));
        assert!(!failure.everything().contains(&echoed), "{failure:?}");
    }
}

/// JSON from a gateway is not Tableau's, so it does not end the session.
#[test]
fn json_error_of_a_gateway_does_not_end_the_session() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for body in [
        "{\"error\": {\"code\": 401, \"message\": \"no\"}}",
        "{\"errorCode\": 401}",
        "{\"errorCode\": \"401\", \"message\": \"no\"}",
    ] {
        simulator.fault(Fault::on("signout", respond(401, &[], body)));
        let refused = session.sign_out().unwrap_err();
        assert_eq!(refused.name(), "TSC_ERROR_SESSION_EXPIRED");
        assert!(session.is_signed_in());
    }
    let body = "{\"error\": {\"code\": 504, \"message\": \"no\"}}";
    simulator.fault(Fault::on("switchSite", respond(504, &[], body)));
    let refused = session.switch_site("marketing").unwrap_err();
    assert!(refused.message.contains("not known"), "{}", refused.message);
}

/// A server may refuse a body before it has read it, and close the connection.
#[test]
fn response_before_the_end_of_the_request_is_used() {
    let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let server = Server::new(&raw_server_that(End::AtOnce, refusal.into())).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    let request = session.request("POST", "x").unwrap();
    request.set_body(Some("a/b"), &bytes(20 << 20)).unwrap();
    let refused = failure(request.send());
    assert_eq!(refused.name(), "TSC_ERROR_TOO_LARGE", "{}", refused.message);
    assert_eq!(refused.http_status, 413);
}

/// If only the end of the connection marks the end of the body, a reset is not such an end.
#[test]
fn connection_reset_before_the_end_of_the_body_is_an_error() {
    let answer = b"HTTP/1.1 200 OK\r\n\r\nthe first part".to_vec();
    let whole = Server::new(&raw_server(answer.clone())).unwrap();
    let session = whole.sign_in(TOKEN, "").unwrap();
    let response = session.request("GET", "x").unwrap().send().unwrap();
    assert_eq!(response.text(), "the first part");
    let broken = Server::new(&raw_server_that(End::Broken, answer)).unwrap();
    let session = broken.sign_in(TOKEN, "").unwrap();
    let request = session.request("GET", "x").unwrap();
    assert_eq!(failure(request.send()).name(), "TSC_ERROR_CONNECT");
}

/// A call does not hang when the server closes the connection without reading.
#[test]
fn server_that_closes_during_upload_does_not_hang_the_call() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    server.set_timeouts(10_000, 10_000, 30_000);
    let request = session.request("POST", "x").unwrap();
    request.set_body(Some("a/b"), &bytes(8 << 20)).unwrap();
    simulator.fault(Fault::on("/x", Action::Close));
    assert_eq!(failure(request.send()).name(), "TSC_ERROR_CONNECT");
    serve(&simulator, 200, &[], "again");
    assert_eq!(request.send().unwrap().text(), "again");
}
