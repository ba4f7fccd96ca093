//! Name resolution, and the choice among a host's addresses. Each test has a process and a network
//! namespace of its own, with a name server that responds on command.

use crate::process;
use crate::support::name_server::{NameServer, isolate};
use crate::support::own_process;
use crate::support::relay::{Relay, listen};
use crate::support::*;
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use tsc_simulator::{Options, Simulator};

const HOST: &str = "tableau.test";
/// A call that takes longer than this has waited for something that it should not wait for.
const LATE: Duration = Duration::from_secs(5);
/// The name of resolver threads.
const THREAD: &str = "tsc-resolve";
/// The largest number of resolver threads.
const MOST: usize = 8;

/// A simulator with `HOST` in its certificate, in a network namespace.
fn scene() -> (Simulator, NameServer) {
    isolate();
    let names = NameServer::start();
    let options = Options {
        hosts: vec![HOST.to_owned()],
        ..Options::default()
    };
    (Simulator::start(options).unwrap(), names)
}

fn server_at(simulator: &Simulator, host: &str, port: u16) -> Server {
    let server = Server::new(&format!("https://{host}:{port}")).unwrap();
    server.set_proxy(Some("")).unwrap();
    server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
    server
}

/// An address that never responds as long as the returned sockets live.
fn dead(address: SocketAddr) -> (std::net::TcpListener, TcpStream) {
    let listener = listen(address, 0);
    let in_the_way = TcpStream::connect(address).unwrap();
    (listener, in_the_way)
}

/// The ids of the resolver threads.
fn resolving() -> Vec<String> {
    let threads = fs::read_dir(format!("{}/task", process::folder()))
        .unwrap()
        .flatten();
    let named = threads.filter(|thread| {
        let name = fs::read_to_string(thread.path().join("comm"));
        name.is_ok_and(|name| name.trim_end() == THREAD)
    });
    named
        .map(|thread| thread.file_name().into_string().unwrap())
        .collect()
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let limit = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(
            Instant::now() < limit,
            "gave up after 30 s waiting until {what}"
        );
        std::thread::yield_now();
    }
}

/// Also without a connect limit; the next connections use the working address at once.
#[test]
fn dead_ipv6_address_delays_only_the_first_connection() {
    if own_process::task().is_none() {
        let test = "name_resolution::dead_ipv6_address_delays_only_the_first_connection";
        return own_process::check(test, "it");
    }
    let (simulator, names) = scene();
    let to = simulator.https_url().replace("https://", "");
    let relay = Relay::new(Ipv4Addr::LOCALHOST, &to);
    let port = relay.address.port();
    // In a kernel without IPv6 such an address fails at once, and must not matter either.
    let has_v6 = std::net::TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    let _dead = has_v6.then(|| dead((Ipv6Addr::LOCALHOST, port).into()));
    names.respond(Some(&[Ipv4Addr::LOCALHOST]), Some(&[Ipv6Addr::LOCALHOST]));
    for connect_limit in [10_000, 0] {
        let server = server_at(&simulator, HOST, port);
        server.set_timeouts(connect_limit, 0, 0);
        for connection in ["first", "second", "third"] {
            let begun = Instant::now();
            server.get_info().unwrap();
            server.close_idle_connections();
            let took = begun.elapsed();
            println!(
                "row: dead IPv6 (in this kernel: {has_v6}), limit {connect_limit} ms, {connection}: {took:?}"
            );
            assert!(took < LATE, "{took:?}");
        }
    }
    assert_eq!(relay.accepted(), 6);
}

#[test]
fn last_working_address_is_tried_first() {
    if own_process::task().is_none() {
        let test = "name_resolution::last_working_address_is_tried_first";
        return own_process::check(test, "it");
    }
    let (simulator, names) = scene();
    let to = simulator.https_url().replace("https://", "");
    let good = Relay::new(Ipv4Addr::new(127, 0, 0, 3), &to);
    let port = good.address.port();
    let first = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), port));
    let addresses = [Ipv4Addr::new(127, 0, 0, 2), Ipv4Addr::new(127, 0, 0, 3)];
    names.respond_with(&addresses);
    let server = server_at(&simulator, HOST, port);
    server.get_info().unwrap();
    assert_eq!(good.accepted(), 1);
    // From now on the first address accepts connections but never responds.
    let _first = listen(first, 128);
    server.close_idle_connections();
    server.get_info().unwrap();
    assert_eq!(good.accepted(), 2);
}

#[test]
fn every_one_of_twenty_addresses_is_tried() {
    if own_process::task().is_none() {
        let test = "name_resolution::every_one_of_twenty_addresses_is_tried";
        return own_process::check(test, "it");
    }
    let (simulator, names) = scene();
    let to = simulator.https_url().replace("https://", "");
    let relay = Relay::new(Ipv4Addr::new(127, 0, 0, 21), &to);
    let port = relay.address.port();
    let addresses: Vec<Ipv4Addr> = (2..=21)
        .map(|last| Ipv4Addr::new(127, 0, 0, last))
        .collect();
    names.respond_with(&addresses);
    server_at(&simulator, HOST, port).get_info().unwrap();
    assert_eq!(relay.accepted(), 1);
    // No address accepts a connection: the error names all of them.
    names.respond_with(&addresses[..19]);
    let failure = server_at(&simulator, HOST, port).get_info().unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_CONNECT");
    for address in &addresses[..19] {
        let named = format!("{address}:{port}");
        assert!(failure.message.contains(&named), "{}", failure.message);
    }
}

#[test]
fn missing_aaaa_response_does_not_delay_ipv4() {
    if own_process::task().is_none() {
        let test = "name_resolution::missing_aaaa_response_does_not_delay_ipv4";
        return own_process::check(test, "it");
    }
    let (simulator, names) = scene();
    let port = simulator.https_url().rsplit(':').next().unwrap().parse();
    let port: u16 = port.unwrap();
    // The process with the library starts here: wine does not while a lookup has no response.
    assert!(resolving().is_empty());
    names.respond(Some(&[Ipv4Addr::LOCALHOST]), None);
    for call in ["first", "second"] {
        let server = server_at(&simulator, HOST, port);
        let begun = Instant::now();
        server.get_info().unwrap();
        let took = begun.elapsed();
        println!("row: A and never AAAA, {call}: {took:?}");
        assert!(took < LATE, "{took:?}");
    }
    // The second call has joined the thread that still waits for AAAA; the threads for A may be
    // about to end.
    wait_until("one thread resolves", || resolving().len() == 1);
}

#[test]
fn abandoned_resolver_threads_are_bounded_and_block_signals() {
    if own_process::task().is_none() {
        let test = "name_resolution::abandoned_resolver_threads_are_bounded_and_block_signals";
        return own_process::check(test, "it");
    }
    let (simulator, names) = scene();
    let port = simulator.https_url().rsplit(':').next().unwrap().parse();
    let port: u16 = port.unwrap();
    names.fall_silent();
    for index in 0..30 {
        let server = server_at(&simulator, &format!("host-{index}.test"), port);
        server.set_timeouts(20, 0, 0);
        let failure = server.get_info().unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
        let says = "resolving the host name took longer than 0.02 s";
        assert!(failure.message.contains(says), "{}", failure.message);
        assert!(resolving().len() <= MOST, "{:?}", resolving());
    }
    println!(
        "row: 30 resolutions left behind: {} threads",
        resolving().len()
    );
    let blocking = process::shows_signals().then(resolving);
    if blocking.is_none() {
        println!("row: not here: the signals that the threads block");
    }
    for thread in blocking.unwrap_or_default() {
        let status = fs::read_to_string(format!("{}/task/{thread}/status", process::folder()));
        let status = status.unwrap();
        let blocked = status.lines().find_map(|line| line.strip_prefix("SigBlk:"));
        let blocked = u64::from_str_radix(blocked.unwrap().trim(), 16).unwrap();
        // All signals except those that cannot be blocked, and those of the C library.
        let own = process::signals_of_the_c_library();
        let is_free =
            |signal| signal == libc::SIGKILL || signal == libc::SIGSTOP || own.contains(&signal);
        for signal in (1..=64).filter(|signal| !is_free(*signal)) {
            assert!(blocked & (1 << (signal - 1)) != 0, "{signal}: {blocked:x}");
        }
    }
    // An address or localhost needs no resolver thread; a name waits for a free one.
    for host in ["localhost", "127.0.0.1"] {
        server_at(&simulator, host, port).get_info().unwrap();
    }
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server_at(&simulator, HOST, port).get_info());
        names.respond_with(&[Ipv4Addr::LOCALHOST]);
        waiting.join().unwrap().unwrap();
    });
    wait_until("no thread resolves", || resolving().is_empty());
}

/// The operating system's limit for silent peers is shorter, and must not end a connection attempt.
#[test]
fn connect_limit_may_exceed_the_limit_for_silent_peers() {
    if own_process::task().is_none() {
        let test = "name_resolution::connect_limit_may_exceed_the_limit_for_silent_peers";
        return own_process::check(test, "it");
    }
    isolate();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 4444));
    let _dead = dead(address);
    let server = Server::new(&format!("http://{address}")).unwrap();
    server.set_verify(0);
    server.set_timeouts(22_000, 0, 0);
    let failure = server.get_info().unwrap_err();
    println!("row: unresponsive address: {}", failure.message);
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT", "{}", failure.message);
}
