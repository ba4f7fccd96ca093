//! An alarm that ends a wait: at a time that it is set to, or when another thread rings it. Linux has
//! timers that can be polled. Elsewhere the time limits the poll, and a ring is a byte in a pipe, or on
//! Windows, which cannot poll pipes, a datagram.

#[cfg(any(target_os = "macos", all(test, target_os = "linux")))]
mod pipe;
#[cfg(windows)]
mod socket;
#[cfg(any(not(target_os = "linux"), test))]
mod time_limit;
#[cfg(target_os = "linux")]
mod timer;

#[cfg(target_os = "macos")]
pub use pipe::Alarm;
#[cfg(windows)]
pub use socket::Alarm;
#[cfg(target_os = "linux")]
pub use timer::Alarm;
