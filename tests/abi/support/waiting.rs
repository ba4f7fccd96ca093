//! Waiting for another thread, or for the kernel.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// The time after which a test gives up waiting.
const PATIENCE: Duration = Duration::from_secs(30);
/// The TCP connections of the kernel.
const CONNECTIONS: &str = "/proc/thread-self/net/tcp";

/// Waits until another thread has made a condition true.
pub fn await_true<T>(what: &str, state: &Mutex<T>, changed: &Condvar, is_so: impl Fn(&T) -> bool) {
    let waited = changed.wait_timeout_while(state.lock().unwrap(), PATIENCE, |state| !is_so(state));
    let is_late = waited.unwrap().1.timed_out();
    assert!(!is_late, "gave up after 30 s waiting until {what}");
}

/// Waits until a file of the kernel meets a condition.
pub fn wait_for_kernel(path: &str, is_so: impl Fn(&str) -> bool) {
    let limit = Instant::now() + PATIENCE;
    while !is_so(&fs::read_to_string(path).unwrap()) {
        assert!(
            Instant::now() < limit,
            "{path} did not reach the expected state in time"
        );
        thread::yield_now();
    }
}

/// Returns when a connection to an address waits for the response to its SYN.
pub fn wait_until_unanswered(address: SocketAddr) {
    let sent = format!(" {} 02 ", of_kernel(address));
    wait_for_kernel(CONNECTIONS, |table| table.contains(&sent));
}

/// Returns when the program at the other end of a connection, on this machine too, has read all that
/// was written.
pub fn wait_until_read(stream: &TcpStream) {
    let near = of_kernel(stream.local_addr().unwrap());
    let far = of_kernel(stream.peer_addr().unwrap());
    // After the state of an established connection: the bytes that the peer has not acknowledged, and
    // the bytes that were received and not read.
    let all_arrived = format!(" {near} {far} 01 00000000:");
    let peer = format!(" {far} {near} 01 ");
    wait_for_kernel(CONNECTIONS, |table| {
        let rest = table.split_once(&peer).map(|(_, rest)| rest);
        let unread = rest.and_then(|rest| rest.get(9..17));
        table.contains(&all_arrived) && unread == Some("00000000")
    });
}

/// An address as the kernel writes it.
fn of_kernel(address: SocketAddr) -> String {
    let SocketAddr::V4(address) = address else {
        panic!("{address}")
    };
    let ip = u32::from_ne_bytes(address.ip().octets());
    format!("{ip:08X}:{:04X}", address.port())
}
