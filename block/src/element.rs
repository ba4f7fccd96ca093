//! A finished block, and a view of the elements in it.
//!
//! The block is made of 32-bit words in this machine's byte order. It begins with five words: its
//! length in bytes, the number of this layout, the offset of the root element, the number of items
//! and the offset of the items' offsets. An element is
//!
//! ```text
//! own offset | name | text or 0 | attribute count | child count | (name, value)… | child…
//! ```
//!
//! where names, texts and values are offsets of strings, and children are offsets of elements. A
//! string is its length in bytes, its bytes, a NUL, and zeros up to the next multiple of four. All
//! offsets are in bytes from the beginning of the block, and multiples of four. Equal names have the
//! same offset.
//!
//! Because an element contains its own offset, and the block its length, a pointer to an element is
//! enough to find the whole block.

use crate::error::{BLOCK_TOO_LARGE, ReadError};
use crate::limits::MAX_BLOCK;
use std::ffi::CStr;

/// A word of a block: an offset, a length or a number.
pub type Word = u32;

/// The size of a word.
pub const WORD: usize = size_of::<Word>();
/// The number of this layout.
pub const LAYOUT: Word = 1;
/// The offset behind the words with which a block begins.
pub const FIRST: usize = ITEMS + WORD;
/// The number of words with which an element begins.
pub const HEAD: usize = 5;

/// Offsets of the words with which a block begins.
const LENGTH: usize = 0;
const ROOT: usize = 2 * WORD;
const ITEM_COUNT: usize = 3 * WORD;
const ITEMS: usize = 4 * WORD;

/// Indexes of the words with which an element begins.
const NAME: usize = 1;
const TEXT: usize = 2;
const ATTRIBUTES: usize = 3;
const CHILDREN: usize = 4;

/// The elements of a document.
pub struct Block {
    /// This is not a `Box`: programs hold pointers into it, which stay valid when the block is moved.
    /// The allocator aligns memory of this size to eight bytes at least.
    memory: Vec<u8>,
    /// The part of the memory that is the block.
    length: usize,
}

impl Block {
    /// Makes a block of the first bytes of its memory.
    pub(crate) fn new(memory: Vec<u8>, length: usize) -> Block {
        Block { memory, length }
    }

    /// Returns the bytes of the block.
    pub fn bytes(&self) -> &[u8] {
        self.memory.get(..self.length).unwrap_or_default()
    }

    /// Returns the memory of the block, to be used for another one.
    pub fn into_memory(self) -> Vec<u8> {
        self.memory
    }

    /// Returns the root element.
    pub fn root(&self) -> Element<'_> {
        Element {
            block: self.bytes(),
            at: self.word(ROOT),
        }
    }

    /// Makes all children of an element the items of the block.
    pub fn set_items_to_children(&mut self, parent: usize) {
        let parent = Element {
            block: self.bytes(),
            at: parent,
        };
        let (count, first) = (parent.child_count(), parent.place_of_child(0));
        self.set_items(count, first);
    }

    /// Makes elements the items of the block, by their offsets, for which the block grows up to
    /// `max_block` bytes.
    ///
    /// # Errors
    /// `TooLarge`, and `NoMemory`.
    pub fn append_items(&mut self, items: &[Word], max_block: usize) -> Result<(), ReadError> {
        let first = self.length;
        let size = size_of_val(items);
        if size > max_block.min(MAX_BLOCK).saturating_sub(first) {
            return Err(ReadError::TooLarge(BLOCK_TOO_LARGE));
        }
        self.memory.truncate(first);
        let reserved = self.memory.try_reserve_exact(size);
        reserved.map_err(|_| ReadError::NoMemory)?;
        for item in items {
            self.memory.extend_from_slice(&item.to_ne_bytes());
        }
        self.length = self.memory.len();
        self.set(LENGTH, self.length);
        self.set_items(items.len(), first);
        Ok(())
    }

    /// Returns the number of items.
    pub fn item_count(&self) -> usize {
        self.word(ITEM_COUNT)
    }

    /// Returns an item, in the order of the document.
    pub fn item(&self, index: usize) -> Option<Element<'_>> {
        if index >= self.item_count() {
            return None;
        }
        let at = word(self.bytes(), self.word(ITEMS) + index * WORD)?;
        Element::at(self.bytes(), at as usize)
    }

    fn set_items(&mut self, count: usize, first: usize) {
        self.set(ITEM_COUNT, count);
        self.set(ITEMS, first);
    }

    fn word(&self, at: usize) -> usize {
        word(self.bytes(), at).unwrap_or_default() as usize
    }

    fn set(&mut self, at: usize, value: usize) {
        if let Some(place) = self.memory.get_mut(at..at + WORD) {
            place.copy_from_slice(&(value as Word).to_ne_bytes());
        }
    }
}

/// One element of a block.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    block: &'a [u8],
    at: usize,
}

impl<'a> Element<'a> {
    /// Returns the element at an offset; `None` if there is none.
    pub fn at(block: &'a [u8], at: usize) -> Option<Element<'a>> {
        (word(block, at)? as usize == at).then_some(Element { block, at })
    }

    /// Returns the whole block and the offset of this element, of which a pointer to the element is
    /// made.
    pub fn place(self) -> (&'a [u8], usize) {
        (self.block, self.at)
    }

    /// Returns the local name.
    pub fn name(self) -> &'a CStr {
        c_string(self.name_with_nul()).unwrap_or_default()
    }

    /// Returns the element's own text, joined; `None` if it has none.
    pub fn text(self) -> Option<&'a CStr> {
        c_string(self.text_with_nul()?)
    }

    /// Returns the number of attributes.
    pub fn attribute_count(self) -> usize {
        self.word(ATTRIBUTES)
    }

    /// Returns the name and the value of an attribute, in the order of the document.
    pub fn attribute_at(self, index: usize) -> Option<(&'a CStr, &'a CStr)> {
        let (name, value) = self.attribute_at_with_nul(index)?;
        Some((c_string(name)?, c_string(value)?))
    }

    /// Returns the value of an attribute by its local name.
    pub fn attribute(self, name: &CStr) -> Option<&'a CStr> {
        c_string(self.attribute_with_nul(name)?)
    }

    /// Returns the local name with its NUL. This and the next three functions are for programs in C:
    /// they do not look for a NUL in the string, of which there is none.
    pub fn name_with_nul(self) -> &'a [u8] {
        self.string(NAME).unwrap_or_default()
    }

    /// Returns the element's own text, joined, with its NUL; `None` if it has none.
    pub fn text_with_nul(self) -> Option<&'a [u8]> {
        self.string(TEXT)
    }

    /// Returns the name and the value of an attribute with their NULs, in the order of the document.
    pub fn attribute_at_with_nul(self, index: usize) -> Option<(&'a [u8], &'a [u8])> {
        if index >= self.attribute_count() {
            return None;
        }
        let field = HEAD + 2 * index;
        Some((self.string(field)?, self.string(field + 1)?))
    }

    /// Returns the value of an attribute with its NUL, by its local name.
    pub fn attribute_with_nul(self, name: &CStr) -> Option<&'a [u8]> {
        let name = name.to_bytes_with_nul();
        let first = self.at + HEAD * WORD;
        let fields = self
            .block
            .get(first..first + 2 * WORD * self.attribute_count())?;
        let (fields, _) = fields.as_chunks::<{ 2 * WORD }>();
        let index = fields.iter().position(|field| {
            let at = field.first_chunk().map_or(0, |at| Word::from_ne_bytes(*at));
            string(self.block, at as usize) == Some(name)
        })?;
        self.string(HEAD + 2 * index + 1)
    }

    /// Returns the number of child elements.
    pub fn child_count(self) -> usize {
        self.word(CHILDREN)
    }

    /// Returns a child element, in the order of the document.
    pub fn child_at(self, index: usize) -> Option<Element<'a>> {
        if index >= self.child_count() {
            return None;
        }
        let at = word(self.block, self.place_of_child(index))?;
        Element::at(self.block, at as usize)
    }

    /// Returns all child elements.
    pub fn children(self) -> impl Iterator<Item = Element<'a>> {
        (0..self.child_count()).filter_map(move |index| self.child_at(index))
    }

    /// Returns the first child element with a local name.
    pub fn child(self, name: &CStr) -> Option<Element<'a>> {
        let name = name.to_bytes_with_nul();
        self.children().find(|child| child.name_with_nul() == name)
    }

    /// Returns the offset of the word that has a child's offset.
    fn place_of_child(self, index: usize) -> usize {
        self.at + (HEAD + 2 * self.attribute_count() + index) * WORD
    }

    fn word(self, field: usize) -> usize {
        word(self.block, self.at + field * WORD).unwrap_or_default() as usize
    }

    /// Returns the string to which a word of the element leads, with its NUL; `None` if the word is 0.
    fn string(self, field: usize) -> Option<&'a [u8]> {
        match self.word(field) {
            0 => None,
            at => string(self.block, at),
        }
    }
}

/// Returns the string at an offset, with its NUL.
#[inline]
fn string(block: &[u8], at: usize) -> Option<&[u8]> {
    let (length, rest) = block.get(at..)?.split_first_chunk()?;
    rest.get(..=Word::from_ne_bytes(*length) as usize)
}

fn c_string(with_nul: &[u8]) -> Option<&CStr> {
    CStr::from_bytes_with_nul(with_nul).ok()
}

#[inline]
fn word(block: &[u8], at: usize) -> Option<Word> {
    let bytes = block.get(at..)?.first_chunk::<WORD>()?;
    Some(Word::from_ne_bytes(*bytes))
}
