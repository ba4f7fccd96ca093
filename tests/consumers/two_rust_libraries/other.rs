//! Another Rust library with a C interface, in the same program as libtsc: it uses of the standard
//! library what libtsc has in it, too.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;

/// The length of what a panic says that was caught, in a thread and in a map; 0 if anything of it
/// does not work.
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
