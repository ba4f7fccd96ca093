//! What a call gives to C: outputs, and strings that a handle lends.

use super::args::invalid;
use crate::common::error::Result;
use crate::common::lock::lock;
use crate::common::text::c_string;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::Mutex;

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
        let mut kept = lock(&self.0);
        if let Some(same) = kept.iter().find(|same| same.to_bytes() == text.as_bytes()) {
            return same.as_ptr();
        }
        let copy = c_string(text);
        let lent = copy.as_ptr();
        kept.push(copy);
        lent
    }
}
