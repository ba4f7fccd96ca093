//! The process that the library runs in: the driver. In place of the module of that name in
//! `tests/abi`.

use crate::library::call::own;
use crate::library::driver;
use crate::support::c;
use crate::support::name_server::mount;
use crate::support::waiting::wait_for_kernel;
use std::env;
use std::fs;
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// The time for which a process that uses no processor counts as asleep.
const STILL: Duration = Duration::from_millis(100);

/// What Windows, wine or musl says, and what glibc says.
const WORDS: &[(&str, &str)] = &[
    ("Path not found. (os error 3)", NO_FILE),
    (
        "The system cannot find the path specified. (os error 3)",
        NO_FILE,
    ),
    ("File not found. (os error 2)", NO_FILE),
    (
        "The system cannot find the file specified. (os error 2)",
        NO_FILE,
    ),
    ("Connection refused. (os error 10061)", REFUSED),
    (
        "No connection could be made because the target machine actively refused it. (os error 10061)",
        REFUSED,
    ),
    ("Host not found. (os error 11001)", NO_HOST),
    ("No such host is known. (os error 11001)", NO_HOST),
    ("(Name does not resolve)", "(Name or service not known)"),
    ("Symbolic link loop", "Too many levels of symbolic links"),
];
const NO_FILE: &str = "No such file or directory (os error 2)";
const REFUSED: &str = "Connection refused (os error 111)";
const NO_HOST: &str = "Name or service not known";

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

/// Lets the driver, which is not started yet, use the namespaces that this thread has entered. Under wine
/// a server makes the sockets: the folder that it is found in is hidden, so that wine starts another one.
pub fn follow_into_namespaces() {
    let Some(prefix) = env::var_os("WINEPREFIX") else {
        return;
    };
    // Debian's wine keeps the name of the folder in a file.
    let name = fs::read_to_string(Path::new(&prefix).join("wineserver"));
    // SAFETY: it has no conditions.
    let user = unsafe { libc::geteuid() };
    let folder = name.map_or(format!("/tmp/.wine-{user}"), |name| format!("/tmp/{name}"));
    if Path::new(&folder).exists() {
        mount(Some(c"none"), &c(&folder), Some(c"tmpfs"), 0);
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
}

/// The descriptors and the threads of the process: on Windows only its handles, among which are those of
/// its threads.
pub fn counts() -> [usize; 2] {
    if is_windows() {
        return [usize::try_from(own::handles()).unwrap(), 0];
    }
    ["fd", "task"].map(|part| {
        let folder = fs::read_dir(format!("{}/{part}", folder()));
        folder.unwrap().count()
    })
}

/// True if the driver is a program for Windows.
pub fn is_windows() -> bool {
    own::system() == "windows"
}

/// True if the kernel shows the signals that a thread of the process blocks: Windows has none, and qemu
/// itself handles some.
pub fn shows_signals() -> bool {
    let program = fs::read_link(format!("{}/exe", folder())).unwrap();
    !is_windows() && !program.to_string_lossy().contains("qemu")
}

/// The signals that the C library keeps for itself: no thread blocks them.
pub fn signals_of_the_c_library() -> Range<i32> {
    match own::system().as_str() {
        "musl" => 32..35,
        _ => 32..34,
    }
}

/// A message with the words of glibc in place of those of musl, Windows or wine.
pub fn in_words_of_linux(message: String) -> String {
    WORDS.iter().fold(message, |message, (windows, linux)| {
        message.replace(windows, linux)
    })
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
