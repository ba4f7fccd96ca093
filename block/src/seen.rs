//! The attributes of one tag, to find those that occur twice.

use crate::element::Word;
use crate::error::{Result, push};
use crate::limits::MAX_ATTRIBUTES;
use std::hash::{BuildHasher, RandomState};

/// The number of slots, of which at most half are in use. It is a power of two.
const SLOTS: usize = 2 * MAX_ATTRIBUTES;

/// A set of the names of one tag, without those that have a prefix. It is a table whose slots follow
/// from the name's offset by a random factor, so no document can put many names into one slot.
pub struct Seen {
    slots: Vec<Slot>,
    /// The number of the present tag. Slots of other tags are free.
    tag: u32,
    factor: u32,
    /// The names, in the order in which they were added.
    names: Vec<Word>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    name: Word,
    tag: u32,
}

impl Seen {
    /// Makes an empty set.
    pub fn new() -> Result<Seen> {
        let mut slots = Vec::new();
        slots.try_reserve_exact(SLOTS)?;
        slots.resize(SLOTS, Slot::default());
        Ok(Seen {
            slots,
            tag: 0,
            factor: RandomState::new().hash_one(0) as u32 | 1,
            names: Vec::new(),
        })
    }

    /// Begins a tag.
    pub fn begin(&mut self) {
        self.tag += 1;
        self.names.clear();
    }

    /// Adds a name, of which a tag has at most [`MAX_ATTRIBUTES`]. Returns false if it is there already.
    pub fn insert(&mut self, name: Word) -> Result<bool> {
        let (tag, index) = (self.tag, self.find(name));
        match self.slots.get_mut(index) {
            Some(slot) if slot.tag != tag => {
                *slot = Slot { name, tag };
                push(&mut self.names, name)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// The names, in the order in which they were added.
    pub fn names(&self) -> &[Word] {
        &self.names
    }

    /// True if a name was added.
    pub fn contains(&self, name: Word) -> bool {
        let slot = self.slots.get(self.find(name));
        slot.is_some_and(|slot| slot.tag == self.tag)
    }

    /// Returns the index of the slot that has a name, or of the free one where it belongs.
    fn find(&self, name: Word) -> usize {
        const { assert!(SLOTS.is_power_of_two()) };
        let mut index = (name.wrapping_mul(self.factor) >> (32 - SLOTS.ilog2())) as usize;
        while let Some(slot) = self.slots.get(index)
            && slot.tag == self.tag
            && slot.name != name
        {
            index = (index + 1) % SLOTS;
        }
        index
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_once_in_each_tag() {
        let mut seen = Seen::new().unwrap();
        for step in [4, 8, 1 << 12, 1 << 20] {
            seen.begin();
            let names = || (1..=MAX_ATTRIBUTES as Word).map(|index| index.wrapping_mul(step));
            let distinct = names().collect::<std::collections::BTreeSet<_>>();
            for name in &distinct {
                assert!(!seen.contains(*name));
                assert!(seen.insert(*name).unwrap());
            }
            for name in &distinct {
                assert!(seen.contains(*name));
                assert!(!seen.insert(*name).unwrap());
            }
        }
    }
}
