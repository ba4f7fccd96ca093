//! The time limits of a server, which its sessions share.

use crate::common::lock::lock;
use crate::transport::call::Timeouts;
use std::sync::Mutex;

/// The limits for the calls that begin now. Each call takes a copy when it begins.
#[derive(Default)]
pub struct SharedTimeouts(Mutex<Timeouts>);

impl SharedTimeouts {
    /// The limits as they are now.
    pub fn get(&self) -> Timeouts {
        *lock(&self.0)
    }

    /// Sets the limits for the calls that begin later.
    pub fn set(&self, timeouts: Timeouts) {
        *lock(&self.0) = timeouts;
    }
}
