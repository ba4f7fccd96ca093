//! Handles: what C has pointers to.
//!
//! Every [`Owned`] handle is a box that C owns: [`give`] makes the pointer, [`take`] ends it,
//! and [`handle`] and [`getter`] borrow it. What a handle shares with others is an `Arc` inside
//! it. What is lent, as the response of an error, is lent as `const`; nodes are not even handles.

use super::args::invalid;
use super::guard::{guard, guarded};
use crate::common::error::{Error, Result, Status};
use crate::platform;
#[cfg(feature = "live-handles")]
use std::sync::atomic::Ordering;
use std::sync::{Mutex, TryLockError};

/// What C has pointers to.
pub(super) trait Handle: Sized {
    /// What a message calls it.
    const NAME: &'static str;

    /// Where it was made; `None` for plain data, which a forked child may use.
    fn home(&self) -> Option<Home> {
        None
    }
}

/// What C owns, and frees. It may be used by one thread after the other.
pub(super) trait Owned: Handle + Send {}

/// The process that made a handle. After a fork its locks may be held by threads that
/// the child does not have, and its connections are the parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home(u32);

impl Home {
    pub(super) fn here() -> Home {
        platform::watch_forks();
        Home::now()
    }

    fn now() -> Home {
        Home(platform::forks())
    }
}

/// Refuses to compile a handle that may not be used by several threads at once.
pub(super) const fn assert_for_threads<T: Owned + Sync>() {}

/// How many handles C has. For the tests of bindings, in a library that is built for them; no header
/// has it.
#[cfg(feature = "live-handles")]
#[unsafe(no_mangle)]
pub extern "C" fn tsc_live_handles() -> i64 {
    LIVE_HANDLES.load(Ordering::SeqCst)
}

#[cfg(feature = "live-handles")]
static LIVE_HANDLES: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

/// Hands a value to C, which owns it until it calls the type's `_free`.
pub(super) fn give<T: Owned>(value: T) -> *mut T {
    #[cfg(feature = "live-handles")]
    LIVE_HANDLES.fetch_add(1, Ordering::SeqCst);
    Box::into_raw(Box::new(value))
}

/// Takes a value back from C and drops it; NULL is nothing.
///
/// # Safety
/// `handle` is NULL or came from [`give`] and was not taken yet.
pub(super) unsafe fn take<T: Owned>(handle: *mut T) {
    if handle.is_null() {
        return;
    }
    #[cfg(feature = "live-handles")]
    LIVE_HANDLES.fetch_sub(1, Ordering::SeqCst);
    // SAFETY: the caller's promise.
    let value = unsafe { Box::from_raw(handle) };
    // A panic while dropping must not unwind into C; there is nobody to tell.
    let _ = guard(|| drop(value));
}

/// Borrows a handle that a call cannot do without.
///
/// # Safety
/// `handle` is NULL or came from [`give`] and is not taken before `'a` ends.
pub(super) unsafe fn handle<'a, T: Handle>(handle: *const T) -> Result<&'a T> {
    // SAFETY: the caller's promise.
    let found = unsafe { handle.as_ref() };
    let found = found.ok_or_else(|| invalid(format_args!("{} is NULL", T::NAME)))?;
    match found.home() {
        Some(home) if home != Home::now() => Err(Error::new(
            Status::InvalidState,
            format!(
                "the {} was made before this process was forked; make a new one here",
                T::NAME
            ),
        )),
        _ => Ok(found),
    }
}

/// Asks a handle for something; `nothing` where it is NULL, or a forked child's.
///
/// # Safety
/// As for [`handle`].
pub(super) unsafe fn getter<T: Handle, R>(
    asked: *const T,
    nothing: R,
    get: impl FnOnce(&T) -> R,
) -> R {
    // SAFETY: the caller's promise.
    match unsafe { handle(asked) } {
        Ok(found) => guarded(nothing, || get(found)),
        Err(_) => nothing,
    }
}

/// Runs something with the part of a handle that one thread at a time may use. A second thread gets
/// an error at once.
pub(super) fn exclusive<T: Handle, U, R>(
    handle: &T,
    part: impl FnOnce(&T) -> &Mutex<U>,
    use_it: impl FnOnce(&mut U) -> Result<R>,
) -> Result<R> {
    let mut part = match part(handle).try_lock() {
        Ok(part) => part,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => {
            let message = format!("the {} is in use by another thread", T::NAME);
            return Err(Error::new(Status::InvalidState, message));
        }
    };
    use_it(&mut part)
}
