//! Responses of proxies.

use super::*;
use crate::support::connect_proxy;
use crate::support::http_server::listener;
use crate::support::*;
use std::io::Write;
use tsc_simulator::Fault;

/// A proxy that gives every request the same response; returns its address.
pub fn proxy(response: &'static str) -> String {
    listener("127.0.0.1", move |mut stream| {
        head(&mut stream);
        let _ = stream.write_all(response.as_bytes());
    })
}

pub fn through(proxy: &str, server: &str) -> Box<Failure> {
    let server = Server::new(server).unwrap();
    server.set_allow_http(1);
    server.set_proxy(Some(proxy)).unwrap();
    server.sign_in(TOKEN, "").err().unwrap()
}

/// A proxy's demand for credentials.
pub struct Refusal {
    /// The headers of its response.
    pub challenge: &'static str,
    /// The program gives user and password.
    pub is_given: bool,
    /// A part of the message.
    pub says: &'static str,
}

#[test]
fn error_407_gives_advice_that_fits_the_challenge() {
    const GIVE: &str =
        "give the user and password in the proxy's URL: http://user:password@host:port";
    const REFUSED: &str = "it refuses the user and password in the proxy's URL";
    const NTLM: &str = "it requires Negotiate or NTLM, and this library supports Basic only";
    let cases: [Refusal; 6] = [
        Refusal {
            challenge: "Proxy-Authenticate: Basic realm=\"x\"\r\n",
            is_given: false,
            says: GIVE,
        },
        Refusal {
            challenge: "Proxy-Authenticate: Basic realm=\"x\"\r\n",
            is_given: true,
            says: REFUSED,
        },
        Refusal {
            challenge: "Proxy-Authenticate: Negotiate\r\nproxy-authenticate: NTLM\r\n",
            is_given: false,
            says: NTLM,
        },
        Refusal {
            challenge: "Proxy-Authenticate: Negotiate, NTLM\r\n",
            is_given: true,
            says: NTLM,
        },
        Refusal {
            challenge: "Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=x\r\n",
            is_given: false,
            says: GIVE,
        },
        Refusal {
            challenge: "",
            is_given: false,
            says: GIVE,
        },
    ];
    for Refusal {
        challenge,
        is_given,
        says: said,
    } in cases
    {
        let response = format!(
            "HTTP/1.1 407 Denied\r\n{challenge}Content-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let address = proxy(response.leak());
        let url = match is_given {
            true => format!("http://user:hunter2@{address}"),
            false => format!("http://{address}"),
        };
        for server in ["http://tableau.invalid", "https://tableau.invalid"] {
            let failure = through(&url, server);
            assert_eq!(failure.name(), "TSC_ERROR_PROXY");
            let message = &failure.message;
            assert!(message.contains(said), "{challenge} {server}: {message}");
            assert!(message.contains(&format!("http://{address}")), "{message}");
            for other in [GIVE, REFUSED, NTLM].iter().filter(|other| **other != said) {
                assert!(!message.contains(other), "{message}");
            }
            assert!(!failure.everything().contains("hunter2"));
        }
    }
}

#[test]
fn error_response_of_a_proxy_names_the_proxy() {
    let squid = "HTTP/1.1 503 Service Unavailable\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\
        Content-Type: text/html\r\nContent-Length: 5\r\nConnection: close\r\n\r\nerror";
    let bad_gateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    struct Case {
        /// The response of the proxy.
        response: &'static str,
        /// The address of the server.
        server: &'static str,
        /// A part of the message.
        says: &'static str,
    }
    for Case {
        response,
        server,
        says: said,
    } in [
        Case {
            response: squid,
            server: "http://tableau.invalid",
            says: "which may have sent this response itself (ERR_CONNECT_FAIL 111)",
        },
        Case {
            response: squid,
            server: "https://tableau.invalid",
            says: "the proxy cannot reach the server: check the server's address and port (ERR_CONNECT_FAIL 111)",
        },
        Case {
            response: bad_gateway,
            server: "http://tableau.invalid",
            says: "which may have sent this response itself",
        },
        Case {
            response: bad_gateway,
            server: "https://tableau.invalid",
            says: "answered 502 Bad Gateway when asked to connect to tableau.invalid:443; the proxy cannot reach the server",
        },
        Case {
            response: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            server: "https://tableau.invalid",
            says: "the proxy does not allow it",
        },
        Case {
            response: "",
            server: "http://tableau.invalid",
            says: "closed the connection before a response arrived",
        },
    ] {
        let address = proxy(response);
        let failure = through(&format!("http://{address}"), server);
        let message = &failure.message;
        assert!(message.contains(said), "{server}: {message}");
        assert!(
            message.contains(&format!("the proxy http://{address}")),
            "{message}"
        );
        assert!(!message.contains("https:// address"), "{message}");
    }
}

/// mitmproxy accepts every tunnel, and responds inside it if its own connection to the server
/// fails.
#[test]
fn error_response_inside_a_proxy_tunnel_names_the_proxy() {
    let simulator = simulator();
    let address = connect_proxy::start();
    let server = Server::of(&simulator);
    server.set_proxy(Some(&address)).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    let answered = |status, body: &str| {
        simulator.fault(Fault::on(
            "/workbooks",
            respond(status, &[("Content-Type", "text/html")], body),
        ));
        session
            .list("workbooks")
            .unwrap()
            .total()
            .unwrap_err()
            .message
    };
    let of_proxy = format!(
        "the connection goes through the proxy http://{address}, which may have sent this response itself"
    );
    let message = answered(502, "<h1>502 Bad Gateway</h1><p>Certificate verify failed");
    assert!(message.contains(&of_proxy), "{message}");
    // An error in Tableau's format is not the proxy's.
    let error = "<tsResponse><error code='500000'><summary>s</summary><detail>d</detail></error></tsResponse>";
    let message = answered(500, error);
    assert!(!message.contains("proxy"), "{message}");
}
