//! Servers that send invalid TLS records: a call fails with an error, and the handles stay usable.

use crate::calls::status;
use crate::support::connect_proxy::tls_config;
use crate::support::http_server::{listener, path_of, read_head, response_to};
use crate::support::tls_records::Records;
use crate::support::*;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

/// An alert in TLS 1.2 framing: handshake_failure, fatal.
const ALERT: &[u8] = &[21, 3, 3, 0, 2, 2, 40];

#[test]
fn invalid_records_in_a_handshake_are_tls_errors() {
    for (what, records) in [
        // It announces 64 KiB.
        (
            "a ServerHello that is too long",
            &[22, 3, 3, 0, 4, 2, 1, 0, 0][..],
        ),
        ("an alert", ALERT),
        (
            "an alert within a ServerHello",
            &[&[22, 3, 3, 0, 2, 2, 0], ALERT].concat(),
        ),
        (
            "data within a ServerHello",
            &[22, 3, 3, 0, 2, 2, 0, 23, 3, 3, 0, 1, 7],
        ),
        (
            "a ServerHello that is too long, and an alert",
            &[&[22, 3, 3, 0, 4, 2, 1, 0, 0], ALERT].concat(),
        ),
    ] {
        let sent = records.to_vec();
        let address = listener("127.0.0.1", move |mut stream| {
            assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0, "no ClientHello");
            // The client may have left after the first of the records.
            let _ = stream.write_all(&sent);
            let _ = io::copy(&mut stream, &mut io::sink());
        });
        let server = Server::new(&format!("https://{address}")).unwrap();
        server.set_proxy(Some("")).unwrap();
        for _ in 0..2 {
            let failure = server.get_info().unwrap_err();
            assert_eq!(failure.name(), "TSC_ERROR_TLS", "{what}: {failure:?}");
        }
    }
}

/// The moment at which the records arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// In one segment with a complete response.
    WithTheResponse,
    /// Once the connection is pooled.
    Pooled,
}

#[test]
fn invalid_records_on_a_pooled_connection_only_close_it() {
    for moment in [Moment::WithTheResponse, Moment::Pooled] {
        let (go_on, goes_on) = mpsc::channel();
        let goes_on = Arc::new(Mutex::new(goes_on));
        let (all_sent, is_all_sent) = mpsc::channel();
        let (server, session) = signed_in_to(move |mut stream, head| {
            let response = response_to(head);
            if moment == Moment::Pooled {
                stream.write_all(response.as_bytes()).unwrap();
                stream.flush().unwrap();
                goes_on.lock().unwrap().recv().unwrap();
            }
            let (tls, mut stream) = stream.into_parts();
            let mut records = Records::after(tls);
            let mut bytes = match moment {
                Moment::WithTheResponse => records.data(response.as_bytes()),
                Moment::Pooled => vec![],
            };
            bytes.extend(records.interrupted_handshake());
            stream.write_all(&bytes).unwrap();
            all_sent.send(()).unwrap();
            let _ = io::copy(&mut stream, &mut io::sink());
        });
        for path in ["hostile", "x", "hostile", "x"] {
            let response = session.request("GET", path).unwrap().send();
            let response = response.unwrap_or_else(|failure| panic!("{moment:?}: {failure:?}"));
            assert_eq!(response.text(), "asked", "{moment:?}");
            if path == "hostile" {
                go_on.send(()).unwrap();
                is_all_sent.recv().unwrap();
            }
        }
        server.get_info().unwrap();
    }
}

#[test]
fn invalid_records_within_a_response_fail_only_its_call() {
    let (_server, session) = signed_in_to(|stream, _| {
        let (tls, mut stream) = stream.into_parts();
        let mut records = Records::after(tls);
        let begin = records.data(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
        let bytes = [begin, records.interrupted_handshake()].concat();
        stream.write_all(&bytes).unwrap();
        let _ = io::copy(&mut stream, &mut io::sink());
    });
    for (path, expected) in [
        ("hostile", "TSC_ERROR_TLS"),
        ("x", "TSC_OK"),
        ("hostile", "TSC_ERROR_TLS"),
        ("x", "TSC_OK"),
    ] {
        let told = session.request("GET", path).unwrap().send();
        assert_eq!(status(&told), expected, "{path}");
    }
}

/// Signs in to a server that gives a connection to `attack` at a request for the path `hostile`, with
/// the head of the request.
fn signed_in_to(
    attack: impl Fn(StreamOwned<ServerConnection, TcpStream>, &str) + Send + Sync + 'static,
) -> (Server, Session) {
    let (mut config, pem) = tls_config();
    config.enable_secret_extraction = true;
    let (config, attack) = (Arc::new(config), Arc::new(attack));
    let address = listener("127.0.0.1", move |stream| {
        let (config, attack) = (Arc::clone(&config), Arc::clone(&attack));
        thread::spawn(move || serve(config, stream, &*attack));
    });
    let server = Server::new(&format!("https://{address}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    server.set_ca_pem(pem.as_bytes()).unwrap();
    let session = server.sign_in(TOKEN, "").unwrap();
    (server, session)
}

fn serve(
    config: Arc<ServerConfig>,
    stream: TcpStream,
    attack: &impl Fn(StreamOwned<ServerConnection, TcpStream>, &str),
) {
    // Written bytes have arrived when the next request is made.
    stream.set_nodelay(true).unwrap();
    let tls = ServerConnection::new(config).unwrap();
    let mut stream = StreamOwned::new(tls, stream);
    while let Some(head) = read_head(&mut stream) {
        if path_of(&head).ends_with("/hostile") {
            return attack(stream, &head);
        }
        stream.write_all(response_to(&head).as_bytes()).unwrap();
        stream.flush().unwrap();
    }
}
