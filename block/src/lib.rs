//! XML, read in one pass into a block of memory that C can walk without copies.
//!
//! [`read`] takes the bytes of a document and returns a [`Block`], without a tree in between. The
//! layout of the block is described in `docs/block.md`, which is a part of the library's contract.
//! [`Element`] is a view of one element in a block.
//!
//! A document is well-formed for this reader if it is for roxmltree, with which the tests compare
//! it: no document type, the five predefined entities, namespaces by their local name. The reader
//! is iterative, reserves memory fallibly, and refuses what exceeds the limits in [`limits`].
//!
//! It is a crate of its own so that cargo optimises it for speed while the rest of the library is
//! optimised for size. At link time loops over bytes are not vectorised then, so `scan` and `names`
//! use vectors themselves.

#![forbid(unsafe_code)]

mod chars;
mod element;
mod error;
pub mod limits;
mod names;
mod namespaces;
mod pad;
mod reader;
mod references;
mod scan;
mod seen;
mod tag;
mod text;
mod writer;

pub use element::{Block, Element};
pub use error::ReadError;
pub use pad::pad;
pub use reader::read;

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used
)]
mod tests;
