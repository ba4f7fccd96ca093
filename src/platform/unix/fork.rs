//! Detection of forks.

use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

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
