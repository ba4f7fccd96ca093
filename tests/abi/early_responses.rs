//! Servers that respond before they have read the request's body, or without ever reading it.

use crate::calls::status;
use crate::support::connect_proxy::tls_config;
use crate::support::http_server::{
    content_length, listener, read_head, read_only_head, response_to,
};
use crate::support::tls_records::Records;
use crate::support::waiting::wait_until_read;
use crate::support::*;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Larger than all socket buffers together.
const BODY: usize = 20 << 20;

/// The server's behaviour once it has sent the early response.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// Neither reads it nor closes the connection.
    Nothing,
    /// Reads all of it, then sends the rest of the response.
    Read(&'static str),
}

/// The status of an upload to a server that sends `says` before it reads the body. Over TLS the
/// server's session tickets arrive at the same time.
fn send_to(says: &'static str, then: Then, is_tls: bool) -> &'static str {
    let told = send(is_tls, SILENCE_MS, move |stream, config| match config {
        None => serve(stream, says, then),
        Some(config) => {
            let tls = ServerConnection::new(config).unwrap();
            serve(StreamOwned::new(tls, stream), says, then);
        }
    });
    status(&told)
}

/// Uploads to a server that calls `act` once it has read the head.
fn send_over_tls(
    silence_ms: u32,
    act: impl Fn(ServerConnection, TcpStream) + Send + Sync + 'static,
) -> Result<Response> {
    send(true, silence_ms, move |stream, config| {
        let tls = ServerConnection::new(config.unwrap()).unwrap();
        let mut stream = StreamOwned::new(tls, stream);
        begin(&mut stream);
        let (tls, stream) = stream.into_parts();
        act(tls, stream);
    })
}

fn send(
    is_tls: bool,
    silence_ms: u32,
    serve: impl Fn(TcpStream, Option<Arc<ServerConfig>>) + Send + Sync + 'static,
) -> Result<Response> {
    let tls = is_tls.then(tls_config);
    let pem = tls.as_ref().map(|(_, pem)| pem.clone());
    let config = tls.map(|(mut config, _)| {
        config.enable_secret_extraction = true;
        Arc::new(config)
    });
    let serve = Arc::new(serve);
    let address = listener("127.0.0.1", move |stream| {
        let (serve, config) = (Arc::clone(&serve), config.clone());
        thread::spawn(move || serve(stream, config));
    });
    let scheme = if is_tls { "https" } else { "http" };
    let server = Server::new(&format!("{scheme}://{address}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    if let Some(pem) = pem {
        server.set_ca_pem(pem.as_bytes()).unwrap();
    }
    let session = server.sign_in(TOKEN, "").unwrap();
    server.set_timeouts(10_000, silence_ms, 60_000);
    let request = session.request("POST", "x").unwrap();
    request.set_body(Some("a/b"), &vec![b'x'; BODY]).unwrap();
    request.send()
}

/// A read limit that this test's servers do not reach.
const SILENCE_MS: u32 = 20_000;

/// Serves a sign-in and reads the head of the upload.
fn begin(mut stream: impl Read + Write) {
    for _ in ["serverInfo", "signin"] {
        let head = read_head(&mut stream).unwrap();
        stream.write_all(response_to(&head).as_bytes()).unwrap();
    }
    let head = read_only_head(&mut stream).unwrap();
    assert_eq!(content_length(&head), BODY);
}

fn serve(mut stream: impl Read + Write, says: &str, then: Then) {
    begin(&mut stream);
    stream.write_all(says.as_bytes()).unwrap();
    stream.flush().unwrap();
    match then {
        // Keeps the connection open until the process ends.
        Then::Nothing => std::mem::forget(stream),
        Then::Read(rest) => {
            stream.read_exact(&mut vec![0; BODY]).unwrap();
            stream.write_all(rest.as_bytes()).unwrap();
            stream.flush().unwrap();
        }
    }
}

#[test]
fn error_response_during_upload_ends_the_upload() {
    const REFUSALS: [(&str, &str); 4] = [
        (
            "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_TOO_LARGE",
        ),
        (
            "\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_FORBIDDEN",
        ),
        (
            "HTTP/1.0 302 Found\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_REDIRECT",
        ),
        (
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
            "TSC_ERROR_SERVER",
        ),
    ];
    for is_tls in [false, true] {
        for (says, expected) in REFUSALS {
            let told = send_to(says, Then::Nothing, is_tls);
            assert_eq!(told, expected, "{says} TLS: {is_tls}");
        }
    }
}

#[test]
fn body_is_sent_completely_after_an_early_success_response() {
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const HINTS: &str = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    for is_tls in [false, true] {
        for (says, then) in [
            (OK, ""),
            (HINTS, OK),
            ("\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
            ("HTTP/1.1 ", "200 OK\r\nContent-Length: 0\r\n\r\n"),
        ] {
            let told = send_to(says, Then::Read(then), is_tls);
            assert_eq!(told, "TSC_OK", "{says} TLS: {is_tls}");
        }
    }
}

/// More TLS messages than are read at once do not stop the upload.
#[test]
fn body_is_sent_completely_despite_many_tls_session_tickets() {
    const TICKETS: usize = 1500;
    let (came, counted) = mpsc::channel();
    let told = send_over_tls(SILENCE_MS, move |tls, mut stream| {
        let tickets: Vec<u8> = Records::after(tls)
            .tickets()
            .take(TICKETS)
            .flatten()
            .collect();
        stream.write_all(&tickets).unwrap();
        // The encrypted body is a little longer than this.
        stream.read_exact(&mut vec![0; BODY]).unwrap();
        came.send(()).unwrap();
    });
    counted.recv().unwrap();
    // Then the server closes the connection.
    assert_eq!(status(&told), "TSC_ERROR_CONNECT");
}

#[test]
fn invalid_tls_record_ends_the_upload() {
    for is_encrypted in [false, true] {
        let told = send_over_tls(SILENCE_MS, move |tls, mut stream| {
            let records = match is_encrypted {
                false => [&[23, 3, 3, 0, 40][..], &[7; 40]].concat(),
                true => Records::after(tls).interrupted_handshake(),
            };
            stream.write_all(&records).unwrap();
            // Keeps the connection open until the process ends.
            std::mem::forget(stream);
        });
        assert_eq!(status(&told), "TSC_ERROR_TLS", "{is_encrypted}");
    }
}

/// The client receives all records at once, and nothing more arrives that would wake it.
#[test]
fn error_response_in_several_tls_records_that_arrive_together_ends_the_upload() {
    const HINTS: &[u8] = b"HTTP/1.1 103 Early Hints\r\n\r\n";
    const REFUSAL: &[u8] = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";
    for parts in [
        &[HINTS, REFUSAL][..],
        &[HINTS, b"", REFUSAL],
        &[HINTS, HINTS, HINTS, REFUSAL],
        &[
            b"\r\n",
            b"HTTP/1",
            b".1 4",
            b"13 Too Large\r\nContent-Length: 0\r\n\r\n",
        ],
    ] {
        let told = send_over_tls(SILENCE_MS, move |tls, mut stream| {
            let mut records = Records::after(tls);
            let bytes: Vec<u8> = parts.iter().flat_map(|part| records.data(part)).collect();
            stream.write_all(&bytes).unwrap();
            // Keeps the connection open until the process ends.
            std::mem::forget(stream);
        });
        assert_eq!(status(&told), "TSC_ERROR_TOO_LARGE", "{parts:?}");
    }
}

/// The first part is read alone, and with the second the response is longer than one read and than
/// the input buffer.
#[test]
fn long_error_response_during_upload_is_complete() {
    let long = "a".repeat(3000);
    let first = format!("HTTP/1.1 103 Early Hints\r\nLink: {long}");
    let head = format!("HTTP/1.1 413 Too Large\r\nX-Long: {long}\r\nContent-Length: 3000");
    let second = format!("{long}\r\n\r\n{head}\r\n\r\n{long}");
    for is_tls in [false, true] {
        let parts = [first.clone(), second.clone()];
        let told = send(is_tls, SILENCE_MS, move |stream, config| {
            let socket = stream.try_clone().unwrap();
            match config {
                None => serve_parts(stream, &socket, &parts),
                Some(config) => {
                    let tls = ServerConnection::new(config).unwrap();
                    serve_parts(StreamOwned::new(tls, stream), &socket, &parts);
                }
            }
        });
        let failure = told.err().unwrap();
        assert_eq!(failure.name(), "TSC_ERROR_TOO_LARGE", "{failure:?}");
        let header = format!("x-long: {long}\n");
        assert!(failure.headers.contains(&header), "{}", failure.headers);
        assert_eq!(failure.body.as_deref(), Some(long.as_bytes()));
    }
}

/// Sends each part of a response once the client has read the one before.
fn serve_parts(mut stream: impl Read + Write, socket: &TcpStream, parts: &[String]) {
    begin(&mut stream);
    for part in parts {
        wait_until_read(socket);
        stream.write_all(part.as_bytes()).unwrap();
        stream.flush().unwrap();
    }
    // Keeps the connection open until the process ends.
    std::mem::forget(stream);
}

/// The server sends session tickets now and then, and reads nothing.
#[test]
fn tls_session_tickets_do_not_reset_the_upload_timeout() {
    const OFTEN: Duration = Duration::from_millis(10);
    let (over, is_over) = mpsc::channel::<()>();
    let is_over = Mutex::new(is_over);
    let told = send_over_tls(200, move |tls, mut stream| {
        let is_over = is_over.lock().unwrap();
        for ticket in Records::after(tls).tickets() {
            let is_left = stream.write_all(&ticket).is_err();
            if is_left || is_over.recv_timeout(OFTEN) != Err(RecvTimeoutError::Timeout) {
                break;
            }
        }
    });
    drop(over);
    let failure = told.err().unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    let says = "the server accepted no data for longer than 0.2 s, the read limit";
    assert!(failure.message.contains(says), "{}", failure.message);
}
