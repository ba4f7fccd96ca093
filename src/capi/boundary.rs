//! The one way across: pointers are checked, strings read, outputs cleared, panics
//! caught and errors handed out here, and nowhere else.
//!
//! Every [`Owned`] handle is a box that C owns: [`give`] makes the pointer, [`take`] ends it,
//! and [`handle`] and [`getter`] borrow it. What a handle shares with others is an `Arc` inside
//! it. What is lent, as the response of an error, is lent as `const`; nodes are not even handles.

use super::error::tsc_error;
use crate::common::error::{Error, Result, Status};
use crate::common::status::{TSC_OK, tsc_status};
use crate::common::traces::take_traces;
use crate::platform;
use std::any::Any;
use std::cell::Cell;
use std::ffi::{CStr, CString, OsString, c_char};
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::slice;
#[cfg(feature = "live-handles")]
use std::sync::atomic::Ordering;
use std::sync::{Mutex, Once, PoisonError, TryLockError};

/// What C has pointers to.
pub(super) trait Handle: Sized {
    /// What a message calls it.
    const NAME: &'static str;

    /// Where it was made; `None` for plain data, which a forked child may use.
    fn home(&self) -> Option<Home> {
        None
    }
}

/// What C owns, and frees. It may be used by one thread after the other.
pub(super) trait Owned: Handle + Send {}

/// The process that made a handle. After a fork its locks may be held by threads that
/// the child does not have, and its connections are the parent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home(u32);

impl Home {
    pub(super) fn here() -> Home {
        platform::watch_forks();
        Home::now()
    }

    fn now() -> Home {
        Home(platform::forks())
    }
}

/// Refuses to compile a handle that may not be used by several threads at once.
pub(super) const fn assert_for_threads<T: Owned + Sync>() {}

/// How many handles C has. For the tests of bindings, in a library that is built for them; no header
/// has it.
#[cfg(feature = "live-handles")]
#[unsafe(no_mangle)]
pub extern "C" fn tsc_live_handles() -> i64 {
    LIVE_HANDLES.load(Ordering::SeqCst)
}

#[cfg(feature = "live-handles")]
static LIVE_HANDLES: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

/// Hands a value to C, which owns it until it calls the type's `_free`.
pub(super) fn give<T: Owned>(value: T) -> *mut T {
    #[cfg(feature = "live-handles")]
    LIVE_HANDLES.fetch_add(1, Ordering::SeqCst);
    Box::into_raw(Box::new(value))
}

/// Takes a value back from C and drops it; NULL is nothing.
///
/// # Safety
/// `handle` is NULL or came from [`give`] and was not taken yet.
pub(super) unsafe fn take<T: Owned>(handle: *mut T) {
    if handle.is_null() {
        return;
    }
    #[cfg(feature = "live-handles")]
    LIVE_HANDLES.fetch_sub(1, Ordering::SeqCst);
    // SAFETY: the caller's promise.
    let value = unsafe { Box::from_raw(handle) };
    // A panic while dropping must not unwind into C; there is nobody to tell.
    let _ = guard(|| drop(value));
}

/// Borrows a handle that a call cannot do without.
///
/// # Safety
/// `handle` is NULL or came from [`give`] and is not taken before `'a` ends.
pub(super) unsafe fn handle<'a, T: Handle>(handle: *const T) -> Result<&'a T> {
    // SAFETY: the caller's promise.
    let found = unsafe { handle.as_ref() };
    let found = found.ok_or_else(|| invalid(format_args!("{} is NULL", T::NAME)))?;
    match found.home() {
        Some(home) if home != Home::now() => Err(Error::new(
            Status::InvalidState,
            format!(
                "the {} was made before this process was forked; make a new one here",
                T::NAME
            ),
        )),
        _ => Ok(found),
    }
}

/// Asks a handle for something; `nothing` where it is NULL, or a forked child's.
///
/// # Safety
/// As for [`handle`].
pub(super) unsafe fn getter<T: Handle, R>(
    asked: *const T,
    nothing: R,
    get: impl FnOnce(&T) -> R,
) -> R {
    // SAFETY: the caller's promise.
    match unsafe { handle(asked) } {
        Ok(found) => guarded(nothing, || get(found)),
        Err(_) => nothing,
    }
}

/// Uses what one thread at a time may use; a second one is told so, and not kept waiting.
pub(super) fn alone<T: Handle, U, R>(
    handle: &T,
    part: impl FnOnce(&T) -> &Mutex<U>,
    use_it: impl FnOnce(&mut U) -> Result<R>,
) -> Result<R> {
    let mut part = match part(handle).try_lock() {
        Ok(part) => part,
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
        Err(TryLockError::WouldBlock) => {
            let message = format!("the {} is in use by another thread", T::NAME);
            return Err(Error::new(Status::InvalidState, message));
        }
    };
    use_it(&mut part)
}

/// Runs something that cannot fail; `nothing` if it panics all the same.
pub(super) fn guarded<R>(nothing: R, body: impl FnOnce() -> R) -> R {
    guard(body).unwrap_or(nothing)
}

/// Runs what a call does and turns its failure into a status and an error.
///
/// # Safety
/// `error` is NULL or points to where a pointer can be written.
pub(super) unsafe fn call(
    error: *mut *mut tsc_error,
    body: impl FnOnce() -> Result<()>,
) -> tsc_status {
    let mut body = Some(body);
    let mut body = || body.take().map_or(Ok(()), |body| body());
    // SAFETY: the caller's promise.
    let status = unsafe { call_with_traces(error, &mut body) };
    if take_traces() {
        platform::wipe_traces();
    }
    status
}

/// In a frame of its own, whose traces are wiped. It is not generic, so that there is one of it.
#[inline(never)]
unsafe fn call_with_traces(
    error: *mut *mut tsc_error,
    body: &mut dyn FnMut() -> Result<()>,
) -> tsc_status {
    if !error.is_null() {
        // SAFETY: the caller's promise.
        unsafe { error.write(ptr::null_mut()) };
    }
    let failure = match guard(body) {
        Ok(Ok(())) => return TSC_OK,
        Ok(Err(failure)) => failure,
        Err(panic) => Error::new(Status::Internal, format!("a bug in libtsc: {panic}")),
    };
    let status = failure.status() as tsc_status;
    if !error.is_null() {
        let made = guarded(ptr::null_mut(), || give(tsc_error::new(failure)));
        // SAFETY: the caller's promise.
        unsafe { error.write(made) };
    }
    status
}

/// Where a call puts its result: cleared at once, written on success only.
pub(super) struct Output<T>(*mut T);

impl<T: Empty> Output<T> {
    /// # Safety
    /// `place` is NULL or points to where a `T` can be written until the call ends.
    pub(super) unsafe fn clear(place: *mut T) -> Output<T> {
        if !place.is_null() {
            // SAFETY: the caller's promise.
            unsafe { place.write(T::EMPTY) };
        }
        Output(place)
    }

    /// Refuses a NULL before anything is done.
    pub(super) fn required(&self, name: &str) -> Result<()> {
        if self.0.is_null() {
            return Err(invalid(format_args!("{name} is NULL")));
        }
        Ok(())
    }

    pub(super) fn set(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: as promised to `clear`.
            unsafe { self.0.write(value) };
        }
    }
}

/// What an output holds after a failure.
pub(super) trait Empty {
    const EMPTY: Self;
}

impl<T> Empty for *mut T {
    const EMPTY: *mut T = ptr::null_mut();
}

impl<T> Empty for *const T {
    const EMPTY: *const T = ptr::null();
}

impl Empty for u64 {
    const EMPTY: u64 = 0;
}

impl Empty for usize {
    const EMPTY: usize = 0;
}

/// Reads a string that a call cannot do without.
///
/// # Safety
/// `text` is NULL or a NUL-terminated string that stays as it is until `'a` ends.
pub(super) unsafe fn text<'a>(text: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: the caller's promise.
    let found = unsafe { optional_text(text, name) }?;
    found.ok_or_else(|| invalid(format_args!("{name} is NULL")))
}

/// Reads a string that may be NULL.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn optional_text<'a>(text: *const c_char, name: &str) -> Result<Option<&'a str>> {
    // SAFETY: the caller's promise.
    let Some(found) = (unsafe { c_string(text) }) else {
        return Ok(None);
    };
    match found.to_str() {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(invalid(format_args!("{name} is not UTF-8"))),
    }
}

/// A string as it is; `None` for NULL.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn c_string<'a>(text: *const c_char) -> Option<&'a CStr> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { CStr::from_ptr(text) })
}

/// The value of a variable in an environment.
///
/// # Safety
/// `environment` is NULL or an array of strings, with a NULL after the last, that stay as they are.
pub(super) unsafe fn variable(environment: *const *mut c_char, name: &str) -> Option<OsString> {
    if environment.is_null() {
        return None;
    }
    for index in 0.. {
        // SAFETY: the caller's promise; the NULL after the last ends the loop.
        let entry = unsafe { c_string(environment.add(index).read()) }?;
        let value = entry.to_bytes().strip_prefix(name.as_bytes());
        if let Some([b'=', value @ ..]) = value {
            return platform::os_string(value);
        }
    }
    None
}

/// Reads bytes; NULL is only good for none of them.
///
/// # Safety
/// `data` is NULL or points to `length` bytes that stay as they are until `'a` ends.
pub(super) unsafe fn bytes<'a>(data: *const c_char, length: usize, name: &str) -> Result<&'a [u8]> {
    if data.is_null() {
        return match length {
            0 => Ok(&[]),
            _ => Err(invalid(format_args!("{name} is NULL"))),
        };
    }
    if isize::try_from(length).is_err() {
        return Err(invalid(format_args!(
            "{name} cannot be {length} bytes long"
        )));
    }
    // SAFETY: the caller's promise.
    Ok(unsafe { slice::from_raw_parts(data.cast(), length) })
}

/// A string that the caller keeps alive, or NULL.
pub(super) fn lend(text: Option<&CStr>) -> *const c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

/// Strings of values that change: one copy of each that was asked for, kept until the
/// handle is freed, so that what was lent stays what it was.
#[derive(Default)]
pub(super) struct Lent(Mutex<Vec<CString>>);

impl Lent {
    pub(super) fn lend(&self, text: &str) -> *const c_char {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = kept.iter().find(|same| same.to_bytes() == text.as_bytes()) {
            return same.as_ptr();
        }
        let copy = crate::common::text::c_string(text);
        let lent = copy.as_ptr();
        kept.push(copy);
        lent
    }
}

pub(super) fn invalid(reason: impl std::fmt::Display) -> Error {
    Error::invalid(reason.to_string())
}

thread_local! {
    /// How many of our calls this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Runs something; a panic in it becomes its text, and nothing is printed.
fn guard<R>(body: impl FnOnce() -> R) -> std::result::Result<R, String> {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::{tsc_error_free, tsc_error_message};
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error_with_its_text() {
        let mut error = ptr::null_mut();
        // SAFETY: `error` is a place for a pointer.
        let status = unsafe { call(&raw mut error, || panic!("wheel {} came off", 3)) };
        assert_eq!(status, Status::Internal as tsc_status);
        // SAFETY: the error is ours until it is freed.
        let message = unsafe { CStr::from_ptr(tsc_error_message(error)) };
        assert!(message.to_str().unwrap().contains("wheel 3 came off"));
        // SAFETY: it came from `call` and is freed once.
        unsafe { tsc_error_free(error) };
    }

    #[test]
    fn a_panic_prints_nothing() {
        const CHILD: &str = "TSC_TEST_PANIC_CHILD";
        if std::env::var_os(CHILD).is_some() {
            // SAFETY: NULL is allowed.
            unsafe { call(ptr::null_mut(), || panic!("printed by the hook")) };
            return;
        }
        let name = "capi::boundary::tests::a_panic_prints_nothing";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        assert!(output.status.success());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("printed by the hook"), "{stderr}");
    }

    #[test]
    fn bytes_are_checked_before_they_are_looked_at() {
        // SAFETY: nothing is read where the length cannot be.
        unsafe {
            assert!(bytes(ptr::null(), 0, "pem").unwrap().is_empty());
            assert!(bytes(ptr::null(), 1, "pem").is_err());
            assert!(bytes(c"x".as_ptr(), usize::MAX, "pem").is_err());
        }
    }
}
