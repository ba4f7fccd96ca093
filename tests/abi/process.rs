//! The process that the library runs in: this one. `tests/remote` has another module in its place.

use crate::support::waiting::wait_for_kernel;
use std::env;
use std::ops::Range;
use std::time::Duration;

/// The kernel's folder of the process.
pub fn folder() -> String {
    "/proc/self".to_owned()
}

/// The thread that makes the calls of this thread, as the kernel numbers it.
pub fn thread() -> u64 {
    // SAFETY: it has no conditions.
    u64::from(unsafe { libc::gettid() }.cast_unsigned())
}

/// Returns when that thread waits for another one.
pub fn wait_until_asleep(thread: u64) {
    let calls = [libc::SYS_poll, libc::SYS_ppoll].map(|call| format!("{call} "));
    let path = format!("{}/task/{thread}/syscall", folder());
    wait_for_kernel(&path, |now| calls.iter().any(|call| now.starts_with(call)));
}

/// Lets the process use the namespaces that this thread has entered, in which it is already.
pub fn follow_into_namespaces() {}

/// The descriptors and the threads of the process.
pub fn counts() -> [usize; 2] {
    ["fd", "task"].map(|part| {
        let folder = std::fs::read_dir(format!("{}/{part}", folder()));
        folder.unwrap().count()
    })
}

/// True if the process is a program for Windows.
pub fn is_windows() -> bool {
    cfg!(windows)
}

/// True if the kernel shows the signals that a thread of the process blocks.
pub fn shows_signals() -> bool {
    true
}

/// The signals that the C library keeps for itself: no thread blocks them.
pub fn signals_of_the_c_library() -> Range<i32> {
    32..34
}

/// A message with the words of Linux in place of those of the process's system.
pub fn in_words_of_linux(message: String) -> String {
    message
}

/// Processor time of the process.
pub fn cpu_time() -> Duration {
    time_of(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Processor time of the calls of this thread, and of what the thread does besides.
pub fn cpu_time_of_thread() -> Duration {
    time_of(libc::CLOCK_THREAD_CPUTIME_ID)
}

fn time_of(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: Linux has both clocks, and the time is written.
    let told = unsafe { libc::clock_gettime(clock, &raw mut time) };
    assert_eq!(told, 0);
    Duration::new(
        time.tv_sec.try_into().unwrap(),
        time.tv_nsec.try_into().unwrap(),
    )
}

/// Sets a variable of the process's environment, or removes it.
///
/// # Safety
///
/// No other thread reads the environment meanwhile.
pub unsafe fn set_variable(name: &str, value: Option<&str>) {
    // SAFETY: as the caller says.
    unsafe {
        match value {
            Some(value) => env::set_var(name, value),
            None => env::remove_var(name),
        }
    }
}
