//! Values that exist once per process.

#[cfg(unix)]
use crate::platform::unix::forks;
#[cfg(windows)]
use crate::platform::windows::forks;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A value that exists once per process. A forked child makes its own: the parent's value may be
/// locked by a thread that does not exist in the child.
pub struct PerProcess<T>(AtomicPtr<(u32, T)>);

impl<T: Default + Sync> PerProcess<T> {
    /// A value that is made when [`PerProcess::get`] is first called.
    #[allow(clippy::new_without_default, reason = "it is for statics only")]
    pub const fn new() -> PerProcess<T> {
        PerProcess(AtomicPtr::new(ptr::null_mut()))
    }

    /// The value of this process. It is never freed.
    pub fn get(&'static self) -> &'static T {
        loop {
            let current = self.0.load(Ordering::Acquire);
            // SAFETY: a stored value is never freed.
            if let Some((owner, value)) = unsafe { current.as_ref() }
                && *owner == forks()
            {
                return value;
            }
            let new = Box::into_raw(Box::new((forks(), T::default())));
            let stored = self
                .0
                .compare_exchange(current, new, Ordering::AcqRel, Ordering::Acquire);
            if stored.is_err() {
                // SAFETY: the pointer was not stored, so no other thread has it.
                drop(unsafe { Box::from_raw(new) });
            }
        }
    }
}
