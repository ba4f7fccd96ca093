//! A call as a message: its arguments, and what comes back. `message.h` describes the values.

use super::driver;
use std::ffi::{CStr, c_char, c_void};
use std::ptr;

/// The length of NULL.
const NO_BYTES: u64 = u64::MAX;

/// A request that is being written.
pub struct Request(Vec<u8>);

impl Request {
    fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else {
            return self.number(NO_BYTES);
        };
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
        self.0.push(0);
    }

    /// # Safety
    ///
    /// A text that is not NULL ends with a NUL.
    unsafe fn text(&mut self, text: *const c_char) {
        // SAFETY: as the caller says.
        let text = (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) });
        self.bytes(text.map(CStr::to_bytes));
    }
}

/// A response that is being read.
pub struct Response {
    bytes: Vec<u8>,
    at: usize,
}

impl Response {
    fn number(&mut self) -> u64 {
        let end = self.at + 8;
        let number = u64::from_le_bytes(self.bytes[self.at..end].try_into().unwrap());
        self.at = end;
        number
    }

    fn some_bytes(&mut self) -> Option<Vec<u8>> {
        let length = self.number();
        (length != NO_BYTES).then(|| {
            let end = self.at + usize::try_from(length).unwrap();
            let bytes = self.bytes[self.at..end].to_vec();
            self.at = end + 1;
            bytes
        })
    }

    /// A result that is a number or a handle, the last value of all.
    pub fn word<T: Word>(mut self) -> T {
        T::from_number(self.number())
    }

    /// A result that is text. The copy lives for ever, as long as any handle that may lend it.
    pub fn text(mut self) -> *const c_char {
        self.some_bytes().map_or(ptr::null(), |mut bytes| {
            bytes.push(0);
            kept(bytes).cast()
        })
    }

    /// A result that is bytes; as long as the text.
    pub fn bytes(mut self) -> *const u8 {
        self.some_bytes().map_or(ptr::null(), kept)
    }
}

fn kept(bytes: Vec<u8>) -> *const u8 {
    bytes.leak().as_ptr()
}

/// Makes a call in the driver.
///
/// # Safety
///
/// The arguments are as `tsc.h` asks for them.
pub unsafe fn call(function: &str, arguments: &[&dyn Argument]) -> Response {
    let mut request = Request(Vec::new());
    request.bytes(Some(function.as_bytes()));
    for argument in arguments {
        // SAFETY: as the caller says.
        unsafe { argument.write(&mut request) };
    }
    let bytes = driver::exchange(function, &request.0);
    let mut response = Response { bytes, at: 0 };
    for argument in arguments {
        // SAFETY: as the caller says.
        unsafe { argument.read(&mut response) };
    }
    response
}

/// What fits into a register: a number, or an address in the driver.
pub trait Word: Copy {
    fn number(self) -> u64;
    fn from_number(number: u64) -> Self;
}

macro_rules! number {
    ($($type:ty)*) => {$(
        impl Word for $type {
            fn number(self) -> u64 {
                self as u64
            }
            fn from_number(number: u64) -> Self {
                number as Self
            }
        }
    )*};
}

number!(i32 u32 i64 u64 usize);

impl<T> Word for *mut T {
    fn number(self) -> u64 {
        self.addr() as u64
    }
    fn from_number(number: u64) -> Self {
        ptr::without_provenance_mut(usize::try_from(number).unwrap())
    }
}

impl<T> Word for *const T {
    fn number(self) -> u64 {
        self.addr() as u64
    }
    fn from_number(number: u64) -> Self {
        ptr::without_provenance(usize::try_from(number).unwrap())
    }
}

/// An argument.
pub trait Argument {
    /// Writes its value into the request.
    ///
    /// # Safety
    ///
    /// It is as `tsc.h` asks for it.
    unsafe fn write(&self, request: &mut Request);

    /// Reads from the response what the function has written to it.
    ///
    /// # Safety
    ///
    /// As for [`Argument::write`].
    unsafe fn read(&self, _response: &mut Response) {}
}

/// A number or a handle.
pub struct Input<T>(pub T);

impl<T: Word> Argument for Input<T> {
    unsafe fn write(&self, request: &mut Request) {
        request.number(self.0.number());
    }
}

/// Text that ends with a NUL.
pub struct Text(pub *const c_char);

impl Argument for Text {
    unsafe fn write(&self, request: &mut Request) {
        // SAFETY: as the caller says.
        unsafe { request.text(self.0) };
    }
}

/// Bytes and their number.
pub struct Bytes(pub *const c_void, pub usize);

impl Argument for Bytes {
    unsafe fn write(&self, request: &mut Request) {
        let (from, length) = (self.0.cast(), self.1);
        // SAFETY: as the caller says.
        let bytes =
            (!self.0.is_null()).then(|| unsafe { std::slice::from_raw_parts(from, length) });
        request.bytes(bytes);
        request.number(length as u64);
    }
}

/// The texts of an environment, which end with NULL.
pub struct Texts(pub *const *mut c_char);

impl Argument for Texts {
    unsafe fn write(&self, request: &mut Request) {
        if self.0.is_null() {
            return request.number(NO_BYTES);
        }
        // SAFETY: as the caller says: they end with NULL, and none is before it.
        unsafe {
            let count = (0..)
                .take_while(|&index| !(*self.0.add(index)).is_null())
                .count();
            request.number(count as u64);
            for index in 0..count {
                request.text(*self.0.add(index));
            }
        }
    }
}

/// A place for a number or a handle, with what it holds before the call.
pub struct Output<T>(pub *mut T);

impl<T: Word> Argument for Output<T> {
    unsafe fn write(&self, request: &mut Request) {
        request.number((!self.0.is_null()).into());
        // SAFETY: as the caller says.
        let before = (!self.0.is_null()).then(|| unsafe { *self.0 });
        request.number(before.map_or(0, Word::number));
    }

    unsafe fn read(&self, response: &mut Response) {
        let after = T::from_number(response.number());
        if !self.0.is_null() {
            // SAFETY: as the caller says.
            unsafe { *self.0 = after };
        }
    }
}

/// A place for bytes, whose number has a place of its own.
pub struct OutputBytes(pub *mut *const u8);

impl Argument for OutputBytes {
    unsafe fn write(&self, request: &mut Request) {
        // SAFETY: as the caller says.
        unsafe { Output(self.0).write(request) };
    }

    unsafe fn read(&self, response: &mut Response) {
        let bytes = response.some_bytes();
        if !self.0.is_null() {
            // SAFETY: as the caller says.
            unsafe { *self.0 = bytes.map_or(ptr::null(), kept) };
        }
    }
}

/// The calls of the driver's own functions.
pub mod own {
    use super::{Input, Text, call, string};
    use crate::library::{TSC_OK, tsc_server, tsc_status};
    use std::time::Duration;

    fn number(function: &str) -> u64 {
        // SAFETY: it has no arguments.
        unsafe { call(function, &[]) }.word()
    }

    /// Processor time of the driver's process.
    pub fn process_time() -> Duration {
        Duration::from_micros(number("driver_process_time"))
    }

    /// Processor time of the driver's thread that makes the calls of this thread.
    pub fn thread_time() -> Duration {
        Duration::from_micros(number("driver_thread_time"))
    }

    /// The number of that thread.
    pub fn thread() -> u64 {
        number("driver_thread")
    }

    /// "windows", "musl" or "posix".
    pub fn system() -> String {
        // SAFETY: it has no arguments.
        string(unsafe { call("driver_system", &[]) }.text())
    }

    /// The open handles of Windows; 0 elsewhere.
    pub fn handles() -> u64 {
        number("driver_handles")
    }

    /// Sets the driver's callback for the events of a server: each text is one line. The driver ends if one
    /// is not.
    pub fn watch_events(server: *mut tsc_server) {
        // SAFETY: the server lives.
        let status: tsc_status = unsafe { call("driver_watch_events", &[&Input(server)]) }.word();
        assert_eq!(status, TSC_OK);
    }

    /// Sets a variable of the driver's environment, or removes it.
    pub fn set_variable(name: &str, value: Option<&str>) {
        let (name, value) = (crate::support::c(name), value.map(crate::support::c));
        let value = crate::support::optional(value.as_ref());
        // SAFETY: the texts outlive the call.
        let is_set: i32 =
            unsafe { call("driver_set_variable", &[&Text(name.as_ptr()), &Text(value)]) }.word();
        assert_ne!(is_set, 0);
    }
}

fn string(text: *const c_char) -> String {
    crate::support::string(text).unwrap()
}
