//! Responses other than the expected one: of proxies, login pages, broken and hostile servers.

mod secrets;

use crate::support::*;
use tsc_simulator::{Action, Fault};

fn of_type(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Action {
    let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
    let body = body.into();
    Action::Answer {
        status,
        headers,
        body,
    }
}

const SIGNED_IN: &str = "<tsResponse xmlns='http://tableau.com/api'><credentials token='TOKEN|1=='>\
    <site id='s' contentUrl=''/><user id='u'/></credentials></tsResponse>";

/// Each call fails on a 2xx response that is not Tableau's.
#[test]
fn success_response_not_from_tableau_is_a_protocol_error() {
    let bodies: [(&str, Vec<u8>); 14] = [
        ("HTML", b"<html><body><form>login</form></body></html>".to_vec()),
        ("HTML that is not XML", b"<!doctype html><br><p>hello".to_vec()),
        ("empty", vec![]),
        ("white space", b" \n ".to_vec()),
        ("text", b"OK".to_vec()),
        ("JSON", b"{\"credentials\":{\"token\":\"TOKEN|1==\"}}".to_vec()),
        ("cut XML", SIGNED_IN.as_bytes()[..75].to_vec()),
        ("malformed XML", SIGNED_IN.replace("</credentials>", "</credential>").into_bytes()),
        ("not UTF-8", SIGNED_IN.replace("'s'", "'\u{e4}'").encode_latin1()),
        ("a document type", format!("<!DOCTYPE x [<!ENTITY a 'b'>]>{SIGNED_IN}").into_bytes()),
        ("another root", SIGNED_IN.replace("tsResponse", "response").into_bytes()),
        ("nothing in it", b"<tsResponse/>".to_vec()),
        ("an error", b"<tsResponse><error code='500000'><summary>s</summary><detail>d</detail></error></tsResponse>".to_vec()),
        ("NUL bytes", vec![0; 1000]),
    ];
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    for (what, body) in bodies {
        for path in ["signin", "switchSite", "/workbooks", "serverInfo"] {
            let action = of_type(200, "text/html", body.clone());
            simulator.fault(Fault::on(path, action));
            let failure = match path {
                "signin" => server.sign_in(ADMIN_TOKEN, "").err(),
                "switchSite" => session.switch_site("marketing").err(),
                "serverInfo" => server.get_info().err(),
                // An empty tsResponse is an empty list.
                _ if what == "nothing in it" => {
                    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 0);
                    continue;
                }
                _ => session.list("workbooks").unwrap().total().err(),
            };
            let failure = failure.unwrap_or_else(|| panic!("{path} accepted {what}"));
            assert_eq!(
                (failure.name(), failure.http_status),
                ("TSC_ERROR_PROTOCOL", 200),
                "{path}, {what}"
            );
            let seen = failure.body.unwrap_or_default();
            if matches!(path, "signin" | "switchSite") {
                let seen = String::from_utf8_lossy(&seen);
                assert!(!seen.contains("TOKEN|"), "{path}, {what}: {seen}");
                assert_eq!(seen.is_empty(), body.is_empty(), "{path}, {what}");
            } else {
                assert_eq!(seen, body, "{path}, {what}");
            }
        }
    }
    assert_eq!(session.list("workbooks").unwrap().total().unwrap(), 2345);
}

trait EncodeLatin1 {
    fn encode_latin1(&self) -> Vec<u8>;
}

impl EncodeLatin1 for String {
    fn encode_latin1(&self) -> Vec<u8> {
        self.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    }
}

#[test]
fn incomplete_credentials_are_a_protocol_error() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    for (part, without) in [
        (" token='TOKEN|1=='", ""),
        ("token='TOKEN|1=='", "token=''"),
        ("token='TOKEN|1=='", "token='a&#13;&#10;X-Evil: 1'"),
        ("<site id='s' contentUrl=''/>", ""),
        ("id='s' ", ""),
        ("<user id='u'/>", ""),
        ("id='u'", ""),
    ] {
        let body = SIGNED_IN.replace(part, without);
        assert_ne!(body, SIGNED_IN);
        simulator.fault(Fault::on("signin", of_type(200, "application/xml", body)));
        let failure = server.sign_in(TOKEN, "").err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{part}");
    }
    simulator.fault(Fault::on(
        "signin",
        of_type(200, "application/xml", SIGNED_IN),
    ));
    let session = server.sign_in(TOKEN, "").unwrap();
    assert_eq!(session.estimated_time_to_expiration(), None);
}

#[test]
fn error_status_is_reported_despite_unreadable_body() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let headers = vec![("Content-Encoding".to_owned(), "gzip".to_owned())];
    let body = b"not gzip".to_vec();
    simulator.fault(Fault::on(
        "/workbooks",
        Action::Answer {
            status: 503,
            headers,
            body,
        },
    ));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(
        (failure.name(), failure.http_status),
        ("TSC_ERROR_SERVER", 503)
    );
    let headers = (0..200)
        .map(|n| (format!("X-{n}"), n.to_string()))
        .collect();
    simulator.fault(Fault::on(
        "/workbooks",
        Action::Answer {
            status: 200,
            headers,
            body: vec![],
        },
    ));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_TOO_LARGE", "{}", failure.message);
}

#[test]
fn broken_compression_is_a_protocol_error() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let whole = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xcb, 0x48, 0xcd];
    for body in [
        b"not gzip at all".to_vec(),
        whole.to_vec(),
        whole[..5].to_vec(),
    ] {
        let headers = vec![("Content-Encoding".to_owned(), "gzip".to_owned())];
        simulator.fault(Fault::on(
            "/workbooks",
            Action::Answer {
                status: 200,
                headers,
                body,
            },
        ));
        let failure = session.list("workbooks").unwrap().total().unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{}", failure.message);
    }
}

/// An unreadable response still has its status and headers in the error.
#[test]
fn error_of_an_unusable_response_has_its_status_and_headers() {
    let simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let token = session.token().unwrap();
    let gzip = Some("gzip");
    struct Case<'a> {
        status: u16,
        encoding: Option<&'a str>,
        body: Vec<u8>,
        /// The name of the status that the call returns.
        expected: &'a str,
    }
    for Case {
        status,
        encoding,
        body,
        expected,
    } in [
        Case {
            status: 200,
            encoding: gzip,
            body: b"not gzip".to_vec(),
            expected: "TSC_ERROR_PROTOCOL",
        },
        Case {
            status: 203,
            encoding: None,
            body: vec![b' '; 65 << 20],
            expected: "TSC_ERROR_TOO_LARGE",
        },
        Case {
            status: 200,
            encoding: None,
            body: b"<a>".repeat(1000),
            expected: "TSC_ERROR_TOO_LARGE",
        },
        Case {
            status: 200,
            encoding: None,
            body: b"<html/>".to_vec(),
            expected: "TSC_ERROR_PROTOCOL",
        },
        Case {
            status: 404,
            encoding: gzip,
            body: b"not gzip".to_vec(),
            expected: "TSC_ERROR_NOT_FOUND",
        },
    ] {
        let mut headers = vec![("X-Echo".to_owned(), format!("<{token}>"))];
        headers.extend(encoding.map(|value| ("Content-Encoding".to_owned(), value.to_owned())));
        simulator.fault(Fault::on(
            "",
            Action::Answer {
                status,
                headers,
                body,
            },
        ));
        let failure = session.list("workbooks").unwrap().total().unwrap_err();
        assert_eq!(
            (failure.name(), failure.http_status),
            (expected, i32::from(status)),
            "{}",
            failure.message
        );
        assert!(
            failure.headers.contains("x-echo: <***>"),
            "{}",
            failure.headers
        );
        assert!(!failure.everything().contains(&token));
    }

    // The same for the probe, the sign-in and the switch; whether the switch was executed is not
    // known then.
    let broken = |path| {
        let headers = vec![("Content-Encoding".to_owned(), "gzip".to_owned())];
        let action = Action::Answer {
            status: 200,
            headers,
            body: b"not gzip".to_vec(),
        };
        simulator.fault(Fault::on(path, action));
    };
    broken("serverInfo");
    let info = server.get_info().unwrap_err();
    broken("signin");
    let sign_in = server.sign_in_with_password(("alice", "alice-password"), None, None);
    broken("switchSite");
    let switch = session.switch_site("marketing").unwrap_err();
    assert!(
        switch
            .message
            .contains("it is not known whether the site was switched")
    );
    for failure in [info, sign_in.err().unwrap(), switch] {
        let told = (failure.name(), failure.http_status);
        assert_eq!(told, ("TSC_ERROR_PROTOCOL", 200), "{}", failure.message);
    }
}

#[test]
fn long_error_body_is_truncated_and_its_status_reported() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    simulator.fault(Fault::on(
        "/workbooks",
        of_type(503, "text/html", vec![b'x'; 2 * 1024 * 1024]),
    ));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(
        (failure.name(), failure.http_status),
        ("TSC_ERROR_SERVER", 503)
    );
    let kept = failure.body.unwrap().len();
    assert!((1_000_000..=1024 * 1024).contains(&kept), "{kept}");
}

#[test]
fn old_namespaces_and_byte_order_marks_are_accepted() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let old = SIGNED_IN.replace("tableau.com", "tableausoftware.com");
    for body in [
        old,
        format!("\u{feff}{SIGNED_IN}"),
        SIGNED_IN.replace(" xmlns='http://tableau.com/api'", ""),
    ] {
        simulator.fault(Fault::on("signin", of_type(200, "text/xml", body)));
        assert_eq!(
            server.sign_in(TOKEN, "").unwrap().token().as_deref(),
            Some("TOKEN|1==")
        );
    }
}

#[test]
fn truncated_response_is_a_connect_error() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "marketing");
    let list = || session.list("workbooks").unwrap();
    let all = list().rest("id").unwrap();
    for cut in [0, 1, 10, 20, 100, 200, 300, 500, 800, 1200] {
        // Over a pooled connection that is closed without a response, the request is sent again.
        simulator.fault(Fault {
            times: Some(if cut == 0 { 2 } else { 1 }),
            ..Fault::on("/workbooks", Action::CutAfter(cut))
        });
        let failure = list().total().unwrap_err();
        assert_eq!(
            failure.name(),
            "TSC_ERROR_CONNECT",
            "after {cut}: {}",
            failure.message
        );
        assert_eq!(failure.http_status, 0);
    }
    assert!(list().rest("id").unwrap() == all);
}

#[test]
fn error_has_the_whole_response() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    let body = "<tsResponse xmlns='http://tableau.com/api'><error code='409009'><callstack>at x</callstack>\
        <summary>Resource Conflict</summary><detail>It's there &amp; taken</detail></error></tsResponse>";
    let headers = [("X-A", "1"), ("x-a", "2"), ("Content-Type", "text/xml")];
    let headers = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    simulator.fault(Fault::on(
        "/workbooks",
        Action::Answer {
            status: 409,
            headers,
            body: body.into(),
        },
    ));
    let failure = session.list("workbooks").unwrap().total().unwrap_err();
    assert_eq!(failure.code.as_deref(), Some("409009"));
    assert_eq!(failure.detail.as_deref(), Some("It's there & taken"));
    assert_eq!(failure.body.as_deref(), Some(body.as_bytes()));
    assert!(
        failure.headers.contains("x-a: 1\nx-a: 2\n"),
        "{}",
        failure.headers
    );
    assert_eq!(failure.retry_after, -1);
}

#[test]
fn retry_after_can_be_a_date() {
    let simulator = simulator();
    let (_server, session) = signed_in(&simulator, "");
    struct Case<'a> {
        /// The value of Retry-After.
        value: &'a str,
        least: i64,
        most: i64,
    }
    for Case { value, least, most } in [
        Case {
            value: "7",
            least: 7,
            most: 7,
        },
        Case {
            value: "Tue, 31 Dec 2999 23:59:59 GMT",
            least: 1_000_000,
            most: i64::MAX,
        },
        Case {
            value: "Sun, 06 Nov 1994 08:49:37 GMT",
            least: 0,
            most: 0,
        },
        Case {
            value: "soon",
            least: -1,
            most: -1,
        },
    ] {
        let headers = vec![("Retry-After".to_owned(), value.to_owned())];
        simulator.fault(Fault::on(
            "/workbooks",
            Action::Answer {
                status: 429,
                headers,
                body: vec![],
            },
        ));
        let failure = session.list("workbooks").unwrap().total().unwrap_err();
        assert!(
            (least..=most).contains(&failure.retry_after),
            "{value}: {}",
            failure.retry_after
        );
    }
}
