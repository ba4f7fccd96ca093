//! The names of a document. Each is written to the block once, because every item repeats it.
//!
//! Looking a name up takes longer than reading it. The items of a list have the same attributes in
//! the same order, though, so the names that will come can be guessed, and a right guess costs one
//! comparison. For each name of an element a [`Shape`] remembers the attributes of the elements that
//! had it, and the element that began after it. Example: after
//!
//! ```text
//! <workbook id="1" name="a" size="1"><project id="2"/></workbook>
//! <workbook id="3" name="b" size="1">
//! ```
//!
//! the shape of `workbook` is `id name size`, next `project`. An element that lacks some of the
//! attributes fits too, as `<workbook id="4" size="1">`: up to [`MAX_SKIPPED`] are skipped. One that
//! has more, or has them in another order, is looked up, and the shape changes.
//!
//! A document can have up to [`MAX_NAMES`] different names. Each takes some 18 bytes beside its string
//! in the block. An entry contains the hash of its name, so the table grows without reading the
//! strings again, which are far apart in the block.

use crate::element::Word;
use crate::error::{Failure, Result, push};
use crate::limits::MAX_NAMES;
use crate::seen::Seen;
use crate::writer::Writer;
use hashbrown::HashTable;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

/// The most attributes of a shape that an element may lack in a row.
const MAX_SKIPPED: usize = 8;
/// The most shapes, the most attributes of one, and the most attributes of all. The names of more
/// elements are looked up.
const MAX_SHAPES: usize = 1024;
const MAX_IN_SHAPE: usize = 64;
const MAX_IN_SHAPES: usize = 4 * 1024;
/// The number of bytes that are compared at once.
const KEY: usize = size_of::<u128>();

/// A name that was found.
#[derive(Clone, Copy, Default)]
pub struct Name {
    /// The offset of its string in the block.
    pub at: Word,
    length: u32,
}

/// A name that is expected, with its first bytes in a form that is compared at once.
#[derive(Clone, Copy, Default)]
struct Guess {
    name: Name,
    /// The first bytes, and the bits of a word that they fill.
    key: u128,
    mask: u128,
}

/// A name in the table.
struct Entry {
    hash: u32,
    at: Word,
}

/// The index of a shape.
pub type ShapeId = u16;

/// The index that no shape has, for elements without one.
pub const NO_SHAPE: ShapeId = ShapeId::MAX;

/// What the elements of a name had until now.
#[derive(Clone, Copy)]
struct Shape {
    name: Guess,
    /// The place of the attributes in [`Names::members`].
    first: usize,
    count: usize,
    /// The room that they have there.
    room: usize,
    /// The shape of the element that began after the last element of this name.
    next: ShapeId,
}

/// The names of one document.
pub struct Names {
    table: HashTable<Entry>,
    hasher: RandomState,
    shapes: Vec<Shape>,
    /// The names that have a shape, in the order of their offsets.
    shaped: Vec<(Word, ShapeId)>,
    members: Vec<Guess>,
}

impl Names {
    /// The names of a document of which none was found yet.
    pub fn new() -> Names {
        Names {
            table: HashTable::new(),
            hasher: RandomState::new(),
            shapes: Vec::new(),
            shaped: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Finds a name, which is written to the block if it is new.
    pub fn intern(&mut self, name: &[u8], writer: &mut Writer) -> Result<Name> {
        let hash = self.hasher.hash_one(name) as u32;
        let is_it = |entry: &Entry| entry.hash == hash && writer.string_at(entry.at) == Some(name);
        let found = self.table.find(spread(hash), is_it);
        let at = match found {
            Some(entry) => entry.at,
            None => self.add(hash, writer.string(name)?)?,
        };
        Ok(Name {
            at,
            length: name.len() as u32,
        })
    }

    #[cold]
    fn add(&mut self, hash: u32, at: Word) -> Result<Word> {
        if self.table.len() == MAX_NAMES {
            return Err(Failure::TooLarge("has too many different names"));
        }
        let rehash = |entry: &Entry| spread(entry.hash);
        self.table.try_reserve(1, rehash)?;
        self.table
            .insert_unique(spread(hash), Entry { hash, at }, rehash);
        Ok(at)
    }

    /// Guesses the element that begins after one of the shape `last`. If `rest` begins with its name,
    /// returns the name, its shape and what follows.
    #[inline]
    pub fn guess_element<'a>(
        &self,
        last: ShapeId,
        rest: &'a [u8],
        writer: &Writer,
    ) -> Option<(Name, ShapeId, &'a [u8])> {
        let next = self.shapes.get(usize::from(last))?.next;
        let guess = &self.shapes.get(usize::from(next))?.name;
        let rest = guess.strip(first_word(rest)?, rest, writer)?;
        matches!(rest.first(), Some(b' ' | b'>' | b'/')).then_some((guess.name, next, rest))
    }

    /// Remembers that an element of the shape `next` began after one of the shape `last`.
    pub fn learn_element(&mut self, last: ShapeId, next: ShapeId) {
        if let Some(shape) = self.shapes.get_mut(usize::from(last)) {
            shape.next = next;
        }
    }

    /// Returns the places of the attributes that elements of a shape are expected to have.
    #[inline]
    pub fn expected(&self, shape: ShapeId) -> Range<usize> {
        let shape = self.shapes.get(usize::from(shape));
        shape.map_or(0..0, |shape| shape.first..shape.first + shape.count)
    }

    /// Guesses the name of an attribute, of which the first of the `expected` places is the most
    /// likely. If `rest` begins with it and `=`, returns it and what follows, and moves `expected`
    /// behind it.
    #[inline]
    pub fn guess_attribute<'a>(
        &self,
        expected: &mut Range<usize>,
        rest: &'a [u8],
        writer: &Writer,
    ) -> Option<(Name, &'a [u8])> {
        let word = first_word(rest)?;
        let guesses = self.members.get(expected.clone())?;
        for (skipped, guess) in guesses.iter().take(1 + MAX_SKIPPED).enumerate() {
            if let Some([b'=', rest @ ..]) = guess.strip(word, rest, writer) {
                expected.start += skipped + 1;
                return Some((guess.name, rest));
            }
        }
        None
    }

    /// Remembers the attributes of an element, which are those that were `seen`. Some that its shape
    /// has and the element has not stay behind them: not all, so that learning takes no longer than
    /// reading did.
    pub fn learn_attributes(
        &mut self,
        shape: ShapeId,
        attributes: &[Name],
        seen: &Seen,
        writer: &Writer,
    ) -> Result<()> {
        let Some(shape) = self.shapes.get_mut(usize::from(shape)) else {
            return Ok(());
        };
        let old = self.members.get(shape.first..shape.first + shape.count);
        let old = old.unwrap_or_default().iter();
        let kept = old
            .filter(|guess| !seen.contains(guess.name.at))
            .copied()
            .take(attributes.len() + MAX_SKIPPED);
        let new = attributes.iter().map(|name| Guess::new(*name, writer));
        let mut all = [Guess::default(); MAX_IN_SHAPE];
        let mut count = 0;
        for (slot, guess) in all.iter_mut().zip(new.chain(kept)) {
            *slot = guess;
            count += 1;
        }
        let all = all.get(..count).unwrap_or_default();
        let (first, room) = match shape.room >= count {
            true => (shape.first, shape.room),
            // Room for a few more, so that a shape that grows does not move each time.
            false => (self.members.len(), (count + MAX_SKIPPED).min(MAX_IN_SHAPE)),
        };
        let end = first + room;
        if end > MAX_IN_SHAPES {
            return Ok(());
        }
        if self.members.len() < end {
            self.members.try_reserve(end - self.members.len())?;
            self.members.resize(end, Guess::default());
        }
        (shape.first, shape.count, shape.room) = (first, count, room);
        let places = self.members.get_mut(first..).unwrap_or_default();
        places
            .iter_mut()
            .zip(all)
            .for_each(|(place, guess)| *place = *guess);
        Ok(())
    }

    /// Returns the shape of the elements of a name, which is made if there is none; [`NO_SHAPE`] if
    /// there are too many.
    pub fn shape(&mut self, name: Name, writer: &Writer) -> Result<ShapeId> {
        let place = match self.shaped.binary_search_by_key(&name.at, |(at, _)| *at) {
            Ok(index) => return Ok(self.shaped.get(index).map_or(NO_SHAPE, |(_, id)| *id)),
            Err(place) => place,
        };
        let id = self.shapes.len();
        if id == MAX_SHAPES {
            return Ok(NO_SHAPE);
        }
        let shape = Shape {
            name: Guess::new(name, writer),
            first: 0,
            count: 0,
            room: 0,
            next: NO_SHAPE,
        };
        push(&mut self.shapes, shape)?;
        self.shaped.try_reserve(1)?;
        self.shaped.insert(place, (name.at, id as ShapeId));
        Ok(id as ShapeId)
    }
}

impl Guess {
    fn new(name: Name, writer: &Writer) -> Guess {
        let string = writer.string_at(name.at).unwrap_or_default();
        let mut first = [0; KEY];
        let mut filled = [0; KEY];
        for ((first, filled), byte) in first.iter_mut().zip(&mut filled).zip(string) {
            (*first, *filled) = (*byte, u8::MAX);
        }
        Guess {
            name,
            key: u128::from_le_bytes(first),
            mask: u128::from_le_bytes(filled),
        }
    }

    /// Returns what follows the name at the beginning of `rest`, whose first bytes are `word`.
    #[inline]
    fn strip<'a>(&self, word: u128, rest: &'a [u8], writer: &Writer) -> Option<&'a [u8]> {
        if word & self.mask != self.key {
            return None;
        }
        let length = self.name.length as usize;
        match length <= KEY {
            true => rest.get(length..),
            false => rest.strip_prefix(writer.string_at(self.name.at)?),
        }
    }
}

/// Returns the first bytes as a word; `None` at the end of a document, where nothing is guessed.
#[inline]
fn first_word(bytes: &[u8]) -> Option<u128> {
    bytes.first_chunk().map(|bytes| u128::from_le_bytes(*bytes))
}

/// Makes the 64 bits of which the table uses the lowest and the highest ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}
