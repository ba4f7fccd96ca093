//! Numbers of servers and sessions, which no other one in the process has.

use std::sync::atomic::{AtomicU64, Ordering};

/// Returns a new number, from 1.
pub fn next_number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
