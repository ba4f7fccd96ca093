//! Options of TCP sockets.

use crate::platform::unix::wait::AsSocket;
use socket2::{SockRef, TcpKeepalive};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// How long a connection may be idle before the system asks whether its peer is still there, and
/// between two such questions.
const PROBE_AFTER: Duration = Duration::from_secs(10);
const PROBE_INTERVAL: Duration = Duration::from_secs(5);
/// How many of them may stay unanswered.
const PROBES: u32 = 3;
/// How long a peer may acknowledge nothing before the connection has failed.
const PEER_PATIENCE: Duration = Duration::from_secs(20);

/// Has the system find out within seconds that the peer of a connection has vanished, and end the
/// connection with an error.
pub fn notice_dead_peer(stream: &impl AsSocket) -> io::Result<()> {
    let socket = SockRef::from(stream);
    let probes = TcpKeepalive::new()
        .with_time(PROBE_AFTER)
        .with_interval(PROBE_INTERVAL)
        .with_retries(PROBES);
    socket.set_tcp_keepalive(&probes)?;
    socket.set_tcp_user_timeout(Some(PEER_PATIENCE))
}

/// Whether a connection that sends more than any window holds is to end when its peer takes in
/// nothing for a while: a peer that is busy is not one that has vanished.
pub fn allow_busy_peer(stream: &impl AsSocket, is_allowed: bool) -> io::Result<()> {
    let patience = (!is_allowed).then_some(PEER_PATIENCE);
    SockRef::from(stream).set_tcp_user_timeout(patience)
}

/// Whether connecting goes on in the background.
pub fn is_connecting(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::EINPROGRESS)
}
