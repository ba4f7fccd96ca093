//! The clock that time limits are measured with.

use std::mem;
use std::time::Duration;

/// The clock that goes on while the machine is suspended, and the one that does not.
#[cfg(target_os = "linux")]
const CLOCKS: (libc::clockid_t, libc::clockid_t) = (libc::CLOCK_BOOTTIME, libc::CLOCK_MONOTONIC);
#[cfg(target_os = "macos")]
const CLOCKS: (libc::clockid_t, libc::clockid_t) = (libc::CLOCK_MONOTONIC, libc::CLOCK_UPTIME_RAW);

/// A point in time, by a clock that goes on while the machine is suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// The current time.
    pub fn now() -> Instant {
        Instant(read(CLOCKS.0))
    }

    /// The time `duration` later; `None` if it is too late to be represented, so that it never comes.
    pub fn checked_add(self, duration: Duration) -> Option<Instant> {
        self.0.checked_add(duration).map(Instant)
    }

    /// The duration from this time until now.
    pub fn elapsed(self) -> Duration {
        Instant::now().0.saturating_sub(self.0)
    }

    /// The duration until this time; zero once it has passed.
    pub fn left(self) -> Duration {
        self.0.saturating_sub(Instant::now().0)
    }
}

/// The total time for which the machine was suspended since it was started.
pub fn suspended() -> Duration {
    let (always, awake) = CLOCKS;
    // The clock that goes on is read last: time that passes between the two reads then cannot make the
    // result negative.
    let awake = read(awake);
    read(always).saturating_sub(awake)
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
