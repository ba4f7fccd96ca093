//! The operating system: what differs between systems is in here, one file for each, and nowhere
//! else knows which it is.

mod traces;
mod unix;

pub use traces::wipe_traces;
pub use unix::*;
