//! Limits of a document, which are checked while it is read.
//!
//! They keep the time proportional to the size of the document, and the memory to that of the
//! document and the block. The number of elements and attributes is limited by the size of the
//! block, of which an element takes at least 20 bytes and an attribute 8.

/// The largest depth of elements. The root has depth 1. Tableau's responses are within ten.
pub const MAX_DEPTH: usize = 64;
/// The largest number of attributes of an element. Tableau's have some forty.
pub const MAX_ATTRIBUTES: usize = 256;
/// The largest number of attributes of an element that have a prefix, because each is compared with
/// all others. Tableau's have one.
pub const MAX_PREFIXED: usize = 64;
/// The largest number of prefixes in scope at one element. Tableau's responses have two.
pub const MAX_NAMESPACES: usize = 32;
/// The largest number of different names of elements and attributes. Tableau's responses have a few
/// hundred.
pub const MAX_NAMES: usize = 100_000;
/// The largest length of a name with its prefix, and of the URI of a namespace, in bytes.
pub const MAX_NAME: usize = 1024;
/// The largest block that any caller can ask for, in bytes. Offsets fit into a signed 32-bit number.
pub const MAX_BLOCK: usize = i32::MAX as usize;
