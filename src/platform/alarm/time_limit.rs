//! The time at which an alarm ends a wait, as a time limit of the poll.

#[cfg(unix)]
use crate::platform::unix::Instant;
#[cfg(windows)]
use crate::platform::windows::Instant;
use rustix::event::Timespec;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest time of a single poll. The systems' limits are 24 and 68 days.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The time at which an alarm ends a wait.
#[derive(Debug, Default)]
pub struct TimeLimit(Mutex<Option<Instant>>);

impl TimeLimit {
    /// Sets the time; `None` for a wait without a limit.
    pub fn set(&self, at: Option<Instant>) {
        *self.locked() = at;
    }

    /// The longest time that a poll may take from now on. It may end before the limit.
    pub fn timeout(&self) -> Option<Timespec> {
        let left = (*self.locked())?.left();
        left.min(LONGEST).try_into().ok()
    }

    fn locked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn timeout_is_what_is_left_and_at_most_a_day() {
        let limit = TimeLimit::default();
        assert!(limit.timeout().is_none());
        limit.set(Instant::now().checked_add(Duration::from_millis(1_500)));
        let timeout = limit.timeout().unwrap();
        assert!(timeout.tv_sec <= 1);
        assert!((0..1_000_000_000).contains(&timeout.tv_nsec));
        limit.set(Some(Instant::now()));
        let timeout = limit.timeout().unwrap();
        assert_eq!((timeout.tv_sec, timeout.tv_nsec), (0, 0));
        limit.set(Instant::now().checked_add(Duration::from_secs(u64::from(u32::MAX))));
        let timeout = limit.timeout().unwrap();
        assert_eq!((timeout.tv_sec, timeout.tv_nsec), (86_400, 0));
        limit.set(None);
        assert!(limit.timeout().is_none());
    }
}
