//! An HTTP server in a few lines, for responses that the simulator cannot give.

use socket2::SockRef;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Starts a server that accepts one connection after the other and calls `serve` with each, in a
/// thread that ends with the test. Returns its address.
pub fn listener(address: &str, serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            serve(stream);
        }
    });
    format!("{address}:{port}")
}

/// Reads a request with its body, and returns the head; `None` if the client has disconnected.
pub fn read_head(stream: &mut impl Read) -> Option<String> {
    let head = read_only_head(stream)?;
    let length = content_length(&head);
    stream.read_exact(&mut vec![0; length]).ok()?;
    Some(head)
}

/// Reads the head of a request and nothing of its body.
pub fn read_only_head(stream: &mut impl Read) -> Option<String> {
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).unwrap())
}

pub fn content_length(head: &str) -> usize {
    let head = head.to_lowercase();
    let length = head.split("content-length: ").nth(1);
    length.map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap())
}

pub fn path_of(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

/// The response to a request of a session, for a server without any other calls.
pub fn response_to(head: &str) -> String {
    let body = match path_of(head) {
        path if path.ends_with("serverInfo") => {
            "<tsResponse><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>"
        }
        path if path.ends_with("signin") => {
            "<tsResponse><credentials token='t'><site id='s' contentUrl=''/><user id='u'/></credentials></tsResponse>"
        }
        _ => "asked",
    };
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A server that sends `response` unchanged to every request after the sign-in. Returns its URL.
pub fn raw_server(response: Vec<u8>) -> String {
    raw_server_that(End::AfterTheRequest, response)
}

/// The moment at which a server closes its connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    AfterTheRequest,
    /// Right after the response, even if the client is still sending.
    AtOnce,
    /// Like `AtOnce`, with a reset in place of an orderly end.
    Broken,
}

pub fn raw_server_that(end: End, response: Vec<u8>) -> String {
    const INFO: &str =
        "<tsResponse><serverInfo><restApiVersion>3.24</restApiVersion></serverInfo></tsResponse>";
    const CREDENTIALS: &str = "<tsResponse><credentials token='t'><site id='s' contentUrl=''/>\
        <user id='u'/></credentials></tsResponse>";
    let address = listener("127.0.0.1", move |mut stream| {
        let mut head = vec![];
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if stream.read(&mut byte).unwrap_or_default() == 0 {
                return;
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let ok = |body: &str| {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}", body.len());
            format!("{head}\r\nConnection: close\r\n\r\n{body}").into_bytes()
        };
        let (response, end) = match head.split(' ').nth(1).unwrap() {
            path if path.ends_with("serverInfo") => (ok(INFO), End::AfterTheRequest),
            path if path.ends_with("signin") => (ok(CREDENTIALS), End::AfterTheRequest),
            _ => (response.clone(), end),
        };
        let _ = stream.write_all(&response);
        if end == End::Broken {
            let lingers = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            lingers.unwrap();
        }
        if end != End::AfterTheRequest {
            return;
        }
        let _ = stream.shutdown(Shutdown::Write);
        // The request's body is read first: closing with unread bytes would reset the connection,
        // and the response could be lost.
        let _ = stream.read_to_end(&mut vec![]);
    });
    format!("http://{address}")
}
