//! Cancellation of calls: by any thread, or by a time limit that several calls share.

use crate::common::error::{Error, Status};
use crate::common::lock::lock;
use crate::common::words::in_seconds;
use crate::platform::{Alarm, Instant};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// The state in which calls continue.
const LIVE: u8 = 0;
/// The state after [`Cancellation::cancel`].
const CANCELLED: u8 = 1;
/// The state once the time limit has passed.
const TIMED_OUT: u8 = 2;

/// A cancellation of calls, which happens once and for good: by [`Cancellation::cancel`] or by its time
/// limit, whichever comes first. Clones share one state.
#[derive(Clone, Default)]
pub struct Cancellation(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: AtomicU8,
    limit: Option<Limit>,
    /// The alarms of the calls that use this cancellation and have waited.
    alarms: Mutex<Vec<Arc<Alarm>>>,
}

struct Limit {
    duration: Duration,
    /// The time at which the limit passes; `None` if it is too late to be represented.
    end: Option<Instant>,
}

impl Cancellation {
    /// A cancellation with a time limit that begins now.
    pub fn with_limit(duration: Duration) -> Cancellation {
        let end = Instant::now().checked_add(duration);
        Cancellation(Arc::new(Shared {
            limit: Some(Limit { duration, end }),
            ..Shared::default()
        }))
    }

    /// Cancels the calls that use this cancellation, now and later.
    pub fn cancel(&self) {
        if self.state() != LIVE {
            return;
        }
        self.0.decide(CANCELLED);
        // A call that adds its alarm after this point checks the state before it blocks.
        for alarm in self.0.alarms().iter() {
            alarm.ring();
        }
    }

    /// True once it was cancelled or its time limit has passed.
    pub fn is_cancelled(&self) -> bool {
        self.state() != LIVE
    }

    /// The time at which its limit passes, if it has one.
    pub fn end(&self) -> Option<Instant> {
        self.0.limit.as_ref()?.end
    }

    /// The error with which a call ends; `None` while calls may continue.
    pub fn error(&self) -> Option<Error> {
        match self.state() {
            LIVE => None,
            CANCELLED => Some(Error::new(Status::Cancelled, "the call was cancelled")),
            _ => {
                let limit = self.0.limit.as_ref().map(|limit| limit.duration);
                let limit = limit.map(in_seconds).unwrap_or_default();
                let message =
                    format!("the time limit of its cancellation has expired, which was {limit}");
                Some(Error::new(Status::Timeout, message))
            }
        }
    }

    /// Adds the alarm of a call, which rings on cancellation.
    pub fn add_alarm(&self, alarm: &Arc<Alarm>) {
        self.0.alarms().push(Arc::clone(alarm));
    }

    /// Removes the alarm of a call that has ended.
    pub fn remove_alarm(&self, alarm: &Arc<Alarm>) {
        self.0.alarms().retain(|other| !Arc::ptr_eq(other, alarm));
    }

    fn state(&self) -> u8 {
        let state = self.0.state.load(Ordering::Acquire);
        let is_timed_out = || self.end().is_some_and(|end| end.left() == Duration::ZERO);
        match state {
            LIVE if is_timed_out() => self.0.decide(TIMED_OUT),
            state => state,
        }
    }
}

impl Shared {
    /// Sets the state unless it was set before, and returns the state that holds.
    fn decide(&self, state: u8) -> u8 {
        let decided = self
            .state
            .compare_exchange(LIVE, state, Ordering::AcqRel, Ordering::Acquire);
        decided.map_or_else(|before| before, |_| state)
    }

    fn alarms(&self) -> MutexGuard<'_, Vec<Arc<Alarm>>> {
        lock(&self.alarms)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn first_of_cancel_and_time_limit_wins() {
        let over = Cancellation::with_limit(Duration::ZERO);
        over.cancel();
        assert!(over.is_cancelled());
        assert_eq!(over.error().unwrap().status(), Status::Timeout);

        let cancelled = Cancellation::with_limit(Duration::from_secs(3600));
        assert!(!cancelled.is_cancelled());
        assert!(cancelled.error().is_none());
        cancelled.clone().cancel();
        assert_eq!(cancelled.error().unwrap().status(), Status::Cancelled);

        let never = Cancellation::with_limit(Duration::MAX);
        assert!(!never.is_cancelled());
        assert!(never.end().is_none());
    }

    #[test]
    fn removed_alarm_is_dropped() {
        let cancellation = Cancellation::default();
        let alarm = Arc::new(Alarm::new().unwrap());
        cancellation.add_alarm(&alarm);
        cancellation.remove_alarm(&alarm);
        assert_eq!(Arc::strong_count(&alarm), 1);
    }
}
