//! The time limits of a server, which its sessions share.

use crate::common::lock::lock;
use crate::transport::call::Timeouts;
use std::sync::Mutex;

/// The limits for the calls that begin later. A call that has begun keeps the copy that it took.
#[derive(Default)]
pub struct SharedTimeouts(Mutex<Timeouts>);

impl SharedTimeouts {
    /// Returns a copy of the present limits.
    pub fn get(&self) -> Timeouts {
        *lock(&self.0)
    }

    /// Sets the limits for the calls that begin later.
    pub fn set(&self, timeouts: Timeouts) {
        *lock(&self.0) = timeouts;
    }
}
