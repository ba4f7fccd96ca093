//! Servers that answer before they have read a body, and may never read it.

use crate::calls::status;
use crate::connect_proxy::tls_config;
use crate::connections::{answer_to, content_length, read_head, read_only_head};
use crate::support::*;
use rustls::{ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::sync::Arc;
use std::thread;

/// More than there is room for on the way.
const BODY: usize = 20 << 20;

/// What a server does with a body.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// Neither reads it nor closes the connection.
    Nothing,
    /// Reads all of it, and then says the rest.
    Read(&'static str),
}

/// What comes of a body to a server that says something before it reads it. Over TLS its session
/// tickets are on the way to the client too.
fn send_to(says: &'static str, then: Then, is_tls: bool) -> &'static str {
    let tls = is_tls.then(tls_config);
    let pem = tls.as_ref().map(|(_, pem)| pem.clone());
    let config = tls.map(|(config, _)| Arc::new(config));
    let address = listener("127.0.0.1", move |stream| {
        let config = config.clone();
        thread::spawn(move || match config {
            None => serve(stream, says, then),
            Some(config) => {
                let tls = ServerConnection::new(config).unwrap();
                serve(StreamOwned::new(tls, stream), says, then);
            }
        });
    });
    let scheme = if is_tls { "https" } else { "http" };
    let server = Server::new(&format!("{scheme}://{address}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    if let Some(pem) = pem {
        server.set_ca_pem(pem.as_bytes()).unwrap();
    }
    let session = server.sign_in(TOKEN, "").unwrap();
    server.set_timeouts(10_000, SILENCE_MS, 60_000);
    let request = session.request("POST", "x").unwrap();
    request.set_body(Some("a/b"), &vec![b'x'; BODY]).unwrap();
    status(&request.send())
}

/// Long enough for a server that is not silent.
const SILENCE_MS: u32 = 20_000;

fn serve(mut stream: impl Read + Write, says: &str, then: Then) {
    for _ in ["serverInfo", "signin"] {
        let head = read_head(&mut stream).unwrap();
        stream.write_all(answer_to(&head).as_bytes()).unwrap();
    }
    let head = read_only_head(&mut stream).unwrap();
    assert_eq!(content_length(&head), BODY);
    stream.write_all(says.as_bytes()).unwrap();
    stream.flush().unwrap();
    match then {
        // Closed when the process ends.
        Then::Nothing => std::mem::forget(stream),
        Then::Read(rest) => {
            stream.read_exact(&mut vec![0; BODY]).unwrap();
            stream.write_all(rest.as_bytes()).unwrap();
            stream.flush().unwrap();
        }
    }
}

#[test]
fn a_refusal_is_heard_while_a_body_is_being_sent() {
    const REFUSALS: [(&str, &str); 4] = [
        (
            "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_TOO_LARGE",
        ),
        (
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_FORBIDDEN",
        ),
        (
            "HTTP/1.0 302 Found\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_REDIRECT",
        ),
        ("SSH-2.0-OpenSSH_9.2p1\r\n\r\n", "TSC_ERROR_PROTOCOL"),
    ];
    for is_tls in [false, true] {
        for (says, expected) in REFUSALS {
            let told = send_to(says, Then::Nothing, is_tls);
            assert_eq!(told, expected, "{says} TLS: {is_tls}");
        }
    }
}

#[test]
fn a_server_that_takes_the_body_gets_all_of_it_whatever_it_says_before() {
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const HINTS: &str = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    for is_tls in [false, true] {
        for (says, then) in [
            (OK, ""),
            (HINTS, OK),
            ("HTTP/1.1 ", "200 OK\r\nContent-Length: 0\r\n\r\n"),
        ] {
            let told = send_to(says, Then::Read(then), is_tls);
            assert_eq!(told, "TSC_OK", "{says} TLS: {is_tls}");
        }
    }
}
