//! Where a call can be kept waiting, and what ends it there: the limit for what it waits for, the
//! limit of the whole call, and a cancellation. Whatever it was, nothing is left behind: no
//! descriptor, no thread, no connection that is used again; another call under way does not
//! notice, and the session goes on.
//!
//! Each phase has a process of its own, which counts what it has open. With --nocapture the table
//! is printed.

use crate::support::connect_proxy;
use crate::support::name_server::{NameServer, isolate};
use crate::support::own_process;
use crate::support::relay::{Relay, Shut, Stop, listen};
use crate::support::*;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};
use tsc_simulator::{Action, Fault, Options, Simulator};

/// What is limited in a row, in milliseconds.
const LIMIT: u32 = 200;
/// Of a server from which something comes every few milliseconds: how long it may be silent, and
/// the whole call.
const SLOW: (u32, u32) = (1000, 1500);
/// A call that takes longer than this was not ended by what should have ended it.
const LATE: Duration = Duration::from_secs(5);
/// The library promises 5 ms; a machine with much to do may be slower.
const LATE_FOR_A_CANCEL: Duration = Duration::from_secs(2);
/// Only this test's name server knows it.
const HOST: &str = "tableau.test";

/// How the server is reached; there is a relay on each way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Http,
    Https,
    /// Over https, in a network where only this test's name server knows its name.
    Name,
    /// Through a proxy, with the relay before that.
    Proxy,
    /// Through one that is spoken to over TLS.
    TlsProxy,
}

/// What does not go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stall {
    /// The name server is silent.
    Name,
    /// Nobody answers a connection's first packet.
    Connection,
    /// The relay stops.
    Relay(Stop),
    /// Another call has its turn.
    Turn,
}

/// A call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Get,
    /// More than all buffers on the way hold.
    Upload,
    Info,
    Switch,
    SignOut,
}

type Call<'a> = Box<dyn FnOnce(&Cancellation) -> Result<()> + Send + 'a>;

/// The limit that is for a phase alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    Connect,
    Silence,
}

struct Phase {
    name: &'static str,
    way: Way,
    stall: Stall,
    what: What,
    /// Under way meanwhile, with a cancellation of its own.
    other: What,
    /// With what its message says; without: only the limit of the whole call is for it.
    limit: Option<(Limit, &'static str)>,
}

const GET: Phase = Phase {
    name: "",
    way: Way::Http,
    stall: Stall::Turn,
    what: What::Get,
    other: What::Get,
    limit: None,
};

const CONNECTING: &str = "connecting took longer than 0.2 s, the connect limit";
const HANDSHAKE: &str = "connecting with a TLS handshake took longer than 0.2 s, the connect limit";
const SILENT: &str = "the server was silent for longer than 0.2 s, the read limit";

const PHASES: &[Phase] = &[
    Phase {
        name: "name resolution",
        way: Way::Name,
        stall: Stall::Name,
        limit: Some((
            Limit::Connect,
            "resolving the host name took longer than 0.2 s, the connect limit",
        )),
        ..GET
    },
    Phase {
        name: "connecting",
        way: Way::Https,
        stall: Stall::Connection,
        limit: Some((Limit::Connect, CONNECTING)),
        ..GET
    },
    Phase {
        name: "connecting to a proxy",
        way: Way::Proxy,
        stall: Stall::Connection,
        limit: Some((Limit::Connect, CONNECTING)),
        ..GET
    },
    Phase {
        name: "a proxy's answer",
        way: Way::Proxy,
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((
            Limit::Connect,
            "connecting through the proxy took longer than 0.2 s, the connect limit",
        )),
        ..GET
    },
    Phase {
        name: "TLS handshake with a proxy",
        way: Way::TlsProxy,
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "TLS handshake",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "TLS handshake, in the middle",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(100)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "TLS handshake, byte by byte",
        way: Way::Https,
        stall: Stall::Relay(Stop::Drip(100)),
        limit: Some((Limit::Connect, HANDSHAKE)),
        ..GET
    },
    Phase {
        name: "sending",
        stall: Stall::Relay(Stop::Up(10_000)),
        what: What::Upload,
        limit: Some((
            Limit::Silence,
            "the server took nothing in for longer than 0.2 s, the read limit",
        )),
        ..GET
    },
    Phase {
        name: "sending over TLS",
        way: Way::Https,
        stall: Stall::Relay(Stop::Up(10_000)),
        what: What::Upload,
        limit: Some((
            Limit::Silence,
            "the server took nothing in for longer than 0.2 s, the read limit",
        )),
        ..GET
    },
    Phase {
        name: "the answer",
        stall: Stall::Relay(Stop::Down(0)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the answer's head, byte by byte",
        stall: Stall::Relay(Stop::Drip(20)),
        ..GET
    },
    Phase {
        name: "the answer's body",
        stall: Stall::Relay(Stop::Down(10_000)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the answer's body over TLS",
        way: Way::Https,
        stall: Stall::Relay(Stop::Down(50_000)),
        limit: Some((Limit::Silence, SILENT)),
        ..GET
    },
    Phase {
        name: "the answer's body, byte by byte",
        stall: Stall::Relay(Stop::Drip(10_000)),
        ..GET
    },
    Phase {
        name: "another call's probe",
        what: What::Info,
        other: What::Info,
        ..GET
    },
    Phase {
        name: "another call's switch of site",
        what: What::SignOut,
        other: What::Switch,
        ..GET
    },
];

/// What ends a call that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Limit,
    Total,
    Cancel,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            End::Limit => "its limit",
            End::Total => "total limit",
            End::Cancel => "cancel",
        })
    }
}

impl Phase {
    fn is_slow(&self) -> bool {
        matches!(self.stall, Stall::Relay(Stop::Drip(_))) && self.limit.is_none()
    }

    /// Connect, silence and total.
    fn timeouts(&self, end: End) -> (u32, u32, u32) {
        match (end, self.limit) {
            (End::Limit, Some((Limit::Connect, _))) => (LIMIT, 0, 0),
            (End::Limit, Some((Limit::Silence, _))) => (0, LIMIT, 0),
            (End::Total, _) if self.is_slow() => (0, SLOW.0, SLOW.1),
            (End::Total, _) => (0, 0, LIMIT),
            _ => (0, 0, 0),
        }
    }

    /// What ends it, in turn.
    fn ends(&self) -> impl Iterator<Item = End> {
        let has_limit = self.limit.is_some();
        let ends = [End::Limit, End::Total, End::Cancel].into_iter();
        ends.filter(move |end| has_limit || *end != End::Limit)
    }

    /// What the message of the total limit says that the call was doing.
    fn doing(&self) -> String {
        let limit = self.limit.map(|(_, says)| says.split_once(" took longer"));
        let doing = match (limit, self.stall, self.what) {
            // That it waits for another call is not one of its phases.
            (_, Stall::Turn, _) => return String::new(),
            (Some(Some((doing, _))), ..) => doing,
            (_, _, What::Upload) => "sending the request",
            _ => "waiting for the answer, or the rest of it",
        };
        format!("; it was {doing}")
    }

    /// Status and message.
    fn told(&self, end: End) -> (&'static str, String) {
        match (end, self.limit) {
            (End::Limit, Some((_, says))) => ("TSC_ERROR_TIMEOUT", says.to_owned()),
            (End::Cancel, _) => ("TSC_ERROR_CANCELLED", "the call was cancelled".to_owned()),
            _ => {
                let limit = f64::from(self.timeouts(End::Total).2) / 1000.0;
                let doing = self.doing();
                let says =
                    format!("the whole call took longer than {limit} s, the total limit{doing}");
                ("TSC_ERROR_TIMEOUT", says)
            }
        }
    }
}

/// How much of what a process may run out of is in use.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    descriptors: usize,
    threads: usize,
}

impl Counts {
    fn now() -> Counts {
        let count = |folder| std::fs::read_dir(folder).unwrap().count();
        Counts {
            descriptors: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
        }
    }

    /// Waits until it is so again: what the other side had open for a connection is closed a
    /// moment after it.
    fn wait_until_again(&self) {
        let mut now = Counts::now();
        let limit = Instant::now() + LATE;
        while now != *self && Instant::now() < limit {
            thread::yield_now();
            now = Counts::now();
        }
        assert_eq!(now, *self, "something was left behind");
    }
}

/// A session that is signed in over a connection that is kept.
struct Scene {
    simulator: Simulator,
    relay: Relay,
    names: Option<NameServer>,
    server: Server,
    session: Session,
}

impl Scene {
    fn new(phase: &Phase) -> Scene {
        let names = (phase.way == Way::Name).then(|| {
            isolate();
            NameServer::start()
        });
        let simulator = Simulator::start(Options {
            hosts: vec![HOST.to_owned()],
            ..Options::default()
        });
        let simulator = simulator.unwrap();
        let address = |url: String| url.rsplit('/').next().unwrap().to_owned();
        let mut ca = simulator.ca_pem().to_owned();
        let to = match phase.way {
            Way::Http => address(simulator.http_url()),
            Way::Https | Way::Name => address(simulator.https_url()),
            Way::Proxy => connect_proxy::start(),
            Way::TlsProxy => {
                let (to, certificate) = connect_proxy::start_tls();
                ca.push_str(&certificate);
                to
            }
        };
        let backlog = if phase.stall == Stall::Connection {
            0
        } else {
            128
        };
        let relay = Relay::with_backlog(Ipv4Addr::LOCALHOST, &to, backlog);
        if let Some(names) = &names {
            names.answer_with(&[Ipv4Addr::LOCALHOST]);
        }
        let (address, port) = (relay.address, relay.address.port());
        let (url, proxy) = match phase.way {
            Way::Http => (format!("http://{address}"), String::new()),
            Way::Https => (format!("https://{address}"), String::new()),
            Way::Name => (format!("https://{HOST}:{port}"), String::new()),
            Way::Proxy => (simulator.https_url(), format!("http://{address}")),
            Way::TlsProxy => (simulator.https_url(), format!("https://{address}")),
        };
        let server = Server::new(&url).unwrap();
        server.set_proxy(Some(&proxy)).unwrap();
        server.set_ca_pem(ca.as_bytes()).unwrap();
        let session = server.sign_in(TOKEN, "").unwrap();
        let scene = Scene {
            simulator,
            relay,
            names,
            server,
            session,
        };
        let head = "x".repeat(5000);
        scene.serve("/long", &[("X-Long", &head)], &head.repeat(20));
        // Whatever connection it comes on is not kept, so that there are as many as before.
        scene.serve("/after", &[("Connection", "close")], "after");
        scene
    }

    /// All requests to a path get this answer.
    fn serve(&self, path: &str, headers: &[(&str, &str)], body: &str) {
        self.simulator.fault(Fault {
            times: None,
            ..Fault::on(path, answer(200, headers, body))
        });
    }

    /// A call that is ready to be made.
    fn call<'a>(&'a self, what: What, path: &str) -> Call<'a> {
        let (server, session) = (&self.server, &self.session);
        let send = |request: Request| -> Call<'a> {
            Box::new(move |cancellation| request.send_or_cancelled(cancellation.0).map(drop))
        };
        match what {
            What::Get => send(session.request("GET", path).unwrap()),
            What::Upload => {
                let request = session.request("POST", path).unwrap();
                request
                    .set_body(Some("a/b"), &vec![b'x'; 32 << 20])
                    .unwrap();
                send(request)
            }
            What::Info => {
                Box::new(|cancellation| server.get_info_or_cancelled(cancellation.0).map(drop))
            }
            What::Switch => Box::new(|cancellation| {
                session.switch_site_or_cancelled("marketing", cancellation.0)
            }),
            What::SignOut => Box::new(|cancellation| session.sign_out_or_cancelled(cancellation.0)),
        }
    }

    /// Lets the next call come so far and not farther.
    fn stall(&self, stall: Stall) -> Option<Shut<'_>> {
        match stall {
            Stall::Name => self.names().fall_silent(),
            Stall::Connection => return Some(self.relay.shut()),
            Stall::Relay(stop) => self.relay.stop(stop),
            Stall::Turn => {}
        }
        None
    }

    /// Returns when a call of a thread has come so far.
    fn wait_until_stalled(&self, stall: Stall, thread: libc::pid_t) {
        match stall {
            Stall::Name => self.names().wait_until_asked(),
            Stall::Connection => wait_until_unanswered(self.relay.address),
            Stall::Relay(_) => self.relay.wait_until_stopped(),
            Stall::Turn => wait_until_asleep(thread),
        }
    }

    /// Once the call is over.
    fn go_on(&self, stall: Stall, shut: Option<Shut<'_>>) {
        drop(shut);
        match stall {
            Stall::Name => self.names().answer_with(&[Ipv4Addr::LOCALHOST]),
            Stall::Relay(stop) => {
                let sent = self.relay.wait_until_left();
                // What it had sent before it stopped is on its way still.
                if !matches!(stop, Stop::Up(_)) {
                    assert_eq!(sent, 0, "the connection was used again");
                }
            }
            Stall::Connection | Stall::Turn => {}
        }
    }

    fn names(&self) -> &NameServer {
        self.names.as_ref().unwrap()
    }
}

/// Waits until a file of the kernel's says so.
fn wait_for_kernel(path: &str, is_so: impl Fn(&str) -> bool) {
    let limit = Instant::now() + LATE;
    while !is_so(&std::fs::read_to_string(path).unwrap()) {
        assert!(Instant::now() < limit, "{path} does not say so in time");
        thread::yield_now();
    }
}

/// Returns when a connection waits for its first answer from an address.
fn wait_until_unanswered(address: SocketAddr) {
    let SocketAddr::V4(address) = address else {
        panic!("{address}")
    };
    let ip = u32::from_ne_bytes(address.ip().octets());
    let sent = format!(" {ip:08X}:{:04X} 02 ", address.port());
    wait_for_kernel("/proc/thread-self/net/tcp", |table| table.contains(&sent));
}

/// Returns when a thread waits for another one.
fn wait_until_asleep(thread: libc::pid_t) {
    let calls = [libc::SYS_poll, libc::SYS_ppoll].map(|call| format!("{call} "));
    let path = format!("/proc/self/task/{thread}/syscall");
    wait_for_kernel(&path, |now| calls.iter().any(|call| now.starts_with(call)));
}

/// One row: a call that gets into a phase and not out of it, while another one is under way.
fn row(scene: &Scene, phase: &Phase, end: End) {
    let before = Counts::now();
    let (cancellation, untouched) = (Cancellation::new(), Cancellation::new());
    let path = match phase.other {
        What::Info => "serverInfo",
        What::Switch => "switchSite",
        _ => "/projects",
    };
    scene.simulator.fault(Fault::on(path, Action::Hold));
    // SAFETY: it has no conditions.
    let this_thread = unsafe { libc::gettid() };
    let (result, took) = thread::scope(|scope| {
        scene.server.set_timeouts(0, 0, 0);
        let other = scene.call(phase.other, "projects");
        let other = scope.spawn(|| other(&untouched));
        scene.simulator.wait_until_held(1);

        let (connect, silence, total) = phase.timeouts(end);
        scene.server.set_timeouts(connect, silence, total);
        let call = scene.call(phase.what, "long");
        let shut = scene.stall(phase.stall);
        let canceller = (end == End::Cancel).then(|| {
            scope.spawn(|| {
                scene.wait_until_stalled(phase.stall, this_thread);
                let now = Instant::now();
                cancellation.cancel();
                now
            })
        });
        let begun = Instant::now();
        let result = call(&cancellation);
        let ended = Instant::now();
        let begun = canceller.map_or(begun, |canceller| canceller.join().unwrap());
        scene.go_on(phase.stall, shut);

        scene.server.set_timeouts(0, 0, 0);
        scene.call(What::Get, "after")(&untouched).unwrap();
        scene.simulator.release();
        other.join().unwrap().unwrap();
        (result, ended - begun)
    });
    // Over the other call's connection.
    let again = if phase.what == What::Info {
        What::Info
    } else {
        What::Get
    };
    scene.call(again, "projects")(&untouched).unwrap();
    before.wait_until_again();

    check_end(scene, phase, end, &result.unwrap_err(), took);
}

fn check_end(scene: &Scene, phase: &Phase, end: End, failure: &Failure, took: Duration) {
    let (_, message) = failure.message.split_once(": ").unwrap();
    println!(
        "row: {:<32} {end:<12} {:<20} after {:>4} ms: {message}",
        phase.name,
        failure.name(),
        took.as_millis()
    );
    let (status, says) = phase.told(end);
    assert_eq!(failure.name(), status, "{}", failure.message);
    assert!(message.starts_with(&says), "{}", failure.message);
    if matches!(phase.way, Way::Proxy | Way::TlsProxy) && end != End::Cancel {
        let address = format!("://{}", scene.relay.address);
        assert!(message.ends_with(&address), "{}", failure.message);
    }
    match end {
        End::Cancel => assert!(took < LATE_FOR_A_CANCEL, "{took:?}"),
        _ => {
            let limit = phase.timeouts(end);
            let limit = [limit.0, limit.1, limit.2].into_iter().max().unwrap();
            assert!(took >= Duration::from_millis(limit.into()), "{took:?}");
            assert!(took < LATE, "{took:?}");
        }
    }
}

#[test]
fn every_stall_is_ended_and_leaves_nothing_behind() {
    if let Some(name) = own_process::task() {
        let phase = PHASES.iter().find(|phase| phase.name == name).unwrap();
        let scene = Scene::new(phase);
        for end in phase.ends() {
            row(&scene, phase, end);
        }
        scene.session.sign_out().unwrap();
        assert_eq!(scene.simulator.live_sessions(), 0);
        return;
    }
    let outputs: Vec<Output> = thread::scope(|scope| {
        let run = |phase: &'static Phase| {
            let test = "stall_table::every_stall_is_ended_and_leaves_nothing_behind";
            scope.spawn(move || own_process::run(test, phase.name))
        };
        let running: Vec<_> = PHASES.iter().map(run).collect();
        running
            .into_iter()
            .map(|process| process.join().unwrap())
            .collect()
    });
    let mut failed = vec![];
    for (phase, output) in PHASES.iter().zip(outputs) {
        let printed = own_process::printed(&output);
        let rows: Vec<&str> = own_process::rows(&printed).collect();
        rows.iter().for_each(|row| println!("{row}"));
        if !output.status.success() || rows.len() != phase.ends().count() {
            failed.push(format!("{}: {}\n{printed}", phase.name, output.status));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// A name with two addresses, of which the first gives no answer: it must not use up the limit.
#[test]
fn an_address_that_is_dead_gets_its_share_of_the_limit() {
    if own_process::task().is_none() {
        let output = own_process::run(
            "stall_table::an_address_that_is_dead_gets_its_share_of_the_limit",
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
    /// How long the first is alone.
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
    names.answer_with(&[DEAD, ALIVE, MORE[0], MORE[1]]);
    let first = (HOST, port).to_socket_addrs().unwrap().next().unwrap();
    assert_eq!(first.ip(), DEAD);

    let server = || {
        let server = Server::new(&format!("https://{HOST}:{port}")).unwrap();
        server.set_proxy(Some("")).unwrap();
        server.set_ca_pem(simulator.ca_pem().as_bytes()).unwrap();
        server
    };
    for (what, connect, total) in [
        ("connecting", LIMIT_OF_ALL, 0),
        ("the whole call", 0, LIMIT_OF_ALL),
    ] {
        let server = server();
        server.set_timeouts(connect, 0, total);
        let begun = Instant::now();
        server.get_info().unwrap();
        let took = begun.elapsed();
        println!(
            "row: of four addresses the first is dead: TSC_OK after {} ms of {LIMIT_OF_ALL} for {what}",
            took.as_millis()
        );
        assert!(took >= SHARE && took < LATE, "{took:?}");
    }

    // Where all are dead, all are named.
    let _dead = listen((MORE[0], port).into(), 0);
    let _in_the_way = TcpStream::connect((MORE[0], port)).unwrap();
    names.answer_with(&[DEAD, MORE[0]]);
    let server = server();
    server.set_timeouts(LIMIT, 0, 0);
    let failure = server.get_info().unwrap_err();
    println!(
        "row: of two addresses both are dead: {} {}",
        failure.name(),
        failure.message
    );
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    let says = format!(
        "connecting took longer than 0.2 s, the connect limit ({DEAD}:{port}, {}:{port}: no answer)",
        MORE[0]
    );
    assert!(failure.message.contains(&says), "{}", failure.message);
}
