//! Locks of values that are only ever replaced whole.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks. That another thread panicked while it held the lock is no reason to fail too.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
