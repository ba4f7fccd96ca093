//! What ends calls from outside: a switch that any thread may throw, or a limit for all of them.

use crate::common::error::{Error, Status};
use crate::common::words::in_seconds;
use crate::platform::{Alarm, Instant};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

const LIVE: u8 = 0;
const CANCELLED: u8 = 1;
const OVER: u8 = 2;

/// A switch that can be thrown once, and that may throw itself when its time is over. What
/// comes first decides.
#[derive(Clone, Default)]
pub struct Cancellation(Arc<Switch>);

#[derive(Default)]
struct Switch {
    state: AtomicU8,
    limit: Option<Limit>,
    /// Those of the calls that wait with it.
    alarms: Mutex<Vec<Arc<Alarm>>>,
}

struct Limit {
    duration: Duration,
    /// `None`: never.
    end: Option<Instant>,
}

impl Cancellation {
    /// One whose time begins now.
    pub fn with_limit(duration: Duration) -> Cancellation {
        let end = Instant::now().checked_add(duration);
        Cancellation(Arc::new(Switch {
            limit: Some(Limit { duration, end }),
            ..Switch::default()
        }))
    }

    /// Throws it, for good.
    pub fn cancel(&self) {
        if self.state() != LIVE {
            return;
        }
        self.0.decide(CANCELLED);
        // Who joins now sees the state.
        for alarm in self.0.alarms().iter() {
            alarm.ring();
        }
    }

    /// Whether it was thrown, or its time is over.
    pub fn is_cancelled(&self) -> bool {
        self.state() != LIVE
    }

    /// When its time is over.
    pub fn end(&self) -> Option<Instant> {
        self.0.limit.as_ref()?.end
    }

    /// What a call ends with; `None`: it goes on.
    pub fn verdict(&self) -> Option<Error> {
        match self.state() {
            LIVE => None,
            CANCELLED => Some(Error::new(Status::Cancelled, "the call was cancelled")),
            _ => {
                let limit = self.0.limit.as_ref().map(|limit| limit.duration);
                let limit = limit.map(in_seconds).unwrap_or_default();
                let message =
                    format!("the time limit of its cancellation is over, which was {limit}");
                Some(Error::new(Status::Timeout, message))
            }
        }
    }

    /// From now on the alarm of a call rings when it is thrown.
    pub fn join(&self, alarm: &Arc<Alarm>) {
        self.0.alarms().push(Arc::clone(alarm));
    }

    /// Not any more.
    pub fn leave(&self, alarm: &Arc<Alarm>) {
        self.0.alarms().retain(|other| !Arc::ptr_eq(other, alarm));
    }

    fn state(&self) -> u8 {
        let state = self.0.state.load(Ordering::Acquire);
        let is_over = || self.end().is_some_and(|end| end.left() == Duration::ZERO);
        match state {
            LIVE if is_over() => self.0.decide(OVER),
            state => state,
        }
    }
}

impl Switch {
    /// Makes it so if nothing was decided before, and says what is.
    fn decide(&self, state: u8) -> u8 {
        let decided = self
            .state
            .compare_exchange(LIVE, state, Ordering::AcqRel, Ordering::Acquire);
        decided.map_or_else(|before| before, |_| state)
    }

    fn alarms(&self) -> MutexGuard<'_, Vec<Arc<Alarm>>> {
        self.alarms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_decides() {
        let over = Cancellation::with_limit(Duration::ZERO);
        over.cancel();
        assert!(over.is_cancelled());
        assert_eq!(over.verdict().unwrap().status(), Status::Timeout);

        let cancelled = Cancellation::with_limit(Duration::from_secs(3600));
        assert!(!cancelled.is_cancelled());
        assert!(cancelled.verdict().is_none());
        cancelled.clone().cancel();
        assert_eq!(cancelled.verdict().unwrap().status(), Status::Cancelled);

        let never = Cancellation::with_limit(Duration::MAX);
        assert!(!never.is_cancelled());
        assert!(never.end().is_none());
    }

    #[test]
    fn a_call_that_leaves_is_forgotten() {
        let cancellation = Cancellation::default();
        let alarm = Arc::new(Alarm::new().unwrap());
        cancellation.join(&alarm);
        cancellation.leave(&alarm);
        assert_eq!(Arc::strong_count(&alarm), 1);
    }
}
