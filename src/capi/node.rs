//! `tsc_node`

use super::args::c_string;
use super::guard::guarded;
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

/// The pointer that stands for an element: where the element is in its block.
pub(super) fn lend_node(element: Option<Element<'_>>) -> *const tsc_node {
    element.map_or(ptr::null(), |element| {
        let (block, at) = element.place();
        block.as_ptr().wrapping_add(at).cast()
    })
}

/// The element that a pointer stands for; it carries its own offset, and its block its length.
///
/// # Safety
/// `node` is NULL or came from [`lend_node`], and the block is not freed before `'a` ends.
unsafe fn element<'a>(node: *const tsc_node) -> Option<Element<'a>> {
    if node.is_null() {
        return None;
    }
    // SAFETY: an element begins with its offset from the block's beginning, and the block with
    // its length. The pointer was made from the block's, so it may reach all of it.
    unsafe {
        let at = node.cast::<u32>().read_unaligned() as usize;
        let start = node.cast::<u8>().sub(at);
        let length = start.cast::<u32>().read_unaligned() as usize;
        Element::at(slice::from_raw_parts(start, length), at)
    }
}

/// Asks an element for something; `nothing` where there is no element.
///
/// # Safety
/// As for tsc_node_name.
unsafe fn ask<R: Copy>(node: *const tsc_node, nothing: R, get: impl FnOnce(Element<'_>) -> R) -> R {
    guarded(nothing, || {
        // SAFETY: this function's own contract.
        unsafe { element(node) }.map_or(nothing, get)
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
    // SAFETY: this function's own contract.
    unsafe { ask(node, ptr::null(), |element| element.name().as_ptr()) }
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
    // SAFETY: this function's own contract.
    unsafe { ask(node, ptr::null(), |element| lend(element.text())) }
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
    // SAFETY: this function's own contract.
    unsafe {
        let name = c_string(name);
        ask(node, ptr::null(), |element| {
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
    // SAFETY: this function's own contract.
    unsafe { ask(node, 0, |element| element.attribute_count()) }
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
    // SAFETY: this function's own contract.
    unsafe {
        ask(node, ptr::null(), |element| {
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
    // SAFETY: this function's own contract.
    unsafe {
        ask(node, ptr::null(), |element| {
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
    // SAFETY: this function's own contract.
    unsafe { ask(node, 0, |element| element.child_count()) }
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
    // SAFETY: this function's own contract.
    unsafe {
        ask(node, ptr::null(), |element| {
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
    // SAFETY: this function's own contract.
    unsafe {
        let name = c_string(name);
        ask(node, ptr::null(), |element| {
            lend_node(name.and_then(|name| element.child(name)))
        })
    }
}
