//! Searches for the few bytes that have a meaning, eight bytes at a time.
//!
//! Eight bytes are tested as one word with arithmetic that does not carry from byte to byte. Without
//! their top bits, they are compared by exclusive or, which is 0 where they are equal, and 0x7f is
//! added, which sets the top bit except where it was 0. At the end the top bits of the word itself are
//! added, because bytes beyond ASCII are never searched for. Example for `<` (0x3c):
//!
//! ```text
//! bytes         a    <    \xc3 \xa4 ...
//! without top   0x61 0x3c 0x43 0x24
//! exclusive or  0x5d 0x00 0x7f 0x18
//! plus 0x7f     0xdc 0x7f 0xfe 0x97
//! top bit       1    0    1    1      the second byte is found
//! ```

/// The bytes that are tested at once.
const WORD: usize = size_of::<u64>();
/// Each byte without its top bit.
const LOW: u64 = all(0x7f);
/// The top bit of each byte.
const TOPS: u64 = all(0x80);

/// Returns the number of bytes before the first that ends or changes an attribute's value: its quote,
/// `<`, `&`, or white space other than a blank.
#[inline]
pub fn plain_value(bytes: &[u8], quote: u8) -> usize {
    scan(bytes, |word| find_in_value(word, quote))
}

/// Copies words until one has a byte that ends or changes an attribute's value. Returns the number of
/// bytes before that byte; `None` if all were copied and none is such a byte.
#[inline]
pub fn copy_plain_value<const N: usize>(
    from: &[u8; N],
    to: &mut [u8; N],
    quote: u8,
) -> Option<usize> {
    let (from, _) = from.as_chunks();
    let (to, _) = to.as_chunks_mut();
    for (index, (from, to)) in from.iter().zip(to).enumerate() {
        *to = *from;
        let found = find_in_value(u64::from_le_bytes(*from), quote);
        if found != 0 {
            return Some(index * WORD + first(found));
        }
    }
    None
}

/// Returns the number of bytes before the first that ends or changes text: `<`, `&`, a carriage
/// return, or a `]`, which may begin `]]>`.
#[inline]
pub fn plain_text(bytes: &[u8]) -> usize {
    scan(bytes, |word| {
        let low = word & LOW;
        let differ = differ(low, b'<') & differ(low, b'&') & differ(low, b'\r') & differ(low, b']');
        !(differ | word) & TOPS
    })
}

/// Returns the number of bytes before the first control character, including white space other than
/// a blank.
#[inline]
pub fn before_control(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    // Four words at once, as long as nothing is found.
    while let Some((words, tail)) = rest.split_first_chunk::<{ 4 * WORD }>() {
        let (words, _) = words.as_chunks();
        let printable = words.iter().map(|word| {
            let word = u64::from_le_bytes(*word);
            not_control(word & LOW) | word
        });
        if printable.fold(TOPS, |all, printable| all & printable) != TOPS {
            break;
        }
        rest = tail;
    }
    let found = scan(rest, |word| !(not_control(word & LOW) | word) & TOPS);
    bytes.len() - rest.len() + found
}

/// Sets the top bit of each byte that ends or changes an attribute's value.
#[inline]
fn find_in_value(word: u64, quote: u8) -> u64 {
    let low = word & LOW;
    // Each quote differs from `&` in one bit, which is set before both are searched for at once.
    let (bit, both) = match quote {
        b'"' => (all(b'"' ^ b'&'), b'"' | b'&'),
        _ => (all(b'\'' ^ b'&'), b'\'' | b'&'),
    };
    let plain = differ(low | bit, both) & differ(low, b'<') & not_control(low);
    !(plain | word) & TOPS
}

/// Sets the top bit of each byte that is not `byte`. The top bits of `low` are 0.
#[inline]
fn differ(low: u64, byte: u8) -> u64 {
    (low ^ all(byte)) + LOW
}

/// Sets the top bit of each byte that is not a control character. The top bits of `low` are 0.
#[inline]
fn not_control(low: u64) -> u64 {
    low + all(0x80 - b' ')
}

/// A word of which each byte is `byte`.
#[inline]
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; WORD])
}

/// Returns the number of bytes before the first whose top bit `find` sets.
#[inline]
fn scan(bytes: &[u8], find: impl Fn(u64) -> u64) -> usize {
    let (words, rest) = bytes.as_chunks();
    for (index, word) in words.iter().enumerate() {
        let found = find(u64::from_le_bytes(*word));
        if found != 0 {
            return index * WORD + first(found);
        }
    }
    // Blanks are never found.
    let mut last = [b' '; WORD];
    last.iter_mut()
        .zip(rest)
        .for_each(|(slot, byte)| *slot = *byte);
    let found = find(u64::from_le_bytes(last));
    let in_rest = if found == 0 { rest.len() } else { first(found) };
    bytes.len() - rest.len() + in_rest
}

/// Returns the index of the first byte whose top bit is set.
#[inline]
fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Puts each byte at each place of texts of each length, so that all bytes of a piece and the
    /// rest behind the pieces are tried.
    #[test]
    fn every_byte_is_found_at_every_place() {
        let is_value = |byte: u8| byte < 0x20 || b"\"<&".contains(&byte);
        let is_text = |byte: u8| b"<&\r]".contains(&byte);
        for fill in [b'a', 0x20, 0x7f, 0x80, 0xff, b'!', b';', b'\'', b'='] {
            for length in (1..20).chain([31, 32, 33, 39, 47, 48, 49]) {
                for place in 0..length {
                    for byte in 0..=255 {
                        let mut text = vec![fill; length];
                        if let Some(slot) = text.get_mut(place) {
                            *slot = byte;
                        }
                        let first = |is_found: &dyn Fn(u8) -> bool| {
                            let found = text.iter().position(|byte| is_found(*byte));
                            found.unwrap_or(length)
                        };
                        assert_eq!(plain_value(&text, b'"'), first(&is_value));
                        let is_other = |byte: u8| byte < 0x20 || b"'<&".contains(&byte);
                        assert_eq!(plain_value(&text, b'\''), first(&is_other));
                        assert_eq!(plain_text(&text), first(&is_text));
                        assert_eq!(before_control(&text), first(&|byte| byte < 0x20));
                        if let Ok(from) = <&[u8; 32]>::try_from(text.as_slice()) {
                            let mut to = [0; 32];
                            let found = copy_plain_value(from, &mut to, b'"');
                            let expected = first(&is_value);
                            assert_eq!(found, (expected < 32).then_some(expected));
                            assert_eq!(to.get(..expected), from.get(..expected));
                        }
                    }
                }
            }
        }
    }
}
