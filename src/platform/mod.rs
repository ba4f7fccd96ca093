//! The operating system. Code that differs between systems is here, in a module for each system; the
//! other layers are the same on all of them.

mod guard;
mod traces;
mod unix;

pub use guard::{guard, guard_or, guard_reading};
pub use traces::wipe_traces;
pub use unix::*;
