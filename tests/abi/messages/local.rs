//! Errors that the library detects before it sends anything.

use super::*;

const CASES: &[Case] = &[
    Case {
        status: "TSC_ERROR_INVALID_ARGUMENT",
        fail: |_| Server::new("ftp://tableau.example.com").err().unwrap(),
        response: None,
        message: "the URL cannot be used: its scheme is neither http nor https",
    },
    Case {
        status: "TSC_ERROR_CA_PATH",
        fail: |simulator| {
            Server::of(simulator)
                .set_ca_path(Some("/no/such/ca.pem"))
                .unwrap_err()
        },
        response: None,
        message: "the CA path \"/no/such/ca.pem\" cannot be used: No such file or directory (os error 2)",
    },
    Case {
        status: "TSC_ERROR_UNSUPPORTED_VERSION",
        fail: |_| sign_in(&simulator_of_version("3.5")),
        response: None,
        message: "sign in to https://localhost:PORT: signing in with a personal access token needs REST API 3.6 or later, and 3.5 is in use",
    },
    Case {
        status: "TSC_ERROR_INVALID_STATE",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let list = session.list("workbooks").unwrap();
            session.switch_site("marketing").unwrap();
            list.next().err().unwrap()
        },
        response: None,
        message: "list \"workbooks\" of SERVER: the session has switched site since this was created; create a new one",
    },
    Case {
        status: "TSC_ERROR_INSECURE",
        fail: |simulator| {
            // The operating system reads this as 127.0.0.1, but it is not written as a loopback
            // address.
            sign_in_to(&format!("http://127.1:{}", port_of(&simulator.http_url())))
        },
        response: None,
        message: "sign in to http://127.1:PORT: the secret would go over plain http to http://127.1:PORT, which is not encrypted; use the server's https:// address, or allow plain http",
    },
    Case {
        status: "TSC_ERROR_NOT_SIGNED_IN",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            session.sign_out().unwrap();
            session.list("workbooks").err().unwrap()
        },
        response: None,
        message: "list \"workbooks\" of SERVER: the session was signed out; sign in again",
    },
    Case {
        status: "TSC_ERROR_INVALID_ARGUMENT",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            session.request("G T", "users").err().unwrap()
        },
        response: None,
        message: "request \"users\" of SERVER: the method \"G T\" is not an HTTP token like GET",
    },
    Case {
        status: "TSC_ERROR_INVALID_STATE",
        fail: |simulator| {
            let (_server, session) = signed_in(simulator, "");
            let request = session.request("DELETE", "users/ID").unwrap();
            session.switch_site("marketing").unwrap();
            request.send().err().unwrap()
        },
        response: None,
        message: "DELETE \"users/ID\" of SERVER: the session has switched site since this was created; create a new one",
    },
];

#[test]
fn messages_of_local_errors() {
    check(CASES);
}
