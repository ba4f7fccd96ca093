//! Writes a block: strings and elements, at the end of what is there.

use crate::element::{Block, FIRST, HEAD, LAYOUT, WORD, Word};
use crate::error::{BLOCK_TOO_LARGE, Failure, Result};
use crate::pad::pad;
use crate::scan::{copy_plain_value, plain_value, split};

/// The smallest first reservation, in bytes.
const MIN_RESERVE: usize = 1024;
/// The part of a large document that is read before the size of its block is estimated: one in this
/// many bytes.
const SAMPLE: usize = 8;
/// The largest document that is not sampled, in bytes. Its block is expected to need up to a quarter
/// more.
const UNSAMPLED: usize = 2 * 1024 * 1024;
/// The part of the memory that is filled at once, in bytes. What is not filled takes no memory of the
/// machine until it is freed, which wipes all of it.
const STEP: usize = 64 * 1024;

/// The length of values up to which they are found and copied in one loop.
pub const SHORT: usize = 64;
/// The room that is kept behind what is written. A short value may use it; the element behind it is
/// compared with the limit then.
const ROOM: usize = SHORT + 3 * WORD;

/// A block that grows. What is written is a multiple of four between strings and elements.
pub struct Writer {
    /// The block up to `used`, and behind it bytes without a meaning.
    block: Vec<u8>,
    used: usize,
    /// What `used` may become without a growth.
    free: usize,
    max: usize,
    /// The length of the document.
    total: usize,
    /// The arguments of the last [`Writer::note_progress`].
    read: usize,
    waiting: usize,
}

impl Writer {
    /// Begins a block for a document of `total` bytes, in the memory of an earlier block.
    pub fn new(block: Vec<u8>, total: usize, max: usize) -> Result<Writer> {
        let (enough, reserve) = match total {
            0..=UNSAMPLED => (total + total / 8, total + total / 4),
            _ => (total / SAMPLE, total / SAMPLE),
        };
        // The next page of a list is perhaps a little larger, and needs no other memory then.
        let reserve = match block.capacity() >= enough + ROOM {
            true => enough,
            false => reserve,
        };
        let mut writer = Writer {
            block,
            used: 0,
            free: 0,
            max,
            total,
            read: 0,
            waiting: 0,
        };
        writer.resize(reserve.min(max).max(MIN_RESERVE))?;
        writer.fill(MIN_RESERVE);
        writer.words(&[0; FIRST / WORD])?;
        Ok(writer)
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
        // It exceeds `max` by less than `ROOM`, which fits.
        self.used as Word
    }

    /// Appends a string. Returns its offset.
    #[inline]
    pub fn string(&mut self, bytes: &[u8]) -> Result<Word> {
        let at = self.begin_string()?;
        self.add(bytes)?;
        self.finish_string(at);
        Ok(at)
    }

    /// Appends the value of an attribute up to its closing quote, which is `"`, if it is plain and short,
    /// as most are. It is found and copied in one loop. Returns its offset and its length.
    #[inline]
    pub fn plain_value(&mut self, from: &[u8; SHORT]) -> Result<Option<(Word, usize)>> {
        self.reserve(2 * WORD)?;
        let at = self.here();
        let place = self.block.get_mut(self.used..self.used + ROOM);
        let Some(place) = place.and_then(|place| place.first_chunk_mut::<ROOM>()) else {
            return Ok(None);
        };
        let (length_place, place) = place.split_at_mut(WORD);
        let length = match place.first_chunk_mut() {
            Some(place) => copy_plain_value(from, place, b'"'),
            None => SHORT,
        };
        if from.get(length) != Some(&b'"') {
            return Ok(None);
        }
        length_place.copy_from_slice(&(length as Word).to_ne_bytes());
        if let Some(end) = place.get_mut(length..length + WORD) {
            end.copy_from_slice(&[0; WORD]);
        }
        self.used += (2 * WORD + length) / WORD * WORD;
        Ok(Some((at, length)))
    }

    /// Begins a string that is appended in parts. Returns its offset.
    pub fn begin_string(&mut self) -> Result<Word> {
        self.reserve(2 * WORD)?;
        let at = self.here();
        self.used += WORD;
        Ok(at)
    }

    /// Appends a part of the string that was begun.
    pub fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.reserve(bytes.len() + 2 * WORD)?;
        let end = self.used + bytes.len();
        if let Some(place) = self.block.get_mut(self.used..end) {
            place.copy_from_slice(bytes);
        }
        self.used = end;
        Ok(())
    }

    /// Appends the beginning of `from` up to a byte that ends or changes an attribute's value to the
    /// string that was begun; perhaps not all of it at once. Returns the number of bytes.
    pub fn add_plain(&mut self, from: &[u8], quote: u8) -> Result<usize> {
        self.reserve(2 * WORD)?;
        let place = self.block.get_mut(self.used..).unwrap_or_default();
        let length = match (from.first_chunk(), place.first_chunk_mut::<SHORT>()) {
            (Some(from), Some(place)) => copy_plain_value(from, place, quote),
            _ => {
                let (plain, _) = split(from, plain_value(from, quote));
                self.add(plain)?;
                return Ok(plain.len());
            }
        };
        self.used += length;
        Ok(length)
    }

    /// Appends one byte to the string that was begun.
    #[inline]
    pub fn add_byte(&mut self, byte: u8) -> Result<()> {
        self.reserve(1 + 2 * WORD)?;
        if let Some(place) = self.block.get_mut(self.used) {
            *place = byte;
        }
        self.used += 1;
        Ok(())
    }

    /// Ends the string that was begun at an offset.
    pub fn finish_string(&mut self, at: Word) {
        let length = self.used - at as usize - WORD;
        self.set(at as usize, length as Word);
        self.end_string(self.used);
    }

    /// Appends the NUL and the zeros up to the next multiple of four to a string that ends at `end`.
    #[inline]
    fn end_string(&mut self, end: usize) {
        self.set(end, 0);
        self.used = (end + WORD) / WORD * WORD;
    }

    /// Returns the string at an offset.
    #[inline]
    pub fn string_at(&self, at: Word) -> Option<&[u8]> {
        let (length, bytes) = self.block.get(at as usize..)?.split_first_chunk()?;
        bytes.get(..Word::from_ne_bytes(*length) as usize)
    }

    /// Removes all from an offset on.
    pub fn truncate(&mut self, at: Word) {
        self.used = at as usize;
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
        let head: [Word; HEAD] = [at, name, text, attributes as Word, children as Word];
        self.words(&head)?;
        self.words(fields)?;
        Ok(at)
    }

    /// Appends words.
    #[inline]
    fn words(&mut self, words: &[Word]) -> Result<()> {
        let length = size_of_val(words);
        self.reserve(length)?;
        let places = self.block.get_mut(self.used..self.used + length);
        let (places, _) = places.unwrap_or_default().as_chunks_mut();
        for (place, word) in places.iter_mut().zip(words) {
            *place = word.to_ne_bytes();
        }
        self.used += length;
        Ok(())
    }

    /// Ends the block.
    pub fn finish(mut self, root: Word) -> Block {
        let length = self.here();
        for (index, word) in [length, LAYOUT, root].into_iter().enumerate() {
            self.set(index * WORD, word);
        }
        Block::new(self.block, self.used)
    }

    #[inline]
    fn set(&mut self, at: usize, word: Word) {
        let place = self.block.get_mut(at..).unwrap_or_default();
        if let Some(place) = place.first_chunk_mut() {
            *place = word.to_ne_bytes();
        }
    }

    /// Makes room for `more` bytes.
    #[inline]
    fn reserve(&mut self, more: usize) -> Result<()> {
        match self.used + more > self.free {
            true => self.grow(more),
            false => Ok(()),
        }
    }

    /// Fills more of the memory, or takes more, if the block may become that large.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) -> Result<()> {
        let needed = self.used.saturating_add(more);
        if needed > self.max {
            return Err(Failure::TooLarge(BLOCK_TOO_LARGE));
        }
        if needed > self.block.capacity() - ROOM {
            self.resize(self.estimate(needed, more))?;
        }
        self.fill(needed);
        Ok(())
    }

    /// Returns the size that the block of the whole document seems to need, judging by the part that was
    /// read, but at least a quarter more than now. The old memory is copied, so growing in many steps is
    /// expensive.
    fn estimate(&self, needed: usize, more: usize) -> usize {
        // What is about to be written was read, or waited.
        let until_now = needed.max(self.used + self.waiting) as u128;
        let read = (self.read + more).min(self.total).max(1);
        let estimate = until_now * self.total as u128 / read as u128;
        let estimate = usize::try_from(estimate).unwrap_or(self.max);
        let estimate = estimate.saturating_add(estimate / 64);
        let size = estimate.max(needed + self.used / 4);
        size.min(self.max).max(needed)
    }

    /// Makes the memory large enough for a block of `size` bytes.
    fn resize(&mut self, size: usize) -> Result<()> {
        let length = size + ROOM;
        if self.block.capacity() < length {
            if self.used == 0 {
                // Nothing of an earlier block is needed, so it is not copied.
                self.block = Vec::new();
            }
            self.block.try_reserve_exact(length - self.block.len())?;
        }
        Ok(())
    }

    /// Fills the memory up to [`STEP`] beyond `needed`.
    fn fill(&mut self, needed: usize) {
        let filled = self.block.capacity().min(needed + STEP + ROOM);
        pad(&mut self.block, filled);
        // Memory of an earlier block may be larger than this one is allowed to be.
        self.free = (self.block.len() - ROOM).min(self.max);
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
            assert_eq!(writer.string_at(at), Some(bytes.as_slice()));
            let whole = |from: Word, to: Word| writer.block.get(from as usize..to as usize);
            assert_eq!(whole(at, parts), whole(parts, end));
        }
    }

    #[test]
    fn plain_values_of_any_length_are_strings() {
        let mut writer = Writer::new(vec![7; 5000], 100, 1 << 20).unwrap();
        for length in [0, 3, 4, 15, 16, 63, 64, 65] {
            let mut source = [b'x'; SHORT];
            if let Some(end) = source.get_mut(length) {
                *end = b'"';
            }
            let at = writer.here();
            let written = writer.plain_value(&source).unwrap();
            assert_eq!(written, (length < SHORT).then_some((at, length)));
            let parts = writer.begin_string().unwrap();
            assert_eq!(writer.add_plain(&source, b'"').unwrap(), length.min(SHORT));
            writer.finish_string(parts);
            let expected = source.get(..length.min(SHORT)).unwrap();
            assert_eq!(writer.string_at(parts), Some(expected));
            if written.is_some() {
                assert_eq!(writer.string_at(at), Some(expected));
                let end = at as usize + WORD + length;
                let zeros = writer.block.get(end..parts as usize).unwrap();
                assert!(!zeros.is_empty() && zeros.iter().all(|byte| *byte == 0));
            }
        }
    }

    #[test]
    fn short_values_end_at_the_limit() {
        let source = [b'"'; SHORT];
        let mut writer = Writer::new(Vec::new(), 100, 2000).unwrap();
        let mut written = 0;
        while let Ok(value) = writer.plain_value(&source) {
            assert!(value.is_some());
            written += 1;
        }
        assert_eq!(written, (2000 - FIRST) / (2 * WORD));
        assert!(writer.element(0, 0, 0, &[]).is_err());
    }

    #[test]
    fn memory_is_kept_for_a_somewhat_larger_document() {
        let writer = Writer::new(Vec::new(), 700_000, 1 << 30).unwrap();
        let place = writer.block.as_ptr();
        let larger = Writer::new(writer.block, 750_000, 1 << 30).unwrap();
        assert_eq!(larger.block.as_ptr(), place);
    }

    #[test]
    fn earlier_block_is_not_copied_to_larger_memory() {
        let memory = vec![7; MIN_RESERVE];
        let writer = Writer::new(memory, 100, 1 << 20).unwrap();
        assert!(writer.block.iter().all(|byte| *byte == 0));
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
