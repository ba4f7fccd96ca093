//! Requests of any kind: what arrives at the server, and what comes back.

use crate::calls::status as status_of;
use crate::support::compression::gzipped;
use crate::support::http_server::{End, raw_server, raw_server_that};
use crate::support::*;
use std::thread;
use tsc::capi::*;
use tsc_simulator::{Action, Fault, Recorded, Simulator};

/// The next request to a path gets this answer.
fn serve(simulator: &Simulator, status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) {
    simulator.fault(Fault::on("/x", answer(status, headers, body)));
}

/// What arrived since the last time.
fn arrived(simulator: &Simulator) -> Vec<Recorded> {
    let requests = simulator.requests();
    simulator.clear_requests();
    requests
}

fn failure<T>(result: Result<T>) -> Box<Failure> {
    result.err().unwrap()
}

#[test]
fn a_request_that_says_nothing_more_asks_for_anything() {
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
fn a_body_has_the_type_that_was_set_last_or_that_it_shows() {
    const JSON: &str = "application/json";
    const XML: &str = "text/xml";
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    // A header set before the body, the body's type, a header set after it, the body.
    for (before, given, after, body, arrives) in [
        (None, None, None, "<tsRequest/>", Some(XML)),
        (None, None, None, " \r\n\t<tsRequest/>", Some(XML)),
        (
            None,
            None,
            None,
            "\u{feff}<?xml version='1.0'?><a/>",
            Some(XML),
        ),
        (None, None, None, "{\"a\": \"<\"}", None),
        (None, None, None, "--x\r\n<", None),
        (None, None, None, "", None),
        (None, None, None, "\0<", None),
        (None, Some(JSON), None, "<tsRequest/>", Some(JSON)),
        (None, Some(JSON), None, "", Some(JSON)),
        (Some(JSON), None, None, "<tsRequest/>", Some(JSON)),
        (None, None, Some(JSON), "<tsRequest/>", Some(JSON)),
        (Some("a/b"), Some(JSON), None, "{}", Some(JSON)),
        (None, Some(JSON), Some("a/b"), "{}", Some("a/b")),
        (None, Some(""), None, "<tsRequest/>", Some("")),
        // Taken away.
        (None, Some(JSON), Some("NULL"), "<tsRequest/>", Some(XML)),
        (None, Some(JSON), Some("NULL"), "{}", None),
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
fn a_body_may_be_any_bytes_of_any_method() {
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
fn a_request_may_be_changed_and_sent_again() {
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
fn a_refused_change_leaves_a_request_as_it_was() {
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

#[test]
fn an_answer_is_there_as_it_came() {
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

    for (kind, body, root) in [
        (
            "application/xml",
            "<tsResponse><a/></tsResponse>",
            Some("tsResponse"),
        ),
        (
            "text/plain",
            "\u{feff}<?xml version='1.0'?>\n<b:c xmlns:b='d'/>",
            Some("c"),
        ),
        ("application/xml", "<tsResponse>", None),
        ("application/xml", "<!DOCTYPE a><a/>", None),
        ("application/json", "{\"a\": \"\\u0000\"}", None),
        ("text/html", "<html><br></html>", None),
        ("text/html", "<html><p>a</p></html>", Some("html")),
        ("text/csv", "a,b\r\n1,\"2\"\r\n", None),
        ("text/csv; charset=utf-16", "größe", None),
        ("text/csv", "", None),
    ] {
        serve(&simulator, 200, &[("Content-Type", kind)], body);
        let response = request.send().unwrap();
        assert_eq!(response.text(), body);
        assert_eq!(response.body().is_none(), body.is_empty());
        let name = response.root().map(Node::name);
        assert_eq!(name.as_deref(), root, "{body}");
    }

    // No character set is changed into another.
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

/// A token in an answer is what the program asked for: it signed in by a request, perhaps.
#[test]
fn nothing_is_struck_out_of_a_success() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let token = session.token().unwrap();
    let body = format!("<tsResponse><credentials token='{token}'/></tsResponse>");
    serve(&simulator, 200, &[("Set-Cookie", &token)], &*body);
    let response = session.request("GET", "x").unwrap().send().unwrap();
    assert_eq!(response.text(), body);
    assert_eq!(response.header("set-cookie"), Some(token));
}

/// Servers say of an answer without a body how it would be: how long, or how compressed.
#[test]
fn an_answer_without_a_body_is_not_waited_for() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let gzip = ("Content-Encoding", "gzip");
    for (method, status, headers) in [
        ("HEAD", 200, vec![("Content-Length", "1000000000000")]),
        ("HEAD", 200, vec![("Content-Length", "10"), gzip]),
        ("HEAD", 200, vec![gzip]),
        ("GET", 204, vec![gzip]),
        ("HEAD", 404, vec![("Content-Length", "10"), gzip]),
        ("GET", 304, vec![gzip]),
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
    // The connection is where it should be for what follows.
    serve(&simulator, 200, &[], "next");
    assert_eq!(
        session.request("GET", "x").unwrap().send().unwrap().text(),
        "next"
    );
}

#[test]
fn a_part_of_an_answer_is_asked_for_as_it_is() {
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
fn an_answer_over_the_limit_is_none() {
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
    // An error is one whatever its size, and says what it has to say.
    let error = "<tsResponse><error code='404002'><summary>s</summary></error></tsResponse>";
    serve(&simulator, 404, &[], error);
    let failure = failure(request.send());
    assert_eq!(failure.code.as_deref(), Some("404002"));
    assert_eq!(failure.body.as_deref(), Some(error.as_bytes()));
}

/// A megabyte of zeros a kilobyte, for as long as somebody reads.
#[test]
fn a_compressed_answer_is_bounded_by_what_it_becomes() {
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

/// Answers that ask for far more memory than they are worth. In a process of its own, which has
/// little: an allocation that fails would end it.
#[test]
fn hostile_answers_take_little_memory() {
    const CHILD: &str = "TSC_TEST_LITTLE_MEMORY";
    const LITTLE: u64 = 1200 << 20;
    if std::env::var_os(CHILD).is_none() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "requests::hostile_answers_take_little_memory"])
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

/// It says that it will send more than there is memory for, or less than nothing.
#[test]
fn a_length_that_is_a_lie_costs_nothing() {
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
fn an_error_in_json_tells_as_much_as_one_in_xml() {
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

/// GraphQL and the like say with 200 what went wrong: that is for the program to read.
#[test]
fn a_success_is_one_whatever_it_says() {
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
fn credentials_of_the_program_are_not_shown() {
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

/// What a gateway says in JSON is not Tableau's word: it ends no session.
#[test]
fn a_gateways_json_ends_no_session() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    for body in [
        "{\"error\": {\"code\": 401, \"message\": \"no\"}}",
        "{\"errorCode\": 401}",
        "{\"errorCode\": \"401\", \"message\": \"no\"}",
    ] {
        simulator.fault(Fault::on("signout", answer(401, &[], body)));
        let refused = session.sign_out().unwrap_err();
        assert_eq!(refused.name(), "TSC_ERROR_SESSION_EXPIRED");
        assert!(session.is_signed_in());
    }
    let body = "{\"error\": {\"code\": 504, \"message\": \"no\"}}";
    simulator.fault(Fault::on("switchSite", answer(504, &[], body)));
    let refused = session.switch_site("marketing").unwrap_err();
    assert!(refused.message.contains("not known"), "{}", refused.message);
}

#[test]
fn a_request_is_of_the_site_that_it_was_made_under() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let before = session.request("GET", "projects").unwrap();
    before.send().unwrap();
    session.switch_site("marketing").unwrap();
    simulator.clear_requests();
    let stale = failure(before.send());
    assert_eq!(stale.name(), "TSC_ERROR_INVALID_STATE");
    assert!(sent(&simulator).is_empty());

    let after = session.request("GET", "projects").unwrap();
    let response = after.send().unwrap();
    let site = format!("/sites/{}/", session.site_id().unwrap());
    assert!(sent(&simulator)[0].contains(&site));
    session.sign_out().unwrap();
    simulator.clear_requests();
    assert_eq!(failure(after.send()).name(), "TSC_ERROR_NOT_SIGNED_IN");
    assert_eq!(failure(before.send()).name(), "TSC_ERROR_NOT_SIGNED_IN");
    let made = session.request("GET", "projects");
    assert_eq!(failure(made).name(), "TSC_ERROR_NOT_SIGNED_IN");
    assert!(sent(&simulator).is_empty());
    assert_eq!(
        response.root().map(Node::name).as_deref(),
        Some("tsResponse")
    );
}

#[test]
fn a_request_and_its_answer_outlive_what_they_came_from() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "projects").unwrap();
    drop(server);
    drop(session);
    let response = request.send().unwrap();
    drop(request);
    drop(simulator);
    assert!(response.text().contains("<project "));
}

#[test]
fn a_dead_session_says_so() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "projects").unwrap();
    let _displaces = server.sign_in(TOKEN, "").unwrap();
    let expired = failure(request.send());
    assert_eq!(expired.name(), "TSC_ERROR_SESSION_EXPIRED");
    assert_eq!(expired.code.as_deref(), Some("401002"));
    assert!(session.is_signed_in());
}

#[test]
fn a_second_thread_is_told_and_does_no_harm() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("GET", "projects").unwrap();
    simulator.fault(Fault::on("projects", Action::Hold));
    thread::scope(|scope| {
        let sending = scope.spawn(|| request.send().map(|response| response.status()));
        simulator.wait_until_held(1);
        for refused in [
            request.set_parameter("a", "b"),
            request.set_header("a", None),
            request.set_body(None, b""),
            request.send().map(drop),
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.name(), "TSC_ERROR_INVALID_STATE");
            assert!(
                refused
                    .message
                    .contains("request is in use by another thread")
            );
        }
        simulator.release();
        assert_eq!(sending.join().unwrap().unwrap(), 200);
    });
    request.send().unwrap();
}

#[test]
fn a_cancelled_request_is_not_sent() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let request = session.request("DELETE", "x").unwrap();
    simulator.clear_requests();
    let cancellation = tsc_cancellation_new();
    // SAFETY: freed once, at the end.
    unsafe { tsc_cancellation_cancel(cancellation) };
    let cancelled = failure(request.send_or_cancelled(cancellation));
    // SAFETY: as above.
    unsafe { tsc_cancellation_free(cancellation) };
    assert_eq!(cancelled.name(), "TSC_ERROR_CANCELLED");
    assert!(sent(&simulator).is_empty());
    serve(&simulator, 204, &[], "");
    request.send().unwrap();
}

/// What is sent again to where a redirect leads is all of it.
#[test]
fn a_redirect_takes_the_whole_request_along() {
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
    simulator.fault(Fault::on("/elsewhere", answer(200, &[], "there")));
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

/// A server may refuse a body before it has read it, and close the connection then.
#[test]
fn an_answer_that_comes_before_the_whole_request_counts() {
    let refusal = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let server = Server::new(&raw_server_that(End::AtOnce, refusal.into())).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    let request = session.request("POST", "x").unwrap();
    request.set_body(Some("a/b"), &bytes(20 << 20)).unwrap();
    let refused = failure(request.send());
    assert_eq!(refused.name(), "TSC_ERROR_TOO_LARGE", "{}", refused.message);
    assert_eq!(refused.http_status, 413);
}

/// Where only the end of the connection tells that an answer is whole, a connection that breaks
/// does not.
#[test]
fn an_answer_that_ends_with_a_broken_connection_is_not_whole() {
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

/// No server hangs because nobody reads what it sends, nor because it reads nothing.
#[test]
fn a_server_that_closes_while_it_is_sent_a_body_is_no_hang() {
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
