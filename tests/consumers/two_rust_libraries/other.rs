//! Another Rust library with a C interface, in the same program as libtsc: it uses parts of the standard
//! library that libtsc contains, too.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;

/// Catches a panic in a thread, and returns the length of its message from a map; 0 if any of this
/// fails.
#[unsafe(no_mangle)]
pub extern "C" fn other_work() -> u32 {
    std::panic::set_hook(Box::new(|_| {}));
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        let panic = std::panic::catch_unwind(|| panic!("{}", "caught"));
        let text = panic.unwrap_err().downcast::<String>().unwrap_or_default();
        sender.send(*text).is_ok()
    });
    let sent: HashMap<String, usize> = receiver
        .iter()
        .map(|text| (text.clone(), text.len()))
        .collect();
    match thread.join() {
        Ok(true) => sent.get("caught").map_or(0, |length| *length as u32),
        _ => 0,
    }
}
