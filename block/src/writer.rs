//! Writes a block: strings and elements, at the end of what is there.

use crate::element::{FIRST, HEAD, LAYOUT, WORD, Word};
use crate::error::{Failure, Result};

/// The smallest first reservation, in bytes.
const MIN_RESERVE: usize = 1024;
/// The part of a large document that is read before the size of its block is estimated: one in this
/// many bytes.
const SAMPLE: usize = 8;
/// The largest document that is not sampled, in bytes. Its block is expected to need as much.
const UNSAMPLED: usize = 2 * 1024 * 1024;

/// A block that grows. Its length is a multiple of four between strings and elements.
pub struct Writer {
    block: Vec<u8>,
    max: usize,
    /// The length of the document.
    total: usize,
    /// The arguments of the last [`Writer::note_progress`].
    read: usize,
    waiting: usize,
}

impl Writer {
    /// Begins a block for a document of `total` bytes, in the memory of an earlier block.
    pub fn new(mut block: Vec<u8>, total: usize, max: usize) -> Result<Writer> {
        block.clear();
        let reserve = match total {
            0..=UNSAMPLED => total + total / SAMPLE,
            _ => total / SAMPLE,
        };
        block.try_reserve_exact(reserve.clamp(MIN_RESERVE, max.max(MIN_RESERVE)))?;
        block.resize(FIRST, 0);
        Ok(Writer {
            block,
            max,
            total,
            read: 0,
            waiting: 0,
        })
    }

    /// Notes how many bytes of the document were read, and how many bytes wait to be written because
    /// of them. The final size is estimated from that.
    #[inline]
    pub fn note_progress(&mut self, read: usize, waiting: usize) {
        (self.read, self.waiting) = (read, waiting);
    }

    /// Returns the offset at which the next string or element will be.
    #[inline]
    pub fn here(&self) -> Word {
        // It is less than `max`, which fits.
        self.block.len() as Word
    }

    /// Appends a string. Returns its offset.
    #[inline]
    pub fn string(&mut self, bytes: &[u8]) -> Result<Word> {
        self.reserve(bytes.len() + 2 * WORD)?;
        let at = self.here();
        self.block
            .extend_from_slice(&(bytes.len() as Word).to_ne_bytes());
        self.block.extend_from_slice(bytes);
        self.end_string();
        Ok(at)
    }

    /// Begins a string that is appended in parts. Returns its offset.
    pub fn begin_string(&mut self) -> Result<Word> {
        self.reserve(2 * WORD)?;
        let at = self.here();
        self.block.extend_from_slice(&[0; WORD]);
        Ok(at)
    }

    /// Appends a part of the string that was begun.
    pub fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.reserve(bytes.len() + 2 * WORD)?;
        self.block.extend_from_slice(bytes);
        Ok(())
    }

    /// Ends the string that was begun at an offset.
    pub fn finish_string(&mut self, at: Word) {
        let length = self.block.len() - at as usize - WORD;
        self.set(at as usize, length as Word);
        self.end_string();
    }

    /// Appends the NUL and the zeros up to the next multiple of four.
    #[inline]
    fn end_string(&mut self) {
        let zeros = WORD - self.block.len() % WORD;
        self.block
            .extend_from_slice([0; WORD].get(..zeros).unwrap_or_default());
    }

    /// Returns the bytes of the string at an offset, which may be the one that was begun.
    pub fn bytes_from(&self, at: Word) -> &[u8] {
        self.block.get(at as usize + WORD..).unwrap_or_default()
    }

    /// Removes all from an offset on.
    pub fn truncate(&mut self, at: Word) {
        self.block.truncate(at as usize);
    }

    /// Appends an element. `fields` are the names and values of its attributes, then its children.
    #[inline]
    pub fn element(
        &mut self,
        name: Word,
        text: Word,
        attributes: usize,
        fields: &[Word],
    ) -> Result<Word> {
        let at = self.here();
        let children = fields.len() - 2 * attributes;
        let head = [at, name, text, attributes as Word, children as Word];
        const { assert!(HEAD == 5) };
        self.words(&head, fields.len())?;
        self.words(fields, 0)?;
        Ok(at)
    }

    /// Appends words, and reserves memory for as many more.
    pub fn words(&mut self, words: &[Word], more: usize) -> Result<()> {
        self.reserve((words.len() + more) * WORD)?;
        let start = self.block.len();
        self.block.resize(start + words.len() * WORD, 0);
        let places = self.block.get_mut(start..).unwrap_or_default();
        for (place, word) in places.chunks_exact_mut(WORD).zip(words) {
            place.copy_from_slice(&word.to_ne_bytes());
        }
        Ok(())
    }

    /// Ends the block.
    pub fn finish(mut self, root: Word) -> Vec<u8> {
        let length = self.here();
        for (index, word) in [length, LAYOUT, root].into_iter().enumerate() {
            self.set(index * WORD, word);
        }
        self.block
    }

    fn set(&mut self, at: usize, word: Word) {
        if let Some(place) = self.block.get_mut(at..at + WORD) {
            place.copy_from_slice(&word.to_ne_bytes());
        }
    }

    /// Makes room for `more` bytes.
    #[inline]
    fn reserve(&mut self, more: usize) -> Result<()> {
        if self.block.capacity() - self.block.len() < more {
            return self.grow(more);
        }
        // Memory of an earlier block may be larger than this one is allowed to be.
        if self.block.len() + more > self.max {
            return Err(Failure::TooLarge("is too large"));
        }
        Ok(())
    }

    /// Grows to the size that the whole document seems to need, judging by the part that was read,
    /// but at least by a quarter. The old memory is copied, so growing in many steps is expensive.
    #[cold]
    fn grow(&mut self, more: usize) -> Result<()> {
        let length = self.block.len();
        let needed = length + more;
        if needed > self.max {
            return Err(Failure::TooLarge("is too large"));
        }
        let until_now = (length + self.waiting) as u128;
        let estimate = until_now * self.total as u128 / self.read.max(1) as u128;
        let estimate = usize::try_from(estimate).unwrap_or(self.max);
        let estimate = estimate.saturating_add(estimate / 64);
        let capacity = estimate.max(needed + length / 4).min(self.max).max(needed);
        self.block.try_reserve_exact(capacity - length)?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_aligned_and_end_with_nul() {
        let mut writer = Writer::new(vec![7; 500], 100, 1 << 20).unwrap();
        for length in 0..9 {
            let bytes = vec![b'x'; length];
            let at = writer.string(&bytes).unwrap();
            let parts = writer.begin_string().unwrap();
            for byte in &bytes {
                writer.add(&[*byte]).unwrap();
            }
            writer.finish_string(parts);
            assert_eq!(at as usize % WORD, 0);
            let end = writer.here();
            let first = writer.bytes_from(at);
            assert_eq!(first.get(..length), Some(bytes.as_slice()));
            assert_eq!(first.get(length), Some(&0));
            let whole = |from: Word, to: Word| writer.block.get(from as usize..to as usize);
            assert_eq!(whole(at, parts), whole(parts, end));
        }
    }

    #[test]
    fn block_is_limited_in_reused_memory_too() {
        for memory in [Vec::new(), Vec::with_capacity(1 << 16)] {
            let mut writer = Writer::new(memory, 100, 2000).unwrap();
            writer.string(&[b'x'; 1000]).unwrap();
            let refused = writer.string(&[b'x'; 1000]);
            assert!(matches!(refused, Err(Failure::TooLarge(_))));
        }
    }
}
