//! The head of an answer as ureq's parser takes it: what servers write that is not quite HTTP, and
//! what other clients take all the same, is put right in place, byte for byte.

use crate::common::address::TRY_HTTPS;
use crate::common::error::{Error, Result, Status};
use memchr::memchr;

/// `HTTP/1.1 200`, where nothing but the case of its letters is put right.
const STATUS_LENGTH: usize = 12;
/// What stands for a byte that cannot be in the name of a header. No header that means something
/// to a client has it in its name.
const NO_NAME: u8 = b'_';
/// The type of the frame that an HTTP/2 server begins with.
const SETTINGS: u8 = 4;

/// How far the head of an answer has come.
#[derive(Default)]
pub struct ResponseHead {
    part: Part,
    /// How much has come of a line that has not ended yet.
    incomplete: usize,
    /// The status says that another head follows.
    is_interim: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing yet.
    #[default]
    Beginning,
    StatusLine,
    /// The line after it, which continues nothing.
    FirstHeader,
    Headers,
    Body,
}

impl ResponseHead {
    /// Puts right what has come with the last `amount` bytes of what is received and not parsed
    /// yet. A line that begins with white space is a part of the one before (RFC 9112, 5.2). Gives
    /// how much at the end is not to be parsed yet: a line is put right when all of it is there.
    ///
    /// # Errors
    /// The first bytes are those of another protocol.
    pub fn tidy(&mut self, received: &mut [u8], amount: usize) -> Result<usize> {
        let before = received.len().saturating_sub(amount);
        let mut start = before.saturating_sub(self.incomplete);
        if self.part == Part::Beginning {
            check(received)?;
            self.part = Part::StatusLine;
        }
        while self.part != Part::Body {
            let (earlier, line) = received.split_at_mut(start);
            if self.part == Part::Headers && is_continuation(line) {
                join(earlier);
            }
            let known = before.saturating_sub(start);
            let end = memchr(b'\n', line.get(known..).unwrap_or_default());
            let Some(end) = end.map(|end| known + end) else {
                self.incomplete = line.len();
                return Ok(self.incomplete);
            };
            self.line(line.get_mut(..end).unwrap_or_default());
            start += end + 1;
        }
        Ok(0)
    }

    /// A whole line, without its line feed.
    fn line(&mut self, line: &mut [u8]) {
        let line = match line {
            [line @ .., b'\r'] => line,
            line => line,
        };
        self.part = match (self.part, line.is_empty()) {
            // Empty lines before an answer are skipped.
            (Part::StatusLine, true) => Part::StatusLine,
            (Part::StatusLine, false) => {
                self.is_interim = status_line(line);
                Part::FirstHeader
            }
            (_, true) if self.is_interim => Part::StatusLine,
            (_, true) => Part::Body,
            (part, false) => {
                if part == Part::Headers && is_continuation(line) {
                    without_controls(line);
                } else {
                    header(line);
                }
                Part::Headers
            }
        };
    }
}

fn is_continuation(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

/// Tells other protocols by the first bytes of what a server says in them.
fn check(received: &[u8]) -> Result<()> {
    let protocol = |message: &'static str| Error::new(Status::Protocol, message);
    match received {
        // A frame of HTTP/2: three bytes of length and its type, which is SETTINGS.
        [0] | [0, 0] | [0, 0, _] | [0, 0, _, SETTINGS, ..] => Err(protocol(
            "the server speaks HTTP/2 only on this port, and this library speaks HTTP/1.1",
        )
        .advise("have it, or what stands before it, speak HTTP/1.1 too")),
        // An alert or a handshake of TLS.
        [0x15 | 0x16] | [0x15 | 0x16, 3, ..] => {
            Err(protocol("the server speaks TLS on this port").advise(TRY_HTTPS))
        }
        _ => Ok(()),
    }
}

/// Makes the end of a line a part of the line.
fn join(lines: &mut [u8]) {
    let end = lines.iter_mut().rev();
    for byte in end.take_while(|byte| matches!(**byte, b'\r' | b'\n')) {
        *byte = b' ';
    }
}

/// Puts right a status line, and says whether another head follows its own.
fn status_line(line: &mut [u8]) -> bool {
    if let Some(protocol) = line
        .get_mut(..5)
        .filter(|name| name.eq_ignore_ascii_case(b"http/"))
    {
        protocol.make_ascii_uppercase();
    }
    // More than one space before the status.
    if let Some([b' ', rest @ ..]) = line.get_mut(8..) {
        let more = rest.iter().take_while(|byte| **byte == b' ').count();
        rest.rotate_left(more);
    }
    without_controls(line.get_mut(STATUS_LENGTH..).unwrap_or_default());
    match line.get_mut(9..STATUS_LENGTH) {
        // The end of HTTP on this connection.
        Some([b'1', b'0', b'1']) => false,
        // ureq refuses the headers of a 100, which it may have; it takes those of a 102.
        Some([b'1', b'0', last @ b'0']) => {
            *last = b'2';
            true
        }
        Some([b'1', ..]) => true,
        _ => false,
    }
}

/// Puts right the first line of a header field.
fn header(line: &mut [u8]) {
    // A line without a colon is no header, nor is one that continues the status line: they are
    // left for the parser to refuse.
    let (Some(colon), false) = (memchr(b':', line), is_continuation(line)) else {
        return;
    };
    let (name, rest) = line.split_at_mut(colon);
    let length = name.trim_ascii_end().len();
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    for byte in name.iter_mut().take(length).filter(|byte| !is_token(byte)) {
        *byte = NO_NAME;
    }
    without_controls(rest.get_mut(1..).unwrap_or_default());
    // White space before the colon goes behind it.
    if let Some(after) = line.get_mut(length..=colon) {
        after.rotate_right(1);
    }
}

/// What RFC 9110 (5.5) lets a client replace. A NUL is left for the parser to refuse.
fn without_controls(text: &mut [u8]) {
    for byte in text {
        if byte.is_ascii_control() && !matches!(byte, b'\t' | b'\0') {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What becomes of an answer that comes in pieces of a size.
    fn tidied(answer: &[u8], size: usize) -> Vec<u8> {
        let mut head = ResponseHead::default();
        let mut received = Vec::new();
        for piece in answer.chunks(size) {
            received.extend_from_slice(piece);
            head.tidy(&mut received, piece.len()).unwrap();
        }
        received
    }

    #[test]
    fn what_is_not_quite_http_is_put_right() {
        for (answer, expected) in [
            (
                "HTTP/1.1 200 OK\r\nA: b\r\n\r\n a\r\n b",
                "HTTP/1.1 200 OK\r\nA: b\r\n\r\n a\r\n b",
            ),
            (
                "HTTP/1.1 200 OK\nA: b\n c\n\t d\n\nx",
                "HTTP/1.1 200 OK\nA: b  c \t d\n\nx",
            ),
            (
                "HTTP/1.1 200 OK\r\nA:\r\n b\r\nC: d\r\n \r\n\r\n",
                "HTTP/1.1 200 OK\r\nA:   b\r\nC: d   \r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nA: b\r\n c : d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b   c : d\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nA : b\r\nC\t :d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA:  b\r\nC:\t d\r\n\r\n",
            ),
            ("http/1.0 200\r\n\r\n", "HTTP/1.0 200\r\n\r\n"),
            ("HTTP/1.1   200 OK\r\n\r\n", "HTTP/1.1 200 OK  \r\n\r\n"),
            (
                "HTTP/1.1 200 O\u{1}K\r\nA: b\u{7f}c\rd\te\r\n\r\n",
                "HTTP/1.1 200 O K\r\nA: b c d\te\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nX Y: a\r\nTransfer Encoding: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX_Y: a\r\nTransfer_Encoding: b\r\n\r\n",
            ),
            (
                "\r\nHTTP/1.1 100 Continue\r\nA : b\r\n\r\nHTTP/1.1 200 OK\r\nC : d\r\n\r\ne : f",
                "\r\nHTTP/1.1 102 Continue\r\nA:  b\r\n\r\nHTTP/1.1 200 OK\r\nC:  d\r\n\r\ne : f",
            ),
            (
                "HTTP/1.1 101 Switching Protocols\r\n\r\na : b\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\na : b\r\n",
            ),
            // Left for the parser to refuse.
            (
                "HTTP/1.1 200 OK\r\n A : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n A : b\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nA: b\0c\r\n: d\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\0c\r\n: d\r\n\r\n",
            ),
            ("HTTP/1.1\t200 OK\r\n", "HTTP/1.1\t200 OK\r\n"),
            ("", ""),
        ] {
            for size in 1..=answer.len().max(1) {
                let tidied = String::from_utf8(tidied(answer.as_bytes(), size)).unwrap();
                assert_eq!(tidied, expected, "{answer:?} by {size}");
            }
        }
    }

    #[test]
    fn other_protocols_are_told_by_their_first_bytes() {
        for (received, said) in [
            (&b"\0"[..], Some("HTTP/2")),
            (b"\0\0\x12\x04\0\0\0\0\0", Some("HTTP/2")),
            (b"\0\0\x12\x05", None),
            (b"\x15\x03\x01\0\x02\x02\x46", Some("TLS")),
            (b"\x16\x03", Some("TLS")),
            (b"\x15\x04", None),
            (b"HTTP/1.1", None),
            (b"SSH-2.0", None),
        ] {
            let checked = check(received).map_err(|error| error.message().to_owned());
            let is_so = said.map_or(checked.is_ok(), |said| {
                checked
                    .as_ref()
                    .is_err_and(|message| message.contains(said))
            });
            assert!(is_so, "{received:?}: {checked:?}");
        }
    }
}
