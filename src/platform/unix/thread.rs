//! Threads of the library's own, and what may not happen to a program's thread in a call.

use std::ffi::c_int;
use std::io;
use std::mem;
use std::ptr;
use std::thread;

/// The stack of a thread of the library's own, in bytes. The resolver's modules run on it.
const STACK: usize = 2 * 1024 * 1024;

/// Starts a thread that takes none of the process's signals, so that the program's handlers do not
/// run on it.
pub fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    // SAFETY: all zeros are a set, and sigfillset makes it a full one.
    let mut all: libc::sigset_t = unsafe { mem::zeroed() };
    let mut before = all;
    // A new thread begins with the mask of the one that starts it.
    // SAFETY: both places outlive the calls, which change the mask of this thread only.
    unsafe {
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
    }
    // With a size given, the environment is not asked for one.
    let started = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(body);
    // SAFETY: as above.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, ptr::null_mut()) };
    started.map(|_| ())
}

// Not all of libc's descriptions have it.
unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
}

/// PTHREAD_CANCEL_DISABLE of this system.
#[cfg(target_os = "macos")]
const CANCEL_DISABLE: c_int = 0;
/// The same.
#[cfg(not(target_os = "macos"))]
const CANCEL_DISABLE: c_int = 1;

/// While it lives, this thread is not ended by pthread_cancel.
pub struct Uncancelled(c_int);

impl Uncancelled {
    /// From now on.
    pub fn begin() -> Uncancelled {
        let mut before = CANCEL_DISABLE;
        // SAFETY: the place outlives the call, which changes this thread only.
        unsafe { pthread_setcancelstate(CANCEL_DISABLE, &raw mut before) };
        Uncancelled(before)
    }
}

impl Drop for Uncancelled {
    fn drop(&mut self) {
        let mut ours = CANCEL_DISABLE;
        // SAFETY: as above.
        unsafe { pthread_setcancelstate(self.0, &raw mut ours) };
    }
}
