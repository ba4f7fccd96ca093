//! A mark on the threads that have handled a secret. It leaves copies on the stack and in the
//! registers of the thread, which are wiped when a function that returns a status returns to the
//! program (see `capi::call`). Getters and `_free` functions do not wipe them.

use std::cell::Cell;

thread_local! {
    /// True if this thread has handled a secret since its traces were last wiped.
    static HAS_TRACES: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as one that has handled a secret.
pub fn leave_traces() {
    HAS_TRACES.set(true);
}

/// Returns true if this thread is marked, and removes the mark.
pub fn take_traces() -> bool {
    HAS_TRACES.replace(false)
}
