//! Which callbacks of the program this thread is in.
//!
//! In a callback, a call that may use the network on the same server could wait for itself: the call that
//! called back may hold the session's turn to sign in. Such calls are refused. Calls on other servers are
//! not.

use crate::common::error::{Error, Result, Status};
use std::cell::RefCell;
use std::mem::{self, ManuallyDrop};
use std::sync::atomic::{AtomicUsize, Ordering};

thread_local! {
    /// The servers whose callbacks this thread is in. `ManuallyDrop` makes it a variable without a
    /// destructor, which stays accessible while a thread or the process ends; it has no memory then.
    static SERVERS: RefCell<ManuallyDrop<Vec<u64>>> =
        const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

/// The number of callbacks in progress in the process. Without one, no thread-local variable is looked up: a
/// list asks for each of its items.
static IN_PROGRESS: AtomicUsize = AtomicUsize::new(0);

/// A callback in progress. Dropping it ends the callback.
pub struct CallbackInProgress;

impl CallbackInProgress {
    /// Begins a callback for a server.
    pub fn begin(server: u64) -> CallbackInProgress {
        SERVERS.with_borrow_mut(|servers| servers.push(server));
        IN_PROGRESS.fetch_add(1, Ordering::Relaxed);
        CallbackInProgress
    }
}

impl Drop for CallbackInProgress {
    fn drop(&mut self) {
        IN_PROGRESS.fetch_sub(1, Ordering::Relaxed);
        SERVERS.with_borrow_mut(|servers| {
            servers.pop();
            if servers.is_empty() {
                drop(mem::take(&mut **servers));
            }
        });
    }
}

/// Returns true in a callback for this server.
pub fn is_inside(server: u64) -> bool {
    // A thread that is in a callback has counted it itself.
    IN_PROGRESS.load(Ordering::Relaxed) > 0
        && SERVERS.with_borrow(|servers| servers.contains(&server))
}

/// Fails in a callback for this server.
pub fn check(server: u64) -> Result<()> {
    if !is_inside(server) {
        return Ok(());
    }
    let message = "a callback of this server is in progress on this thread: call it after the callback has returned";
    Err(Error::new(Status::InvalidState, message))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_of_several_servers_nest() {
        let outer = CallbackInProgress::begin(1);
        let inner = CallbackInProgress::begin(2);
        assert!(is_inside(1) && is_inside(2) && !is_inside(3));
        drop(inner);
        assert!(check(2).is_ok());
        assert_eq!(check(1).unwrap_err().status(), Status::InvalidState);
        assert!(std::thread::spawn(|| check(1).is_ok()).join().unwrap());
        drop(outer);
        assert!(check(1).is_ok());
    }
}
