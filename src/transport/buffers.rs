//! The buffers of a connection, which are wiped after use. A pooled connection outlives its call, and
//! the secrets in what was sent and received over it must not.

use ureq::unversioned::transport::Buffers;

/// The largest head of a response (status line and headers), in bytes.
pub const MAX_HEADER_SIZE: usize = 64 * 1024;
/// The size of the output buffer, in bytes.
const OUTPUT: usize = 128 * 1024;
/// The size of the input buffer, in bytes. It is not larger than a head may be, because ureq counts
/// all that it sees behind an interim response (103, for example) as headers, and refuses too much.
const INPUT: usize = MAX_HEADER_SIZE;
/// The free space that ureq gets at the least to read into, in bytes.
const MIN_ROOM: usize = 10 * 1024;

/// Input and output buffers. Bytes are wiped when they are consumed, and the allocator wipes the
/// rest when the buffers are dropped.
#[derive(Default)]
pub struct WipingBuffers {
    /// The bytes received; those from `start` to `end` are not consumed yet.
    input: Vec<u8>,
    start: usize,
    end: usize,
    /// The number of bytes before `end` that the parser must not see yet.
    hidden: usize,
    output: Vec<u8>,
    /// True if the last call of the parser consumed something.
    has_progress: bool,
}

impl WipingBuffers {
    /// Wipes output that was sent.
    pub fn wipe_output(&mut self, amount: usize) {
        self.output.get_mut(..amount).unwrap_or_default().fill(0);
    }

    /// True if the unconsumed input is longer than a head may be: a line of it does not end.
    pub fn is_full(&self) -> bool {
        self.end - self.start > INPUT
    }

    /// All input that is not consumed yet, including the hidden part.
    pub fn received(&mut self) -> &mut [u8] {
        self.input.get_mut(self.start..self.end).unwrap_or_default()
    }

    /// Hides the last `amount` bytes of the input from the parser.
    pub fn hide(&mut self, amount: usize) {
        self.hidden = amount.min(self.end - self.start);
    }

    /// Makes room for `room` more bytes behind the unconsumed input.
    fn make_room(&mut self, room: usize) {
        if self.start > 0 {
            self.input.copy_within(self.start..self.end, 0);
            let length = self.end - self.start;
            // The move leaves a copy of the bytes behind.
            self.input
                .get_mut(length..self.end)
                .unwrap_or_default()
                .fill(0);
            (self.start, self.end) = (0, length);
        }
        let size = INPUT.max(self.end + room);
        if self.input.len() < size {
            self.input.resize(size, 0);
        }
    }
}

impl Buffers for WipingBuffers {
    fn output(&mut self) -> &mut [u8] {
        if self.output.is_empty() {
            self.output.resize(OUTPUT, 0);
        }
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        let end = self.end - self.hidden;
        self.input.get(self.start..end).unwrap_or_default()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.make_room(MIN_ROOM);
        self.input.get_mut(self.end..).unwrap_or_default()
    }

    fn input_appended(&mut self, amount: usize) {
        self.end = self.input.len().min(self.end + amount);
    }

    fn input_consume(&mut self, amount: usize) {
        self.has_progress = amount > 0;
        let consumed = self.start..(self.end - self.hidden).min(self.start + amount);
        self.start = consumed.end;
        self.input.get_mut(consumed).unwrap_or_default().fill(0);
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.output();
        self.make_room(MIN_ROOM);
        let room = self.input.get_mut(self.end..).unwrap_or_default();
        (room, &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        !self.input().is_empty() && self.has_progress
    }
}
