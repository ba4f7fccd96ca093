//! The operating system: what differs between systems is in here, one file for each, and nowhere
//! else knows which it is.

mod unix;

pub use unix::*;
