//! Endless responses that yield no body, or hardly any.

use crate::calls::status;
use crate::process;
use crate::support::connect_proxy::tls_config;
use crate::support::http_server::{content_length, listener, read_only_head, response_to};
use crate::support::*;
use rustls::{ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

/// The limit for a call's processor time. Unoptimised code needs several times that of a release
/// build.
const CPU: Duration = Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 });

/// Fails unless the response was refused; an endless head may also be too large.
fn assert_refused(stream: &Stream, failure: &Failure) {
    let is_refused = match failure.name() {
        "TSC_ERROR_PROTOCOL" => true,
        name => stream.head.is_empty() && name == "TSC_ERROR_TOO_LARGE",
    };
    assert!(is_refused, "{}: {}", stream.name, failure.message);
}

/// The bytes that a server sends: the head once, then `again` repeatedly.
#[derive(Clone)]
struct Stream {
    name: &'static str,
    head: Vec<u8>,
    again: Vec<u8>,
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n\r\n";
const GZIP: &str = "Content-Encoding: gzip\r\n\r\n";
const DEFLATE: &str = "Content-Encoding: deflate\r\n\r\n";
const TWICE: &str = "Content-Encoding: gzip, gzip\r\n\r\n";
const MEMBER: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0";
/// The head of a gzip member, and a first block of one byte.
const ONE_BYTE: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\0\x01\0\xfe\xffx";

/// Streams that never get to a body.
fn without_response() -> Vec<Stream> {
    let stream = |name, again: &[u8]| Stream {
        name,
        head: Vec::new(),
        again: again.to_vec(),
    };
    vec![
        stream("100", b"HTTP/1.1 100 Continue\r\n\r\n"),
        stream("102", b"HTTP/1.1 102 Processing\r\nA: b\r\n\r\n"),
        stream("103", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"),
        stream("199", b"HTTP/1.1 199 \r\n\r\n"),
        stream("empty lines", b"\r\n"),
        stream("line feeds", b"\n"),
        stream("a header", b"HTTP/1.1 200 OK\r\nA: b"),
    ]
}

/// Streams with a body, whose response has this status.
fn with_body(status: u16) -> Vec<Stream> {
    let stream = |name, headers: &str, once: &[u8], again: &[u8]| Stream {
        name,
        head: [format!("HTTP/1.1 {status} X\r\n{headers}").as_bytes(), once].concat(),
        again: again.to_vec(),
    };
    let long_name = [
        b"\x1f\x8b\x08\x08\0\0\0\0\0\x03".to_vec(),
        vec![b'n'; 60_000],
        b"\0\x03\0\0\0\0\0\0\0\0\0".to_vec(),
    ]
    .concat();
    let extra = [
        b"\x1f\x8b\x08\x04\0\0\0\0\0\x03\xff\xff".to_vec(),
        vec![b'n'; 0xffff],
        b"\x03\0\0\0\0\0\0\0\0\0".to_vec(),
    ]
    .concat();
    let empty_fixed = fixed_blocks();
    let twice = gzip(&MEMBER.repeat(100_000));
    vec![
        stream("trailers", CHUNKED, b"1\r\nx\r\n0\r\n", b"a: b\r\n"),
        stream("gzip members", GZIP, b"", MEMBER),
        stream(
            "gzip members after one that has data",
            GZIP,
            &gzip(b"x"),
            MEMBER,
        ),
        stream("gzip members with long names", GZIP, b"", &long_name),
        stream("gzip members with extra fields", GZIP, b"", &extra),
        stream("stored blocks", GZIP, ONE_BYTE, b"\0\0\0\xff\xff"),
        stream("fixed blocks", GZIP, ONE_BYTE, &empty_fixed),
        stream(
            "stored blocks without gzip",
            DEFLATE,
            b"\0\x01\0\xfe\xffx",
            b"\0\0\0\xff\xff",
        ),
        stream(
            "fixed blocks in zlib's format",
            DEFLATE,
            b"\x78\x9c\0\x01\0\xfe\xffx",
            &empty_fixed,
        ),
        stream("gzip in gzip", TWICE, b"", &twice),
        stream("a gzip name", GZIP, b"\x1f\x8b\x08\x08\0\0\0\0\0\x03", b"n"),
        stream("zeros after a gzip member", GZIP, &gzip(b"x"), b"\0"),
        stream("the size of a chunk", CHUNKED, b"", b"\r\r"),
        stream("chunk extensions", CHUNKED, b"", b"1;abcdefghijk\r\nx\r\n"),
    ]
}

/// Five bytes with four empty blocks of fixed codes, ten bits each.
fn fixed_blocks() -> Vec<u8> {
    let bits: u64 = (0..4).map(|block| 0b10 << (10 * block)).sum();
    bits.to_le_bytes()[..5].to_vec()
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Sends a stream until the client closes the connection.
fn send(to: &mut impl Write, stream: &Stream) {
    let again = stream.again.repeat(1 + 64 * 1024 / stream.again.len());
    if to.write_all(&stream.head).is_ok() {
        while to.write_all(&again).is_ok() {}
    }
}

/// A server that responds with the stream to requests whose path contains `word`, and correctly to
/// others.
fn server(word: &'static str, stream: Stream) -> Server {
    let address = listener("127.0.0.1", move |mut connection| {
        while let Some(head) = read_only_head(&mut connection) {
            if head.lines().next().unwrap().contains(word) {
                return send(&mut connection, &stream);
            }
            let mut body = vec![0; content_length(&head)];
            connection.read_exact(&mut body).unwrap();
            connection.write_all(response_to(&head).as_bytes()).unwrap();
        }
    });
    let server = Server::new(&format!("http://{address}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    server
}

fn timed<T>(what: &str, call: impl FnOnce() -> T) -> T {
    let before = process::cpu_time_of_thread();
    let told = call();
    let took = process::cpu_time_of_thread().saturating_sub(before);
    assert!(took < CPU, "{what} took {took:?}");
    told
}

#[test]
fn endless_input_without_body_ends_get_info() {
    for stream in without_response().into_iter().chain(with_body(200)) {
        let server = server("serverInfo", stream.clone());
        let failure = timed(stream.name, || server.get_info()).unwrap_err();
        assert_refused(&stream, &failure);
    }
}

#[test]
fn endless_input_without_body_ends_request_and_list() {
    for stream in without_response().into_iter().chain(with_body(200)) {
        let server = server("/x", stream.clone());
        let session = server.sign_in(TOKEN, "").unwrap();
        let request = session.request("GET", "x").unwrap();
        let failure = timed(stream.name, || request.send().err()).unwrap();
        assert_refused(&stream, &failure);
        let list = session.list("x").unwrap();
        let failure = timed(stream.name, || list.next().err()).unwrap();
        assert_refused(&stream, &failure);
    }
}

#[test]
fn error_status_is_reported_despite_endless_body() {
    for stream in with_body(503) {
        let name = stream.name;
        let server = server("signin", stream);
        let signed_in = timed(name, || server.sign_in(TOKEN, "").map(drop));
        assert_eq!(status(&signed_in), "TSC_ERROR_SERVER", "{name}");
    }
}

/// Such chunks are part of a body, so a longer body may have more of them.
#[test]
fn one_byte_chunks_are_read_up_to_a_limit() {
    let chunks = Stream {
        name: "chunks of one byte",
        head: format!("HTTP/1.1 200 OK\r\n{CHUNKED}").into_bytes(),
        again: b"1\r\nx\r\n".to_vec(),
    };
    let server = server("/x", chunks.clone());
    let session = server.sign_in(TOKEN, "").unwrap();
    let request = session.request("GET", "x").unwrap();
    let failure = timed(chunks.name, || request.send().err()).unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_PROTOCOL");
    assert!(
        failure.message.contains("belong to its body"),
        "{}",
        failure.message
    );

    let server = crate::endless_input::server("serverInfo", chunks);
    let told = timed("a small response", || status(&server.get_info()));
    assert_eq!(told, "TSC_ERROR_TOO_LARGE");
}

#[test]
fn body_in_one_byte_chunks_and_tls_records_is_read() {
    const LENGTH: usize = 20_000;
    let (config, pem) = tls_config();
    let config = Arc::new(config);
    let address = listener("127.0.0.1", move |stream| {
        let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = StreamOwned::new(tls, stream);
        while let Some(head) = read_only_head(&mut stream) {
            let mut body = vec![0; content_length(&head)];
            stream.read_exact(&mut body).unwrap();
            if !head.lines().next().unwrap().contains("/x") {
                stream.write_all(response_to(&head).as_bytes()).unwrap();
                continue;
            }
            let head = format!("HTTP/1.1 200 OK\r\n{CHUNKED}");
            stream.write_all(head.as_bytes()).unwrap();
            for _ in 0..LENGTH {
                stream.write_all(b"1\r\nx\r\n").unwrap();
            }
            stream.write_all(b"0\r\n\r\n").unwrap();
        }
    });
    let server = Server::new(&format!("https://{address}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    server.set_ca_pem(pem.as_bytes()).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    let response = session.request("GET", "x").unwrap().send().unwrap();
    assert_eq!(response.body().unwrap().len(), LENGTH);
}
