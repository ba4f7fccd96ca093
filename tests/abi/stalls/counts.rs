//! What a process has open.

use super::*;
use std::thread;
use std::time::Instant;

/// How much of what a process may run out of is in use.
#[derive(Debug, PartialEq, Eq)]
pub struct Counts {
    pub descriptors: usize,
    pub threads: usize,
}

impl Counts {
    pub fn now() -> Counts {
        let count = |folder| std::fs::read_dir(folder).unwrap().count();
        Counts {
            descriptors: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
        }
    }

    /// Waits until it is so again: what the other side had open for a connection is closed a
    /// moment after it.
    pub fn wait_until_again(&self) {
        let mut now = Counts::now();
        let limit = Instant::now() + LATE;
        while now != *self && Instant::now() < limit {
            thread::yield_now();
            now = Counts::now();
        }
        assert_eq!(now, *self, "something was left behind");
    }
}
