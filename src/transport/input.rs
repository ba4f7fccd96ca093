//! How much a server may send that is not the body of a response: announcements (1xx), trailers,
//! chunk sizes, TLS records. Without a limit it could keep a call busy until the call's end.

use crate::common::error::{Error, Result, Status};
use crate::common::words::Words;

/// What may come without any body: TLS handshakes and heads take up to some 100 KiB.
const WITHOUT_BODY: u64 = 1024 * 1024;
/// Up to this length a body may come byte by byte.
const SMALL_BODY: u64 = 64 * 1024;
/// A chunk of one byte, in a TLS record and a read of its own, takes 35 bytes and counts 67.
const FOR_BYTE_OF_SMALL_BODY: u64 = 70;
/// A longer body may come in pieces of some 30 bytes. In pieces of a kilobyte it takes 1.03.
const FOR_BYTE: u64 = 3;
/// Each read of the connection costs as much as so many bytes.
const FOR_READ: u64 = 32;
/// What was read and is not complete is looked at again with the next read. That many bytes cost
/// as much as one that is received.
const SCANNED_AT_ONCE: usize = 64;

/// What has come for one request.
#[derive(Default)]
pub struct Input {
    received: u64,
    body: u64,
    reads: u64,
}

impl Input {
    /// Counts bytes from the network.
    pub fn receive(&mut self, amount: usize) -> Result<()> {
        self.received += amount as u64;
        self.check()
    }

    /// Counts a read for the parser of a response, which has so many bytes to look at again.
    pub fn read(&mut self, incomplete: usize) -> Result<()> {
        self.reads += FOR_READ + (incomplete / SCANNED_AT_ONCE) as u64;
        self.check()
    }

    /// Counts bytes of the body, as they are before they are unpacked.
    pub fn yield_body(&mut self, amount: usize) {
        self.body += amount as u64;
    }

    fn check(&self) -> Result<()> {
        let small = self.body.min(SMALL_BODY) * FOR_BYTE_OF_SMALL_BODY;
        let long = self.body.saturating_sub(SMALL_BODY) * FOR_BYTE;
        if self.received + self.reads <= WITHOUT_BODY + small + long {
            return Ok(());
        }
        let message = Words::from("the answer is almost empty: of ")
            .and(Words::given(self.received))
            .and(" bytes that came, ")
            .and(Words::given(self.body))
            .and(" belong to its body");
        Err(Error::new(Status::Protocol, message))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// How many bytes of a body come through, in pieces with so many other bytes before each.
    fn come_through(piece: usize, other: usize, most: usize) -> usize {
        let mut input = Input::default();
        let mut length = 0;
        while length < most {
            if input
                .receive(piece + other)
                .and_then(|()| input.read(0))
                .is_err()
            {
                break;
            }
            input.yield_body(piece);
            length += piece;
        }
        length
    }

    #[test]
    fn small_bodies_come_in_any_pieces_and_long_ones_in_useful_ones() {
        const CHUNK_AND_RECORD: usize = 5 + 29;
        const LONG: usize = 100_000_000;
        assert!((65_536..100_000).contains(&come_through(1, CHUNK_AND_RECORD, LONG)));
        for piece in [50, 1460, 16_384] {
            assert_eq!(come_through(piece, CHUNK_AND_RECORD, LONG) / LONG, 1);
        }
    }

    #[test]
    fn what_yields_nothing_is_bounded() {
        let mut input = Input::default();
        let mut received = 0;
        while input.receive(1024).is_ok() {
            received += 1024;
        }
        assert_eq!(received, WITHOUT_BODY);
        assert_eq!(input.receive(1).unwrap_err().status(), Status::Protocol);

        // A head of which a byte comes at a time.
        let mut input = Input::default();
        let whole = (1..64 * 1024).take_while(|length| input.read(*length).is_ok());
        assert!((8 * 1024..20 * 1024).contains(&whole.count()));
    }
}
