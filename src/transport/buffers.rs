//! The buffers of a connection. A pooled connection outlives its call, and the secrets in what was sent
//! and received over it must not: the buffers are wiped when the connection is pooled, and the
//! allocator wipes them when they are freed.

use crate::common::memory;
use ureq::unversioned::transport::Buffers;

/// The largest head of a response (status line and headers), in bytes.
pub const MAX_HEADER_SIZE: usize = 64 * 1024;
/// The size of a buffer that a pooled connection keeps, in bytes. Most requests and small responses
/// fit into it.
const SMALL: usize = 4 * 1024;
/// The size of an input buffer that has filled up, in bytes. It is not larger than a head may be,
/// because ureq counts all that it sees behind an interim response (103, for example) as headers, and
/// refuses too much.
const LARGE: usize = MAX_HEADER_SIZE;
/// The free space behind the input at the least, in bytes.
const MIN_ROOM: usize = 1024;

/// Bytes that were received and not consumed yet.
#[derive(Default)]
pub struct ReceiveBuffer {
    memory: Vec<u8>,
    /// The unconsumed bytes are those from `start` to `end`.
    start: usize,
    end: usize,
}

impl ReceiveBuffer {
    /// The bytes that are not consumed yet.
    pub fn unconsumed(&self) -> &[u8] {
        self.memory.get(self.start..self.end).unwrap_or_default()
    }

    /// The same, to change them.
    pub fn unconsumed_mut(&mut self) -> &mut [u8] {
        self.memory
            .get_mut(self.start..self.end)
            .unwrap_or_default()
    }

    /// Consumes the first `amount` bytes.
    pub fn consume(&mut self, amount: usize) {
        self.start = self.end.min(self.start + amount);
    }

    /// Reserves room for the next bytes. It becomes large once a small one is filled.
    ///
    /// # Errors
    /// There is not enough memory.
    pub fn reserve(&mut self) -> memory::Result<()> {
        let is_filled = !self.memory.is_empty() && self.end == self.memory.len();
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        let size = self.memory.len().max(SMALL);
        let is_tight = self.end + size / 4 > size;
        let wanted = match is_tight || is_filled && size < LARGE {
            true => LARGE.max(self.unconsumed().len() + MIN_ROOM),
            false => size,
        };
        if self.memory.len() < wanted {
            return self.grow(wanted);
        }
        if is_tight {
            self.move_to_front();
        }
        Ok(())
    }

    /// The room that was reserved.
    pub fn room(&mut self) -> &mut [u8] {
        self.memory.get_mut(self.end..).unwrap_or_default()
    }

    /// Adds `amount` bytes that were written to the room.
    pub fn appended(&mut self, amount: usize) {
        self.end = self.memory.len().min(self.end + amount);
    }

    /// Wipes what was consumed, and frees a large buffer.
    pub fn release_memory(&mut self) {
        if self.start == self.end && self.memory.len() > SMALL {
            *self = ReceiveBuffer::default();
            return;
        }
        self.move_to_front();
        self.memory.get_mut(self.end..).unwrap_or_default().fill(0);
    }

    /// Moves the unconsumed bytes to the front of the memory.
    fn move_to_front(&mut self) {
        if self.start > 0 {
            self.memory.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
    }

    /// Moves the unconsumed bytes to memory of this size.
    fn grow(&mut self, size: usize) -> memory::Result<()> {
        let unconsumed = self.unconsumed();
        let (memory, length) = (memory::padded(unconsumed, size)?, unconsumed.len());
        (self.memory, self.start, self.end) = (memory, 0, length);
        Ok(())
    }
}

/// The input and output buffers of a connection.
#[derive(Default)]
pub struct WipingBuffers {
    input: ReceiveBuffer,
    /// The number of bytes at the end of the input that the parser must not see yet.
    hidden: usize,
    output: Vec<u8>,
    /// True if the last call of the parser consumed something.
    has_progress: bool,
}

impl WipingBuffers {
    /// Reserves an output buffer of `size` bytes for the next request, whose head has to fit.
    ///
    /// # Errors
    /// There is not enough memory.
    pub fn reserve_output(&mut self, size: usize) -> memory::Result<()> {
        let size = size.max(SMALL);
        if self.output.len() < size {
            self.output = memory::padded(&[], size)?;
        }
        Ok(())
    }

    /// Reserves room for more input.
    ///
    /// # Errors
    /// There is not enough memory.
    pub fn reserve_input(&mut self) -> memory::Result<()> {
        self.input.reserve()
    }

    /// Wipes output that was sent.
    pub fn wipe_output(&mut self, amount: usize) {
        self.output.get_mut(..amount).unwrap_or_default().fill(0);
    }

    /// Wipes what was received, and frees large buffers.
    pub fn release_memory(&mut self) {
        self.input.release_memory();
        if self.output.len() > SMALL {
            self.output = Vec::new();
        }
    }

    /// True if the unconsumed input is longer than a head may be: a line of it does not end.
    pub fn is_full(&self) -> bool {
        self.input.unconsumed().len() > MAX_HEADER_SIZE
    }

    /// All input that is not consumed yet, including the hidden part.
    pub fn received(&mut self) -> &mut [u8] {
        self.input.unconsumed_mut()
    }

    /// Hides the last `amount` bytes of the input from the parser.
    pub fn hide(&mut self, amount: usize) {
        self.hidden = amount.min(self.input.unconsumed().len());
    }
}

impl Buffers for WipingBuffers {
    fn output(&mut self) -> &mut [u8] {
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        let received = self.input.unconsumed();
        let visible = received.len() - self.hidden;
        received.get(..visible).unwrap_or_default()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.input.room()
    }

    fn input_appended(&mut self, amount: usize) {
        self.input.appended(amount);
    }

    fn input_consume(&mut self, amount: usize) {
        self.has_progress = amount > 0;
        let visible = self.input().len();
        self.input.consume(amount.min(visible));
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        (self.input.room(), &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        !self.input().is_empty() && self.has_progress
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// Appends bytes as a reader of the network would, and returns the number that had room.
    fn append(buffer: &mut ReceiveBuffer, bytes: &[u8]) -> usize {
        buffer.reserve().unwrap();
        let room = buffer.room();
        let amount = bytes.len().min(room.len());
        room[..amount].copy_from_slice(&bytes[..amount]);
        buffer.appended(amount);
        amount
    }

    #[test]
    fn received_bytes_are_consumed_in_order_whatever_the_pieces() {
        let sent: Vec<u8> = (0..500_000_u32).map(|at| (at % 251) as u8).collect();
        for (piece, consumed_at_once) in [(1, 1), (1000, 999), (16_384, 5000), (100_000, 100_000)] {
            let mut buffer = ReceiveBuffer::default();
            let (mut rest, mut received) = (&sent[..], Vec::new());
            while !rest.is_empty() {
                let amount = append(&mut buffer, &rest[..piece.min(rest.len())]);
                rest = &rest[amount..];
                assert!(buffer.memory.len() <= LARGE.max(buffer.unconsumed().len() + MIN_ROOM));
                while buffer.unconsumed().len() > LARGE / 2 || rest.is_empty() {
                    let unconsumed = buffer.unconsumed();
                    let amount = unconsumed.len().min(consumed_at_once);
                    received.extend_from_slice(&unconsumed[..amount]);
                    buffer.consume(amount);
                    if amount == 0 {
                        break;
                    }
                }
            }
            assert!(received == sent, "{piece}");
        }
    }

    /// A body with Content-Length is consumed completely after each read.
    #[test]
    fn buffer_grows_once_filled_although_it_is_drained_after_each_read() {
        let mut buffer = ReceiveBuffer::default();
        let mut amounts = Vec::new();
        for sent in [SMALL - 1, SMALL, LARGE, LARGE] {
            amounts.push(append(&mut buffer, &vec![1; sent]));
            buffer.consume(usize::MAX / 2);
        }
        assert_eq!(amounts, [SMALL - 1, SMALL, LARGE, LARGE]);
        assert_eq!(buffer.memory.len(), LARGE);
    }

    #[test]
    fn resting_buffer_is_small_and_has_only_what_is_not_consumed() {
        let mut buffer = ReceiveBuffer::default();
        append(&mut buffer, b"secret, rest");
        buffer.consume(8);
        buffer.release_memory();
        assert_eq!(buffer.unconsumed(), b"rest");
        assert_eq!(buffer.memory.iter().filter(|byte| **byte != 0).count(), 4);
        buffer.consume(4);
        buffer.release_memory();
        assert!(buffer.memory.iter().all(|byte| *byte == 0));
        while buffer.memory.len() < LARGE {
            append(&mut buffer, &[1; SMALL]);
        }
        buffer.consume(usize::MAX / 2);
        buffer.release_memory();
        assert_eq!(buffer.memory.capacity(), 0);
    }
}
