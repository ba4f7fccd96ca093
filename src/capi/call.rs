//! Functions that can fail: a failure becomes a status and a `tsc_error`.

use super::error::tsc_error;
use super::handle::give;
use crate::common::error::{Error, Result, Status};
use crate::common::status::{TSC_OK, tsc_status};
use crate::common::traces::take_traces;
use crate::platform::{self, guard, guard_or};
use std::ptr;

/// Runs the body of a function, and turns its failure into a status and an error.
///
/// # Safety
/// `error` is NULL or points to where a pointer can be written.
pub(super) unsafe fn call(
    error: *mut *mut tsc_error,
    body: impl FnOnce() -> Result<()>,
) -> tsc_status {
    let mut body = Some(body);
    let mut body = || body.take().map_or(Ok(()), |body| body());
    // SAFETY: the caller keeps this function's contract.
    let status = unsafe { call_with_traces(error, &mut body) };
    if take_traces() {
        platform::wipe_traces();
    }
    status
}

/// Panics within a call. It is for the test that no panic leaves the library, in a library that is built
/// for it, and not in `tsc.h`.
///
/// # Safety
/// The same as for [`call`].
#[cfg(feature = "panic")]
#[allow(clippy::panic)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_panic(error: *mut *mut tsc_error) -> tsc_status {
    // SAFETY: the caller keeps this function's contract.
    unsafe { call(error, || panic!("wheel {} came off", 3)) }
}

/// Does the work of [`call`] in a stack frame of its own, which is wiped after it returns. It is not
/// generic, so the library contains it once.
#[inline(never)]
unsafe fn call_with_traces(
    error: *mut *mut tsc_error,
    body: &mut dyn FnMut() -> Result<()>,
) -> tsc_status {
    if !error.is_null() {
        // SAFETY: the caller keeps this function's contract.
        unsafe { error.write(ptr::null_mut()) };
    }
    let failure = match guard(body) {
        Ok(Ok(())) => return TSC_OK,
        Ok(Err(failure)) => failure,
        Err(panic) => Error::new(Status::Internal, format!("a bug in libtsc: {panic}")),
    };
    let status = failure.status() as tsc_status;
    if !error.is_null() {
        let made = guard_or(ptr::null_mut(), || give(tsc_error::new(failure)));
        // SAFETY: the caller keeps this function's contract.
        unsafe { error.write(made) };
    }
    status
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::{tsc_error_free, tsc_error_message};
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn a_panic_is_an_internal_error_with_its_text() {
        let mut error = ptr::null_mut();
        // SAFETY: `error` is a place for a pointer.
        let status = unsafe { call(&raw mut error, || panic!("wheel {} came off", 3)) };
        assert_eq!(status, Status::Internal as tsc_status);
        // SAFETY: the error is ours until it is freed.
        let message = unsafe { CStr::from_ptr(tsc_error_message(error)) };
        assert!(message.to_str().unwrap().contains("wheel 3 came off"));
        // SAFETY: it came from `call` and is freed once.
        unsafe { tsc_error_free(error) };
    }

    #[test]
    fn a_panic_prints_nothing() {
        const CHILD: &str = "TSC_TEST_PANIC_CHILD";
        if std::env::var_os(CHILD).is_some() {
            // SAFETY: NULL is allowed.
            unsafe { call(ptr::null_mut(), || panic!("printed by the hook")) };
            return;
        }
        let name = "capi::call::tests::a_panic_prints_nothing";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        assert!(output.status.success());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("printed by the hook"), "{stderr}");
    }
}
