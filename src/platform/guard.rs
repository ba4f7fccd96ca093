//! Panics are caught before they reach C, and are not printed.

#[cfg(unix)]
use crate::platform::unix::Uncancelled;
#[cfg(windows)]
use crate::platform::windows::Uncancelled;
use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

/// Runs `body`; returns `default` if it panics.
pub fn guard_or<R>(default: R, body: impl FnOnce() -> R) -> R {
    guard(body).unwrap_or(default)
}

/// The same for a body that only reads memory and so is no cancellation point: pthread_cancel, which is
/// deferred as `tsc.h` requires, has no effect in it. It is for getters that are called for each value of
/// a response.
pub fn guard_reading<R>(default: R, body: impl FnOnce() -> R) -> R {
    with_result(body, catch).unwrap_or(default)
}

thread_local! {
    /// The number of calls of this library that the thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs `body`. If it panics, returns the panic's text, and prints nothing.
pub fn guard<R>(body: impl FnOnce() -> R) -> std::result::Result<R, String> {
    with_result(body, guard_once)
}

/// Lets `run` run a body, and returns the body's result.
fn with_result<R>(
    body: impl FnOnce() -> R,
    run: fn(&mut dyn FnMut()) -> std::result::Result<(), String>,
) -> std::result::Result<R, String> {
    let mut body = Some(body);
    let mut result = None;
    run(&mut || result = body.take().map(|body| body()))?;
    result.ok_or_else(String::new)
}

/// Does the work of [`guard`]. It is not generic, so the library contains it once.
#[inline(never)]
fn guard_once(body: &mut dyn FnMut()) -> std::result::Result<(), String> {
    // pthread_cancel takes effect after the call: if it unwound the stack in here, the process
    // would end.
    let _uncancelled = Uncancelled::begin();
    catch(body)
}

/// Runs `body`, and returns the text of its panic.
#[inline(never)]
fn catch(body: &mut dyn FnMut()) -> std::result::Result<(), String> {
    silence_panics();
    DEPTH.set(DEPTH.get() + 1);
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    DEPTH.set(DEPTH.get() - 1);
    result.map_err(|payload| panic_text(payload.as_ref()))
}

/// Installs a hook that prints no panic of a call. The hook is in this library's own copy of Rust's
/// runtime, so the panics of a host that is a Rust program do not reach it.
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
        None => "a panic without a message".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn panic_becomes_the_default_or_its_text() {
        assert_eq!(guard_reading(1, || 2), 2);
        assert_eq!(guard_reading(1, || panic!("lost")), 1);
        assert_eq!(guard_or(1, || panic!("lost")), 1);
        assert_eq!(guard(|| -> u8 { panic!("lost") }), Err("lost".to_owned()));
        assert_eq!(DEPTH.get(), 0);
    }
}
