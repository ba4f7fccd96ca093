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
//! the shape of `workbook` is `id name size`, next `project`. An attribute is guessed with the blank
//! before it and the `=` behind it, as Tableau writes them. An element that lacks some of the attributes
//! fits too, as `<workbook id="4" size="1">`: up to [`MAX_SKIPPED`] are skipped. One that has more, or
//! has them in another order, is looked up, and the shape changes.
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
use wide::u8x16;

/// The most attributes of a shape that an element may lack in a row.
const MAX_SKIPPED: usize = 8;
/// The most shapes, the most attributes of one, and the most attributes of all. The names of more
/// elements are looked up.
const MAX_SHAPES: usize = 1024;
const MAX_IN_SHAPE: usize = 64;
const MAX_IN_SHAPES: usize = 4 * 1024;
/// The number of bytes that are compared at once.
pub const KEY: usize = 2 * PART;
const PART: usize = size_of::<u8x16>();

/// Markup that is expected, with a name in it, in a form that is compared at once.
#[derive(Clone, Copy)]
pub struct Guess {
    /// The offset of the name's string in the block.
    pub name: Word,
    /// The length of the markup, in bytes.
    pub length: u32,
    /// The first bytes of the markup, and the bits that they fill.
    key: [u8x16; 2],
    mask: [u8x16; 2],
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
    /// The shapes of the last two elements that began after one of this name and were not guessed.
    next: [ShapeId; 2],
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

    /// Finds a name, which is written to the block if it is new. Returns the offset of its string.
    pub fn intern(&mut self, name: &[u8], writer: &mut Writer) -> Result<Word> {
        let hash = self.hasher.hash_one(name) as u32;
        let is_it = |entry: &Entry| entry.hash == hash && writer.string_at(entry.at) == Some(name);
        let found = self.table.find(spread(hash), is_it);
        match found {
            Some(entry) => Ok(entry.at),
            None => self.add(hash, writer.string(name)?),
        }
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
    /// returns the name's offset, its shape and what follows.
    #[inline]
    pub fn guess_element<'a>(
        &self,
        last: ShapeId,
        rest: &'a [u8],
        writer: &Writer,
    ) -> Option<(Word, ShapeId, &'a [u8])> {
        let ahead = vectors(rest.first_chunk()?);
        for next in self.shapes.get(usize::from(last))?.next {
            let guess = &self.shapes.get(usize::from(next))?.name;
            if guess.fits(&ahead)
                && let Some(rest @ [b' ' | b'>' | b'/', ..]) = guess.strip(rest, b"", writer)
            {
                return Some((guess.name, next, rest));
            }
        }
        None
    }

    /// Remembers that an element of the shape `next` began after one of the shape `last`.
    pub fn learn_element(&mut self, last: ShapeId, next: ShapeId) {
        if let Some(shape) = self.shapes.get_mut(usize::from(last)) {
            let [before, _] = shape.next;
            shape.next = [next, before];
        }
    }

    /// Returns the places of the attributes that elements of a shape are expected to have.
    #[inline]
    pub fn expected(&self, shape: ShapeId) -> Range<usize> {
        let shape = self.shapes.get(usize::from(shape));
        shape.map_or(0..0, |shape| shape.first..shape.first + shape.count)
    }

    /// Returns the attributes at these places. They include the blank before the name, and the `=`
    /// behind it.
    #[inline]
    pub fn guesses(&self, expected: Range<usize>) -> &[Guess] {
        self.members.get(expected).unwrap_or_default()
    }

    /// Remembers the attributes of an element, which are those that were `seen`. Some that its shape
    /// has and the element has not stay behind them: not all, so that learning takes no longer than
    /// reading did.
    pub fn learn_attributes(&mut self, shape: ShapeId, seen: &Seen, writer: &Writer) -> Result<()> {
        let Some(shape) = self.shapes.get_mut(usize::from(shape)) else {
            return Ok(());
        };
        let old = self.members.get(shape.first..shape.first + shape.count);
        let (old, new) = (old.unwrap_or_default(), seen.names());
        // An attribute that is written in another way, such as after a line break, was known.
        let is_known = |(guess, name): (&Guess, &Word)| guess.name == *name;
        if old.len() >= new.len() && old.iter().zip(new).all(is_known) {
            return Ok(());
        }
        let kept = old
            .iter()
            .filter(|guess| !seen.contains(guess.name))
            .copied()
            .take(new.len() + MAX_SKIPPED);
        let new = new.iter();
        let new = new.map(|name| Guess::new(b" ", *name, b"=", writer));
        let mut all = [Guess::NONE; MAX_IN_SHAPE];
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
            self.members.resize(end, Guess::NONE);
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
    pub fn shape(&mut self, name: Word, writer: &Writer) -> Result<ShapeId> {
        let place = match self.shaped.binary_search_by_key(&name, |(at, _)| *at) {
            Ok(index) => return Ok(self.shaped.get(index).map_or(NO_SHAPE, |(_, id)| *id)),
            Err(place) => place,
        };
        let id = self.shapes.len();
        if id == MAX_SHAPES {
            return Ok(NO_SHAPE);
        }
        let shape = Shape {
            name: Guess::new(b"", name, b"", writer),
            first: 0,
            count: 0,
            room: 0,
            next: [NO_SHAPE; 2],
        };
        push(&mut self.shapes, shape)?;
        self.shaped.try_reserve(1)?;
        self.shaped.insert(place, (name, id as ShapeId));
        Ok(id as ShapeId)
    }
}

impl Guess {
    /// The guess that is never right, because its mask does not cover its key.
    const NONE: Guess = Guess {
        name: 0,
        length: 0,
        key: [u8x16::MAX; 2],
        mask: [u8x16::ZERO; 2],
    };

    /// Makes the guess of a name with what is before and behind it.
    fn new(before: &[u8], name: Word, behind: &[u8], writer: &Writer) -> Guess {
        let string = writer.string_at(name).unwrap_or_default();
        let parts = [before, string, behind];
        let (mut markup, mut filled) = ([0; KEY], [0; KEY]);
        let places = markup.iter_mut().zip(&mut filled);
        for ((markup, filled), byte) in places.zip(parts.iter().copied().flatten()) {
            (*markup, *filled) = (*byte, u8::MAX);
        }
        Guess {
            name,
            length: parts.iter().map(|part| part.len() as u32).sum(),
            key: vectors(&markup),
            mask: vectors(&filled),
        }
    }

    /// True if what is `ahead` begins with the markup, as far as that is compared at once.
    #[inline]
    fn fits(&self, ahead: &[u8x16; 2]) -> bool {
        let ([first, second], [mask, mask_of_second]) = (ahead, self.mask);
        let [key, key_of_second] = self.key;
        let equal =
            (*first & mask).simd_eq(key) & (*second & mask_of_second).simd_eq(key_of_second);
        equal.to_bitmask() == 0xffff
    }

    /// Returns what follows the markup in `rest`, with which it fits; `None` if it is longer than what
    /// was compared, and the rest of it differs. `behind` is what follows the name in it.
    #[inline]
    pub fn strip<'a>(&self, rest: &'a [u8], behind: &[u8], writer: &Writer) -> Option<&'a [u8]> {
        let length = self.length as usize;
        if length > KEY && !self.ends(rest.get(..length)?, behind, writer) {
            return None;
        }
        rest.get(length..)
    }

    /// True if `markup`, with which the guess fits, ends with its name and `behind`.
    #[inline(never)]
    fn ends(&self, markup: &[u8], behind: &[u8], writer: &Writer) -> bool {
        let name = writer.string_at(self.name).unwrap_or_default();
        let markup = markup.strip_suffix(behind);
        markup.is_some_and(|markup| markup.ends_with(name))
    }
}

/// Guesses what is `ahead`, of which the first of the guesses is the most likely, and drops it and
/// those before it.
#[inline]
pub fn next_guess<'a>(guesses: &mut &'a [Guess], ahead: &[u8]) -> Option<&'a Guess> {
    let ahead = vectors(ahead.first_chunk()?);
    let (mut guess, mut rest) = guesses.split_first()?;
    let mut skipped = 0;
    while !guess.fits(&ahead) {
        if skipped == MAX_SKIPPED {
            return None;
        }
        skipped += 1;
        (guess, rest) = rest.split_first()?;
    }
    *guesses = rest;
    Some(guess)
}

/// Returns bytes as vectors.
#[inline]
fn vectors(bytes: &[u8; KEY]) -> [u8x16; 2] {
    let (first, second) = bytes.split_at(PART);
    [first, second].map(|part| u8x16::new(part.first_chunk().copied().unwrap_or_default()))
}

/// Makes the 64 bits of which the table uses the lowest and the highest ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}
