//! The library's own threads.

use std::io;
use std::thread;

/// The stack size of the library's own threads, in bytes. The resolver's modules run on them.
const STACK: usize = 2 * 1024 * 1024;

/// Starts a thread.
pub fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let started = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(body);
    started.map(|_| ())
}

/// Nothing: Windows has no cancellation of threads that unwinds them.
pub struct Uncancelled;

impl Uncancelled {
    /// Does nothing.
    pub fn begin() -> Uncancelled {
        Uncancelled
    }
}
