//! `tsc_node`

use super::args::c_string;
use super::guard::guard_or;
use super::output::lend;
use crate::rest::node::Element;
use std::ffi::c_char;
use std::{ptr, slice};

/// An element of an answer's XML.
///
/// Lent by the list or response that it came from, and never freed by itself; all the
/// strings it gives live as long as it does. One thread at a time.
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

/// Reads something from an element. Returns `default` if `node` is NULL.
///
/// # Safety
/// As for tsc_node_name.
unsafe fn get_or<R: Copy>(
    node: *const tsc_node,
    default: R,
    get: impl FnOnce(Element<'_>) -> R,
) -> R {
    guard_or(default, || {
        // SAFETY: the caller keeps this function's contract.
        unsafe { element(node) }.map_or(default, get)
    })
}

/// The local name of an element: "workbook".
///
/// - `node`: NULL gives NULL.
///
/// Valid as long as the node. Since 0.1.0.
///
/// # Safety
/// `node` is NULL or a node whose owner still lends it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_name(node: *const tsc_node) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(node, ptr::null(), |element| element.name().as_ptr()) }
}

/// An element's own text, joined where child elements stand in between; the white
/// space that indents child elements is text too.
///
/// - `node`: NULL gives NULL.
///
/// NULL if it has none. Valid as long as the node. Since 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_text(node: *const tsc_node) -> *const c_char {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(node, ptr::null(), |element| lend(element.text())) }
}

/// The value of an attribute.
///
/// - `node`: NULL gives NULL.
/// - `name`: the attribute's local name; NULL gives NULL.
///
/// NULL if it has no such attribute. Valid as long as the node. Since 0.1.0.
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
            lend(name.and_then(|name| element.attribute(name)))
        })
    }
}

/// How many attributes an element has.
///
/// - `node`: NULL gives 0.
///
/// Since 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_attribute_count(node: *const tsc_node) -> usize {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(node, 0, |element| element.attribute_count()) }
}

/// The local name of an attribute by its place.
///
/// - `node`: NULL gives NULL.
/// - `index`: from 0; at or over tsc_node_attribute_count gives NULL.
///
/// Valid as long as the node. Since 0.1.0.
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
            lend(element.attribute_at(index).map(|(name, _)| name))
        })
    }
}

/// The value of an attribute by its place.
///
/// - `node`: NULL gives NULL.
/// - `index`: from 0; at or over tsc_node_attribute_count gives NULL.
///
/// Valid as long as the node. Since 0.1.0.
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
            lend(element.attribute_at(index).map(|(_, value)| value))
        })
    }
}

/// How many child elements an element has.
///
/// - `node`: NULL gives 0.
///
/// Since 0.1.0.
///
/// # Safety
/// As for tsc_node_name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tsc_node_child_count(node: *const tsc_node) -> usize {
    // SAFETY: the caller keeps this function's contract.
    unsafe { get_or(node, 0, |element| element.child_count()) }
}

/// A child element by its place.
///
/// - `node`: NULL gives NULL.
/// - `index`: from 0; at or over tsc_node_child_count gives NULL.
///
/// Valid as long as the node. Since 0.1.0.
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

/// The first child element of a name.
///
/// - `node`: NULL gives NULL.
/// - `name`: the child's local name; NULL gives NULL.
///
/// NULL if there is none. Valid as long as the node. Since 0.1.0.
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
