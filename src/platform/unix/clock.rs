//! The clock that time limits are measured with.

use std::mem;
use std::time::Duration;

/// A point in time, by a clock that goes on while the machine is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// The current time.
    pub fn now() -> Instant {
        Instant(read(libc::CLOCK_BOOTTIME))
    }

    /// The time `duration` later; `None` if it is too late to be represented, so that it never comes.
    pub fn checked_add(self, duration: Duration) -> Option<Instant> {
        self.0.checked_add(duration).map(Instant)
    }

    /// The duration until this time; zero once it has passed.
    pub fn left(self) -> Duration {
        self.0.saturating_sub(Instant::now().0)
    }
}

/// The total time for which the machine was suspended since it was started.
pub fn suspended() -> Duration {
    // CLOCK_BOOTTIME is read last: time that passes between the two reads then cannot make the result
    // negative.
    let awake = read(libc::CLOCK_MONOTONIC);
    read(libc::CLOCK_BOOTTIME).saturating_sub(awake)
}

fn read(clock: libc::clockid_t) -> Duration {
    // SAFETY: an all-zero timespec is valid, and `time` outlives the call.
    let time = unsafe {
        let mut time: libc::timespec = mem::zeroed();
        libc::clock_gettime(clock, &raw mut time);
        time
    };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}
