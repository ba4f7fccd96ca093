//! The results of functions: outputs, and strings that a handle lends.

use super::args::invalid;
use crate::common::error::Result;
use crate::common::lock::lock;
use crate::common::text::c_string;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::Mutex;

/// The place for a result. It is cleared when the call begins, and written only on success.
pub(super) struct Output<T>(*mut T);

impl<T: Empty> Output<T> {
    /// Clears the place.
    ///
    /// # Safety
    /// `place` is NULL or points to where a `T` can be written until the call ends.
    pub(super) unsafe fn clear(place: *mut T) -> Output<T> {
        if !place.is_null() {
            // SAFETY: the caller keeps this function's contract.
            unsafe { place.write(T::EMPTY) };
        }
        Output(place)
    }

    /// Returns an error if the place is NULL.
    pub(super) fn require(&self, name: &str) -> Result<()> {
        if self.0.is_null() {
            return Err(invalid(format_args!("{name} is NULL")));
        }
        Ok(())
    }

    /// Writes the result.
    pub(super) fn set(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: the caller of `clear` promised it.
            unsafe { self.0.write(value) };
        }
    }
}

/// The value of an output after a failure.
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

/// Returns the pointer to a string that its owner keeps alive, or NULL.
pub(super) fn lend(text: Option<&CStr>) -> *const c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

/// The strings that a handle has lent of values that can change: one copy of each distinct value.
/// They stay as they are until the handle is freed.
#[derive(Default)]
pub(super) struct LentStrings(Mutex<Vec<CString>>);

impl LentStrings {
    /// Lends a copy of the text, always the same one.
    pub(super) fn lend(&self, text: &str) -> *const c_char {
        let mut lent = lock(&self.0);
        if let Some(same) = lent.iter().find(|same| same.to_bytes() == text.as_bytes()) {
            return same.as_ptr();
        }
        let copy = c_string(text);
        let pointer = copy.as_ptr();
        lent.push(copy);
        pointer
    }
}
