//! The library under test, in a process of its own: the driver, which TSC_DRIVER starts.
//!
//! - [`functions`], which is generated: the functions of `tsc.h` with the signatures that they have in
//!   `tsc::capi`
//! - [`call`]: the values that such a function passes on, and those that it returns
//! - [`driver`]: the process, and the connection to it

pub mod call;
pub mod driver;
#[rustfmt::skip]
mod functions;

pub use call::own::watch_events;
pub use functions::*;
