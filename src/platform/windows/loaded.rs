//! The library stays loaded: its threads may run in it, and the system calls it when a thread ends.

use std::ptr;
use std::sync::Once;
use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
};

/// Makes FreeLibrary leave this library where it is.
pub fn stay_loaded() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
        let mut module = ptr::null_mut();
        let here = stay_loaded as fn() as *const u16;
        // SAFETY: with this flag the name is any address in the module, and `module` outlives the call.
        unsafe { GetModuleHandleExW(flags, here, &raw mut module) };
    });
}
