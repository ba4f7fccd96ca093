//! The operating system. Code that differs between systems is here, in a module for each system; the
//! other layers are the same on all of them.

mod alarm;
mod family;
mod guard;
mod per_process;
mod system_roots;
mod traces;
#[cfg(unix)]
mod unix;
mod variable;
mod wait;
#[cfg(windows)]
mod windows;

pub use alarm::Alarm;
pub use family::Family;
pub use guard::{guard, guard_or, guard_reading};
pub use per_process::PerProcess;
pub use traces::wipe_traces;
#[cfg(unix)]
pub use unix::*;
pub use wait::{AsSocket, Ready, Watched, wait};
#[cfg(windows)]
pub use windows::*;
