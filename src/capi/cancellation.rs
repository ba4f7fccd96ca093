//! `tsc_cancellation`

use super::handle::{Handle, Owned, Process, assert_sync, borrow, get_or, give, take};
use crate::common::error::Result;
use crate::transport::cancellation::Cancellation;
use std::time::Duration;

/// A means to end calls early: pass one to the calls that a Cancel button is to end, or that
/// share a time limit.
///
/// Every function that may use the network takes one, or NULL. Any number of threads and calls
/// may use it at the same time.
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

/// Makes a handle that another one lends.
pub(super) fn lent_cancellation(cancellation: Cancellation) -> tsc_cancellation {
    tsc_cancellation {
        process: Process::watch(),
        cancellation,
    }
}

fn new(cancellation: Cancellation) -> *mut tsc_cancellation {
    give(lent_cancellation(cancellation))
}

/// Creates a cancellation that is not cancelled yet.
///
/// Returns the cancellation, never NULL; free it with tsc_cancellation_free.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_cancellation_new() -> *mut tsc_cancellation {
    new(Cancellation::default())
}

/// Creates a cancellation that is also a time limit for all the calls together that it is
/// passed to.
///
/// - `timeout_ms`: the limit in milliseconds, counted from this call; time in which the machine
///   is suspended counts. 0: the limit has expired at once.
///
/// Returns the cancellation, never NULL; free it with tsc_cancellation_free.
///
/// When the limit has expired, calls that run with the cancellation and later ones return
/// TSC_ERROR_TIMEOUT, and tsc_cancellation_is_cancelled returns 1. If it is cancelled first,
/// they return TSC_ERROR_CANCELLED. The limits of tsc_server_set_timeouts apply as well.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_cancellation_new_with_timeout(timeout_ms: u32) -> *mut tsc_cancellation {
    new(Cancellation::with_limit(Duration::from_millis(
        timeout_ms.into(),
    )))
}

/// Cancels all calls that use a cancellation, for good.
///
/// Calls that run with it return TSC_ERROR_CANCELLED at once, whatever they wait for: on Linux,
/// within 5 ms on a machine that is not busy. Later calls return TSC_ERROR_CANCELLED and send
/// nothing. The server may have carried out a request that such a call had sent.
///
/// A cancellation that is already cancelled or has expired is not changed. Do not call the
/// function from a signal handler: it takes a lock. A handler that was set with
/// SetConsoleCtrlHandler may call it: Windows runs it on a thread of its own.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_cancel(cancellation: *mut tsc_cancellation) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(cancellation, (), |given| given.cancellation.cancel()) }
}

/// Tells whether a cancellation was cancelled or its time limit has expired.
///
/// Returns 1 if so, otherwise 0.
///
/// Blocks: no. Threads: any, at the same time. Since: 0.1.0.
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

/// Frees a cancellation.
///
/// Calls that run with it continue, and can no longer be cancelled with it; its time limit
/// still applies to them. No other function may be called with it from then on, and
/// tsc_cancellation_cancel and tsc_cancellation_is_cancelled must not be running.
///
/// Blocks: no. Threads: any, also while calls use the cancellation. Since: 0.1.0.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_free(cancellation: *mut tsc_cancellation) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(cancellation) }
}
