//! Waiting for another thread.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// The time after which a test gives up waiting.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until another thread has made a condition true.
pub fn await_true<T>(what: &str, state: &Mutex<T>, changed: &Condvar, is_so: impl Fn(&T) -> bool) {
    let waited = changed.wait_timeout_while(state.lock().unwrap(), PATIENCE, |state| !is_so(state));
    let is_late = waited.unwrap().1.timed_out();
    assert!(!is_late, "gave up after 30 s waiting until {what}");
}
