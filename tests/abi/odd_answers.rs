//! Answers that are not quite HTTP, or not HTTP, or not from whom they were asked of.

use crate::support::connect_proxy;
use crate::support::http_server::listener;
use crate::support::name_server::isolate;
use crate::support::own_process;
use crate::support::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use tsc_simulator::{Action, Fault};

const INFO: &str = "<tsResponse xmlns='http://tableau.com/api'><serverInfo><productVersion build='1'>2024.2</productVersion>\
    <restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>";
const SESSION: &str = "<tsResponse xmlns='http://tableau.com/api'><session><site id='s' contentUrl=''/>\
    <user id='u'/></session></tsResponse>";

/// The head of a request; empty if the other side is gone.
fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return String::new(),
        }
    }
    String::from_utf8(head).unwrap()
}

fn xml(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n{body}")
        .into()
}

/// A Tableau Server that answers one path with these bytes, in pieces if it should, and keeps the
/// connection if it can; gives its URL.
fn server(odd: Vec<u8>, piece: usize) -> String {
    let address = listener("127.0.0.1", move |mut stream| {
        let odd = odd.clone();
        thread::spawn(move || {
            stream.set_nodelay(true).unwrap();
            loop {
                let head = head(&mut stream);
                let answer = match head.split(' ').nth(1) {
                    Some("/api/2.4/serverInfo") => xml(INFO),
                    Some("/api/3.24/sessions/current") => xml(SESSION),
                    Some("/odd") => odd.clone(),
                    Some("/next") => xml("<tsResponse/>"),
                    _ => return,
                };
                let mut pieces = answer.chunks(piece);
                if !pieces.all(|piece| stream.write_all(piece).is_ok()) {
                    return;
                }
            }
        });
    });
    format!("http://{address}")
}

fn ask(url: &str) -> (Session, Result<Response>) {
    let session = Server::new(url).unwrap().resume_session("a|b").unwrap();
    let answer = session.request("GET", "/odd").unwrap().send();
    (session, answer)
}

/// An answer; its body; and what its header `X` is.
type Odd = (&'static [u8], &'static str, Option<&'static str>);

const TAKEN: [Odd; 19] = [
    // Folded headers, as old gateways write long ones.
    (b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\tc\r\nContent-Length: 2\r\n\r\nok", "ok", Some("a   b  \tc")),
    (b"HTTP/1.1 200 OK\r\nX:\r\n a\r\nContent-Length:\r\n 2\r\n\r\nok", "ok", Some("a")),
    (b"HTTP/1.1 200 OK\r\nX: a\r\n  \r\nContent-Length: 2\r\n\r\nok", "ok", Some("a")),
    (b"HTTP/1.1 200 OK\nX: a\n b: c\nContent-Length: 2\n\nok", "ok", Some("a  b: c")),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "ok", None),
    // A body that looks like a folded header is a body.
    (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na\r\n b : c", "a\r\n b : c", None),
    // White space before the colon.
    (b"HTTP/1.1 200 OK\r\nContent-Length : 2\r\nX\t: y\r\n\r\nok", "ok", Some("y")),
    // Status lines.
    (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "ok", None),
    (b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", "ok", None),
    (b"HTTP/1.1  200  OK\r\nContent-Length: 2\r\n\r\nok", "ok", None),
    (b"http/1.1 200 ok\r\ncontent-length: 2\r\n\r\nok", "ok", None),
    (b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok", None),
    // Bytes that no header should have.
    (b"HTTP/1.1 200 Gr\xfc\xdfe\r\nX: \xe4\r\nContent-Length: 2\r\n\r\nok", "ok", Some("\u{fffd}")),
    ("HTTP/1.1 200 Grüße\r\nX: ä\r\nContent-Length: 2\r\n\r\nok".as_bytes(), "ok", Some("ä")),
    (b"HTTP/1.1 200 O\x01K\r\nX: a\x02b\rc\x7f\r\nContent-Length: 2\r\n\r\nok", "ok", Some("a b c")),
    (b"HTTP/1.1 200 OK\r\nMy Header: x\r\nX: y\r\nContent-Length: 2\r\n\r\nok", "ok", Some("y")),
    // Announcements with headers, folded too.
    (b"HTTP/1.1 100 Continue\r\nServer: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok", None),
    (b"HTTP/1.1 103 Early Hints\r\nLink: a,\r\n b\r\n\r\nHTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 2\r\n\r\nok", "ok", Some("y")),
    (b"HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2, 2\r\n\r\nok", "ok", None),
];

/// curl takes each of them.
#[test]
fn an_answer_that_is_not_quite_http_is_taken() {
    for (answer, body, header) in TAKEN {
        for piece in [1, 7, answer.len()] {
            let shown = String::from_utf8_lossy(answer);
            let (session, response) = ask(&server(answer.to_vec(), piece));
            let response =
                response.unwrap_or_else(|failure| panic!("{shown}: {}", failure.message));
            assert_eq!(
                (response.status(), response.text().as_str()),
                (200, body),
                "{shown}"
            );
            assert_eq!(response.header("x").as_deref(), header, "{shown}");
            // And the next answer over the same connection.
            let next = session.request("GET", "/next").unwrap().send().unwrap();
            assert_eq!(next.text(), "<tsResponse/>", "{shown}");
        }
    }
}

#[test]
fn an_answer_that_is_not_http_is_refused() {
    const NOT_HTTP: &str = "the answer is not HTTP";
    for (answer, said) in [
        (&b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok"[..], NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nno header\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\n X: a\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"HTTP/1.1\t200 OK\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", NOT_HTTP),
        (
            // SETTINGS, WINDOW_UPDATE, GOAWAY.
            b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\0\x04\x08\0\0\0\0\0\0\x0f\0\x01\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01",
            "the server speaks HTTP/2 only on this port, and this library speaks HTTP/1.1; have it, or what stands before it, speak HTTP/1.1 too",
        ),
        (
            // An alert: it did not expect what it got.
            b"\x15\x03\x01\0\x02\x02\x0a",
            "the server speaks TLS on this port; give the server's https:// address",
        ),
    ] {
        for piece in [1, answer.len()] {
            let failure = ask(&server(answer.to_vec(), piece)).1.err().unwrap();
            assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{}", failure.message);
            assert!(failure.message.contains(said), "{}", failure.message);
        }
    }
}

/// What servers answer http with on a port for https.
#[test]
fn http_to_a_port_for_https_is_told_so() {
    let bad_request = |body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    for (what, answer) in [
        ("nginx", bad_request("<html>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>")),
        ("Apache", bad_request("<p>Your browser sent a request that this server could not understand.<br />\nReason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n Instead use the HTTPS scheme to access this URL, please.<br />\n</p>")),
        ("Go", "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n".to_owned()),
        ("Tomcat", "HTTP/1.1 400 \r\nContent-Type: text/plain;charset=UTF-8\r\nConnection: close\r\n\r\nBad Request\r\nThis combination of host and port requires TLS.\r\n".to_owned()),
        ("OpenSSL", "\u{15}\u{3}\u{1}\0\u{2}\u{2}F".to_owned()),
        ("HAProxy", String::new()),
    ] {
        let address = listener("127.0.0.1", move |mut stream| {
            head(&mut stream);
            let _ = stream.write_all(answer.as_bytes());
        });
        let server = Server::new(&format!("http://{address}")).unwrap();
        for failure in [server.get_info().unwrap_err(), server.sign_in(TOKEN, "").err().unwrap()] {
            let message = &failure.message;
            assert!(message.contains("https:// address"), "{what}: {message}");
        }
    }
}

#[test]
fn the_port_of_tableau_services_manager_is_told() {
    // The port is one port, so it is a network's of its own.
    if own_process::task().is_none() {
        return own_process::check(
            "odd_answers::the_port_of_tableau_services_manager_is_told",
            "it",
        );
    }
    isolate();
    let listener = TcpListener::bind("127.0.0.1:8850").unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            head(&mut stream);
            let body = r#"{"error":{"code":"401","detail":"Not authorized"}}"#;
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    let server = Server::new("http://127.0.0.1:8850").unwrap();
    // There is no authority in this network.
    server.set_verify(0);
    let told = "port 8850 is that of Tableau Services Manager";
    for failure in [
        server.get_info().unwrap_err(),
        server.sign_in(TOKEN, "").err().unwrap(),
    ] {
        assert!(failure.message.contains(told), "{}", failure.message);
        assert_eq!((failure.http_status, failure.code), (401, None));
    }
    let version = server.set_api_version(Some("3.19"));
    version.unwrap();
    let failure = server.sign_in(TOKEN, "").err().unwrap();
    assert!(failure.message.contains(told), "{}", failure.message);
}

/// A proxy that answers every request alike; gives its URL without a scheme.
fn proxy(answer: &'static str) -> String {
    listener("127.0.0.1", move |mut stream| {
        head(&mut stream);
        let _ = stream.write_all(answer.as_bytes());
    })
}

fn through(proxy: &str, server: &str) -> Box<Failure> {
    let server = Server::new(server).unwrap();
    server.set_allow_http(1);
    server.set_proxy(Some(proxy)).unwrap();
    server.sign_in(TOKEN, "").err().unwrap()
}

/// The proxy's answer; whether it is given user and password; what is said of it.
type Refusal = (&'static str, bool, &'static str);

#[test]
fn a_proxy_that_wants_to_know_who_asks_is_told_what_fits() {
    const GIVE: &str =
        "give user and password with the proxy's URL: http://user:password@host:port";
    const REFUSED: &str = "it refuses the user and password that are in the proxy's URL";
    const NTLM: &str = "it wants Negotiate or NTLM, and this library speaks Basic only";
    let cases: [Refusal; 6] = [
        ("Proxy-Authenticate: Basic realm=\"x\"\r\n", false, GIVE),
        ("Proxy-Authenticate: Basic realm=\"x\"\r\n", true, REFUSED),
        (
            "Proxy-Authenticate: Negotiate\r\nproxy-authenticate: NTLM\r\n",
            false,
            NTLM,
        ),
        ("Proxy-Authenticate: Negotiate, NTLM\r\n", true, NTLM),
        (
            "Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=x\r\n",
            false,
            GIVE,
        ),
        ("", false, GIVE),
    ];
    for (challenge, is_given, said) in cases {
        let answer = format!(
            "HTTP/1.1 407 Denied\r\n{challenge}Content-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let address = proxy(answer.leak());
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
fn an_answer_of_the_proxys_own_names_it() {
    let squid = "HTTP/1.1 503 Service Unavailable\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\
        Content-Type: text/html\r\nContent-Length: 5\r\nConnection: close\r\n\r\nerror";
    let bad_gateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    for (answer, server, said) in [
        (
            squid,
            "http://tableau.invalid",
            "which may have answered itself (ERR_CONNECT_FAIL 111)",
        ),
        (
            squid,
            "https://tableau.invalid",
            "the proxy cannot reach the server: check the server's address and port (ERR_CONNECT_FAIL 111)",
        ),
        (
            bad_gateway,
            "http://tableau.invalid",
            "which may have answered itself",
        ),
        (
            bad_gateway,
            "https://tableau.invalid",
            "answered 502 Bad Gateway when asked to connect to tableau.invalid:443; the proxy cannot reach the server",
        ),
        (
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "https://tableau.invalid",
            "the proxy does not allow it",
        ),
        (
            "",
            "http://tableau.invalid",
            "closed the connection before an answer came",
        ),
    ] {
        let address = proxy(answer);
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

/// mitmproxy takes every connection, and answers within it what its own to the server failed at.
#[test]
fn an_answer_within_a_connection_that_a_proxy_made_names_the_proxy() {
    let simulator = simulator();
    let address = connect_proxy::start();
    let server = Server::of(&simulator);
    server.set_proxy(Some(&address)).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    let answered = |status, body: &str| {
        simulator.fault(Fault::on(
            "/workbooks",
            Action::Answer {
                status,
                headers: vec![("Content-Type".into(), "text/html".into())],
                body: body.into(),
            },
        ));
        session
            .list("workbooks")
            .unwrap()
            .total()
            .unwrap_err()
            .message
    };
    let of_proxy =
        format!("the way goes through the proxy http://{address}, which may have answered itself");
    let message = answered(502, "<h1>502 Bad Gateway</h1><p>Certificate verify failed");
    assert!(message.contains(&of_proxy), "{message}");
    // Tableau's own words are not the proxy's.
    let error = "<tsResponse><error code='500000'><summary>s</summary><detail>d</detail></error></tsResponse>";
    let message = answered(500, error);
    assert!(!message.contains("proxy"), "{message}");
}
