//! Limits on input that is not the body of a response: interim responses (1xx), trailers, chunk
//! sizes, the overhead of TLS records. Without them a server could keep a call busy until its total
//! time limit, or for ever if the call has none.
//!
//! A request may receive 1 MiB that yields no body. Each byte of the body allows for more: 70 bytes
//! each for the first 64 KiB, so that a small response may arrive in any pieces, and 3 bytes each
//! after that. A read of the connection counts as 32 bytes. For example:
//!
//! - A page of 10 MB in chunks of 1 KiB, each in a TLS record of its own: 1024 bytes of body take 7
//!   bytes for the chunk, 29 for the record and 32 for the read, 1.07 for each byte. It is accepted.
//! - The same page in chunks of one byte: a byte takes 6 bytes as a chunk, 29 for the record and 32 for
//!   the read, together 67. The first 64 KiB are accepted, then the 1 MiB is used up some 20 KB later,
//!   and the call ends.
//! - A server that sends `103 Early Hints` without end: the call ends after 1 MiB.

use crate::common::error::{Error, Result, Status};
use crate::common::words::Words;

/// The input that is accepted without any body, in bytes. TLS handshakes and response heads take up to
/// some 100 KiB.
const WITHOUT_BODY: u64 = 1024 * 1024;
/// The length up to which a body may arrive byte by byte.
const SMALL_BODY: u64 = 64 * 1024;
/// The input allowed for each byte of a body up to that length. A chunk of one byte in a TLS record
/// and a read of its own counts as 67.
const FOR_BYTE_OF_SMALL_BODY: u64 = 70;
/// The input allowed for each further byte. A body in pieces of 34 bytes stays within it.
const FOR_BYTE: u64 = 3;
/// The number of bytes that one read of the connection counts as.
const FOR_READ: u64 = 32;
/// The number of bytes scanned again that count as one received byte: the parser scans an incomplete
/// head again after each read.
const SCANNED_AT_ONCE: usize = 64;

/// The counts of what was received for one request.
#[derive(Default)]
pub struct Input {
    received: u64,
    body: u64,
    reads: u64,
}

impl Input {
    /// Counts bytes from the network.
    ///
    /// # Errors
    /// `Protocol`: the limit is exceeded.
    pub fn count_received(&mut self, amount: usize) -> Result<()> {
        self.received += amount as u64;
        self.check()
    }

    /// Counts a read after which the parser of the response scans `incomplete` bytes again.
    ///
    /// # Errors
    /// `Protocol`: the limit is exceeded.
    pub fn count_read(&mut self, incomplete: usize) -> Result<()> {
        self.reads += FOR_READ + (incomplete / SCANNED_AT_ONCE) as u64;
        self.check()
    }

    /// Counts bytes of the body, before decompression.
    pub fn count_body(&mut self, amount: usize) {
        self.body += amount as u64;
    }

    /// The bytes of the body that were counted.
    pub fn body(&self) -> u64 {
        self.body
    }

    fn check(&self) -> Result<()> {
        let small = self.body.min(SMALL_BODY) * FOR_BYTE_OF_SMALL_BODY;
        let long = self.body.saturating_sub(SMALL_BODY) * FOR_BYTE;
        if self.received + self.reads <= WITHOUT_BODY + small + long {
            return Ok(());
        }
        let message = Words::from("the response is almost empty: of ")
            .and(Words::given(self.received))
            .and(" bytes received, ")
            .and(Words::given(self.body))
            .and(" belong to its body");
        Err(Error::new(Status::Protocol, message))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The bytes of a body of `length` that are accepted, if each piece of `piece` bytes is sent with
    /// `overhead` other bytes.
    fn accepted(piece: usize, overhead: usize, length: usize) -> usize {
        let mut input = Input::default();
        let mut accepted = 0;
        while accepted < length {
            if input
                .count_received(piece + overhead)
                .and_then(|()| input.count_read(0))
                .is_err()
            {
                break;
            }
            input.count_body(piece);
            accepted += piece;
        }
        accepted
    }

    #[test]
    fn only_small_bodies_may_arrive_byte_by_byte() {
        const CHUNK_AND_RECORD: usize = 5 + 29;
        const LONG: usize = 100_000_000;
        assert!((65_536..100_000).contains(&accepted(1, CHUNK_AND_RECORD, LONG)));
        for piece in [50, 1460, 16_384] {
            assert_eq!(accepted(piece, CHUNK_AND_RECORD, LONG) / LONG, 1);
        }
    }

    #[test]
    fn input_without_a_body_is_limited() {
        let mut input = Input::default();
        let mut received = 0;
        while input.count_received(1024).is_ok() {
            received += 1024;
        }
        assert_eq!(received, WITHOUT_BODY);
        assert_eq!(
            input.count_received(1).unwrap_err().status(),
            Status::Protocol
        );

        // A response head that arrives one byte at a time.
        let mut input = Input::default();
        let whole = (1..64 * 1024).take_while(|length| input.count_read(*length).is_ok());
        assert!((8 * 1024..20 * 1024).contains(&whole.count()));
    }
}
