//! Options of TCP sockets.

use crate::platform::unix::wait::AsSocket;
use socket2::{SockRef, TcpKeepalive};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// The idle time after which the system sends the first keepalive probe (TCP_KEEPIDLE).
const PROBE_AFTER: Duration = Duration::from_secs(10);
/// The time between two keepalive probes (TCP_KEEPINTVL).
const PROBE_INTERVAL: Duration = Duration::from_secs(5);
/// The number of unanswered probes after which the connection has failed (TCP_KEEPCNT).
const PROBES: u32 = 3;
/// The time for which sent data may stay unacknowledged before the connection has failed
/// (TCP_USER_TIMEOUT).
const PEER_PATIENCE: Duration = Duration::from_secs(20);

/// Makes the system detect within seconds that the peer of a connection has vanished, and end the
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

/// Sets whether the peer may leave its receive window closed for longer than [`PEER_PATIENCE`]. A
/// peer that gets a request larger than its window may be busy, and that does not mean that it has
/// vanished.
pub fn allow_busy_peer(stream: &impl AsSocket, is_allowed: bool) -> io::Result<()> {
    let patience = (!is_allowed).then_some(PEER_PATIENCE);
    SockRef::from(stream).set_tcp_user_timeout(patience)
}

/// True if the error of a non-blocking connect says that connecting continues in the background.
pub fn is_connecting(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::EINPROGRESS)
}
