//! Waiting for sockets, for a point in time and for other threads.

use crate::platform::unix::clock::Instant;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime,
};
use std::io;
use std::time::Duration;

/// A socket that can be waited for.
pub use std::os::fd::AsFd as AsSocket;
use std::os::fd::BorrowedFd;

/// A timer that ends a wait: at the time that it is set to, or when another thread rings it.
#[derive(Debug)]
pub struct Alarm(OwnedFd);

impl Alarm {
    /// An alarm that is not set.
    pub fn new() -> io::Result<Alarm> {
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = match timerfd_create(TimerfdClockId::Boottime, flags) {
            // Linux before 3.15 has no timers on CLOCK_BOOTTIME.
            Err(Errno::INVAL) => timerfd_create(TimerfdClockId::Monotonic, flags),
            made => made,
        };
        Ok(Alarm(timer?))
    }

    /// Sets the time at which the alarm ends a wait, and clears an earlier ring. With `None` only
    /// [`Alarm::ring`] ends a wait.
    pub fn set(&self, at: Option<Instant>) -> io::Result<()> {
        // A duration of zero would disarm the timer.
        let left = at.map(|at| at.left().max(Duration::from_nanos(1)));
        self.arm(left.unwrap_or_default())
    }

    /// Ends the current wait on this alarm, or the next one as soon as it begins.
    pub fn ring(&self) {
        // timerfd_settime fails only for an invalid descriptor or duration.
        let _ = self.arm(Duration::from_nanos(1));
    }

    fn arm(&self, after: Duration) -> io::Result<()> {
        let timer = Itimerspec {
            it_interval: timespec(Duration::ZERO),
            it_value: timespec(after),
        };
        timerfd_settime(&self.0, TimerfdTimerFlags::empty(), &timer)?;
        Ok(())
    }
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: duration.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: duration.subsec_nanos().into(),
    }
}

/// A socket that is waited for.
pub struct Watched<'a> {
    socket: BorrowedFd<'a>,
    wanted: Ready,
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

/// Blocks until a socket is ready for one of the operations that it is waited for, until the alarm
/// goes off, or until a signal arrives.
pub fn wait(alarm: &Alarm, sockets: &mut [Watched<'_>]) -> io::Result<()> {
    let socket_fds = sockets.iter().map(|watched| {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, watched.wanted.readable);
        flags.set(PollFlags::OUT, watched.wanted.writable);
        PollFd::from_borrowed_fd(watched.socket, flags)
    });
    let alarm_fd = PollFd::new(&alarm.0, PollFlags::IN);
    let mut polled: Vec<PollFd<'_>> = socket_fds.chain([alarm_fd]).collect();
    match poll(&mut polled, None) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    for (watched, polled) in sockets.iter_mut().zip(&polled) {
        let is = |flags| polled.revents().intersects(flags);
        // A broken socket counts as ready: reading or writing it returns the error.
        let broken = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
        watched.ready = Ready {
            readable: is(PollFlags::IN | broken),
            writable: is(PollFlags::OUT | broken),
        };
    }
    Ok(())
}
