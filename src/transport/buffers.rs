//! Buffers of a connection that forget: it lives on after its call, and the secrets in what
//! was sent and received over it must not.

use ureq::unversioned::transport::Buffers;

/// What the status line and the headers of an answer may be at most.
pub const MAX_HEADER_SIZE: usize = 64 * 1024;
/// How much is sent at once.
const OUTPUT: usize = 128 * 1024;
/// How much is received at once: ureq takes all that has come with an announcement (a 103, say)
/// for headers, and too much of it for too many.
const INPUT: usize = MAX_HEADER_SIZE;
/// How much room ureq wants to read a body into.
const MIN_ROOM: usize = 10 * 1024;

/// Bytes on their way. Wiped when they are consumed, and by the allocator when dropped.
#[derive(Default)]
pub struct WipingBuffers {
    /// Received: what is between the two places is not consumed yet.
    input: Vec<u8>,
    start: usize,
    end: usize,
    /// How much of that, at its end, is not to be parsed yet.
    hidden: usize,
    output: Vec<u8>,
    has_progress: bool,
}

impl WipingBuffers {
    /// Forgets what was sent.
    pub fn wipe_output(&mut self, amount: usize) {
        self.output.get_mut(..amount).unwrap_or_default().fill(0);
    }

    /// Whether more has come than any line of an answer is long, and none of it is consumed.
    pub fn is_full(&self) -> bool {
        self.end - self.start > INPUT
    }

    /// What is received and not consumed yet, all of it.
    pub fn received(&mut self) -> &mut [u8] {
        self.input.get_mut(self.start..self.end).unwrap_or_default()
    }

    /// Shows all of it but so many bytes at its end.
    pub fn hide(&mut self, amount: usize) {
        self.hidden = amount.min(self.end - self.start);
    }

    /// What is received goes behind what is there.
    fn make_room(&mut self, room: usize) {
        if self.start > 0 {
            self.input.copy_within(self.start..self.end, 0);
            let length = self.end - self.start;
            // What was moved has left a copy behind.
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
