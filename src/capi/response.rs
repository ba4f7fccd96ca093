//! `tsc_response`

use super::args::c_string;
use super::handle::{Handle, Owned, get_or, take};
use super::node::{lend_node, tsc_node};
use super::output::{Empty, Output, lend};
use crate::common::error::Status;
use crate::common::response::Response;
use crate::rest::tree;
use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::{Arc, OnceLock};
use tsc_block::Block;

/// The response of a server: its HTTP status, headers and body, and the elements of a body that
/// is XML.
///
/// tsc_request_send returns one that the caller frees with tsc_response_free;
/// tsc_error_response lends one. All that it returns is valid as long as it is. It may be used
/// by one thread at a time.
pub struct tsc_response {
    response: Arc<Response>,
    /// The elements of the body, read when they are first needed; `None` if the body is not XML.
    tree: OnceLock<Option<Block>>,
    /// The largest block of elements, in bytes.
    max_block: usize,
}

impl Handle for tsc_response {
    const NAME: &'static str = "response";
}

impl Owned for tsc_response {}

impl tsc_response {
    pub(super) fn new(response: Arc<Response>, max_block: usize) -> tsc_response {
        tsc_response {
            response,
            tree: OnceLock::new(),
            max_block,
        }
    }

    pub(super) fn get(&self) -> &Response {
        &self.response
    }

    /// Returns the elements of the body, which the first call reads. A lack of memory is not
    /// remembered, because the next call may have enough.
    fn tree(&self) -> Option<&Block> {
        if let Some(tree) = self.tree.get() {
            return tree.as_ref();
        }
        let read = tree::read(
            self.response.body(),
            Vec::new(),
            self.max_block,
            &mut || Ok(()),
        );
        if matches!(&read, Err(error) if error.status() == Status::NoMemory) {
            return None;
        }
        self.tree.get_or_init(|| read.ok()).as_ref()
    }
}

/// Gets the HTTP status of a response.
///
/// Returns the HTTP status, such as 200.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// `response` is NULL or a response whose owner is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_status(response: *const tsc_response) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(response, 0, |response| response.get().status().into()) }
}

/// Gets the value of a header.
///
/// - `name`: the name of the header; upper and lower case are the same. If it is NULL, the
///   function returns NULL.
///
/// Returns the value, which the response lends, or NULL if the response does not have the
/// header.
///
/// The values of repeated headers are joined by ", ". Bytes that are not UTF-8 are replaced by
/// U+FFFD.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// As for tsc_response_status; `name` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header(
    response: *const tsc_response,
    name: *const c_char,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let name = c_string(name);
        get_or(response, ptr::null(), |response| {
            lend(name.and_then(|name| response.get().header(name)))
        })
    }
}

/// Gets the number of headers of a response. A header that is repeated counts each time.
///
/// If the body was decompressed, Content-Encoding and Content-Length are left out.
///
/// Returns the number.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header_count(response: *const tsc_response) -> usize {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(response, 0, |response| response.get().headers().len()) }
}

/// Gets the name of a header by its position in the response, in lower case.
///
/// - `index`: the position, 0 to tsc_response_header_count - 1.
///
/// Returns the name, which the response lends, or NULL if there is no header at the position.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header_name_at(
    response: *const tsc_response,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { header_part(response, index, |(name, _)| name) }
}

/// Gets the value of a header by its position in the response.
///
/// - `index`: the position, 0 to tsc_response_header_count - 1.
///
/// Returns the value, which the response lends, or NULL if there is no header at the position.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header_value_at(
    response: *const tsc_response,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { header_part(response, index, |(_, value)| value) }
}

/// Gets the body of a response, decompressed.
///
/// - `length`: receives the number of bytes, 0 if there is no body. May be NULL.
///
/// Returns the first byte of the body, which the response lends, or NULL if the body is empty.
/// There is no NUL after the body.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// As for tsc_response_status; `length` is NULL or a place for a size_t.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_body(
    response: *const tsc_response,
    length: *mut usize,
) -> *const u8 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let length = Output::clear(length);
        get_or(response, <*const u8>::EMPTY, |response| {
            let body = response.get().body();
            length.set(body.len());
            if body.is_empty() {
                ptr::null()
            } else {
                body.as_ptr()
            }
        })
    }
}

/// Gets the root element of a body that is XML, whatever its Content-Type.
///
/// Returns the element, which the response lends, or NULL if the body is not XML in UTF-8, has
/// a document type, or exceeds a limit: 64 levels, 256 attributes of one element (64 with a
/// prefix), 32 namespaces, 100,000 different names, names of 1024 bytes, a body of 4 GiB, 128
/// MiB for the elements (or twice the limit of tsc_request_set_max_response_size if that is
/// more, but always under 2 GiB). It is also NULL if there is not enough memory; the next call
/// then reads the body again.
///
/// The first call reads the whole body. It cannot be interrupted.
///
/// Blocks: no. Threads: one at a time for a response. Since: 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_root(response: *const tsc_response) -> *const tsc_node {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(response, ptr::null(), |response| {
            lend_node(response.tree().map(Block::root))
        })
    }
}

/// Frees a response and all that it lent.
///
/// - `response`: a response that tsc_request_send returned, and not one that tsc_error_response
///   lent; it cannot be used afterwards. If it is NULL, the function does nothing.
///
/// Blocks: no. Threads: any, after all other calls with the response. Since: 0.1.0.
///
/// # Safety
/// `response` is NULL or a response that tsc_request_send gave and that is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_free(response: *mut tsc_response) {
    // SAFETY: the caller keeps this function's contract.
    unsafe { take(response) }
}

/// Returns the name or the value of a header, or NULL if there is no header at the position.
///
/// # Safety
/// As for tsc_response_status.
unsafe fn header_part(
    response: *const tsc_response,
    index: usize,
    part: for<'a> fn((&'a CStr, &'a CStr)) -> &'a CStr,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(response, ptr::null(), |response| {
            lend(response.get().headers().get(index).map(part))
        })
    }
}
