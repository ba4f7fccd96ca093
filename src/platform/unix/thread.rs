//! The library's own threads, and protection of a program's thread from cancellation during a call.

use std::ffi::c_int;
use std::io;
use std::mem;
use std::ptr;
use std::thread;

/// The stack size of the library's own threads, in bytes. The resolver's modules run on them.
const STACK: usize = 2 * 1024 * 1024;

/// Starts a thread that blocks all signals, so that the program's signal handlers do not run on it.
pub fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    // SAFETY: an all-zero sigset_t is valid; sigfillset fills it below.
    let mut all: libc::sigset_t = unsafe { mem::zeroed() };
    let mut before = all;
    // A new thread inherits the signal mask of the thread that starts it.
    // SAFETY: `all` and `before` outlive the calls, which change the mask of this thread only.
    unsafe {
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
    }
    // With a stack size given, the standard library does not read RUST_MIN_STACK.
    let started = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(body);
    // SAFETY: `before` outlives the call, which changes the mask of this thread only.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, ptr::null_mut()) };
    started.map(|_| ())
}

// The libc crate does not declare it for all systems.
unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
}

/// The value of PTHREAD_CANCEL_DISABLE on macOS.
#[cfg(target_os = "macos")]
const CANCEL_DISABLE: c_int = 0;
/// The value of PTHREAD_CANCEL_DISABLE on the other systems.
#[cfg(not(target_os = "macos"))]
const CANCEL_DISABLE: c_int = 1;

/// Protects this thread from pthread_cancel until it is dropped.
pub struct Uncancelled(c_int);

impl Uncancelled {
    /// Disables the cancellation of this thread.
    pub fn begin() -> Uncancelled {
        let mut before = CANCEL_DISABLE;
        // SAFETY: `before` outlives the call, which changes this thread only.
        unsafe { pthread_setcancelstate(CANCEL_DISABLE, &raw mut before) };
        Uncancelled(before)
    }
}

impl Drop for Uncancelled {
    fn drop(&mut self) {
        let mut ours = CANCEL_DISABLE;
        // SAFETY: `ours` outlives the call, which changes this thread only.
        unsafe { pthread_setcancelstate(self.0, &raw mut ours) };
    }
}
