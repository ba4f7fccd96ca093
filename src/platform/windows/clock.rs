//! The clock that time limits are measured with.

use std::time::Duration;
use windows_sys::Win32::System::SystemInformation::GetTickCount64;
use windows_sys::Win32::System::WindowsProgramming::QueryUnbiasedInterruptTime;

/// A point in time, by a clock that goes on while the machine is suspended. It advances in steps of 10 to
/// 16 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// The current time.
    pub fn now() -> Instant {
        // SAFETY: the function has no precondition.
        Instant(Duration::from_millis(unsafe { GetTickCount64() }))
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
    let mut awake = 0;
    // SAFETY: `awake` outlives the call, which writes to it.
    unsafe { QueryUnbiasedInterruptTime(&raw mut awake) };
    // It counts in units of 100 ns.
    Instant::now()
        .0
        .saturating_sub(Duration::from_micros(awake / 10))
}
