//! The server's clock, which tests can advance.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub struct Clock {
    started: Instant,
    advanced: Mutex<Duration>,
    /// The seconds by which the server's time of day is ahead of the machine's.
    skew: AtomicI64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            advanced: Mutex::new(Duration::ZERO),
            skew: AtomicI64::new(0),
        }
    }
}

impl Clock {
    /// The time since the server started.
    pub fn now(&self) -> Duration {
        let advanced = *self.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        self.started.elapsed() + advanced
    }

    pub fn advance(&self, by: Duration) {
        let mut advanced = self.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        *advanced = advanced.saturating_add(by);
    }

    /// The time of day in seconds of Unix time. It is not that of [`Self::now`]: a client whose
    /// session expired because a test advanced the clock makes its next web token by the machine's
    /// time.
    pub fn unix_time(&self) -> i64 {
        let time = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = time.map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
        seconds.saturating_add(self.skew.load(Ordering::Relaxed))
    }

    pub fn set_skew(&self, seconds: i64) {
        self.skew.store(seconds, Ordering::Relaxed);
    }
}
