//! Options of TCP sockets.

use rustix::fd::AsFd;
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
/// (TCP_USER_TIMEOUT on Linux, TCP_RXT_CONNDROPTIME on macOS).
const PEER_PATIENCE: Duration = Duration::from_secs(20);

/// Makes the system detect within seconds that the peer of a connection has vanished, and end the
/// connection with an error.
pub fn notice_dead_peer(stream: &impl AsFd) -> io::Result<()> {
    let probes = TcpKeepalive::new()
        .with_time(PROBE_AFTER)
        .with_interval(PROBE_INTERVAL)
        .with_retries(PROBES);
    SockRef::from(stream).set_tcp_keepalive(&probes)?;
    allow_busy_peer(stream, false)
}

/// Sets whether the peer may leave its receive window closed for longer than [`PEER_PATIENCE`]. A
/// peer that gets a request larger than its window may be busy, and that does not mean that it has
/// vanished.
#[cfg(target_os = "linux")]
pub fn allow_busy_peer(stream: &impl AsFd, is_allowed: bool) -> io::Result<()> {
    let patience = (!is_allowed).then_some(PEER_PATIENCE);
    SockRef::from(stream).set_tcp_user_timeout(patience)
}

/// The same on macOS.
#[cfg(target_os = "macos")]
pub fn allow_busy_peer(stream: &impl AsFd, is_allowed: bool) -> io::Result<()> {
    use rustix::fd::AsRawFd;
    let patience = if is_allowed {
        Duration::ZERO
    } else {
        PEER_PATIENCE
    };
    let seconds = libc::c_int::try_from(patience.as_secs()).unwrap_or(libc::c_int::MAX);
    // SAFETY: the descriptor is open, and the value is an int of the given size.
    let result = unsafe {
        libc::setsockopt(
            stream.as_fd().as_raw_fd(),
            libc::IPPROTO_TCP,
            TCP_RXT_CONNDROPTIME,
            (&raw const seconds).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The option's number in netinet/tcp.h, which the libc crate does not have.
#[cfg(target_os = "macos")]
const TCP_RXT_CONNDROPTIME: libc::c_int = 0x80;

/// True if the error of a non-blocking connect says that connecting continues in the background.
pub fn is_connecting(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::EINPROGRESS)
}
