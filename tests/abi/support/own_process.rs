//! Tests in a process of their own, which they run again as it: to count what it has open, or to
//! give it a network of its own. What such a process prints after `row: ` is for the reader.

use std::process::{Command, Output};

/// Tells a process what it is to do.
const CHILD: &str = "TSC_TEST_ALONE";
/// Ends one that hangs.
const SECONDS: u32 = 90;

/// Runs a test, `module::name`, in a process of its own, with what it is to do there.
pub fn run(test: &str, what: &str) -> Output {
    let this = std::env::current_exe().unwrap();
    // SAFETY: it has no conditions.
    let is_root = unsafe { libc::geteuid() } == 0;
    let mut command = match is_root {
        true => Command::new(this),
        // Who is not root may be it in a name space of their own, for which a process must
        // have but one thread.
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

/// The same; it must succeed, and its rows are printed.
pub fn check(test: &str, what: &str) {
    let output = run(test, what);
    let printed = printed(&output);
    rows(&printed).for_each(|row| println!("{row}"));
    assert!(output.status.success(), "{printed}");
}

/// All that it printed.
pub fn printed(output: &Output) -> String {
    let [out, error] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    format!("{out}{error}")
}

/// Of what it printed.
pub fn rows(printed: &str) -> impl Iterator<Item = &str> {
    printed
        .lines()
        .filter_map(|line| line.strip_prefix("row: "))
}

/// In a process of its own: what it is to do there.
pub fn task() -> Option<String> {
    let what = std::env::var(CHILD).ok()?;
    // SAFETY: it has no conditions.
    unsafe { libc::alarm(SECONDS) };
    Some(what)
}
