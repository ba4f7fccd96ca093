//! Which threads have handled a secret: what it left on their stacks and in their registers is wiped
//! before they return to the program.

use std::cell::Cell;

thread_local! {
    /// This thread has had a secret in its hands since it last wiped its traces.
    static HAS_TRACES: Cell<bool> = const { Cell::new(false) };
}

/// Notes that this thread uses a secret.
pub fn leave_traces() {
    HAS_TRACES.set(true);
}

/// True if this thread has used a secret since it was asked last.
pub fn take_traces() -> bool {
    HAS_TRACES.replace(false)
}
