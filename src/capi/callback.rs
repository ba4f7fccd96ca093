//! Callbacks of the program. This is the only place that calls back into it.

use super::handle::Process;
use crate::common::callback::CallbackInProgress;
use crate::common::error::{Error, Result, Status};
use crate::common::traces::leave_traces;
use std::ffi::c_void;

/// Frees the user_data of a callback. It is called once, when no handle and no call can use
/// the user_data any more: inside a library call or a _free function, on the thread that
/// makes it. A forked child does not call it for what was given before the fork. In it, as in
/// a callback, functions with a cancellation parameter return TSC_ERROR_INVALID_STATE for
/// handles of the same server.
///
/// - `user_data`: the pointer that was given with the callback. May be NULL.
pub type tsc_free_callback = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// The user_data of a callback, and what frees it. It is freed when this is dropped, so it
/// must be dropped only on threads of the program, and under no lock.
pub(super) struct UserData {
    pointer: *mut c_void,
    free: tsc_free_callback,
    /// The number of the server that the callback belongs to; 0 if there is none.
    server: u64,
    process: Process,
}

// SAFETY: the program promises that its callbacks may use the pointer on any thread.
unsafe impl Send for UserData {}
// SAFETY: as for `Send`.
unsafe impl Sync for UserData {}

impl UserData {
    /// Takes over user_data.
    ///
    /// # Safety
    /// `free` is NULL or may be called once with `pointer`, on any thread.
    pub(super) unsafe fn new(pointer: *mut c_void, free: tsc_free_callback) -> UserData {
        UserData {
            pointer,
            free,
            server: 0,
            process: Process::watch(),
        }
    }

    /// Says which server the callback belongs to.
    pub(super) fn set_server(&mut self, number: u64) {
        self.server = number;
    }

    /// Calls a callback with the user_data. In a forked child it is not called.
    pub(super) fn call<R>(&self, callback: impl FnOnce(*mut c_void) -> R) -> Result<R> {
        self.check_process()?;
        let returned = {
            let _inside = CallbackInProgress::begin(self.server);
            callback(self.pointer)
        };
        // A function that the callback called has wiped only its own part of the stack.
        leave_traces();
        // The callback may have forked, and this may be the child.
        self.check_process()?;
        Ok(returned)
    }

    fn check_process(&self) -> Result<()> {
        if self.process.is_current() {
            return Ok(());
        }
        let message = "the callback was given before this process was forked";
        Err(Error::new(Status::InvalidState, message))
    }
}

impl Drop for UserData {
    fn drop(&mut self) {
        if let Some(free) = self.free
            && self.process.is_current()
        {
            let _inside = CallbackInProgress::begin(self.server);
            // SAFETY: the program promised it to `new`, and this happens once.
            unsafe { free(self.pointer) };
        }
    }
}
