//! Tests that run again in a process of their own, to count its open descriptors or to have a
//! network namespace. Lines that such a process prints after `row: ` are shown by the parent.

use std::process::{Command, Output};

/// The environment variable with the child's task.
const CHILD: &str = "TSC_TEST_ALONE";
/// The time after which a child is killed.
const SECONDS: u32 = 90;

/// Runs a test, `module::name`, in a child process with a task.
pub fn run(test: &str, what: &str) -> Output {
    let this = std::env::current_exe().unwrap();
    // SAFETY: it has no conditions.
    let is_root = unsafe { libc::geteuid() } == 0;
    let mut command = match is_root {
        true => Command::new(this),
        // A user other than root becomes root in a user namespace of its own, which only a process
        // with a single thread can do.
        false => {
            let mut command = Command::new("unshare");
            command.arg("--map-root-user").arg(this);
            command
        }
    };
    command
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, what)
        .output()
        .unwrap()
}

/// Runs a test in a child process, which must succeed, and prints its rows.
pub fn check(test: &str, what: &str) {
    let output = run(test, what);
    let printed = printed(&output);
    rows(&printed).for_each(|row| println!("{row}"));
    assert!(output.status.success(), "{printed}");
}

/// The child's standard output and error.
pub fn printed(output: &Output) -> String {
    let [out, error] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    format!("{out}{error}")
}

/// The lines of the output that begin with `row: `, without that prefix.
pub fn rows(printed: &str) -> impl Iterator<Item = &str> {
    printed
        .lines()
        .filter_map(|line| line.strip_prefix("row: "))
}

/// In a child process its task; `None` in the parent.
pub fn task() -> Option<String> {
    let what = std::env::var(CHILD).ok()?;
    // SAFETY: it has no conditions.
    unsafe { libc::alarm(SECONDS) };
    Some(what)
}
