//! The sockets that a wait is for.

/// A socket that can be waited for.
pub use rustix::fd::AsFd as AsSocket;
use rustix::fd::BorrowedFd;

/// A socket that is waited for.
pub struct Watched<'a> {
    /// The socket.
    pub(super) socket: BorrowedFd<'a>,
    /// The operations to wait for.
    pub(super) wanted: Ready,
    /// The operations that the socket is ready for, set by the wait.
    pub ready: Ready,
}

impl<'a> Watched<'a> {
    /// A socket, and the operations to wait for.
    pub fn new(socket: &'a impl AsSocket, wanted: Ready) -> Watched<'a> {
        Watched {
            socket: socket.as_fd(),
            wanted,
            ready: Ready::default(),
        }
    }
}

/// The operations that a socket can do without blocking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ready {
    /// A read returns bytes, the end of the stream, or an error.
    pub readable: bool,
    /// A write takes bytes, or returns an error.
    pub writable: bool,
}
