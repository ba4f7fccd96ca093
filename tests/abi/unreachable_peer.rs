//! Connections whose peer has become unreachable: it sends nothing and acknowledges nothing.

use crate::support::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use tsc_simulator::Simulator;

/// The time in which the library promises to detect it.
const NOTICED: Duration = Duration::from_secs(30);

/// Drops every packet for a socket before TCP sees it, with a filter that keeps no byte: the peer
/// becomes unreachable, as if its cable were unplugged.
fn vanish(stream: &TcpStream) {
    let mut nothing = libc::sock_filter {
        code: 0x06, // BPF_RET
        jt: 0,
        jf: 0,
        k: 0,
    };
    let filter = libc::sock_fprog {
        len: 1,
        filter: &raw mut nothing,
    };
    // SAFETY: the filter outlives the call, which copies it.
    let attached = unsafe {
        libc::setsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_ATTACH_FILTER,
            (&raw const filter).cast(),
            size_of_val(&filter).try_into().unwrap(),
        )
    };
    assert_eq!(attached, 0, "{}", std::io::Error::last_os_error());
}

const INFO: &str =
    "<tsResponse><serverInfo><restApiVersion>3.19</restApiVersion></serverInfo></tsResponse>";

/// Reads a request and responds.
fn respond_to_request(stream: &mut TcpStream) {
    let mut head = vec![];
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let length = INFO.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{INFO}"
    )
    .unwrap();
}

/// Between two calls: the second call is resent over a new connection.
#[test]
fn call_is_resent_if_the_pooled_connections_peer_is_unreachable() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::new(&url).unwrap();
    server.set_timeouts(0, 0, 0);
    let (first_is_answered, has_vanished) = (mpsc::channel(), mpsc::channel());
    thread::scope(|scope| {
        scope.spawn(move || {
            let (mut first, _) = listener.accept().unwrap();
            respond_to_request(&mut first);
            first_is_answered.1.recv().unwrap();
            vanish(&first);
            has_vanished.0.send(()).unwrap();
            let (mut second, _) = listener.accept().unwrap();
            respond_to_request(&mut second);
        });
        server.get_info().unwrap();
        first_is_answered.0.send(()).unwrap();
        has_vanished.1.recv().unwrap();
        let begun = Instant::now();
        server.get_info().unwrap();
        let took = begun.elapsed();
        println!("row: peer unreachable between two calls: response after {took:?}");
        assert!(took < NOTICED, "{took:?}");
    });
}

/// During a response, of which some bytes have come: the call fails.
#[test]
fn peer_that_becomes_unreachable_during_a_response_is_detected() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::new(&url).unwrap();
    server.set_timeouts(0, 0, 0);
    thread::scope(|scope| {
        scope.spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n").unwrap();
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            vanish(&stream);
            // Returns when the client has given up.
            let _ = listener.accept();
        });
        let begun = Instant::now();
        let failure = server.get_info().unwrap_err();
        let took = begun.elapsed();
        let _ = TcpStream::connect(url.trim_start_matches("http://"));
        println!(
            "row: peer unreachable during a response: {} after {took:?}",
            failure.name()
        );
        assert_eq!(failure.name(), "TSC_ERROR_CONNECT");
        let says = "the connection was lost: the peer no longer responds";
        assert!(failure.message.contains(says), "{}", failure.message);
        assert!(took < NOTICED, "{took:?}");
    });
}

/// Also the connections of sessions, and those of the server's earlier settings.
#[test]
fn close_idle_connections_closes_those_of_sessions_and_old_settings() {
    let simulator: Simulator = simulator();
    let (server, session) = signed_in(&simulator, "");
    let connections = || -> Vec<u64> {
        let requests = simulator.requests();
        let mut used: Vec<u64> = requests.iter().map(|request| request.connection).collect();
        used.dedup();
        used
    };
    session.list("workbooks").unwrap().total().unwrap();
    assert_eq!(connections().len(), 1);
    server.close_idle_connections();
    session.list("workbooks").unwrap().total().unwrap();
    assert_eq!(connections().len(), 2);
    server.set_header("X-Other", Some("settings")).unwrap();
    server.close_idle_connections();
    session.list("workbooks").unwrap().total().unwrap();
    assert_eq!(connections().len(), 3);
    session.list("workbooks").unwrap().total().unwrap();
    assert_eq!(connections().len(), 3);
}
