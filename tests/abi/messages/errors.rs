//! Error responses.

use super::*;
use tsc_simulator::Fault;

const CASES: &[Case] = &[
    Case {
        status: "TSC_ERROR_UNSUPPORTED_VERSION",
        fail: |simulator| {
            let server = Server::of(simulator);
            server.set_api_version(Some("99.0")).unwrap();
            server.sign_in(TOKEN, "").err().unwrap()
        },
        response: Some(Words {
            http_status: 404,
            code: "404001",
            summary: "Resource Not Found",
            detail: "Version '99.0' is not a valid version of the API.",
        }),
        message: "sign in to SERVER: the server answered 404 Not Found (404001 Resource Not Found: Version '99.0' is not a valid version of the API.); the server's REST API has no such version: check the API version, if one was set",
    },
    Case {
        status: "TSC_ERROR_UNSUPPORTED_VERSION",
        fail: |simulator| {
            signed_in(simulator, "")
                .1
                .list("no-such-things")
                .unwrap()
                .total()
                .unwrap_err()
        },
        response: Some(Words {
            http_status: 404,
            code: "404003",
            summary: "Resource Not Found",
            detail: "Unknown resource '/3.24/sites/25c0e53d-eacc-5b55-b571-b5d52c52fa85/no-such-things' specified in URI.",
        }),
        message: "list \"no-such-things\" of SERVER: page 1: the server answered 404 Not Found (404003 Resource Not Found: Unknown resource '/3.24/sites/25c0e53d-eacc-5b55-b571-b5d52c52fa85/no-such-things' specified in URI.); the server's REST API has no such call or version: check the path, and the API version if one was set",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| list_refused(simulator, 413000, "Too large", "d"),
        response: Some(Words {
            http_status: 413,
            code: "413000",
            summary: "Too large",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 413 Payload Too Large (413000 Too large: d); the server, or a proxy in front of it, does not accept a request of this size",
    },
    Case {
        status: "TSC_ERROR_BAD_REQUEST",
        fail: |simulator| list_refused(simulator, 400006, "Invalid page number", "d"),
        response: Some(Words {
            http_status: 400,
            code: "400006",
            summary: "Invalid page number",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 400 Bad Request (400006 Invalid page number: d)",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| list_refused(simulator, 403004, "Forbidden", "d"),
        response: Some(Words {
            http_status: 403,
            code: "403004",
            summary: "Forbidden",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 403 Forbidden (403004 Forbidden: d)",
    },
    Case {
        status: "TSC_ERROR_NOT_FOUND",
        fail: |simulator| {
            signed_in(simulator, "")
                .1
                .list("workbooks/no-such-id/views")
                .unwrap()
                .total()
                .unwrap_err()
        },
        response: Some(Words {
            http_status: 404,
            code: "404002",
            summary: "Resource Not Found",
            detail: "Workbook 'no-such-id' could not be found.",
        }),
        message: "list \"workbooks/no-such-id/views\" of SERVER: page 1: the server answered 404 Not Found (404002 Resource Not Found: Workbook 'no-such-id' could not be found.)",
    },
    Case {
        status: "TSC_ERROR_METHOD_NOT_ALLOWED",
        fail: |simulator| list_refused(simulator, 405000, "Method Not Allowed", "d"),
        response: Some(Words {
            http_status: 405,
            code: "405000",
            summary: "Method Not Allowed",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 405 Method Not Allowed (405000 Method Not Allowed: d); check the method and the path: the server does not accept this method for this path",
    },
    Case {
        status: "TSC_ERROR_CONFLICT",
        fail: |simulator| list_refused(simulator, 409009, "Resource Conflict", "d"),
        response: Some(Words {
            http_status: 409,
            code: "409009",
            summary: "Resource Conflict",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 409 Conflict (409009 Resource Conflict: d)",
    },
    Case {
        status: "TSC_ERROR_RATE_LIMITED",
        fail: |simulator| list_refused(simulator, 429000, "Too Many Requests", "d"),
        response: Some(Words {
            http_status: 429,
            code: "429000",
            summary: "Too Many Requests",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 429 Too Many Requests (429000 Too Many Requests: d); try again in 7 s",
    },
    Case {
        status: "TSC_ERROR_SERVER",
        fail: |simulator| list_with_response(simulator, html(503)),
        response: Some(Words {
            http_status: 503,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 503 Service Unavailable, and not in Tableau's form (text/html): a proxy or load balancer may have responded in its place; try again later; if the error persists, ask the server's administrator",
    },
    Case {
        status: "TSC_ERROR_HTTP",
        fail: |simulator| list_with_response(simulator, respond(418, &[], "")),
        response: Some(Words {
            http_status: 418,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 418 I'm a teapot, and not in Tableau's form (an empty body): a proxy or load balancer may have responded in its place",
    },
    Case {
        status: "TSC_ERROR_NOT_FOUND",
        fail: |simulator| {
            let json =
                r#"{"error": {"code": "404002", "summary": "Not \"here\"", "detail": "d\n"}}"#;
            request_with_response(simulator, "PATCH", 404, json)
        },
        response: Some(Words {
            http_status: 404,
            code: "404002",
            summary: "Not \"here\"",
            detail: "d",
        }),
        message: "PATCH \"/api/v1/query\" of SERVER: the server answered 404 Not Found (404002 Not \"here\": d)",
    },
    Case {
        status: "TSC_ERROR_BAD_REQUEST",
        fail: |simulator| {
            let json = r#"{"errorCode": "400803", "message": "No such function", "debug": {}}"#;
            request_with_response(simulator, "POST", 400, json)
        },
        response: Some(Words {
            http_status: 400,
            code: "400803",
            summary: "No such function",
            ..NOTHING
        }),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 400 Bad Request (400803 No such function)",
    },
    Case {
        status: "TSC_ERROR_SERVER",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let list = session.list("workbooks").unwrap();
            list.set_page_size(1000).unwrap();
            assert_eq!(list.total().unwrap(), 2345);
            simulator.fault(Fault {
                query: "pageNumber=2".into(),
                ..Fault::on("/workbooks", html(503))
            });
            list.rest("id").unwrap_err()
        },
        response: Some(Words {
            http_status: 503,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 2, after 1000 of 2345 items: the server answered 503 Service Unavailable, and not in Tableau's form (text/html): a proxy or load balancer may have responded in its place; try again later; if the error persists, ask the server's administrator",
    },
    Case {
        status: "TSC_ERROR_NOT_FOUND",
        fail: |simulator| {
            simulator.fault(Fault::on("serverInfo", html(404)));
            sign_in(simulator)
        },
        response: Some(Words {
            http_status: 404,
            ..NOTHING
        }),
        message: "sign in to SERVER: the server answered 404 Not Found, and not in Tableau's form (text/html): a proxy or load balancer may have responded in its place; check that the address is a Tableau Server's",
    },
    Case {
        status: "TSC_ERROR_SERVER",
        fail: |simulator| list_refused(simulator, 503000, "s", "d"),
        response: Some(Words {
            http_status: 503,
            code: "503000",
            summary: "s",
            detail: "d",
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 503 Service Unavailable (503000 s: d); try again in 7 s; if the error persists, ask the server's administrator",
    },
    Case {
        status: "TSC_ERROR_BAD_REQUEST",
        fail: |simulator| {
            let json = r#"{"errors": [{"message": "Cannot query field \"x\"", "extensions": {}}]}"#;
            request_with_response(simulator, "POST", 400, json)
        },
        response: Some(Words {
            http_status: 400,
            summary: "Cannot query field \"x\"",
            ..NOTHING
        }),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 400 Bad Request (Cannot query field \"x\")",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| {
            let json = r#"{"error": "insufficient_scope", "error_description": "More is needed."}"#;
            request_with_response(simulator, "POST", 403, json)
        },
        response: Some(Words {
            http_status: 403,
            summary: "insufficient_scope",
            detail: "More is needed.",
            ..NOTHING
        }),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 403 Forbidden (insufficient_scope: More is needed.)",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| request_with_response(simulator, "POST", 403, r#"{"reason": 7}"#),
        response: Some(Words {
            http_status: 403,
            ..NOTHING
        }),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 403 Forbidden, and not in Tableau's form (application/json)",
    },
];

#[test]
fn messages_of_error_responses() {
    check(CASES);
}
