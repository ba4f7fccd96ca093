//! The clock that limits and waits are measured with.

use std::mem;
use std::time::Duration;

/// A point in time, by a clock that goes on while the machine is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// This moment.
    pub fn now() -> Instant {
        Instant(read(libc::CLOCK_BOOTTIME))
    }

    /// So long after it; `None` if that is never.
    pub fn checked_add(self, duration: Duration) -> Option<Instant> {
        self.0.checked_add(duration).map(Instant)
    }

    /// How long it still is until then; zero if it is over.
    pub fn left(self) -> Duration {
        self.0.saturating_sub(Instant::now().0)
    }
}

/// How long the machine was suspended since it was started.
pub fn suspended() -> Duration {
    // In this order, so that what passes between the two does not count.
    let awake = read(libc::CLOCK_MONOTONIC);
    read(libc::CLOCK_BOOTTIME).saturating_sub(awake)
}

fn read(clock: libc::clockid_t) -> Duration {
    // SAFETY: all zeros is a time, and the place outlives the call.
    let time = unsafe {
        let mut time: libc::timespec = mem::zeroed();
        libc::clock_gettime(clock, &raw mut time);
        time
    };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}
