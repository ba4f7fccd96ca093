//! An HTTP server in a few lines, for responses that the simulator cannot give.

use socket2::SockRef;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// A server of the bare kind: takes one connection after the other and does with each what
/// it is told, in a thread that ends with the test.
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

/// `None`: the client has gone.
pub fn read_head(stream: &mut impl Read) -> Option<String> {
    let head = read_only_head(stream)?;
    let length = content_length(&head);
    stream.read_exact(&mut vec![0; length]).ok()?;
    Some(head)
}

/// The same, and nothing of the body.
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

/// For a session of a server that knows nothing else.
pub fn answer_to(head: &str) -> String {
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

/// A server that says what no web server would: `answer` to everything after the sign-in.
pub fn raw_server(answer: Vec<u8>) -> String {
    raw_server_that(End::AfterTheRequest, answer)
}

/// When a server closes its connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    AfterTheRequest,
    /// At once, whatever is still on its way to it.
    AtOnce,
    /// The same, so that the connection breaks rather than ends.
    Broken,
}

pub fn raw_server_that(end: End, answer: Vec<u8>) -> String {
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
        let (answer, end) = match head.split(' ').nth(1).unwrap() {
            path if path.ends_with("serverInfo") => (ok(INFO), End::AfterTheRequest),
            path if path.ends_with("signin") => (ok(CREDENTIALS), End::AfterTheRequest),
            _ => (answer.clone(), end),
        };
        let _ = stream.write_all(&answer);
        if end == End::Broken {
            let lingers = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            lingers.unwrap();
        }
        if end != End::AfterTheRequest {
            return;
        }
        let _ = stream.shutdown(Shutdown::Write);
        // What came of its body is read, or the answer may be lost with it.
        let _ = stream.read_to_end(&mut vec![]);
    });
    format!("http://{address}")
}
