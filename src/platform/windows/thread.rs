//! The library's own threads.

use std::io;
use std::ptr;
use std::sync::Once;
use std::thread;
use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// The stack size of the library's own threads, in bytes. The resolver's modules run on them.
const STACK: usize = 2 * 1024 * 1024;

/// Starts a thread. The library stays loaded from now on, because the thread may run in it for as long as
/// the process lives.
pub fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    stay_loaded();
    let started = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(body);
    started.map(|_| ())
}

/// Makes FreeLibrary leave this library where it is.
fn stay_loaded() {
    static PINNED: Once = Once::new();
    PINNED.call_once(|| {
        let flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
        let mut module = ptr::null_mut();
        let here = stay_loaded as fn() as *const u16;
        // SAFETY: with this flag the name is any address in the module, and `module` outlives the call.
        unsafe { GetModuleHandleExW(flags, here, &raw mut module) };
    });
}

/// Nothing: Windows has no cancellation of threads that unwinds them.
pub struct Uncancelled;

impl Uncancelled {
    /// Does nothing.
    pub fn begin() -> Uncancelled {
        Uncancelled
    }
}
