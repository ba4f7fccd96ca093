//! Corrections to the head of a response that ureq's parser would refuse, though curl and browsers
//! accept it. They are made in place and keep the number of bytes:
//!
//! | received | passed on | source |
//! |---|---|---|
//! | `http/1.1 200` | `HTTP/1.1 200` | accepted by curl and browsers |
//! | `HTTP/1.1   200 OK` | `HTTP/1.1 200 OK  ` | accepted by curl and browsers |
//! | `HTTP/1.1 100 Continue` with headers | `HTTP/1.1 102 Continue` | ureq refuses headers of a 100 only |
//! | `Name : value` | `Name:  value` | accepted by curl and browsers |
//! | `X Y: value` | `X_Y: value` | not a token (RFC 9110, 5.1); curl accepts it |
//! | a header continued on a line that begins with a space | one line | obsolete line folding (RFC 9112, 5.2) |
//! | control characters in a value | spaces | RFC 9110, 5.5 |
//!
//! Errors that curl refuses too are left as they are, for the parser to refuse: a line without a colon,
//! a continuation of the status line, a NUL. The first bytes of TLS and of HTTP/2 are recognised, so that
//! the error can name the protocol.

use crate::common::address::TRY_HTTPS;
use crate::common::error::{Error, Result, Status};
use memchr::memchr;

/// The length of `HTTP/1.1 200`. Control characters are replaced only behind it.
const STATUS_LENGTH: usize = 12;
/// The replacement for a byte that cannot be in the name of a header. No header that a client uses has
/// it in its name, so a correction never makes one of these.
const REPLACEMENT: u8 = b'_';
/// The type of the first frame of an HTTP/2 server (RFC 9113, 6.5).
const SETTINGS: u8 = 4;

/// The state of reading the head of a response, which may arrive in pieces.
#[derive(Default)]
pub struct ResponseHead {
    part: Part,
    /// The length of the last line, if its end has not arrived yet.
    incomplete: usize,
    /// True if this is the head of an interim response (1xx), which another head follows.
    is_interim: bool,
}

/// The part of a response that the next line belongs to.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing has arrived yet.
    #[default]
    Beginning,
    /// The status line, or empty lines before it.
    StatusLine,
    /// The line after the status line, which cannot continue a header.
    FirstHeader,
    /// A further header, or the empty line after the last one.
    Headers,
    /// The body, which is not changed.
    Body,
}

impl ResponseHead {
    /// Corrects the lines that are complete after `amount` more bytes arrived at the end of `received`,
    /// which is everything that is not parsed yet. Returns the number of bytes at the end that must not
    /// be parsed yet, as their line is incomplete.
    ///
    /// # Errors
    /// `Protocol`: the first bytes are those of another protocol.
    pub fn correct(&mut self, received: &mut [u8], amount: usize) -> Result<usize> {
        let before = received.len().saturating_sub(amount);
        let mut start = before.saturating_sub(self.incomplete);
        if self.part == Part::Beginning {
            check_protocol(received)?;
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
            self.correct_line(line.get_mut(..end).unwrap_or_default());
            start += end + 1;
        }
        Ok(0)
    }

    /// Corrects a whole line, without its line feed.
    fn correct_line(&mut self, line: &mut [u8]) {
        let line = match line {
            [line @ .., b'\r'] => line,
            line => line,
        };
        self.part = match (self.part, line.is_empty()) {
            // Empty lines before a response are skipped.
            (Part::StatusLine, true) => Part::StatusLine,
            (Part::StatusLine, false) => {
                self.is_interim = correct_status_line(line);
                Part::FirstHeader
            }
            (_, true) if self.is_interim => Part::StatusLine,
            (_, true) => Part::Body,
            (part, false) => {
                if part == Part::Headers && is_continuation(line) {
                    replace_controls(line);
                } else {
                    correct_header(line);
                }
                Part::Headers
            }
        };
    }
}

/// True if a line continues the header of the line before it.
fn is_continuation(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

/// Recognises other protocols by the first bytes that their servers send.
fn check_protocol(received: &[u8]) -> Result<()> {
    let protocol = |message: &'static str| Error::new(Status::Protocol, message);
    match received {
        // An HTTP/2 frame: three bytes of length, then its type, which is SETTINGS.
        [0] | [0, 0] | [0, 0, _] | [0, 0, _, SETTINGS, ..] => Err(protocol(
            "the server speaks HTTP/2 only on this port, and this library speaks HTTP/1.1",
        )
        .advise("configure it, or the proxy in front of it, to speak HTTP/1.1 too")),
        // A TLS record with an alert or a handshake message.
        [0x15 | 0x16] | [0x15 | 0x16, 3, ..] => {
            Err(protocol("the server speaks TLS on this port").advise(TRY_HTTPS))
        }
        _ => Ok(()),
    }
}

/// Replaces the end of the last of these lines, so that the next one continues it.
fn join(lines: &mut [u8]) {
    let end = lines.iter_mut().rev();
    for byte in end.take_while(|byte| matches!(**byte, b'\r' | b'\n')) {
        *byte = b' ';
    }
}

/// Corrects a status line, and returns true if it is that of an interim response.
fn correct_status_line(line: &mut [u8]) -> bool {
    if let Some(protocol) = line
        .get_mut(..5)
        .filter(|name| name.eq_ignore_ascii_case(b"http/"))
    {
        protocol.make_ascii_uppercase();
    }
    // Additional spaces before the status move to the end of the line.
    if let Some([b' ', rest @ ..]) = line.get_mut(8..) {
        let more = rest.iter().take_while(|byte| **byte == b' ').count();
        rest.rotate_left(more);
    }
    replace_controls(line.get_mut(STATUS_LENGTH..).unwrap_or_default());
    match line.get_mut(9..STATUS_LENGTH) {
        // 101 is final: the connection changes to another protocol.
        Some([b'1', b'0', b'1']) => false,
        // ureq refuses headers of a 100, which RFC 9110 (15.2) allows, and accepts those of a 102.
        Some([b'1', b'0', last @ b'0']) => {
            *last = b'2';
            true
        }
        Some([b'1', ..]) => true,
        _ => false,
    }
}

/// Corrects the first line of a header.
fn correct_header(line: &mut [u8]) {
    // A line without a colon is not a header, and neither is a continuation of the status line. The
    // parser refuses both.
    let (Some(colon), false) = (memchr(b':', line), is_continuation(line)) else {
        return;
    };
    let (name, rest) = line.split_at_mut(colon);
    let length = name.trim_ascii_end().len();
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    for byte in name.iter_mut().take(length).filter(|byte| !is_token(byte)) {
        *byte = REPLACEMENT;
    }
    replace_controls(rest.get_mut(1..).unwrap_or_default());
    // White space before the colon moves behind it.
    if let Some(after) = line.get_mut(length..=colon) {
        after.rotate_right(1);
    }
}

/// Replaces control characters with spaces, as RFC 9110 (5.5) allows. A NUL is left for the parser to
/// refuse.
fn replace_controls(text: &mut [u8]) {
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

    /// The response after corrections, if it arrives in pieces of `size` bytes.
    fn corrected(response: &[u8], size: usize) -> Vec<u8> {
        let mut head = ResponseHead::default();
        let mut received = Vec::new();
        for piece in response.chunks(size) {
            received.extend_from_slice(piece);
            head.correct(&mut received, piece.len()).unwrap();
        }
        received
    }

    #[test]
    fn common_deviations_from_http_are_corrected() {
        for (response, expected) in [
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
            // The rest is left for the parser to refuse.
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
            for size in 1..=response.len().max(1) {
                let corrected = corrected(response.as_bytes(), size);
                let corrected = String::from_utf8(corrected).unwrap();
                assert_eq!(corrected, expected, "{response:?} by {size}");
            }
        }
    }

    #[test]
    fn other_protocols_are_recognised_by_their_first_bytes() {
        for (received, protocol) in [
            (&b"\0"[..], Some("HTTP/2")),
            (b"\0\0\x12\x04\0\0\0\0\0", Some("HTTP/2")),
            (b"\0\0\x12\x05", None),
            (b"\x15\x03\x01\0\x02\x02\x46", Some("TLS")),
            (b"\x16\x03", Some("TLS")),
            (b"\x15\x04", None),
            (b"HTTP/1.1", None),
            (b"SSH-2.0", None),
        ] {
            let error = check_protocol(received).err();
            let message = error.as_ref().map(|error| error.message());
            let is_named = match protocol {
                Some(protocol) => message.is_some_and(|message| message.contains(protocol)),
                None => message.is_none(),
            };
            assert!(is_named, "{received:?}: {message:?}");
        }
    }
}
