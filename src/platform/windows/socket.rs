//! Options of TCP sockets.

use rustix::fd::AsSocket;
use socket2::{SockRef, TcpKeepalive};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// The idle time after which the system sends the first keepalive probe.
const PROBE_AFTER: Duration = Duration::from_secs(10);
/// The time between two keepalive probes. Windows decides how many go unanswered before the connection
/// has failed: ten.
const PROBE_INTERVAL: Duration = Duration::from_secs(2);

/// Makes the system detect within seconds that the peer of a connection has vanished, and end the
/// connection with an error. Data that is not acknowledged is sent again until Windows gives up, which
/// takes some 20 s. Urgent data is read like other data: `select` would report it again at each wait.
pub fn notice_dead_peer(stream: &impl AsSocket) -> io::Result<()> {
    let probes = TcpKeepalive::new()
        .with_time(PROBE_AFTER)
        .with_interval(PROBE_INTERVAL);
    let socket = SockRef::from(stream);
    socket.set_out_of_band_inline(true)?;
    socket.set_tcp_keepalive(&probes)
}

/// Does nothing: Windows does not count a closed receive window as a peer that has vanished.
pub fn allow_busy_peer(_: &impl AsSocket, _: bool) -> io::Result<()> {
    Ok(())
}

/// True if the error of a non-blocking connect says that connecting continues in the background.
pub fn is_connecting(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock
}
