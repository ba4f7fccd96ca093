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

use crate::element::Word;
use crate::error::{Result, push};
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
/// The index of a shape for elements that have none.
const NO_SHAPE: u16 = u16::MAX;

/// The index of a name.
pub type NameId = u32;

/// A name that was found.
#[derive(Clone, Copy)]
struct Name {
    /// Where the document has it.
    start: u32,
    length: u16,
    /// The shape of the elements of this name.
    shape: u16,
    /// The offset of its string in the block.
    at: Word,
    /// The number of the last element that had it as an attribute, see [`Names::mark`].
    mark: u32,
}

/// What the elements of a name had until now.
#[derive(Clone, Copy, Default)]
struct Shape {
    /// The place of the attributes in [`Names::members`].
    first: usize,
    count: usize,
    /// The room that they have there.
    room: usize,
    /// The name of the element that began after the last element of this name.
    next: Option<Guess>,
}

/// A name that was guessed.
#[derive(Clone, Copy, Default)]
pub struct Guessed {
    pub id: NameId,
    /// The offset of its string in the block.
    pub at: Word,
}

/// A name that is expected, with its first bytes in a form that is compared at once.
#[derive(Clone, Copy, Default)]
struct Guess {
    name: Guessed,
    length: usize,
    /// The first bytes, and the bits of a word that they fill.
    key: u128,
    mask: u128,
}

/// The names of one document.
pub struct Names<'a> {
    document: &'a [u8],
    names: Vec<Name>,
    table: HashTable<NameId>,
    hasher: RandomState,
    shapes: Vec<Shape>,
    members: Vec<Guess>,
    /// The number of elements whose attributes were marked.
    marked: u32,
}

impl<'a> Names<'a> {
    /// The names of a document of which none was found yet.
    pub fn new(document: &'a [u8]) -> Names<'a> {
        Names {
            document,
            names: Vec::new(),
            table: HashTable::new(),
            hasher: RandomState::new(),
            shapes: Vec::new(),
            members: Vec::new(),
            marked: 0,
        }
    }

    /// Returns the name that a part of the document is, which is written to the block if it is new.
    pub fn intern(&mut self, name: &'a [u8], writer: &mut Writer) -> Result<NameId> {
        let hash = self.hasher.hash_one(name);
        let is_it = |id: &NameId| self.bytes(*id) == Some(name);
        if let Some(id) = self.table.find(hash, is_it) {
            return Ok(*id);
        }
        let id = self.names.len() as NameId;
        let at = writer.string(name)?;
        let new = Name {
            start: (name.as_ptr().addr() - self.document.as_ptr().addr()) as u32,
            length: name.len() as u16,
            shape: NO_SHAPE,
            at,
            mark: 0,
        };
        push(&mut self.names, new)?;
        let (names, document, hasher) = (&self.names, self.document, &self.hasher);
        let rehash = |id: &NameId| {
            let bytes = names
                .get(*id as usize)
                .and_then(|name| name.bytes(document));
            hasher.hash_one(bytes.unwrap_or_default())
        };
        self.table.try_reserve(1, rehash)?;
        self.table.insert_unique(hash, id, rehash);
        Ok(id)
    }

    /// Returns the offset of a name's string in the block.
    #[inline]
    pub fn offset(&self, id: NameId) -> Word {
        self.names.get(id as usize).map_or(0, |name| name.at)
    }

    /// Guesses the name of the element that begins after one of the name `last`. If `rest` begins
    /// with it, returns it and what follows.
    #[inline]
    pub fn guess_element(&self, last: NameId, rest: &'a [u8]) -> Option<(Guessed, &'a [u8])> {
        let guess = self.shape_of(last)?.next.as_ref()?;
        let rest = self.strip(guess, first_word(rest)?, rest)?;
        matches!(rest.first(), Some(b' ' | b'>' | b'/')).then_some((guess.name, rest))
    }

    /// Remembers that an element of the name `next` began after one of the name `last`.
    pub fn learn_element(&mut self, last: NameId, next: NameId) {
        let next = self.guess_of(next);
        if let Some(shape) = self.shape_mut(last) {
            shape.next = next;
        }
    }

    /// Returns the places of the attributes that an element of a name is expected to have.
    #[inline]
    pub fn expected(&self, element: NameId) -> Range<usize> {
        let shape = self.shape_of(element);
        shape.map_or(0..0, |shape| shape.first..shape.first + shape.count)
    }

    /// Guesses the name of an attribute, of which the first of the `expected` places is the most
    /// likely. If `rest` begins with it and `=`, returns it and what follows, and moves `expected`
    /// behind it.
    #[inline]
    pub fn guess_attribute(
        &self,
        expected: &mut Range<usize>,
        rest: &'a [u8],
    ) -> Option<(Guessed, &'a [u8])> {
        let word = first_word(rest)?;
        let guesses = self.members.get(expected.clone())?;
        for (skipped, guess) in guesses.iter().take(1 + MAX_SKIPPED).enumerate() {
            if let Some([b'=', rest @ ..]) = self.strip(guess, word, rest) {
                expected.start += skipped + 1;
                return Some((guess.name, rest));
            }
        }
        None
    }

    /// Returns what follows a name at the beginning of `rest`, whose first bytes are `word`.
    #[inline]
    fn strip(&self, guess: &Guess, word: u128, rest: &'a [u8]) -> Option<&'a [u8]> {
        if word & guess.mask != guess.key {
            return None;
        }
        match guess.length <= KEY {
            true => rest.get(guess.length..),
            false => rest.strip_prefix(self.bytes(guess.name.id)?),
        }
    }

    /// Remembers the attributes of an element. Those that its shape has and `attributes` does not
    /// have stay behind them; `attributes` must be marked.
    pub fn learn_attributes(&mut self, element: NameId, attributes: &[NameId]) -> Result<()> {
        let old = self.shape_of(element).copied().unwrap_or_default();
        let marked = self.marked;
        let names = &self.names;
        let is_missing = |guess: &&Guess| {
            let name = names.get(guess.name.id as usize);
            name.is_some_and(|name| name.mark != marked)
        };
        let kept = self.members.get(old.first..old.first + old.count);
        let kept = kept.unwrap_or_default().iter().filter(is_missing);
        let mut all = [Guess::default(); MAX_IN_SHAPE];
        let mut count = 0;
        let new = attributes.iter().filter_map(|id| self.guess_of(*id));
        for (slot, guess) in all.iter_mut().zip(new.chain(kept.copied())) {
            *slot = guess;
            count += 1;
        }
        let all = all.get(..count).unwrap_or_default();
        let (first, room) = match old.room >= count {
            true => (old.first, old.room),
            // Room for a few more, so that a shape that grows does not move each time.
            false => (self.members.len(), (count + MAX_SKIPPED).min(MAX_IN_SHAPE)),
        };
        if first + room > MAX_IN_SHAPES {
            return Ok(());
        }
        let Some(shape) = self.shape_to_change(element)? else {
            return Ok(());
        };
        (shape.first, shape.count, shape.room) = (first, count, room);
        let end = first + room;
        if self.members.len() < end {
            self.members.try_reserve(end - self.members.len())?;
            self.members.resize(end, Guess::default());
        }
        let places = self.members.get_mut(first..).unwrap_or_default();
        places
            .iter_mut()
            .zip(all)
            .for_each(|(place, guess)| *place = *guess);
        Ok(())
    }

    /// Begins to mark the attributes of an element, to find duplicates.
    pub fn begin_marking(&mut self) {
        self.marked += 1;
    }

    /// Marks an attribute. Returns false if the element has it already.
    pub fn mark(&mut self, id: NameId) -> bool {
        let marked = self.marked;
        match self.names.get_mut(id as usize) {
            Some(name) if name.mark != marked => {
                name.mark = marked;
                true
            }
            _ => false,
        }
    }

    fn guess_of(&self, id: NameId) -> Option<Guess> {
        let bytes = self.bytes(id)?;
        let mut first = [0; KEY];
        let mut filled = [0; KEY];
        for ((first, filled), byte) in first.iter_mut().zip(&mut filled).zip(bytes) {
            (*first, *filled) = (*byte, u8::MAX);
        }
        Some(Guess {
            name: Guessed {
                id,
                at: self.offset(id),
            },
            length: bytes.len(),
            key: u128::from_le_bytes(first),
            mask: u128::from_le_bytes(filled),
        })
    }

    fn bytes(&self, id: NameId) -> Option<&'a [u8]> {
        self.names.get(id as usize)?.bytes(self.document)
    }

    fn shape_of(&self, id: NameId) -> Option<&Shape> {
        self.shapes.get(self.names.get(id as usize)?.shape as usize)
    }

    fn shape_mut(&mut self, id: NameId) -> Option<&mut Shape> {
        let index = self.names.get(id as usize)?.shape;
        self.shapes.get_mut(index as usize)
    }

    /// Returns the shape of a name, which is made if there is none; `None` if there are too many.
    fn shape_to_change(&mut self, id: NameId) -> Result<Option<&mut Shape>> {
        self.add_shape(id)?;
        Ok(self.shape_mut(id))
    }

    /// Gives a name an empty shape if it has none and there are not too many.
    pub fn add_shape(&mut self, id: NameId) -> Result<()> {
        let index = self.shapes.len();
        if let Some(name) = self.names.get_mut(id as usize)
            && name.shape == NO_SHAPE
            && index < MAX_SHAPES
        {
            name.shape = index as u16;
            push(&mut self.shapes, Shape::default())?;
        }
        Ok(())
    }
}

/// Returns the first bytes as a word; `None` at the end of a document, where nothing is guessed.
#[inline]
fn first_word(bytes: &[u8]) -> Option<u128> {
    bytes.first_chunk().map(|bytes| u128::from_le_bytes(*bytes))
}

impl Name {
    fn bytes<'a>(&self, document: &'a [u8]) -> Option<&'a [u8]> {
        let start = self.start as usize;
        document.get(start..start + usize::from(self.length))
    }
}
