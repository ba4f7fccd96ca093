//! Waiting for sockets, for a time and for other threads.

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

/// What ends a wait: at a time, or when any thread rings it.
#[derive(Debug)]
pub struct Alarm(OwnedFd);

impl Alarm {
    /// It is not set.
    pub fn new() -> io::Result<Alarm> {
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = match timerfd_create(TimerfdClockId::Boottime, flags) {
            // Linux before 3.15.
            Err(Errno::INVAL) => timerfd_create(TimerfdClockId::Monotonic, flags),
            made => made,
        };
        Ok(Alarm(timer?))
    }

    /// From now on it ends a wait at that time, and no earlier; `None`: only when it is rung.
    pub fn set(&self, at: Option<Instant>) -> io::Result<()> {
        // A timer that is set to zero is off.
        let left = at.map(|at| at.left().max(Duration::from_nanos(1)));
        self.arm(left.unwrap_or_default())
    }

    /// Ends the wait, now or as soon as it begins.
    pub fn ring(&self) {
        // It fails for a timer that is none only.
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

/// A socket in a wait.
pub struct Watched<'a> {
    socket: BorrowedFd<'a>,
    wanted: Ready,
    /// What it is ready for, after the wait.
    pub ready: Ready,
}

impl<'a> Watched<'a> {
    /// A socket, and what it is waited for.
    pub fn new(socket: &'a impl AsSocket, wanted: Ready) -> Watched<'a> {
        Watched {
            socket: socket.as_fd(),
            wanted,
            ready: Ready::default(),
        }
    }
}

/// What a socket can do without blocking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ready {
    /// Reading gives bytes, the end, or an error.
    pub readable: bool,
    /// Writing takes bytes, or gives an error.
    pub writable: bool,
}

/// Blocks until a socket is ready in one of the ways that it is waited for, until the alarm, or
/// until a signal comes.
pub fn wait(alarm: &Alarm, sockets: &mut [Watched<'_>]) -> io::Result<()> {
    let of_sockets = sockets.iter().map(|watched| {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, watched.wanted.readable);
        flags.set(PollFlags::OUT, watched.wanted.writable);
        PollFd::from_borrowed_fd(watched.socket, flags)
    });
    let of_alarm = PollFd::new(&alarm.0, PollFlags::IN);
    let mut polled: Vec<PollFd<'_>> = of_sockets.chain([of_alarm]).collect();
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
