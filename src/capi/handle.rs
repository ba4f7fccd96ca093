//! Handles: the Rust values that C has pointers to.
//!
//! An [`Owned`] handle is a box that C owns: [`give`] creates the pointer, [`take`] drops the
//! value, and [`borrow`] and [`get_or`] borrow it. What several handles share is in an `Arc` inside
//! them. Values that a handle lends, such as the response of an error, are `const` in C. Nodes are
//! not handles: see [`super::node`].

use super::args::invalid;
use crate::common::error::{Error, Result, Status};
use crate::platform::{self, guard, guard_or};
#[cfg(feature = "live-handles")]
use std::sync::atomic::Ordering;
use std::sync::{Mutex, TryLockError};

/// A value that C has pointers to.
pub(super) trait Handle: Sized {
    /// The name of the handle in messages.
    const NAME: &'static str;

    /// The process that created the handle; `None` for plain data, which a forked child may use.
    fn process(&self) -> Option<Process> {
        None
    }
}

/// A handle that C owns and frees. Threads may use it one after the other.
pub(super) trait Owned: Handle + Send {}

/// The process that created a handle, identified by the number of forks before it. A forked child
/// must not use the handle: threads that the child does not have may hold its locks, and its
/// connections belong to the parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Process(u32);

impl Process {
    /// Returns the current process, and counts its forks from now on.
    pub(super) fn watch() -> Process {
        platform::stay_loaded();
        platform::watch_forks();
        Process::current()
    }

    /// True in the process that this is, and false in a forked child.
    pub(super) fn is_current(self) -> bool {
        self == Process::current()
    }

    fn current() -> Process {
        Process(platform::forks())
    }
}

/// Fails to compile if several threads must not use a handle at the same time.
pub(super) const fn assert_sync<T: Owned + Sync>() {}

/// Returns the number of handles that C owns. It is for the tests of the bindings, in a library that
/// is built for them, and not in `tsc.h`.
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

/// Takes a value back from C and drops it. Does nothing for NULL.
///
/// # Safety
/// `handle` is NULL or came from [`give`] and was not taken yet.
pub(super) unsafe fn take<T: Owned>(handle: *mut T) {
    if handle.is_null() {
        return;
    }
    #[cfg(feature = "live-handles")]
    LIVE_HANDLES.fetch_sub(1, Ordering::SeqCst);
    // SAFETY: the caller keeps this function's contract.
    let value = unsafe { Box::from_raw(handle) };
    // A panic while dropping must not unwind into C. A `_free` function cannot report it.
    let _ = guard(|| drop(value));
}

/// Borrows a handle. A NULL, or a handle from before a fork, is an error.
///
/// # Safety
/// `handle` is NULL or came from [`give`] and is not taken before `'a` ends.
pub(super) unsafe fn borrow<'a, T: Handle>(handle: *const T) -> Result<&'a T> {
    // SAFETY: the caller keeps this function's contract.
    let found = unsafe { handle.as_ref() };
    let found = found.ok_or_else(|| invalid(format_args!("{} is NULL", T::NAME)))?;
    match found.process() {
        Some(process) if process != Process::current() => Err(Error::new(
            Status::InvalidState,
            format!(
                "the {} was created before this process was forked; create a new one in this process",
                T::NAME
            ),
        )),
        _ => Ok(found),
    }
}

/// Reads something from a handle. Returns `default` if the handle is NULL or from before a fork, or
/// if `get` panics.
///
/// # Safety
/// As for [`borrow`].
pub(super) unsafe fn get_or<T: Handle, R>(
    handle: *const T,
    default: R,
    get: impl FnOnce(&T) -> R,
) -> R {
    // SAFETY: the caller keeps this function's contract.
    match unsafe { borrow(handle) } {
        Ok(found) => guard_or(default, || get(found)),
        Err(_) => default,
    }
}

/// Calls `use_it` with the part of a handle that one thread at a time may use. If another thread is
/// using it, returns an error at once.
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
