//! The process that the library runs in: the driver. In place of the module of that name in
//! `tests/abi`.

use crate::library::call::own;
use crate::library::driver;
use crate::support::waiting::wait_for_kernel;
use std::thread;
use std::time::Duration;

/// The time for which a process that uses no processor counts as asleep.
const STILL: Duration = Duration::from_millis(100);

/// The kernel's folder of the process. This thread has a connection to it from now on.
pub fn folder() -> String {
    own::thread();
    format!("/proc/{}", driver::id())
}

/// The driver's thread that makes the calls of this thread.
pub fn thread() -> u64 {
    own::thread()
}

/// Returns when that thread waits for another one: on Windows, when no thread does anything.
pub fn wait_until_asleep(thread: u64) {
    if is_windows() {
        let mut before = cpu_time();
        loop {
            thread::sleep(STILL);
            let now = cpu_time();
            if now == before {
                return;
            }
            before = now;
        }
    }
    let calls = [libc::SYS_poll, libc::SYS_ppoll].map(|call| format!("{call} "));
    let path = format!("{}/task/{thread}/syscall", folder());
    wait_for_kernel(&path, |now| calls.iter().any(|call| now.starts_with(call)));
}

/// The descriptors and the threads of the process: on Windows only its handles, among which are those of
/// its threads.
pub fn counts() -> [usize; 2] {
    if is_windows() {
        return [usize::try_from(own::handles()).unwrap(), 0];
    }
    ["fd", "task"].map(|part| {
        let folder = std::fs::read_dir(format!("{}/{part}", folder()));
        folder.unwrap().count()
    })
}

/// True if the driver is a program for Windows.
pub fn is_windows() -> bool {
    own::system() == "windows"
}

/// Processor time of the process.
pub fn cpu_time() -> Duration {
    own::process_time()
}

/// Processor time of the calls of this thread.
pub fn cpu_time_of_thread() -> Duration {
    own::thread_time()
}

/// Sets a variable of the process's environment, or removes it.
///
/// # Safety
///
/// No other thread reads the environment meanwhile.
pub unsafe fn set_variable(name: &str, value: Option<&str>) {
    own::set_variable(name, value);
}
