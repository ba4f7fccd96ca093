//! `tsc_cancellation`

use super::boundary::{Handle, Owned, assert_for_threads, getter, give, take};
use crate::transport::call::Cancellation;

/// A switch to end calls with: give one to the calls that a Cancel button is to end.
///
/// Every function that may use the network takes one, or NULL. Any thread.
pub struct tsc_cancellation(Cancellation);

impl Handle for tsc_cancellation {
    const NAME: &'static str = "cancellation";
}

impl Owned for tsc_cancellation {}

const _: () = assert_for_threads::<tsc_cancellation>();

/// The cancellation of a call; the call keeps it alive itself.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed before the call has begun.
pub(super) unsafe fn of_call(cancellation: *const tsc_cancellation) -> Option<Cancellation> {
    // SAFETY: this function's own contract.
    unsafe {
        getter(cancellation, None, |cancellation| {
            Some(cancellation.0.clone())
        })
    }
}

/// Makes a cancellation that is not cancelled.
///
/// Never NULL; free it with tsc_cancellation_free. Any thread. Since 0.1.0.
#[unsafe(no_mangle)]
pub extern "C" fn tsc_cancellation_new() -> *mut tsc_cancellation {
    give(tsc_cancellation(Cancellation::default()))
}

/// Cancels for good: calls under way with this cancellation return TSC_ERROR_CANCELLED within
/// a tenth of a second, whatever they wait for; later ones at once and without sending
/// anything. What such a call had sent may have been done by the server.
///
/// - `cancellation`: NULL does nothing; a second time does nothing.
///
/// Does not wait. Any thread. Since 0.1.0.
///
/// # Safety
/// `cancellation` is NULL or a cancellation that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_cancel(cancellation: *mut tsc_cancellation) {
    // SAFETY: this function's own contract.
    unsafe { getter(cancellation, (), |cancellation| cancellation.0.cancel()) }
}

/// Whether it was cancelled: 1 or 0.
///
/// - `cancellation`: NULL gives 0.
///
/// Any thread. Since 0.1.0.
///
/// # Safety
/// As for tsc_cancellation_cancel.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_cancellation_is_cancelled(
    cancellation: *const tsc_cancellation,
) -> i32 {
    // SAFETY: this function's own contract.
    unsafe {
        getter(cancellation, 0, |cancellation| {
            cancellation.0.is_cancelled().into()
        })
    }
}

/// Frees a cancellation. Calls that were given it may be under way: they go on, and can no
/// longer be cancelled with it.
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
    // SAFETY: this function's own contract.
    unsafe { take(cancellation) }
}
