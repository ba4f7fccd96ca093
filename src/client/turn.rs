//! Taking turns at something that only one call may do at a time, and that may take as
//! long as the network does.

use crate::common::error::Result;
use crate::common::lock::lock;
use crate::platform::Alarm;
use crate::transport::call::Call;
use std::sync::{Arc, Mutex};

/// A lock that is waited for no longer than a call may take.
#[derive(Default)]
pub struct Turn(Mutex<State>);

#[derive(Default)]
struct State {
    is_taken: bool,
    /// Those of the calls that wait for it.
    alarms: Vec<Arc<Alarm>>,
}

/// Somebody's turn; over when dropped, by a panic too.
pub struct Taken<'a>(&'a Turn);

impl Turn {
    /// Waits for its turn, or for the end of the call.
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

    /// Waits until it may be free.
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
        // All of them: the one that is woken may find that its own call is over.
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
    fn a_turn_is_waited_for_as_long_as_the_call_may_take() {
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
    fn a_turn_goes_round() {
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
