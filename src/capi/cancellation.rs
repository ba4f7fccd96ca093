//! `tsc_cancellation`

use super::handle::{Handle, Owned, Process, assert_sync, borrow, get_or, give, take};
use crate::common::error::Result;
use crate::transport::cancellation::Cancellation;
use std::time::Duration;

/// A switch to end calls with: give one to the calls that a Cancel button is to end, or that
/// have a limit together.
///
/// Every function that may use the network takes one, or NULL. Any thread.
pub struct tsc_cancellation {
    process: Process,
    cancellation: Cancellation,
}

impl Handle for tsc_cancellation {
    const NAME: &'static str = "cancellation";

    fn process(&self) -> Option<Process> {
        Some(self.process)
    }
}

impl Owned for tsc_cancellation {}

const _: () = assert_sync::<tsc_cancellation>();

/// Returns the cancellation of a call, which may be NULL. The call keeps it alive. A cancellation
/// from before a fork is an error: a thread that this process does not have may hold its lock.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed before the call has begun.
pub(super) unsafe fn optional_cancellation(
    cancellation: *const tsc_cancellation,
) -> Result<Option<Cancellation>> {
    if cancellation.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller keeps this function's contract.
    let given = unsafe { borrow(cancellation) }?;
    Ok(Some(given.cancellation.clone()))
}

fn new(cancellation: Cancellation) -> *mut tsc_cancellation {
    give(tsc_cancellation {
        process: Process::watch(),
        cancellation,
    })
}

/// Makes a cancellation that is not cancelled.
///
/// Never NULL; free it with tsc_cancellation_free. Any thread. Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_cancellation_new() -> *mut tsc_cancellation {
    new(Cancellation::default())
}

/// Makes a cancellation that is also a time limit for all the calls that it is given to. When the
/// time is over, calls under way with it and later ones return TSC_ERROR_TIMEOUT, and
/// tsc_cancellation_is_cancelled returns 1. If it is cancelled before, they return
/// TSC_ERROR_CANCELLED; what comes first decides.
///
/// - `timeout_ms`: in milliseconds, counted from this call; time during which the machine is
///   suspended counts. 0: it is over at once.
///
/// The limits of tsc_server_set_timeouts hold beside it. Never NULL; free it with
/// tsc_cancellation_free. Any thread. Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_cancellation_new_with_timeout(timeout_ms: u32) -> *mut tsc_cancellation {
    new(Cancellation::with_limit(Duration::from_millis(
        timeout_ms.into(),
    )))
}

/// Cancels for good: calls under way with this cancellation return TSC_ERROR_CANCELLED at once,
/// whatever they wait for (within 5 ms on a machine that is not busy); later ones without
/// sending anything. What such a call had sent may have been done by the server.
///
/// - `cancellation`: NULL does nothing; a second time does nothing, nor does it after its time
///   limit. One from before a fork: does nothing, and calls that get it return
///   TSC_ERROR_INVALID_STATE.
///
/// Does not wait. Any thread, but no signal handler: it takes a lock. Since 0.1.0.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_cancel(cancellation: *mut tsc_cancellation) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(cancellation, (), |given| given.cancellation.cancel()) }
}

/// Whether it was cancelled or its time limit is over: 1 or 0.
///
/// - `cancellation`: NULL gives 0, as does one from before a fork.
///
/// Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_cancellation_cancel.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_is_cancelled(
    cancellation: *const tsc_cancellation,
) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(cancellation, 0, |given| {
            given.cancellation.is_cancelled().into()
        })
    }
}

/// Frees a cancellation. Calls that were given it may be under way: they go on, and can no
/// longer be cancelled with it; its time limit, if it has one, still ends them.
///
/// - `cancellation`: NULL does nothing. No other function may be given it from here on, nor
///   may tsc_cancellation_cancel or tsc_cancellation_is_cancelled be running.
///
/// Since 0.1.0.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_free(cancellation: *mut tsc_cancellation) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(cancellation) }
}
