//! Detection of forks, and values that exist once per process.

use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

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

/// The number of forks between the process that first called [`watch_forks`] and this one.
static FORKS: AtomicU32 = AtomicU32::new(0);

extern "C" fn count_fork() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// Makes [`forks`] count the forks from now on.
pub fn watch_forks() {
    static WATCH: Once = Once::new();
    // SAFETY: the function only adds to an atomic, which is safe in a forked child, and the library
    // stays loaded as long as the process lives.
    WATCH.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(count_fork));
    });
}

/// The number of forks between the process that first called [`watch_forks`] and this one.
pub fn forks() -> u32 {
    FORKS.load(Ordering::Relaxed)
}
