//! A lock for an operation that uses the network: only one call may perform it at a time, and a
//! waiting call can be cancelled and has its time limit.

use crate::common::error::Result;
use crate::common::lock::lock;
use crate::platform::Alarm;
use crate::transport::call::Call;
use std::sync::{Arc, Mutex};

/// A lock on which a call waits no longer than its time limit, or until it is cancelled.
#[derive(Default)]
pub struct Turn(Mutex<State>);

#[derive(Default)]
struct State {
    is_taken: bool,
    /// The alarms of the waiting calls.
    alarms: Vec<Arc<Alarm>>,
}

/// A lock that is held. It is released when this is dropped, also while a panic unwinds.
pub struct Taken<'a>(&'a Turn);

impl Turn {
    /// Waits until the lock is free and takes it. It fails if the call is cancelled or times out
    /// first.
    pub fn take(&self, call: &Call) -> Result<Taken<'_>> {
        loop {
            call.check()?;
            {
                let mut state = lock(&self.0);
                if !state.is_taken {
                    state.is_taken = true;
                    return Ok(Taken(self));
                }
            }
            self.wait(call)?;
        }
    }

    /// Waits until the lock was released. Another call may take it first.
    fn wait(&self, call: &Call) -> Result<()> {
        let alarm = call.alarm()?;
        lock(&self.0).alarms.push(Arc::clone(&alarm));
        let waited = call.wait(&mut [], None, || !lock(&self.0).is_taken);
        let alarms = &mut lock(&self.0).alarms;
        alarms.retain(|other| !Arc::ptr_eq(other, &alarm));
        waited
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let state = &mut lock(&self.0.0);
        state.is_taken = false;
        // All waiting calls are woken, because the first one may find that it was cancelled or
        // timed out.
        state.alarms.iter().for_each(|alarm| alarm.ring());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::common::error::Status;
    use crate::transport::call::Timeouts;
    use std::time::Duration;

    #[test]
    fn waiting_for_a_turn_times_out_with_the_call() {
        let turn = Turn::default();
        let patient = Call::of_test(Timeouts::default(), None);
        let total = Some(Duration::from_millis(10));
        let hasty = Call::of_test(
            Timeouts {
                total,
                ..Timeouts::default()
            },
            None,
        );
        let taken = turn.take(&patient).unwrap();
        assert_eq!(turn.take(&hasty).err().unwrap().status(), Status::Timeout);
        drop(taken);
        assert!(turn.take(&patient).is_ok());
    }

    #[test]
    fn turn_is_held_by_one_call_at_a_time() {
        let turn = Turn::default();
        let count = Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        let call = Call::of_test(Timeouts::default(), None);
                        let _taken = turn.take(&call).unwrap();
                        let mut count = count.try_lock().unwrap();
                        *count += 1;
                    }
                });
            }
        });
        assert_eq!(*count.lock().unwrap(), 800);
    }
}
