//! `tsc_node`

use super::args::c_string;
use super::output::Output;
use crate::platform::guard_reading;

use std::ffi::c_char;
use std::{ptr, slice};
use tsc_block::Element;

/// An element of the XML in a response.
///
/// The list or response that it comes from lends it, and it is never freed by itself. The
/// strings and nodes that it returns are valid as long as it is. It may be used by one thread
/// at a time.
pub struct tsc_node {
    _private: [u8; 0],
}

/// Returns the pointer that C has to an element: the place of the element in its block.
pub(super) fn lend_node(element: Option<Element<'_>>) -> *const tsc_node {
    element.map_or(ptr::null(), |element| {
        let (block, at) = element.place();
        block.as_ptr().wrapping_add(at).cast()
    })
}

/// Returns the element that a pointer points to. An element contains its offset, and its block
/// begins with its length.
///
/// # Safety
/// `node` is NULL or came from [`lend_node`], and the block is not freed before `'a` ends.
unsafe fn element<'a>(node: *const tsc_node) -> Option<Element<'a>> {
    if node.is_null() {
        return None;
    }
    // SAFETY: an element begins with its offset from the start of the block, and the block begins
    // with its length. The pointer was made from that of the block, so it may access all of it.
    unsafe {
        let at = node.cast::<u32>().read_unaligned() as usize;
        let start = node.cast::<u8>().sub(at);
        let length = start.cast::<u32>().read_unaligned() as usize;
        Element::at(slice::from_raw_parts(start, length), at)
    }
}

/// Returns the pointer that C has to a string of a block.
fn lend_string(with_nul: Option<&[u8]>) -> *const c_char {
    with_nul.map_or(ptr::null(), |string| string.as_ptr().cast())
}

/// Reads something from an element. Returns `default` if `node` is NULL.
///
/// # Safety
/// As for tsc_node_name.
unsafe fn get_or<R: Copy>(
    node: *const tsc_node,
    default: R,
    get: impl FnOnce(Element<'_>) -> R,
) -> R {
    guard_reading(default, || {
        // SAFETY: the caller keeps this function's contract.
        unsafe { element(node) }.map_or(default, get)
    })
}

/// Gets the block of memory that an element is in, with all elements of its page or response.
///
/// - `length`: receives the number of bytes of the block. May be NULL.
/// - `offset`: receives the offset of the element in the block, in bytes. May be NULL.
///
/// Returns the beginning of the block, which is valid as long as the node.
///
/// The block is aligned to 8 bytes. docs/block.md describes the layout.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name; `length` and `offset` are NULL or places for a size_t.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_block(
    node: *const tsc_node,
    length: *mut usize,
    offset: *mut usize,
) -> *const u8 {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let length = Output::clear(length);
        let offset = Output::clear(offset);
        get_or(node, ptr::null(), |element| {
            let (block, at) = element.place();
            length.set(block.len());
            offset.set(at);
            block.as_ptr()
        })
    }
}

/// Gets the local name of an element, such as "workbook".
///
/// Returns the name, which is valid as long as the node.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// `node` is NULL or a node whose owner still lends it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_name(node: *const tsc_node) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(node, ptr::null(), |element| {
            lend_string(Some(element.name_with_nul()))
        })
    }
}

/// Gets the text of an element without that of its child elements.
///
/// Returns the text, which is valid as long as the node, or NULL if the element has none.
///
/// The pieces between child elements are joined. White space that indents child elements is a
/// part of the text.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_text(node: *const tsc_node) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(node, ptr::null(), |element| {
            lend_string(element.text_with_nul())
        })
    }
}

/// Gets the value of an attribute.
///
/// - `name`: the local name of the attribute. If it is NULL, the function returns NULL.
///
/// Returns the value, which is valid as long as the node, or NULL if the element does not have
/// the attribute.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name; `name` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_attribute(
    node: *const tsc_node,
    name: *const c_char,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let name = c_string(name);
        get_or(node, ptr::null(), |element| {
            lend_string(name.and_then(|name| element.attribute_with_nul(name)))
        })
    }
}

/// Gets the number of attributes of an element.
///
/// Returns the number.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_attribute_count(node: *const tsc_node) -> usize {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(node, 0, |element| element.attribute_count()) }
}

/// Gets the local name of an attribute by its position.
///
/// - `index`: the position, 0 to tsc_node_attribute_count - 1.
///
/// Returns the name, which is valid as long as the node, or NULL if there is no attribute at
/// the position.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_attribute_name_at(
    node: *const tsc_node,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(node, ptr::null(), |element| {
            lend_string(element.attribute_at_with_nul(index).map(|(name, _)| name))
        })
    }
}

/// Gets the value of an attribute by its position.
///
/// - `index`: the position, 0 to tsc_node_attribute_count - 1.
///
/// Returns the value, which is valid as long as the node, or NULL if there is no attribute at
/// the position.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_attribute_value_at(
    node: *const tsc_node,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(node, ptr::null(), |element| {
            lend_string(element.attribute_at_with_nul(index).map(|(_, value)| value))
        })
    }
}

/// Gets the number of child elements of an element.
///
/// Returns the number.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_child_count(node: *const tsc_node) -> usize {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(node, 0, |element| element.child_count()) }
}

/// Gets a child element by its position.
///
/// - `index`: the position, 0 to tsc_node_child_count - 1.
///
/// Returns the child, which is valid as long as the node, or NULL if there is none at the
/// position.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_child_at(node: *const tsc_node, index: usize) -> *const tsc_node {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        get_or(node, ptr::null(), |element| {
            lend_node(element.child_at(index))
        })
    }
}

/// Gets the first child element with a name.
///
/// - `name`: the local name of the child. If it is NULL, the function returns NULL.
///
/// Returns the child, which is valid as long as the node, or NULL if there is none with the
/// name.
///
/// Blocks: no. Threads: one at a time for the list or response that lends the node.
/// Since: 0.1.0.
///
/// # Safety
/// As for tsc_node_name; `name` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_child(
    node: *const tsc_node,
    name: *const c_char,
) -> *const tsc_node {
    // SAFETY: the caller keeps this function's contract.
    unsafe {
        let name = c_string(name);
        get_or(node, ptr::null(), |element| {
            lend_node(name.and_then(|name| element.child(name)))
        })
    }
}
