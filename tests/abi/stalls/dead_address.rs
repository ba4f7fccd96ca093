//! A name of which some addresses do not respond.

use super::*;
use crate::support::name_server::{NameServer, isolate};
use crate::support::own_process;
use crate::support::relay::{Relay, listen};
use crate::support::*;
use std::net::{Ipv4Addr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};
use tsc_simulator::{Options, Simulator};

/// The name has four addresses, of which the first does not respond: it must not use up the limit.
#[test]
fn dead_address_does_not_use_up_the_connect_limit() {
    if own_process::task().is_none() {
        let output = own_process::run(
            "stalls::dead_address::dead_address_does_not_use_up_the_connect_limit",
            "",
        );
        let printed = own_process::printed(&output);
        own_process::rows(&printed).for_each(|row| println!("{row}"));
        assert!(output.status.success(), "{printed}");
        return;
    }
    const DEAD: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
    const ALIVE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
    const MORE: [Ipv4Addr; 2] = [Ipv4Addr::new(127, 0, 0, 4), Ipv4Addr::new(127, 0, 0, 5)];
    const LIMIT_OF_ALL: u32 = 2000;
    /// The time for which only the first address is tried.
    const SHARE: Duration = Duration::from_millis(250);
    isolate();
    let names = NameServer::start();
    let simulator = Simulator::start(Options {
        hosts: vec![HOST.to_owned()],
        ..Options::default()
    });
    let simulator = simulator.unwrap();
    let to = simulator.https_url().replace("https://", "");
    let relay = Relay::new(ALIVE, &to);
    let port = relay.address.port();
    let _dead = listen((DEAD, port).into(), 0);
    let _in_the_way = TcpStream::connect((DEAD, port)).unwrap();
    names.respond_with(&[DEAD, ALIVE, MORE[0], MORE[1]]);
    let first = (HOST, port).to_socket_addrs().unwrap().next().unwrap();
    assert_eq!(first.ip(), DEAD);

    let server = || {
        let server = Server::new(&format!("https://{HOST}:{port}")).unwrap();
        server.set_proxy(Some("")).unwrap();
        server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
        server
    };
    struct Limits<'a> {
        what: &'a str,
        connect_ms: u32,
        total_ms: u32,
    }
    for Limits {
        what,
        connect_ms: connect,
        total_ms: total,
    } in [
        Limits {
            what: "connecting",
            connect_ms: LIMIT_OF_ALL,
            total_ms: 0,
        },
        Limits {
            what: "the whole call",
            connect_ms: 0,
            total_ms: LIMIT_OF_ALL,
        },
    ] {
        let server = server();
        server.set_timeouts(connect, 0, total);
        let begun = Instant::now();
        server.get_info().unwrap();
        let took = begun.elapsed();
        println!(
            "row: the first of four addresses does not respond: TSC_OK after {} ms of {LIMIT_OF_ALL} for {what}",
            took.as_millis()
        );
        assert!(took >= SHARE && took < LATE, "{took:?}");
    }

    // If no address responds, the error names all of them.
    let _dead = listen((MORE[0], port).into(), 0);
    let _in_the_way = TcpStream::connect((MORE[0], port)).unwrap();
    names.respond_with(&[DEAD, MORE[0]]);
    let server = server();
    server.set_timeouts(LIMIT, 0, 0);
    let failure = server.get_info().unwrap_err();
    println!(
        "row: neither of two addresses responds: {} {}",
        failure.name(),
        failure.message
    );
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    let says = format!(
        "connecting took longer than 0.2 s, the connect limit ({DEAD}:{port}, {}:{port}: no response)",
        MORE[0]
    );
    assert!(failure.message.contains(&says), "{}", failure.message);
}
