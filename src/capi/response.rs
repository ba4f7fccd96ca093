//! `tsc_response`

use super::args::c_string;
use super::handle::{Handle, Owned, get_or, take};
use super::node::{lend_node, tsc_node};
use super::output::{Empty, Output, lend};
use crate::common::response::{Header, Response};
use crate::rest::node::Tree;
use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::{Arc, OnceLock};

/// A server's answer: status, headers, body, and the tree where the body is XML.
///
/// tsc_request_send gives one to be freed; tsc_error_response lends one that is not. One
/// thread at a time.
pub struct tsc_response {
    response: Arc<Response>,
    /// The elements of the body, parsed when they are first needed; `None` if the body is not XML.
    tree: OnceLock<Option<Tree>>,
}

impl Handle for tsc_response {
    const NAME: &'static str = "response";
}

impl Owned for tsc_response {}

impl tsc_response {
    pub(super) fn new(response: Arc<Response>) -> tsc_response {
        let tree = OnceLock::new();
        tsc_response { response, tree }
    }

    pub(super) fn get(&self) -> &Response {
        &self.response
    }
}

/// The HTTP status.
///
/// - `response`: NULL gives 0.
///
/// Since 0.1.0.
///
/// # Safety
/// `response` is NULL or a response whose owner is not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_status(response: *const tsc_response) -> i32 {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(response, 0, |response| response.get().status().into()) }
}

/// The value of a header; several of one name are joined by ", ". What is not UTF-8 in it is
/// U+FFFD.
///
/// - `response`: NULL gives NULL.
/// - `name`: in any case; NULL gives NULL.
///
/// NULL if there is none. Valid as long as the response. Since 0.1.0.
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

/// How many headers there are, repeated ones counted each. Of a body that was unpacked
/// Content-Encoding and Content-Length are left out.
///
/// - `response`: NULL gives 0.
///
/// Since 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header_count(response: *const tsc_response) -> usize {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(response, 0, |response| response.get().headers().len()) }
}

/// The name of a header by its place in the answer, in lower case.
///
/// - `response`: NULL gives NULL.
/// - `index`: from 0; at or over tsc_response_header_count gives NULL.
///
/// Valid as long as the response. Since 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header_name_at(
    response: *const tsc_response,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { header_part(response, index, |header| &header.name) }
}

/// The value of a header by its place in the answer.
///
/// - `response`: NULL gives NULL.
/// - `index`: from 0; at or over tsc_response_header_count gives NULL.
///
/// Valid as long as the response. Since 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_header_value_at(
    response: *const tsc_response,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { header_part(response, index, |header| &header.value) }
}

/// The body, decompressed if it came compressed. It is not NUL-terminated.
///
/// - `response`: NULL gives NULL and 0.
/// - `length`: receives the number of bytes; may be NULL.
///
/// NULL if the body is empty. Valid as long as the response. Since 0.1.0.
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

/// The root element of the body, whatever its content type.
///
/// - `response`: NULL gives NULL.
///
/// NULL if the body is not XML in UTF-8, has a document type, or is over a limit: 64 levels, a
/// million elements and texts, a million attributes, 256 of one element. Valid as long as
/// the response. Since 0.1.0.
///
/// # Safety
/// As for tsc_response_status.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_response_root(response: *const tsc_response) -> *const tsc_node {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(response, ptr::null(), |response| {
            let parse = || Tree::parse(response.get().body()).ok();
            let tree = response.tree.get_or_init(parse);
            lend_node(tree.as_ref().map(Tree::root))
        })
    }
}

/// Frees a response and all that it lent.
///
/// - `response`: NULL does nothing. Not one that tsc_error_response lends.
///
/// Since 0.1.0.
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
    part: impl Fn(&Header) -> &CStr,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(response, ptr::null(), |response| {
            lend(response.get().headers().get(index).map(part))
        })
    }
}
