//! Each status that a call can return, with Tableau's words and the whole message: read
//! them as the person would who finds them in a log.

use crate::support::http_server::listener;
use crate::support::*;
use std::io::Read;
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Duration;
use tsc_simulator::builtin::{JSON_WEB_TOKEN, UNIFIED_ACCESS_TOKEN};
use tsc_simulator::{Action, Fault, Options, Simulator};

/// One way to fail, and what is said of it. In the message SERVER stands for the address.
struct Case {
    status: &'static str,
    fail: fn(&Simulator) -> Box<Failure>,
    tableau: Option<(i32, &'static str, &'static str, &'static str)>,
    message: &'static str,
}

fn sign_in(simulator: &Simulator) -> Box<Failure> {
    Server::of(simulator).sign_in(TOKEN, "").err().unwrap()
}

fn sign_in_to(url: &str) -> Box<Failure> {
    Server::new(url).unwrap().sign_in(TOKEN, "").err().unwrap()
}

/// A list of a session, answered with Tableau's error.
fn list_refused(simulator: &Simulator, code: u32, summary: &str, detail: &str) -> Box<Failure> {
    let (_server, session) = signed_in(simulator, "");
    let action = Action::TableauError {
        code,
        summary: summary.into(),
        detail: detail.into(),
        headers: vec![("Retry-After".into(), "7".into())],
    };
    simulator.fault(Fault::on("/workbooks", action));
    session.list("workbooks").unwrap().total().unwrap_err()
}

/// A list of a session, answered with something else.
fn list_answered(simulator: &Simulator, action: Action) -> Box<Failure> {
    let (_server, session) = signed_in(simulator, "");
    simulator.fault(Fault {
        times: None,
        ..Fault::on("/workbooks", action)
    });
    session.list("workbooks").unwrap().total().unwrap_err()
}

/// A request of a session, answered with JSON.
fn request_answered(simulator: &Simulator, method: &str, status: u16, json: &str) -> Box<Failure> {
    let (_server, session) = signed_in(simulator, "");
    simulator.fault(Fault::on(
        "/query",
        Action::Answer {
            status,
            headers: vec![("Content-Type".into(), "application/json".into())],
            body: json.into(),
        },
    ));
    let request = session.request(method, "/api/v1/query").unwrap();
    request.set_max_response_size(10);
    request.send().err().unwrap()
}

/// What Tableau says where a session is dead.
const DEAD: (i32, &str, &str, &str) = (401, "401002", "Unauthorized Access", "d");
/// A request of a session that began in some way and is dead.
fn dead_session(simulator: &Simulator, sign_in: impl FnOnce(&Server) -> Session) -> Box<Failure> {
    let session = sign_in(&Server::of(simulator));
    simulator.fault(Fault::on(
        "/views",
        Action::TableauError {
            code: 401002,
            summary: DEAD.2.into(),
            detail: DEAD.3.into(),
            headers: vec![],
        },
    ));
    session
        .request("GET", "views")
        .unwrap()
        .send()
        .err()
        .unwrap()
}

fn json(status: u16, body: &str) -> Action {
    Action::Answer {
        status,
        headers: vec![("Content-Type".into(), "application/json".into())],
        body: body.into(),
    }
}

fn html(status: u16) -> Action {
    Action::Answer {
        status,
        headers: vec![("Content-Type".into(), "text/html".into())],
        body: b"<html><body>Service unavailable</body></html>".to_vec(),
    }
}

fn port_of(url: &str) -> &str {
    url.rsplit(':').next().unwrap()
}

/// A server that takes connections and then says nothing.
fn silent() -> String {
    let kept: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());
    let address = listener("127.0.0.1", move |stream| kept.lock().unwrap().push(stream));
    format!("https://{address}")
}

const CASES: &[Case] = &[
    Case {
        status: "TSC_ERROR_INVALID_ARGUMENT",
        fail: |_| Server::new("ftp://tableau.example.com").err().unwrap(),
        tableau: None,
        message: "the URL cannot be used: its scheme is neither http nor https",
    },
    Case {
        status: "TSC_ERROR_TIMEOUT",
        fail: |_| {
            let server = Server::new(&silent()).unwrap();
            server.set_timeouts(50, 0, 0);
            server.sign_in(TOKEN, "").err().unwrap()
        },
        tableau: None,
        message: "sign in to https://127.0.0.1:PORT: connecting with a TLS handshake took longer than 0.05 s, the connect limit",
    },
    Case {
        status: "TSC_ERROR_TIMEOUT",
        fail: |simulator| {
            let (server, session) = signed_in(simulator, "");
            server.set_timeouts(0, 50, 0);
            simulator.fault(Fault::on(
                "/workbooks",
                Action::Delay(Duration::from_secs(2)),
            ));
            session.list("workbooks").unwrap().total().unwrap_err()
        },
        tableau: None,
        message: "list \"workbooks\" of SERVER: page 1: the server was silent for longer than 0.05 s, the read limit",
    },
    Case {
        status: "TSC_ERROR_TIMEOUT",
        fail: |simulator| {
            let (server, session) = signed_in(simulator, "");
            server.set_timeouts(0, 0, 500);
            simulator.fault(Fault::on(
                "/workbooks",
                Action::Delay(Duration::from_secs(2)),
            ));
            session.list("workbooks").unwrap().total().unwrap_err()
        },
        tableau: None,
        message: "list \"workbooks\" of SERVER: page 1: the whole call took longer than 0.5 s, the total limit; it was waiting for the answer, or the rest of it",
    },
    Case {
        status: "TSC_ERROR_RESOLVE",
        fail: |_| sign_in_to("https://tableau.invalid"),
        tableau: None,
        message: "sign in to https://tableau.invalid: the host name tableau.invalid cannot be resolved (REASON); check the server's address and the network",
    },
    Case {
        status: "TSC_ERROR_CONNECT",
        fail: |_| sign_in_to("https://127.0.0.1:1"),
        tableau: None,
        message: "sign in to https://127.0.0.1:PORT: no connection (127.0.0.1:PORT: Connection refused (os error 111)); check the server's address and port, and that it is running",
    },
    Case {
        status: "TSC_ERROR_CONNECT",
        fail: |simulator| list_answered(simulator, Action::Close),
        tableau: None,
        message: "list \"workbooks\" of SERVER: page 1: the connection was closed before a whole answer came (Peer disconnected)",
    },
    Case {
        status: "TSC_ERROR_CONNECT",
        fail: |simulator| list_answered(simulator, Action::CutAfter(2000)),
        tableau: None,
        message: "list \"workbooks\" of SERVER: page 1: the connection was closed before a whole answer came (Peer disconnected)",
    },
    Case {
        status: "TSC_ERROR_PROXY",
        fail: |simulator| list_answered(simulator, html(407)),
        tableau: Some((407, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 407 Proxy Authentication Required, and not in Tableau's form (text/html): a proxy or load balancer may have answered for it; no proxy is set: one on the way wants to know who asks",
    },
    Case {
        status: "TSC_ERROR_TLS",
        fail: |simulator| {
            sign_in_to(&format!(
                "https://127.0.0.1:{}",
                port_of(&simulator.http_url())
            ))
        },
        tableau: None,
        message: "sign in to https://127.0.0.1:PORT: the server does not speak TLS on this port; check the port, or whether the address should begin with http://",
    },
    Case {
        status: "TSC_ERROR_TLS",
        fail: |_| {
            let address = listener("127.0.0.1", |mut stream| {
                // The hello is taken, so that the end is an orderly one.
                let _ = stream.read(&mut [0; 16 * 1024]);
            });
            sign_in_to(&format!("https://{address}"))
        },
        tableau: None,
        message: "sign in to https://127.0.0.1:PORT: the connection was closed in the TLS handshake (unexpected end of file)",
    },
    Case {
        status: "TSC_ERROR_CERTIFICATE",
        fail: |simulator| sign_in_to(&simulator.https_url()),
        tableau: None,
        message: "sign in to SERVER: the server's certificate is not trusted (unknown issuer); add the CA \"Tableau simulator CA\" that signed it to the trusted certificates",
    },
    Case {
        status: "TSC_ERROR_CERTIFICATE",
        fail: |simulator| {
            let url = format!("https://{}", other_address(simulator));
            let server = Server::new(&url).unwrap();
            server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
            server.sign_in(TOKEN, "").err().unwrap()
        },
        tableau: None,
        message: "sign in to https://127.0.0.2:PORT: the server's certificate is not trusted (it is for another host name); use the host name that the certificate is for, or have one made for this name",
    },
    Case {
        status: "TSC_ERROR_CA_PATH",
        fail: |simulator| {
            Server::of(simulator)
                .set_ca_path(Some("/no/such/ca.pem"))
                .unwrap_err()
        },
        tableau: None,
        message: "the CA path \"/no/such/ca.pem\" cannot be used: No such file or directory (os error 2)",
    },
    Case {
        status: "TSC_ERROR_REDIRECT",
        fail: |simulator| {
            let location = "http://localhost/x?token=hush".into();
            simulator.fault(Fault::on(
                "signin",
                Action::Redirect {
                    status: 302,
                    location,
                },
            ));
            sign_in(simulator)
        },
        tableau: Some((302, "", "", "")),
        message: "sign in to SERVER: the server redirects to another origin, http://localhost/x, and that is not followed; if that is the right server, use its address as the server's",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| {
            simulator.fault(Fault::on("signin", html(200)));
            sign_in(simulator)
        },
        tableau: Some((200, "", "", "")),
        message: "sign in to SERVER: the server answered 200 OK with text/html, but the answer is not Tableau's XML (its root element is not tsResponse); check that the address is a Tableau Server's and that no proxy or login page answers for it",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| list_answered(simulator, Action::Garbage),
        tableau: None,
        message: "list \"workbooks\" of SERVER: page 1: the answer is not HTTP (http parse fail: invalid HTTP version); check the server's address and port",
    },
    Case {
        status: "TSC_ERROR_UNSUPPORTED_VERSION",
        fail: |_| sign_in(&simulator_of_version("3.5")),
        tableau: None,
        message: "sign in to https://localhost:PORT: signing in with a personal access token needs REST API 3.6 or later, and 3.5 is in use",
    },
    Case {
        status: "TSC_ERROR_UNSUPPORTED_VERSION",
        fail: |simulator| {
            let server = Server::of(simulator);
            server.set_api_version(Some("99.0")).unwrap();
            server.sign_in(TOKEN, "").err().unwrap()
        },
        tableau: Some((
            404,
            "404001",
            "Resource Not Found",
            "Version '99.0' is not a valid version of the API.",
        )),
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
        tableau: Some((
            404,
            "404003",
            "Resource Not Found",
            "Unknown resource '/3.24/sites/25c0e53d-eacc-5b55-b571-b5d52c52fa85/no-such-things' specified in URI.",
        )),
        message: "list \"no-such-things\" of SERVER: page 1: the server answered 404 Not Found (404003 Resource Not Found: Unknown resource '/3.24/sites/25c0e53d-eacc-5b55-b571-b5d52c52fa85/no-such-things' specified in URI.); the server's REST API has no such call or version: check the path, and the API version if one was set",
    },
    Case {
        status: "TSC_ERROR_INVALID_STATE",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let list = session.list("workbooks").unwrap();
            session.switch_site("marketing").unwrap();
            list.next().err().unwrap()
        },
        tableau: None,
        message: "list \"workbooks\" of SERVER: the session has switched site since this was made; make it anew",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| list_refused(simulator, 413000, "Too large", "d"),
        tableau: Some((413, "413000", "Too large", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 413 Payload Too Large (413000 Too large: d); the server, or a proxy before it, takes no request of this size",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| {
            let body = "<a>".repeat(1000).into_bytes();
            list_answered(
                simulator,
                Action::Answer {
                    status: 200,
                    headers: vec![],
                    body,
                },
            )
        },
        tableau: Some((200, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 1: the answer is nested too deeply for any of Tableau's",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| {
            let body = vec![b' '; 64 * 1024 * 1024 + 1];
            list_answered(
                simulator,
                Action::Answer {
                    status: 200,
                    headers: vec![],
                    body,
                },
            )
        },
        tableau: Some((200, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 1: the answer is over 67108864 bytes; set a smaller page size for the list",
    },
    Case {
        status: "TSC_ERROR_INSECURE",
        fail: |simulator| {
            // To the system this is 127.0.0.1, but it does not say so.
            sign_in_to(&format!("http://127.1:{}", port_of(&simulator.http_url())))
        },
        tableau: None,
        message: "sign in to http://127.1:PORT: the secret would go over plain http to http://127.1:PORT, readable on its way; use the server's https:// address, or set that plain http is allowed",
    },
    Case {
        status: "TSC_ERROR_BAD_REQUEST",
        fail: |simulator| list_refused(simulator, 400006, "Invalid page number", "d"),
        tableau: Some((400, "400006", "Invalid page number", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 400 Bad Request (400006 Invalid page number: d)",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            Server::of(simulator)
                .sign_in(("demo-token", "wrong"), "")
                .err()
                .unwrap()
        },
        tableau: Some((
            401,
            "401001",
            "Signin Error",
            "Error signing in to Tableau Server",
        )),
        message: "sign in to SERVER: the server answered 401 Unauthorized (401001 Signin Error: Error signing in to Tableau Server); check the token's name and value, that it was not revoked and has not expired, the site's contentUrl, and that the user may sign in to that site (and impersonate, if asked to)",
    },
    Case {
        status: "TSC_ERROR_NOT_SIGNED_IN",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            session.sign_out().unwrap();
            session.list("workbooks").err().unwrap()
        },
        tableau: None,
        message: "list \"workbooks\" of SERVER: the session was signed out; sign in again",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            list_refused(
                simulator,
                401002,
                "Unauthorized Access",
                "Invalid authentication credentials were provided.",
            )
        },
        tableau: Some((
            401,
            "401002",
            "Unauthorized Access",
            "Invalid authentication credentials were provided.",
        )),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 401 Unauthorized (401002 Unauthorized Access: Invalid authentication credentials were provided.); the session has expired, or signing in again with its personal access token ended it: sign in again",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| list_refused(simulator, 403004, "Forbidden", "d"),
        tableau: Some((403, "403004", "Forbidden", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 403 Forbidden (403004 Forbidden: d)",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| {
            signed_in(simulator, "")
                .1
                .switch_site("finance")
                .unwrap_err()
        },
        tableau: Some((
            401,
            "401003",
            "Switch Site Error",
            "Error switching to the requested site",
        )),
        message: "switch to site \"finance\" of SERVER: the server answered 401 Unauthorized (401003 Switch Site Error: Error switching to the requested site); check the site's contentUrl, and that the user may enter that site",
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
        tableau: Some((
            404,
            "404002",
            "Resource Not Found",
            "Workbook 'no-such-id' could not be found.",
        )),
        message: "list \"workbooks/no-such-id/views\" of SERVER: page 1: the server answered 404 Not Found (404002 Resource Not Found: Workbook 'no-such-id' could not be found.)",
    },
    Case {
        status: "TSC_ERROR_METHOD_NOT_ALLOWED",
        fail: |simulator| list_refused(simulator, 405000, "Method Not Allowed", "d"),
        tableau: Some((405, "405000", "Method Not Allowed", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 405 Method Not Allowed (405000 Method Not Allowed: d); check the method and the path: the server has nothing there that takes this method",
    },
    Case {
        status: "TSC_ERROR_CONFLICT",
        fail: |simulator| list_refused(simulator, 409009, "Resource Conflict", "d"),
        tableau: Some((409, "409009", "Resource Conflict", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 409 Conflict (409009 Resource Conflict: d)",
    },
    Case {
        status: "TSC_ERROR_RATE_LIMITED",
        fail: |simulator| list_refused(simulator, 429000, "Too Many Requests", "d"),
        tableau: Some((429, "429000", "Too Many Requests", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 429 Too Many Requests (429000 Too Many Requests: d); try again in 7 s",
    },
    Case {
        status: "TSC_ERROR_SERVER",
        fail: |simulator| list_answered(simulator, html(503)),
        tableau: Some((503, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 503 Service Unavailable, and not in Tableau's form (text/html): a proxy or load balancer may have answered for it; try again later; if it stays, the server's administrator knows more",
    },
    Case {
        status: "TSC_ERROR_HTTP",
        fail: |simulator| {
            list_answered(
                simulator,
                Action::Answer {
                    status: 418,
                    headers: vec![],
                    body: vec![],
                },
            )
        },
        tableau: Some((418, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 418 I'm a teapot, and not in Tableau's form (an empty body): a proxy or load balancer may have answered for it",
    },
    Case {
        status: "TSC_ERROR_INVALID_ARGUMENT",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            session.request("G T", "users").err().unwrap()
        },
        tableau: None,
        message: "request \"users\" of SERVER: the method \"G T\" is not an HTTP token, as GET is",
    },
    Case {
        status: "TSC_ERROR_INVALID_STATE",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let request = session.request("DELETE", "users/ID").unwrap();
            session.switch_site("marketing").unwrap();
            request.send().err().unwrap()
        },
        tableau: None,
        message: "DELETE \"users/ID\" of SERVER: the session has switched site since this was made; make it anew",
    },
    Case {
        status: "TSC_ERROR_TOO_LARGE",
        fail: |simulator| request_answered(simulator, "GET", 200, "more than ten bytes"),
        tableau: Some((200, "", "", "")),
        message: "GET \"/api/v1/query\" of SERVER: the answer is over 10 bytes; raise the request's limit for the size of a response",
    },
    Case {
        status: "TSC_ERROR_NOT_FOUND",
        fail: |simulator| {
            let json =
                r#"{"error": {"code": "404002", "summary": "Not \"here\"", "detail": "d\n"}}"#;
            request_answered(simulator, "PATCH", 404, json)
        },
        tableau: Some((404, "404002", "Not \"here\"", "d")),
        message: "PATCH \"/api/v1/query\" of SERVER: the server answered 404 Not Found (404002 Not \"here\": d)",
    },
    Case {
        status: "TSC_ERROR_BAD_REQUEST",
        fail: |simulator| {
            let json = r#"{"errorCode": "400803", "message": "No such function", "debug": {}}"#;
            request_answered(simulator, "POST", 400, json)
        },
        tableau: Some((400, "400803", "No such function", "")),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 400 Bad Request (400803 No such function)",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            dead_session(simulator, |server| {
                server
                    .sign_in_with_password(("alice", "alice-password"), None, None)
                    .unwrap()
            })
        },
        tableau: Some(DEAD),
        message: "GET \"views\" of SERVER: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired or was ended: sign in again",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            dead_session(simulator, |server| {
                server
                    .sign_in_with_json_web_token(JSON_WEB_TOKEN, Some("marketing"), None)
                    .unwrap()
            })
        },
        tableau: Some(DEAD),
        message: "GET \"views\" of SERVER: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired, or the JSON web token's scopes do not cover this call: sign in again, with a token whose scopes do",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |_| {
            let cloud = Options {
                cloud: true,
                ..Options::default()
            };
            let simulator = &Simulator::start(cloud).unwrap();
            dead_session(simulator, |server| {
                server
                    .sign_in_with_unified_access_token(UNIFIED_ACCESS_TOKEN, Some("marketing"))
                    .unwrap()
            })
        },
        tableau: Some(DEAD),
        message: "GET \"views\" of https://localhost:PORT: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired, or the unified access token's scopes do not cover this call: sign in again, with a token whose scopes do",
    },
    Case {
        status: "TSC_ERROR_SESSION_EXPIRED",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let token = session.token().unwrap();
            dead_session(simulator, move |server| {
                server.resume_session(&token).unwrap()
            })
        },
        tableau: Some(DEAD),
        message: "GET \"views\" of SERVER: the server answered 401 Unauthorized (401002 Unauthorized Access: d); the session has expired or was ended, or it began with a JSON web token whose scopes do not cover this call: sign in again",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| list_answered(simulator, json(200, r#"{"workbooks": []}"#)),
        tableau: Some((200, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 200 OK with application/json, but the answer is not Tableau's XML (unknown token at 1:PORT); it is JSON, and a list reads XML: make a request for this path instead",
    },
    Case {
        status: "TSC_ERROR_PROTOCOL",
        fail: |simulator| {
            simulator.fault(Fault::on("signin", json(200, "{}")));
            sign_in(simulator)
        },
        tableau: Some((200, "", "", "")),
        message: "sign in to SERVER: the server answered 200 OK with application/json, but the answer is not Tableau's XML (unknown token at 1:PORT); it is JSON, where XML was asked for: check that the address is a Tableau Server's and the path one that answers in XML",
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
        tableau: Some((503, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 2, after 1000 of 2345 items: the server answered 503 Service Unavailable, and not in Tableau's form (text/html): a proxy or load balancer may have answered for it; try again later; if it stays, the server's administrator knows more",
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
                        Action::Answer {
                            status: 200,
                            headers: vec![("Content-Type".into(), "text/xml".into())],
                            body: body.into(),
                        },
                    )
                });
            }
            list.rest("id").unwrap_err()
        },
        tableau: Some((200, "", "", "")),
        message: "list \"workbooks\" of SERVER: page 6, after 400 of 909 items: the server answered 200 OK with text/xml, but of 909 items 400 have come, and then two pages without any; the list may have changed while it was read: read it from its beginning again",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            let server = Server::of(simulator);
            server
                .sign_in_with_json_web_token("a.b.c", None, None)
                .err()
                .unwrap()
        },
        tableau: Some((
            401,
            "401001",
            "Signin Error",
            "Error signing in to Tableau Server",
        )),
        message: "sign in to SERVER: the server answered 401 Unauthorized (401001 Signin Error: Error signing in to Tableau Server); check the token's issuer, audience, user and scopes, that it has not expired and was not used before, that its issuer is enabled, and the site's contentUrl",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            let server = Server::of(simulator);
            server
                .sign_in_with_password(("alice", "wrong"), None, None)
                .err()
                .unwrap()
        },
        tableau: Some((
            401,
            "401001",
            "Signin Error",
            "Error signing in to Tableau Server",
        )),
        message: "sign in to SERVER: the server answered 401 Unauthorized (401001 Signin Error: Error signing in to Tableau Server); check the user's name and password, the site's contentUrl, and that the user may sign in to that site (and impersonate, if asked to)",
    },
    Case {
        status: "TSC_ERROR_SIGN_IN_FAILED",
        fail: |simulator| {
            simulator.fault(Fault::on("signin", html(401)));
            sign_in(simulator)
        },
        tableau: Some((401, "", "", "")),
        message: "sign in to SERVER: the server answered 401 Unauthorized, and not in Tableau's form (text/html): a proxy or load balancer may have answered for it; it is not Tableau that says so: a gateway or login page before it may want credentials of its own",
    },
    Case {
        status: "TSC_ERROR_NOT_FOUND",
        fail: |simulator| {
            simulator.fault(Fault::on("serverInfo", html(404)));
            sign_in(simulator)
        },
        tableau: Some((404, "", "", "")),
        message: "sign in to SERVER: the server answered 404 Not Found, and not in Tableau's form (text/html): a proxy or load balancer may have answered for it; check that the address is a Tableau Server's",
    },
    Case {
        status: "TSC_ERROR_SERVER",
        fail: |simulator| list_refused(simulator, 503000, "s", "d"),
        tableau: Some((503, "503000", "s", "d")),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 503 Service Unavailable (503000 s: d); try again in 7 s; if it stays, the server's administrator knows more",
    },
    Case {
        status: "TSC_ERROR_BAD_REQUEST",
        fail: |simulator| {
            let json = r#"{"errors": [{"message": "Cannot query field \"x\"", "extensions": {}}]}"#;
            request_answered(simulator, "POST", 400, json)
        },
        tableau: Some((400, "", "Cannot query field \"x\"", "")),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 400 Bad Request (Cannot query field \"x\")",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| {
            let json = r#"{"error": "insufficient_scope", "error_description": "More is needed."}"#;
            request_answered(simulator, "POST", 403, json)
        },
        tableau: Some((403, "", "insufficient_scope", "More is needed.")),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 403 Forbidden (insufficient_scope: More is needed.)",
    },
    Case {
        status: "TSC_ERROR_FORBIDDEN",
        fail: |simulator| request_answered(simulator, "POST", 403, r#"{"reason": 7}"#),
        tableau: Some((403, "", "", "")),
        message: "POST \"/api/v1/query\" of SERVER: the server answered 403 Forbidden, and not in Tableau's form (application/json)",
    },
];

#[test]
fn each_status_says_what_failed_and_what_to_do() {
    for case in CASES {
        let simulator = simulator();
        let failure = (case.fail)(&simulator);
        let message = normalised(&failure.message, &simulator);
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        let told = (
            failure.http_status,
            words(&failure.code),
            words(&failure.summary),
            words(&failure.detail),
        );
        let (http, code, summary, detail) = case.tableau.unwrap_or_default();
        let expected = (http, code.into(), summary.into(), detail.into());
        assert_eq!(
            (failure.name(), message.as_str()),
            (case.status, case.message)
        );
        assert_eq!(told, expected, "{message}");
    }
}

/// Why a name is not known, in the words of the system.
const RESOLVER: (&str, &str) = (
    "Name or service not known",
    "Temporary failure in name resolution",
);

/// Without what is another one in each run.
fn normalised(message: &str, simulator: &Simulator) -> String {
    let message = message
        .replace(&simulator.https_url(), "SERVER")
        .replace(&simulator.http_url(), "SERVER")
        // Which of them it is depends on whether the machine has a name server.
        .replace(RESOLVER.0, "REASON")
        .replace(RESOLVER.1, "REASON");
    let mut parts = message.split(':');
    let mut normalised = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_port = rest.len() < part.len();
        normalised.push_str(if has_port { ":PORT" } else { ":" });
        normalised.push_str(rest);
    }
    normalised
}
