//! The operating system. Code that differs between systems is here, in a module for each system; the
//! other layers are the same on all of them.

mod traces;
mod unix;

pub use traces::wipe_traces;
pub use unix::*;
