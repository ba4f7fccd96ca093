//! The library stays loaded: the system calls it at a fork, and its threads may run in it.

/// Makes dlclose leave this library where it is. On Linux a flag in the file does this.
#[cfg(not(target_os = "macos"))]
pub fn stay_loaded() {}

/// Makes dlclose leave this library where it is.
#[cfg(target_os = "macos")]
pub fn stay_loaded() {
    use std::mem::MaybeUninit;
    use std::sync::Once;
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let mut found = MaybeUninit::<libc::Dl_info>::zeroed();
        let here = stay_loaded as fn() as *const libc::c_void;
        // SAFETY: `found` outlives the call. If it succeeds, the name that it gives is a string that
        // lives as long as the library is loaded.
        unsafe {
            if libc::dladdr(here, found.as_mut_ptr()) != 0 {
                let flags = libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE;
                libc::dlopen((*found.as_ptr()).dli_fname, flags);
            }
        }
    });
}
