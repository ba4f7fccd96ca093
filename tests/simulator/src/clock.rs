//! The server's clock, which tests can advance.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub struct Clock {
    started: Instant,
    advanced: Mutex<Duration>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            advanced: Mutex::new(Duration::ZERO),
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
}
