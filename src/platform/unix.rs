//! Unix: poll, sockets, fork, files, the environment.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::env;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A socket that can be waited for.
pub use std::os::fd::AsFd as AsSocket;

/// What a socket can do without blocking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// Reading gives bytes, the end, or an error.
    pub readable: bool,
    /// Writing takes bytes, or gives an error.
    pub writable: bool,
}

/// Blocks until a socket is ready in one of the ways that are asked for, for so long; `None` is
/// without a limit. Nothing is ready when the time is over, or when a signal came.
pub fn wait_for_socket(
    socket: impl AsSocket,
    wanted: Ready,
    timeout: Option<Duration>,
) -> io::Result<Ready> {
    let mut flags = PollFlags::empty();
    flags.set(PollFlags::IN, wanted.readable);
    flags.set(PollFlags::OUT, wanted.writable);
    let mut sockets = [PollFd::new(&socket, flags)];
    let timeout = timeout.map(|left| Timespec {
        tv_sec: left.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: left.subsec_nanos().into(),
    });
    match poll(&mut sockets, timeout.as_ref()) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let [socket] = sockets;
    let is = |flags| socket.revents().intersects(flags);
    // What is broken gives its error to who reads or writes.
    let broken = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
    Ok(Ready {
        readable: is(PollFlags::IN | broken),
        writable: is(PollFlags::OUT | broken),
    })
}

/// Whether connecting goes on in the background.
pub fn is_connecting(error: &io::Error) -> bool {
    error.kind() == ErrorKind::WouldBlock || error.raw_os_error() == Some(libc::EINPROGRESS)
}

/// Opens a file to read it. Opening a pipe does not wait for a writer.
pub fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open(path)
}

/// A variable of the process's environment.
pub fn environment_variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

/// How many forks lie between this process and the one that loaded the library.
static FORKS: AtomicU32 = AtomicU32::new(0);

extern "C" fn count_fork() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// From now on [`forks`] counts.
pub fn watch_forks() {
    static WATCH: Once = Once::new();
    // SAFETY: the function only adds to an atomic, which a forked child may do; the library
    // stays loaded as long as the process lives.
    WATCH.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(count_fork));
    });
}

/// How many forks lie between this process and the one that [`watch_forks`] was called in first.
pub fn forks() -> u32 {
    FORKS.load(Ordering::Relaxed)
}
