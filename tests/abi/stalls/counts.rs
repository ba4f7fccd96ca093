//! Descriptors and threads of the process.

use super::*;
use std::thread;
use std::time::Instant;

/// The descriptors and threads that are in use.
#[derive(Debug, PartialEq, Eq)]
pub struct Counts {
    pub descriptors: usize,
    pub threads: usize,
}

impl Counts {
    pub fn now() -> Counts {
        let [descriptors, threads] = process::counts();
        Counts {
            descriptors,
            threads,
        }
    }

    /// Waits until the numbers are as before: the other side of a connection is closed a moment
    /// later.
    pub fn wait_until_again(&self) {
        let mut now = Counts::now();
        let limit = Instant::now() + LATE;
        while now != *self && Instant::now() < limit {
            thread::yield_now();
            now = Counts::now();
        }
        assert_eq!(now, *self, "descriptors or threads were leaked");
    }
}
