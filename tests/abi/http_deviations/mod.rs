//! Responses that deviate from HTTP or are not HTTP, and responses of proxies in the server's
//! place.

mod proxies;

use crate::support::http_server::listener;
use crate::support::name_server::isolate;
use crate::support::own_process;
use crate::support::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

const INFO: &str = "<tsResponse xmlns='http://tableau.com/api'><serverInfo><productVersion build='1'>2024.2</productVersion>\
    <restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>";

const SESSION: &str = "<tsResponse xmlns='http://tableau.com/api'><session><site id='s' contentUrl=''/>\
    <user id='u'/></session></tsResponse>";

/// Reads the head of a request; "" if the client has disconnected.
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

/// A Tableau Server that responds to the path /odd with these bytes, in pieces of this size.
/// Returns its URL.
fn server(odd: Vec<u8>, piece: usize) -> String {
    let address = listener("127.0.0.1", move |mut stream| {
        let odd = odd.clone();
        thread::spawn(move || {
            stream.set_nodelay(true).unwrap();
            loop {
                let head = head(&mut stream);
                let response = match head.split(' ').nth(1) {
                    Some("/api/2.4/serverInfo") => xml(INFO),
                    Some("/api/3.24/sessions/current") => xml(SESSION),
                    Some("/odd") => odd.clone(),
                    Some("/next") => xml("<tsResponse/>"),
                    _ => return,
                };
                let mut pieces = response.chunks(piece);
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
    let response = session.request("GET", "/odd").unwrap().send();
    (session, response)
}

/// A response that deviates from HTTP, and how it is read.
struct Odd {
    response: &'static [u8],
    body: &'static str,
    /// The value of the header `X`.
    header: Option<&'static str>,
}

const PLAIN: Odd = Odd {
    response: b"",
    body: "",
    header: None,
};

const TAKEN: [Odd; 19] = [
    // Folded headers, as in RFC 2616.
    Odd { response: b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\tc\r\nContent-Length: 2\r\n\r\nok", body: "ok", header: Some("a   b  \tc") },
    Odd { response: b"HTTP/1.1 200 OK\r\nX:\r\n a\r\nContent-Length:\r\n 2\r\n\r\nok", body: "ok", header: Some("a") },
    Odd { response: b"HTTP/1.1 200 OK\r\nX: a\r\n  \r\nContent-Length: 2\r\n\r\nok", body: "ok", header: Some("a") },
    Odd { response: b"HTTP/1.1 200 OK\nX: a\n b: c\nContent-Length: 2\n\nok", body: "ok", header: Some("a  b: c") },
    Odd { response: b"HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", body: "ok", ..PLAIN },
    // A body that looks like a folded header.
    Odd { response: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na\r\n b : c", body: "a\r\n b : c", ..PLAIN },
    // White space before the colon.
    Odd { response: b"HTTP/1.1 200 OK\r\nContent-Length : 2\r\nX\t: y\r\n\r\nok", body: "ok", header: Some("y") },
    // Status lines.
    Odd { response: b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", body: "ok", ..PLAIN },
    Odd { response: b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", body: "ok", ..PLAIN },
    Odd { response: b"HTTP/1.1  200  OK\r\nContent-Length: 2\r\n\r\nok", body: "ok", ..PLAIN },
    Odd { response: b"http/1.1 200 ok\r\ncontent-length: 2\r\n\r\nok", body: "ok", ..PLAIN },
    Odd { response: b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", body: "ok", ..PLAIN },
    // Bytes that are not allowed in a header.
    Odd { response: b"HTTP/1.1 200 Gr\xfc\xdfe\r\nX: \xe4\r\nContent-Length: 2\r\n\r\nok", body: "ok", header: Some("\u{fffd}") },
    Odd { response: "HTTP/1.1 200 Grüße\r\nX: ä\r\nContent-Length: 2\r\n\r\nok".as_bytes(), body: "ok", header: Some("ä") },
    Odd { response: b"HTTP/1.1 200 O\x01K\r\nX: a\x02b\rc\x7f\r\nContent-Length: 2\r\n\r\nok", body: "ok", header: Some("a b c") },
    Odd { response: b"HTTP/1.1 200 OK\r\nMy Header: x\r\nX: y\r\nContent-Length: 2\r\n\r\nok", body: "ok", header: Some("y") },
    // Interim responses with headers, also folded ones.
    Odd { response: b"HTTP/1.1 100 Continue\r\nServer: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", body: "ok", ..PLAIN },
    Odd { response: b"HTTP/1.1 103 Early Hints\r\nLink: a,\r\n b\r\n\r\nHTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 2\r\n\r\nok", body: "ok", header: Some("y") },
    Odd { response: b"HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2, 2\r\n\r\nok", body: "ok", ..PLAIN },
];

/// curl accepts each of them, too.
#[test]
fn small_deviations_from_http_are_accepted() {
    for Odd {
        response: odd,
        body,
        header,
    } in TAKEN
    {
        for piece in [1, 7, odd.len()] {
            let shown = String::from_utf8_lossy(odd);
            let (session, response) = ask(&server(odd.to_vec(), piece));
            let response =
                response.unwrap_or_else(|failure| panic!("{shown}: {}", failure.message));
            assert_eq!(
                (response.status(), response.text().as_str()),
                (200, body),
                "{shown}"
            );
            assert_eq!(response.header("x").as_deref(), header, "{shown}");
            // The connection can be used for the next request.
            let next = session.request("GET", "/next").unwrap().send().unwrap();
            assert_eq!(next.text(), "<tsResponse/>", "{shown}");
        }
    }
}

#[test]
fn response_that_is_not_http_is_refused() {
    const NOT_HTTP: &str = "the response is not HTTP";
    for (odd, said) in [
        (&b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok"[..], NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nno header\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\n X: a\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"HTTP/1.1\t200 OK\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok", NOT_HTTP),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", NOT_HTTP),
        (
            // HTTP/2 frames: SETTINGS, WINDOW_UPDATE, GOAWAY.
            b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\0\x04\x08\0\0\0\0\0\0\x0f\0\x01\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01",
            "the server speaks HTTP/2 only on this port, and this library speaks HTTP/1.1; configure it, or the proxy in front of it, to speak HTTP/1.1 too",
        ),
        (
            // A TLS alert: unexpected message.
            b"\x15\x03\x01\0\x02\x02\x0a",
            "the server speaks TLS on this port; give the server's https:// address",
        ),
    ] {
        for piece in [1, odd.len()] {
            let failure = ask(&server(odd.to_vec(), piece)).1.err().unwrap();
            assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL", "{}", failure.message);
            assert!(failure.message.contains(said), "{}", failure.message);
        }
    }
}

/// The responses of servers to an http request on an https port.
#[test]
fn http_request_to_an_https_port_is_explained() {
    let bad_request = |body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    for (what, response) in [
        ("nginx", bad_request("<html>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>")),
        ("Apache", bad_request("<p>Your browser sent a request that this server could not understand.<br />\nReason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n Instead use the HTTPS scheme to access this URL, please.<br />\n</p>")),
        ("Go", "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n".to_owned()),
        ("Tomcat", "HTTP/1.1 400 \r\nContent-Type: text/plain;charset=UTF-8\r\nConnection: close\r\n\r\nBad Request\r\nThis combination of host and port requires TLS.\r\n".to_owned()),
        ("OpenSSL", "\u{15}\u{3}\u{1}\0\u{2}\u{2}F".to_owned()),
        ("HAProxy", String::new()),
    ] {
        let address = listener("127.0.0.1", move |mut stream| {
            head(&mut stream);
            let _ = stream.write_all(response.as_bytes());
        });
        let server = Server::new(&format!("http://{address}")).unwrap();
        for failure in [server.get_info().unwrap_err(), server.sign_in(TOKEN, "").err().unwrap()] {
            let message = &failure.message;
            assert!(message.contains("https:// address"), "{what}: {message}");
        }
    }
}

#[test]
fn tableau_services_manager_port_is_named_in_the_error() {
    // The port number is fixed, so the test has a network namespace.
    if own_process::task().is_none() {
        return own_process::check(
            "http_deviations::tableau_services_manager_port_is_named_in_the_error",
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
    // This network has no trusted certificates.
    server.set_verify(0);
    let told = "port 8850 belongs to Tableau Services Manager";
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
