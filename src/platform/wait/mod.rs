//! Waiting for sockets, for a point in time and for other threads.

#[cfg(unix)]
mod poll;
#[cfg(windows)]
mod select;
mod watched;

#[cfg(unix)]
pub use poll::wait;
#[cfg(windows)]
pub use select::wait;
pub use watched::{AsSocket, Ready, Watched};
