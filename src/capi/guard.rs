//! Panics: caught before they reach C, and not printed.

use crate::platform;
use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Runs something that cannot fail; `nothing` if it panics all the same.
pub(super) fn guarded<R>(nothing: R, body: impl FnOnce() -> R) -> R {
    guard(body).unwrap_or(nothing)
}

thread_local! {
    /// How many of our calls this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs something; a panic in it becomes its text, and nothing is printed.
pub(super) fn guard<R>(body: impl FnOnce() -> R) -> std::result::Result<R, String> {
    let mut body = Some(body);
    let mut result = None;
    guard_once(&mut || result = body.take().map(|body| body()))?;
    result.ok_or_else(String::new)
}

/// The same for all types.
#[inline(never)]
fn guard_once(body: &mut dyn FnMut()) -> std::result::Result<(), String> {
    silence_panics();
    // What pthread_cancel does to a thread, it does after the call: a stack that is unwound by it
    // in here would end the process.
    let _uncancelled = platform::Uncancelled::begin();
    DEPTH.set(DEPTH.get() + 1);
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|payload| panic_text(payload.as_ref()))
}

/// The hook belongs to this library's own copy of Rust's runtime: the host's panics,
/// if it is a Rust program, do not come here.
fn silence_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if DEPTH.get() == 0 {
                previous(info);
            }
        }));
    });
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        return (*text).to_owned();
    }
    match payload.downcast_ref::<String>() {
        Some(text) => text.clone(),
        None => "a panic without a text".to_owned(),
    }
}
