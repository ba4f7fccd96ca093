//! A TCP relay before a server that can stop anywhere, as a broken network does. It forwards bytes
//! both ways and counts its connections.

use super::waiting::await_true;
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// More connections than any test has.
const BACKLOG: i32 = 128;
/// The interval between the bytes of a slow server.
const DRIP: Duration = Duration::from_millis(10);

/// The point at which a connection stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// After so many bytes from the client no more are read from it.
    Up(usize),
    /// After so many bytes from the server no more are forwarded.
    Down(usize),
    /// After so many bytes from the server one byte is forwarded now and then.
    Drip(usize),
    /// In place of the server's response come the first bytes, and then the second ones repeatedly,
    /// as fast as the client reads.
    Flood(&'static [u8], &'static [u8]),
}

#[derive(Default)]
struct State {
    /// The stop of the next connection.
    plan: Option<Stop>,
    is_shut: bool,
    /// The number of connections accepted so far.
    accepted: usize,
    /// A connection has stopped as planned.
    is_stopped: bool,
    /// The call has ended; the rest that the client sends is dropped.
    is_over: bool,
    /// The client has closed the connection that stopped.
    is_left: bool,
    /// The number of bytes that the client has sent on that connection since it stopped.
    sent_since: usize,
    /// The number of open client connections.
    open: usize,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn wait_until(&self, what: &str, is_so: impl Fn(&State) -> bool) {
        await_true(what, &self.state, &self.changed, is_so);
    }

    /// Waits for a condition at most this long; returns true if it holds now.
    fn is_so_after(&self, time: Duration, is_so: impl Fn(&State) -> bool) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), time, |state| !is_so(state));
        is_so(&waited.unwrap().0)
    }
}

/// A relay that listens until the process ends.
pub struct Relay {
    /// The address that it listens on.
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Relay {
    /// Starts a relay before the server `to`, on a loopback address.
    pub fn new(address: Ipv4Addr, to: &str) -> Relay {
        Relay::with_backlog(address, to, BACKLOG)
    }

    /// Starts a relay; with a backlog of 0 one connection can wait to be accepted.
    pub fn with_backlog(address: Ipv4Addr, to: &str, backlog: i32) -> Relay {
        let listener = listen((address, 0).into(), backlog);
        let relay = Relay {
            address: listener.local_addr().unwrap(),
            shared: Arc::default(),
        };
        let shared = Arc::clone(&relay.shared);
        let to = to.to_owned();
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                shared.change(|state| state.accepted += 1);
                shared.wait_until("the relay is open", |state| !state.is_shut);
                let far = TcpStream::connect(&to).unwrap();
                carry(&shared, near, far);
            }
        });
        relay
    }

    /// The number of connections accepted so far.
    pub fn accepted(&self) -> usize {
        self.shared.lock().accepted
    }

    /// Makes the next connection stop at this point.
    pub fn stop(&self, plan: Stop) {
        self.shared.change(|state| {
            *state = State {
                plan: Some(plan),
                accepted: state.accepted,
                open: state.open,
                ..State::default()
            };
        });
    }

    /// Returns when a connection has stopped.
    pub fn wait_until_stopped(&self) {
        self.shared
            .wait_until("a connection stops", |state| state.is_stopped);
    }

    /// Returns when the client has closed the stopped connection, with the number of bytes that it
    /// sent since the stop.
    pub fn wait_until_left(&self) -> usize {
        self.shared.change(|state| state.is_over = true);
        self.shared
            .wait_until("the client closes its connection", |state| state.is_left);
        self.shared.lock().sent_since
    }

    /// Stops accepting. With a backlog of 0 the two connections made here use up all room, so the
    /// SYN of any other gets no response.
    pub fn shut(&self) -> Shut<'_> {
        self.shared.change(|state| state.is_shut = true);
        let accepted = self.shared.lock().accepted;
        let first = TcpStream::connect(self.address).unwrap();
        self.shared
            .wait_until("a connection comes", |state| state.accepted > accepted);
        Shut {
            relay: self,
            accepted,
            in_the_way: [first, TcpStream::connect(self.address).unwrap()],
        }
    }

    /// Returns when this number of client connections is open.
    pub fn wait_until_there_are(&self, count: usize) {
        let what = format!("there are {count} connections");
        self.shared.wait_until(&what, |state| state.open == count);
    }
}

/// A relay that accepts nothing until this is dropped.
pub struct Shut<'a> {
    relay: &'a Relay,
    /// The number of connections accepted before.
    accepted: usize,
    in_the_way: [TcpStream; 2],
}

impl Drop for Shut<'_> {
    fn drop(&mut self) {
        let all = self.accepted + self.in_the_way.len();
        self.relay.shared.change(|state| state.is_shut = false);
        self.relay
            .shared
            .wait_until("there is room again", |state| state.accepted == all);
    }
}

/// A listener with this backlog.
pub fn listen(address: SocketAddr, backlog: i32) -> TcpListener {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )
    .unwrap();
    socket.bind(&address.into()).unwrap();
    socket.listen(backlog).unwrap();
    socket.into()
}

fn carry(shared: &Arc<Shared>, near: TcpStream, far: TcpStream) {
    let mut plan = None;
    shared.change(|state| {
        state.open += 1;
        plan = state.plan.take();
    });
    let (near_too, far_too) = (near.try_clone().unwrap(), far.try_clone().unwrap());
    let shared_too = Arc::clone(shared);
    thread::spawn(move || up(&shared_too, near_too, far_too, plan));
    let shared = Arc::clone(shared);
    thread::spawn(move || down(&shared, far, near, plan));
}

/// Forwards bytes from the client to the server.
fn up(shared: &Shared, mut near: TcpStream, mut far: TcpStream, plan: Option<Stop>) {
    let mut left = match plan {
        Some(Stop::Up(count)) => count,
        _ => usize::MAX,
    };
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let room = left.min(buffer.len());
        let Ok(count @ 1..) = near.read(&mut buffer[..room]) else {
            break;
        };
        left -= count;
        if plan.is_some() {
            shared.change(|state| {
                if state.is_stopped {
                    state.sent_since += count;
                }
            });
        }
        // The server may have closed the connection.
        let _ = far.write_all(&buffer[..count]);
        if left == 0 {
            shared.change(|state| state.is_stopped = true);
            shared.wait_until("the call is over", |state| state.is_over);
            left = usize::MAX;
        }
    }
    let _ = far.shutdown(Shutdown::Both);
    shared.change(|state| {
        state.open -= 1;
        state.is_left |= plan.is_some();
    });
}

/// Forwards bytes from the server to the client.
fn down(shared: &Shared, mut far: TcpStream, mut near: TcpStream, plan: Option<Stop>) {
    let mut left = match plan {
        Some(Stop::Down(count) | Stop::Drip(count)) => count,
        Some(Stop::Flood(..)) => 0,
        _ => usize::MAX,
    };
    let mut buffer = vec![0; 16 * 1024];
    let mut has_stopped = false;
    while let Ok(count @ 1..) = far.read(&mut buffer) {
        let (passed, withheld) = buffer[..count].split_at(left.min(count));
        left -= passed.len();
        let _ = near.write_all(passed);
        if withheld.is_empty() || has_stopped {
            continue;
        }
        has_stopped = true;
        shared.change(|state| state.is_stopped = true);
        match plan {
            Some(Stop::Drip(_)) => drip(shared, withheld, &mut near),
            Some(Stop::Flood(first, unit)) => flood(first, unit, &mut near),
            _ => {}
        }
    }
    let _ = near.shutdown(Shutdown::Write);
}

/// Sends bytes slowly until the client closes the connection.
fn drip(shared: &Shared, withheld: &[u8], near: &mut TcpStream) {
    for byte in withheld {
        if shared.is_so_after(DRIP, |state| state.is_left) || near.write_all(&[*byte]).is_err() {
            return;
        }
    }
    panic!("the response is too short to be sent slowly");
}

/// Sends bytes fast until the client closes the connection.
fn flood(first: &[u8], unit: &[u8], near: &mut TcpStream) {
    const PIECE: usize = 1 << 20;
    let piece = unit.repeat(PIECE / unit.len());
    let mut sent = near.write_all(first);
    while sent.is_ok() {
        sent = near.write_all(&piece);
    }
}
