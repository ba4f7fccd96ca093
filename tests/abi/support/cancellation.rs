//! `tsc_cancellation`.

use crate::library::*;

pub struct Cancellation(pub *mut tsc_cancellation);

// SAFETY: cancellations are for any thread.
unsafe impl Send for Cancellation {}
// SAFETY: as above.
unsafe impl Sync for Cancellation {}

impl Drop for Cancellation {
    fn drop(&mut self) {
        // SAFETY: freed once.
        unsafe { tsc_cancellation_free(self.0) }
    }
}

impl Cancellation {
    pub fn new() -> Cancellation {
        Cancellation(tsc_cancellation_new())
    }

    pub fn with_timeout(milliseconds: u32) -> Cancellation {
        Cancellation(tsc_cancellation_new_with_timeout(milliseconds))
    }

    pub fn cancel(&self) {
        // SAFETY: the handle lives.
        unsafe { tsc_cancellation_cancel(self.0) }
    }

    pub fn is_cancelled(&self) -> bool {
        // SAFETY: as above.
        unsafe { tsc_cancellation_is_cancelled(self.0) != 0 }
    }
}
