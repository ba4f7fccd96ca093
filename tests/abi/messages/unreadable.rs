//! Successes that cannot be used.

use super::*;
use tsc_simulator::{Action, Fault};

const CASES: &[Case] = &[
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| {
            simulator.fault(Fault::on("signin", html(200)));
            sign_in(simulator)
        },
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "sign in to SERVER: the server answered 200 OK with text/html, but the response is not Tableau's XML (its root element is not tsResponse); check that the address is a Tableau Server's and that no proxy or login page responds in its place",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| list_with_response(simulator, Action::Garbage),
        response: None,
        message: "list \"workbooks\" of SERVER: page 1: the response is not HTTP (http parse fail: invalid HTTP version); check the server's address and port",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| {
            let body = "<a>".repeat(1000).into_bytes();
            list_with_response(simulator, respond(200, &[], body))
        },
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 1: the response is nested too deeply to be Tableau's",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| {
            let body = vec![b' '; 64 * 1024 * 1024 + 1];
            list_with_response(simulator, respond(200, &[], body))
        },
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 1: the response is over 67108864 bytes; set a smaller page size for the list",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| request_with_response(simulator, "GET", 200, "more than ten bytes"),
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "GET \"/api/v1/query\" of SERVER: the response is over 10 bytes; raise the request's limit for the size of a response",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| list_with_response(simulator, json(200, r#"{"workbooks": []}"#)),
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 200 OK with application/json, but the response is not Tableau's XML (it has no root element at 1:PORT); it is JSON, and a list reads XML: use a request for this path instead",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| {
            simulator.fault(Fault::on("signin", json(200, "{}")));
            sign_in(simulator)
        },
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "sign in to SERVER: the server answered 200 OK with application/json, but the response is not Tableau's XML (unknown token at 1:PORT); it is JSON, and XML was requested: check that the address is a Tableau Server's and that the path returns XML",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let list = session.list("workbooks").unwrap();
            list.set_page_size(100).unwrap();
            for page in 1..=6 {
                let items = match page {
                    1..=4 => "<workbook id='w'/>".repeat(100),
                    _ => String::new(),
                };
                let body = format!(
                    "<tsResponse><pagination pageNumber='{page}' pageSize='100' totalAvailable='909'/>\
                     <workbooks>{items}</workbooks></tsResponse>"
                );
                simulator.fault(Fault {
                    query: format!("pageNumber={page}&"),
                    ..Fault::on(
                        "/workbooks",
                        respond(200, &[("Content-Type", "text/xml")], body),
                    )
                });
            }
            list.rest("id").unwrap_err()
        },
        response: Some(Words {
            http_status: 200,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 6, after 400 of 909 items: the server answered 200 OK with text/xml, but of 909 items 400 have come, and then two pages without any; the list may have changed while it was read: read it again from the beginning",
    },
];

#[test]
fn messages_of_unusable_successes() {
    check(CASES);
}
