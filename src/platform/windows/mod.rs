//! The operating system on Windows.

mod clock;
mod environment;
mod file;
mod fork;
mod loaded;
mod resolver;
mod roots;
mod socket;
mod thread;

pub use clock::{Instant, suspended};
pub use environment::{environment_variable, value_of_variable};
pub use file::open_file;
pub use fork::{forks, watch_forks};
pub use loaded::stay_loaded;
pub use resolver::resolve;
pub use roots::system_roots;
pub use socket::{allow_busy_peer, is_connecting, notice_dead_peer};
pub use thread::{Uncancelled, start_thread};
