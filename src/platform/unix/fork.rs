//! Forks, and what each process has one of.

use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

/// Something that each process has one of. A forked child has its own: that of its parent may be
/// locked by a thread that the child does not have.
pub struct PerProcess<T>(AtomicPtr<(u32, T)>);

impl<T: Default + Sync> PerProcess<T> {
    /// Made when it is first asked for.
    #[allow(clippy::new_without_default, reason = "it is for statics only")]
    pub const fn new() -> PerProcess<T> {
        PerProcess(AtomicPtr::new(ptr::null_mut()))
    }

    /// This process's. It is never freed.
    pub fn get(&'static self) -> &'static T {
        loop {
            let there = self.0.load(Ordering::Acquire);
            // SAFETY: what is stored is never freed.
            if let Some((home, value)) = unsafe { there.as_ref() }
                && *home == forks()
            {
                return value;
            }
            let made = Box::into_raw(Box::new((forks(), T::default())));
            let stored = self
                .0
                .compare_exchange(there, made, Ordering::AcqRel, Ordering::Acquire);
            if stored.is_err() {
                // SAFETY: nobody else has seen it.
                drop(unsafe { Box::from_raw(made) });
            }
        }
    }
}

/// How many forks lie between this process and the one that loaded the library.
static FORKS: AtomicU32 = AtomicU32::new(0);

extern "C" fn count_fork() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// From now on [`forks`] counts.
pub fn watch_forks() {
    static WATCH: Once = Once::new();
    // SAFETY: the function only adds to an atomic, which a forked child may do; the library
    // stays loaded as long as the process lives.
    WATCH.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(count_fork));
    });
}

/// How many forks lie between this process and the one that [`watch_forks`] was called in first.
pub fn forks() -> u32 {
    FORKS.load(Ordering::Relaxed)
}
