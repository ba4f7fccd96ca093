//! Finding secrets in a text: as they are, in base64 and in hexadecimal digits.

use super::layers::layers;
use crate::common::text::is_invisible;
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};
use std::ops::Range;

/// How many bytes are compared at once. A secret that is longer is looked for in all its pieces of
/// this length: so the time does not grow with its length, and a part of it is found too.
const PIECE: usize = 16;
/// How short a secret may be whose base64 is looked for: what is the same whatever stands beside it
/// has six characters then, and does not occur by chance.
const MIN_IN_BASE64: usize = 5;
/// The same for hexadecimal digits, which are eight then.
const MIN_IN_HEX: usize = 4;
/// How many bits tell whether a piece may begin at a place.
const FILTER_BITS: usize = 1 << 16;
/// How many bytes they are computed from.
const FILTER_BYTES: usize = 4;

/// What is looked for in a text.
pub struct Finder {
    plain: Pieces,
    base64: Pieces,
    hex: Pieces,
}

impl Finder {
    /// Looks for all of them at once.
    pub fn new<'a>(secrets: impl Iterator<Item = &'a [u8]>) -> Finder {
        let [mut plain, mut base64, mut hex] = [Vec::new(), Vec::new(), Vec::new()];
        for secret in secrets {
            add_plain(&mut plain, &Fold::plain(secret).bytes);
            if secret.len() >= MIN_IN_BASE64 {
                for before in 0..3 {
                    add_pieces(&mut base64, &Fold::base64(&encoded(secret, before)).bytes);
                }
            }
            if secret.len() >= MIN_IN_HEX {
                let digit = |digit: u8| char::from_digit(digit.into(), 16).map(|digit| digit as u8);
                let digits = secret.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                add_pieces(&mut hex, &digits.filter_map(digit).collect::<Vec<_>>());
            }
        }
        Finder {
            plain: Pieces::new(plain),
            base64: Pieces::new(base64),
            hex: Pieces::new(hex),
        }
    }

    /// For each byte of a text, whether it is a part of a secret; `None` if none is.
    pub fn find(&self, text: &[u8]) -> Option<Vec<bool>> {
        let mut marks = Vec::new();
        for layer in layers(text) {
            let bytes = &layer.bytes;
            let mut mark = |found: Range<usize>| {
                marks.resize(text.len(), false);
                let origin = marks.get_mut(layer.origin(found));
                origin.unwrap_or_default().fill(true);
            };
            find_in(|| Fold::plain(bytes), &self.plain, 0, &mut mark);
            // A character beside it may hold some bits of it.
            find_in(|| Fold::base64(bytes), &self.base64, 1, &mut mark);
            find_in(|| Fold::hex(bytes), &self.hex, 0, &mut mark);
        }
        (!marks.is_empty()).then_some(marks)
    }
}

fn find_in(
    fold: impl FnOnce() -> Fold,
    pieces: &Pieces,
    beside: usize,
    mark: &mut impl FnMut(Range<usize>),
) {
    if pieces.filter.is_empty() {
        return;
    }
    let fold = fold();
    pieces.find(&fold.bytes, |found| {
        let start = found.start.saturating_sub(beside);
        let end = fold.bytes.len().min(found.end + beside);
        let place = |at: usize| fold.places.get(at).map(|place| *place as usize);
        if let (Some(start), Some(last)) = (place(start), place(end - 1)) {
            mark(start..last + 1);
        }
    });
}

/// A text in a form in which different spellings are the same, without what nobody sees: line
/// breaks, the zeros of UTF-16, soft hyphens, zero-width and bidirectional characters.
struct Fold {
    bytes: Vec<u8>,
    /// Where each of the bytes was.
    places: Vec<u32>,
}

impl Fold {
    fn of(text: &[u8], fold: impl Fn(usize, u8) -> Option<u8>) -> Fold {
        let mut bytes = Vec::with_capacity(text.len());
        let mut places = Vec::with_capacity(text.len());
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
        Fold { bytes, places }
    }

    /// In lower case, as a host name comes back; and `+` is the space of forms.
    fn plain(text: &[u8]) -> Fold {
        Fold::of(text, |_, byte| match byte {
            b'+' => Some(b' '),
            _ => Some(byte),
        })
    }

    /// Both alphabets are one.
    fn base64(text: &[u8]) -> Fold {
        Fold::of(text, |_, byte| match byte {
            b'-' | b' ' => Some(b'+'),
            b'_' => Some(b'/'),
            _ => Some(byte),
        })
    }

    /// Nothing between the digits: `41:42`, `41 42`, `0x41, 0x42`, `\x41\x42`, `{41-42}`.
    fn hex(text: &[u8]) -> Fold {
        let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_hexdigit);
        let is_x = |at: usize| matches!(text.get(at), Some(b'x' | b'X'));
        Fold::of(text, |at, byte| match byte {
            b'0' if is_x(at + 1) && is_digit(at + 2) => None,
            b'x' | b'X' if is_digit(at + 1) => None,
            b' ' | b',' | b'-' | b'.' | b':' | b';' | b'\\' | b'_' => None,
            _ => Some(byte),
        })
    }
}

/// The length of the character at a place if nobody sees it, or else 0.
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

/// The base64 of a secret behind so many other bytes, without the characters that those or what
/// follows have a part in.
fn encoded(secret: &[u8], before: usize) -> Vec<u8> {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(secret);
    let whole = bytes.len() * 8 / 6;
    let encoded = BASE64_STANDARD_NO_PAD.encode(bytes).into_bytes();
    // One byte takes a character and a part of the next, two take two and a part.
    let skipped = if before == 0 { 0 } else { before + 1 };
    encoded.get(skipped..whole).unwrap_or_default().to_vec()
}

fn add_pieces(pieces: &mut Vec<Piece>, secret: &[u8]) {
    let length = secret.len().min(PIECE);
    if length > 0 {
        let windows = secret.windows(length);
        pieces.extend(windows.map(|window| Piece {
            length,
            is_public: false,
            word: word(window, length),
        }));
    }
}

/// Tableau's session tokens end in the site's id behind a bar: that is no secret by itself.
fn add_plain(pieces: &mut Vec<Piece>, secret: &[u8]) {
    let start = pieces.len();
    add_pieces(pieces, secret);
    if let Some(bar) = secret.iter().rposition(|byte| *byte == b'|') {
        let behind = pieces.iter_mut().skip(start + bar + 1);
        behind.for_each(|piece| piece.is_public = true);
    }
}

/// As many bytes of a secret as are compared at once.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    length: usize,
    word: u128,
    /// It counts only where the piece before it was found too.
    is_public: bool,
}

/// Up to [`PIECE`] bytes as one number.
fn word(text: &[u8], length: usize) -> u128 {
    let mut bytes = [0; PIECE];
    for (byte, from) in bytes.iter_mut().zip(text).take(length) {
        *byte = *from;
    }
    u128::from_le_bytes(bytes)
}

/// Pieces of secrets, to be looked for all at once.
struct Pieces {
    /// By their length, in order; and whether they are public.
    by_length: Vec<(usize, Vec<(u128, bool)>)>,
    /// Which hashes the first bytes of a piece may have.
    filter: Vec<u64>,
    /// How many bytes those are.
    filtered: usize,
}

impl Pieces {
    fn new(mut pieces: Vec<Piece>) -> Pieces {
        pieces.sort_unstable();
        // Of equal ones the first stays, which is not public if one is not.
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
        let by_length = pieces.chunk_by(|one, other| one.length == other.length);
        let by_length = by_length.filter_map(|pieces| {
            let words = pieces.iter().map(|piece| (piece.word, piece.is_public));
            Some((pieces.first()?.length, words.collect()))
        });
        Pieces {
            by_length: by_length.collect(),
            filter,
            filtered,
        }
    }

    /// The time that it takes grows with the text, whatever is in it.
    fn find(&self, text: &[u8], mut found: impl FnMut(Range<usize>)) {
        // Where the piece must begin that goes on with the last one that was found.
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

/// The bits of so many bytes.
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
