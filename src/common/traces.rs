//! A mark on the threads that have handled a secret. The copies that it left on their stacks and in
//! their registers are wiped before they return to the program.

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
