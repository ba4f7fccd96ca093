//! The operating system on Linux and other Unix systems.

mod clock;
mod environment;
mod file;
mod fork;
mod resolver;
mod socket;
mod thread;
mod wait;

pub use clock::{Instant, suspended};
pub use environment::{environment_variable, value_of_variable};
pub use file::open_file;
pub use fork::{PerProcess, forks, watch_forks};
pub use resolver::{Family, resolve};
pub use socket::{allow_busy_peer, is_connecting, notice_dead_peer};
pub use thread::{Uncancelled, start_thread};
pub use wait::{Alarm, AsSocket, Ready, Watched, wait};
