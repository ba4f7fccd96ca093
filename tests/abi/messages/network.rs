//! Errors of connections, TLS, proxies and redirects.

use super::*;
use crate::support::http_server::listener;
use std::io::Read;
use std::time::Duration;
use tsc_simulator::{Action, Fault};

const CASES: &[Case] = &[
    Case {
        status: "TSC_ERROR_TIMEOUT",
        fail: |_| {
            let server = Server::new(&silent()).unwrap();
            server.set_timeouts(50, 0, 0);
            server.sign_in(TOKEN, "").err().unwrap()
        },
        response: None,
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
        response: None,
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
        response: None,
        message: "list \"workbooks\" of SERVER: page 1: the whole call took longer than 0.5 s, the total limit; it was waiting for the response, or the rest of it",
    },
    Case {
        status: "TSC_ERROR_RESOLVE",
        fail: |_| sign_in_to("https://tableau.invalid"),
        response: None,
        message: "sign in to https://tableau.invalid: the host name tableau.invalid cannot be resolved (REASON); check the server's address and the network",
    },
    Case {
        status: "TSC_ERROR_CONNECT",
        fail: |_| sign_in_to("https://127.0.0.1:1"),
        response: None,
        message: "sign in to https://127.0.0.1:PORT: no connection (127.0.0.1:PORT: Connection refused (os error 111)); check the server's address and port, and that it is running",
    },
    Case {
        status: "TSC_ERROR_CONNECT",
        fail: |simulator| list_with_response(simulator, Action::Close),
        response: None,
        message: "list \"workbooks\" of SERVER: page 1: the connection was closed before the whole response arrived (Peer disconnected); it was sent 2 times",
    },
    Case {
        status: "TSC_ERROR_CONNECT",
        fail: |simulator| list_with_response(simulator, Action::CutAfter(2000)),
        response: None,
        message: "list \"workbooks\" of SERVER: page 1: the connection was closed before the whole response arrived (Peer disconnected)",
    },
    Case {
        status: "TSC_ERROR_PROXY",
        fail: |simulator| list_with_response(simulator, html(407)),
        response: Some(Words {
            http_status: 407,
            ..NOTHING
        }),
        message: "list \"workbooks\" of SERVER: page 1: the server answered 407 Proxy Authentication Required, and not in Tableau's form (text/html): a proxy or load balancer may have responded in its place; no proxy is set: a proxy on the way requires authentication",
    },
    Case {
        status: "TSC_ERROR_TLS",
        fail: |simulator| {
            sign_in_to(&format!(
                "https://127.0.0.1:{}",
                port_of(&simulator.http_url())
            ))
        },
        response: None,
        message: "sign in to https://127.0.0.1:PORT: the server does not speak TLS on this port; check the port, or whether the address should begin with http://",
    },
    Case {
        status: "TSC_ERROR_TLS",
        fail: |_| {
            let address = listener("127.0.0.1", |mut stream| {
                // Reading the client's hello makes the end of the connection an orderly one.
                let _ = stream.read(&mut [0; 16 * 1024]);
            });
            sign_in_to(&format!("https://{address}"))
        },
        response: None,
        message: "sign in to https://127.0.0.1:PORT: the connection was closed in the TLS handshake (unexpected end of file)",
    },
    Case {
        status: "TSC_ERROR_CERTIFICATE",
        fail: |simulator| sign_in_to(&simulator.https_url()),
        response: None,
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
        response: None,
        message: "sign in to https://127.0.0.2:PORT: the server's certificate is not trusted (it is for another host name); use the host name that the certificate is for, or get one for this name",
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
        response: Some(Words {
            http_status: 302,
            ..NOTHING
        }),
        message: "sign in to SERVER: the server redirects to another origin, http://localhost/x, and that is not followed; if that is the right server, use its address as the server's",
    },
];

#[test]
fn messages_of_network_errors() {
    check(CASES);
}
