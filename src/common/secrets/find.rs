//! The search for secrets in a text: in plain form, in base64 and in hexadecimal digits.
//!
//! The secrets are known, but a server may echo only a part of one, and the text may be large. Each
//! secret is therefore divided into all its pieces of 16 bytes ([`PIECE`]), and the text is
//! searched for all pieces at once: a piece is compared as one number, so the time does not grow
//! with the length of the secrets, and a filter on the first four bytes ([`FILTER_BYTES`]) skips
//! most places. For example, a token of 60 bytes has 45 pieces. An error page that truncates a URL
//! after 40 bytes of the token contains 25 of them, which overlap, and all 40 bytes are redacted. A
//! part of less than 16 bytes is not found: it is of little use to an attacker, and shorter pieces
//! would occur by chance. A secret that is itself shorter is one piece.
//!
//! The search runs over each layer of escapes of the text (see `layers`) and ignores case and
//! invisible characters ([`Fold`]).

use super::layers::{Unsearchable, layers};
use crate::common::memory;
use crate::common::text::is_invisible;
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};
use std::ops::Range;

/// The length of a piece, in bytes: the number of bytes that are compared at once.
const PIECE: usize = 16;
/// The shortest secret whose base64 is searched. The characters that do not depend on the bytes
/// beside it are then six, which do not occur by chance.
const MIN_IN_BASE64: usize = 5;
/// The shortest secret whose hexadecimal digits are searched, which are then eight.
const MIN_IN_HEX: usize = 4;
/// The number of bits of the filter.
const FILTER_BITS: usize = 1 << 16;
/// The number of a piece's first bytes from which its bit in the filter is computed.
const FILTER_BYTES: usize = 4;

/// The pieces of all secrets, in each form.
pub struct Finder {
    plain: Pieces,
    base64: Pieces,
    hex: Pieces,
}

impl Finder {
    /// Prepares the search for secrets.
    pub fn new<'a>(secrets: impl Iterator<Item = &'a [u8]>) -> Result<Finder, Unsearchable> {
        let [mut plain, mut base64, mut hex] = [Vec::new(), Vec::new(), Vec::new()];
        for secret in secrets {
            add_plain_pieces(&mut plain, &Fold::plain(secret)?.bytes)?;
            if secret.len() >= MIN_IN_BASE64 {
                for before in 0..3 {
                    let encoded = Fold::base64(&encoded(secret, before)?)?;
                    add_pieces(&mut base64, &encoded.bytes)?;
                }
            }
            if secret.len() >= MIN_IN_HEX {
                let digit = |digit: u8| char::from_digit(digit.into(), 16).map(|digit| digit as u8);
                let digits = secret.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                let mut text = memory::reserved(2 * secret.len())?;
                text.extend(digits.filter_map(digit));
                add_pieces(&mut hex, &text)?;
            }
        }
        Ok(Finder {
            plain: Pieces::new(plain)?,
            base64: Pieces::new(base64)?,
            hex: Pieces::new(hex)?,
        })
    }

    /// Returns for each byte of a text if it is a part of a secret; `None` if none is.
    pub fn find(&self, text: &[u8]) -> Result<Option<Vec<bool>>, Unsearchable> {
        let mut marks = memory::reserved(text.len())?;
        for layer in layers(text) {
            let layer = layer?;
            let bytes = &layer.bytes;
            let mut mark = |found: Range<usize>| {
                marks.resize(text.len(), false);
                let origin = marks.get_mut(layer.origin(found));
                origin.unwrap_or_default().fill(true);
            };
            find_pieces(|| Fold::plain(bytes), &self.plain, 0, &mut mark)?;
            // The character before and after it may contain bits of the secret.
            find_pieces(|| Fold::base64(bytes), &self.base64, 1, &mut mark)?;
            find_pieces(|| Fold::hex(bytes), &self.hex, 0, &mut mark)?;
        }
        Ok((!marks.is_empty()).then_some(marks))
    }
}

fn find_pieces(
    fold: impl FnOnce() -> Result<Fold, Unsearchable>,
    pieces: &Pieces,
    margin: usize,
    mark: &mut impl FnMut(Range<usize>),
) -> Result<(), Unsearchable> {
    if pieces.filter.is_empty() {
        return Ok(());
    }
    let fold = fold()?;
    pieces.find(&fold.bytes, |found| {
        let start = found.start.saturating_sub(margin);
        let end = fold.bytes.len().min(found.end + margin);
        let place = |at: usize| fold.places.get(at).map(|place| *place as usize);
        if let (Some(start), Some(last)) = (place(start), place(end - 1)) {
            mark(start..last + 1);
        }
    });
    Ok(())
}

/// A text in a form in which different spellings are equal: in lower case and without invisible
/// characters, which are line breaks, the zeros of UTF-16, soft hyphens, zero-width and
/// bidirectional characters.
struct Fold {
    bytes: Vec<u8>,
    /// The index in the text of each of the bytes.
    places: Vec<u32>,
}

impl Fold {
    fn new(text: &[u8], fold: impl Fn(usize, u8) -> Option<u8>) -> Result<Fold, Unsearchable> {
        let mut bytes = memory::reserved(text.len())?;
        let mut places = memory::reserved(text.len())?;
        let mut shown = 0;
        for (place, (at, byte)) in (0..).zip(text.iter().enumerate()) {
            if at >= shown {
                shown = at + invisible_at(text, at);
            }
            if at < shown {
                continue;
            }
            if let Some(byte) = fold(at, *byte) {
                bytes.push(byte.to_ascii_lowercase());
                places.push(place);
            }
        }
        Ok(Fold { bytes, places })
    }

    /// Folds plain text: `+` is a space in forms. Case is ignored because host names are returned
    /// in lower case.
    fn plain(text: &[u8]) -> Result<Fold, Unsearchable> {
        Fold::new(text, |_, byte| match byte {
            b'+' => Some(b' '),
            _ => Some(byte),
        })
    }

    /// Folds base64: the standard and the URL-safe alphabet are equal.
    fn base64(text: &[u8]) -> Result<Fold, Unsearchable> {
        Fold::new(text, |_, byte| match byte {
            b'-' | b' ' => Some(b'+'),
            b'_' => Some(b'/'),
            _ => Some(byte),
        })
    }

    /// Folds hexadecimal digits: separators and prefixes are removed, as in `41:42`, `41 42`,
    /// `0x41, 0x42`, `\x41\x42`, `{41-42}`.
    fn hex(text: &[u8]) -> Result<Fold, Unsearchable> {
        let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_hexdigit);
        let is_x = |at: usize| matches!(text.get(at), Some(b'x' | b'X'));
        Fold::new(text, |at, byte| match byte {
            b'0' if is_x(at + 1) && is_digit(at + 2) => None,
            b'x' | b'X' if is_digit(at + 1) => None,
            b' ' | b',' | b'-' | b'.' | b':' | b';' | b'\\' | b'_' => None,
            _ => Some(byte),
        })
    }
}

/// Returns the length of the character at an index if it is invisible, otherwise 0.
fn invisible_at(text: &[u8], at: usize) -> usize {
    let first = text.get(at).copied().unwrap_or(b' ');
    if (b' '..=b'~').contains(&first) {
        return 0;
    }
    let length = first.leading_ones().max(1) as usize;
    let character = text.get(at..at + length).map(str::from_utf8);
    match character {
        Some(Ok(character)) if character.contains(is_invisible) => length,
        _ => 0,
    }
}

/// Returns the base64 of a secret after `before` other bytes, without the characters that depend on
/// the bytes before or after it.
fn encoded(secret: &[u8], before: usize) -> Result<Vec<u8>, Unsearchable> {
    let mut bytes = memory::reserved(before + secret.len())?;
    bytes.resize(before, 0);
    bytes.extend_from_slice(secret);
    let whole = bytes.len() * 8 / 6;
    let length = bytes.len().div_ceil(3) * 4;
    let mut encoded = memory::reserved(length)?;
    encoded.resize(length, 0);
    let written = BASE64_STANDARD_NO_PAD.encode_slice(bytes, &mut encoded);
    debug_assert!(written.is_ok_and(|written| written >= whole));
    // One byte before it takes one character and a part of the next; two bytes take two and a part.
    let skipped = if before == 0 { 0 } else { before + 1 };
    encoded.truncate(whole);
    encoded.drain(..skipped.min(whole));
    Ok(encoded)
}

fn add_pieces(pieces: &mut Vec<Piece>, secret: &[u8]) -> Result<(), Unsearchable> {
    let length = secret.len().min(PIECE);
    if length > 0 {
        let windows = secret.windows(length);
        pieces.try_reserve(windows.len())?;
        pieces.extend(windows.map(|window| Piece {
            length,
            is_public: false,
            word: word(window, length),
        }));
    }
    Ok(())
}

/// Adds the pieces of a secret. The part after the last `|` is public: Tableau's session tokens end
/// in `|` and the site's id, which is not a secret.
fn add_plain_pieces(pieces: &mut Vec<Piece>, secret: &[u8]) -> Result<(), Unsearchable> {
    let start = pieces.len();
    add_pieces(pieces, secret)?;
    if let Some(bar) = secret.iter().rposition(|byte| *byte == b'|') {
        let behind = pieces.iter_mut().skip(start + bar + 1);
        behind.for_each(|piece| piece.is_public = true);
    }
    Ok(())
}

/// A part of a secret that is compared at once.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    length: usize,
    word: u128,
    /// True for a piece that is found only directly after the piece before it.
    is_public: bool,
}

/// Returns up to [`PIECE`] bytes as one number.
fn word(text: &[u8], length: usize) -> u128 {
    let mut bytes = [0; PIECE];
    for (byte, from) in bytes.iter_mut().zip(text).take(length) {
        *byte = *from;
    }
    u128::from_le_bytes(bytes)
}

/// The pieces of secrets in one form, for a search for all of them at once.
struct Pieces {
    /// The pieces by their length, each sorted, and true for the public ones.
    by_length: Vec<(usize, Vec<(u128, bool)>)>,
    /// The bits of the filter: those of the pieces' first bytes are set.
    filter: Vec<u64>,
    /// The number of first bytes that the filter uses: [`FILTER_BYTES`], or fewer if a piece is
    /// shorter.
    filtered: usize,
}

impl Pieces {
    fn new(mut pieces: Vec<Piece>) -> Result<Pieces, Unsearchable> {
        pieces.sort_unstable();
        // Of equal pieces the first one remains, which is secret if one of them is.
        pieces.dedup_by_key(|piece| (piece.length, piece.word));
        let shortest = pieces.first().map_or(0, |piece| piece.length);
        let filtered = shortest.min(FILTER_BYTES);
        let mut filter = vec![
            0;
            if pieces.is_empty() {
                0
            } else {
                FILTER_BITS / 64
            }
        ];
        for piece in &pieces {
            let bit = filter_bit(piece.word, filtered);
            if let Some(bits) = filter.get_mut(bit / 64) {
                *bits |= 1 << (bit % 64);
            }
        }
        let mut by_length = Vec::new();
        for pieces in pieces.chunk_by(|one, other| one.length == other.length) {
            let mut words = memory::reserved(pieces.len())?;
            words.extend(pieces.iter().map(|piece| (piece.word, piece.is_public)));
            let length = pieces.first().map_or(0, |piece| piece.length);
            by_length.push((length, words));
        }
        Ok(Pieces {
            by_length,
            filter,
            filtered,
        })
    }

    /// Calls `found` with each range that is a piece. The time is proportional to the length of the
    /// text, whatever the text contains.
    fn find(&self, text: &[u8], mut found: impl FnMut(Range<usize>)) {
        // The index at which a public piece counts: right after the last piece that was found.
        let mut next = None;
        for start in 0..text.len() {
            let rest = text.get(start..).unwrap_or_default();
            let here = match rest.first_chunk() {
                Some(bytes) => u128::from_le_bytes(*bytes),
                None => word(rest, rest.len()),
            };
            let bit = filter_bit(here, self.filtered);
            let bits = self.filter.get(bit / 64).copied().unwrap_or_default();
            if bits & (1 << (bit % 64)) == 0 {
                continue;
            }
            for (length, pieces) in &self.by_length {
                if rest.len() < *length {
                    continue;
                }
                let here = here & mask(*length);
                let place = pieces.binary_search_by_key(&here, |(word, _)| *word);
                let piece = place.ok().and_then(|place| pieces.get(place));
                let counts = |is_public: bool| !is_public || next == Some(start);
                if piece.is_some_and(|(_, is_public)| counts(*is_public)) {
                    next = Some(start + 1);
                    found(start..start + length);
                }
            }
        }
    }
}

/// Returns the bits of the first `length` bytes.
fn mask(length: usize) -> u128 {
    match length {
        PIECE.. => u128::MAX,
        _ => (1 << (8 * length)) - 1,
    }
}

fn filter_bit(piece: u128, length: usize) -> usize {
    let first = (piece & mask(length)) as u32;
    (first.wrapping_mul(0x9e37_79b1) >> 16) as usize % FILTER_BITS
}
