//! The alarm on Linux: a timer of the kernel.

use crate::platform::unix::Instant;
use rustix::event::Timespec;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime,
};
use std::io;
use std::time::Duration;

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

    /// What is polled for input: it can be read from once the alarm has gone off.
    pub fn polled(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }

    /// The longest time that a poll may take: the timer ends it.
    pub fn timeout(&self) -> Option<Timespec> {
        None
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
