//! What a program does: it names a server, signs in, lists, switches site and signs out.

mod cookies;
mod endpoint;
mod exchange;
pub mod list;
pub mod request;
pub mod server;
pub mod session;
mod turn;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks; a panic of another thread while it held the lock is no reason to fail too,
/// because values behind our locks are only ever replaced whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
