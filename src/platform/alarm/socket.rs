//! The alarm on Windows: a time limit of the poll, and a socket that another thread sends to.

use crate::platform::alarm::time_limit::TimeLimit;
use crate::platform::windows::Instant;
use rustix::event::Timespec;
use rustix::fd::{AsFd, BorrowedFd};
use std::io;
use std::net::{Ipv4Addr, UdpSocket};

/// A socket on the loopback interface that is connected to itself, so it receives only what it sends.
#[derive(Debug)]
pub struct Alarm {
    limit: TimeLimit,
    socket: UdpSocket,
}

impl Alarm {
    /// An alarm that is not set.
    pub fn new() -> io::Result<Alarm> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.connect(socket.local_addr()?)?;
        socket.set_nonblocking(true)?;
        Ok(Alarm {
            limit: TimeLimit::default(),
            socket,
        })
    }

    /// Sets the time at which the alarm ends a wait, and clears an earlier ring. With `None` only
    /// [`Alarm::ring`] ends a wait.
    pub fn set(&self, at: Option<Instant>) -> io::Result<()> {
        self.limit.set(at);
        while self.socket.recv(&mut [0; 8]).is_ok() {}
        Ok(())
    }

    /// Ends the current wait on this alarm, or the next one as soon as it begins.
    pub fn ring(&self) {
        // A socket whose buffer is full rings, too.
        let _ = self.socket.send(&[1]);
    }

    /// What is polled for input: it can be read from once the alarm was rung.
    pub fn polled(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// The longest time that a poll may take.
    pub fn timeout(&self) -> Option<Timespec> {
        self.limit.timeout()
    }
}
