//! Searches for the few bytes that have a meaning, sixteen bytes at a time, with the processor's vector
//! instructions.

use wide::u8x16;

/// The bytes that are tested at once.
const VECTOR: usize = size_of::<u8x16>();
/// The last control character of ASCII.
const LAST_CONTROL: u8 = b' ' - 1;

/// Returns the number of bytes before the first that ends or changes an attribute's value: its quote,
/// `<`, `&`, or white space other than a blank.
#[inline]
pub fn plain_value(bytes: &[u8], quote: u8) -> usize {
    scan(bytes, |vector| find_in_value(vector, quote))
}

/// Copies vectors until one has a byte that ends or changes an attribute's value. Returns the number
/// of bytes before that byte; `N` if all were copied and none is such a byte.
#[inline]
pub fn copy_plain_value<const N: usize>(from: &[u8; N], to: &mut [u8; N], quote: u8) -> usize {
    let ((from, _), (to, _)) = (from.as_chunks(), to.as_chunks_mut());
    for (index, (from, to)) in from.iter().zip(to).enumerate() {
        *to = *from;
        if let Some(first) = first(find_in_value(u8x16::new(*from), quote)) {
            return index * VECTOR + first;
        }
    }
    N
}

/// Returns the number of bytes before the first that ends or changes text: `<`, `&`, a carriage
/// return, or a `]`, which may begin `]]>`.
#[inline]
pub fn plain_text(bytes: &[u8]) -> usize {
    scan(bytes, |vector| {
        let [less, and, end, bracket] = b"<&\r]".map(|byte| equal(vector, byte));
        less | and | end | bracket
    })
}

/// Returns the number of bytes before the first that is not a printable character of ASCII or DEL:
/// before a control character, also if it is white space, and before a byte of another character.
#[inline]
pub fn printable_ascii(bytes: &[u8]) -> usize {
    // The top bit of a byte that is not ASCII is set already, and no other bit is looked at.
    let find = |vector| vector | control(vector);
    let mut rest = bytes;
    // Four vectors at once, as long as nothing is found.
    while let Some((vectors, tail)) = rest.split_first_chunk::<{ 4 * VECTOR }>() {
        let (vectors, _) = vectors.as_chunks();
        let found = vectors.iter().map(|vector| find(u8x16::new(*vector)));
        if first(found.fold(u8x16::splat(0), |all, found| all | found)).is_some() {
            break;
        }
        rest = tail;
    }
    bytes.len() - rest.len() + scan(rest, find)
}

/// Splits bytes at a place that is in them.
#[inline]
pub fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

/// Returns the number of bytes before the first control character, including white space other than a
/// blank.
#[inline]
pub fn before_control(bytes: &[u8]) -> usize {
    scan(bytes, control)
}

/// Finds each byte that ends or changes an attribute's value.
#[inline]
fn find_in_value(vector: u8x16, quote: u8) -> u8x16 {
    equal(vector, quote) | equal(vector, b'<') | equal(vector, b'&') | control(vector)
}

/// Finds each byte that is `byte`.
#[inline]
fn equal(vector: u8x16, byte: u8) -> u8x16 {
    vector.simd_eq(u8x16::splat(byte))
}

/// Finds each control character.
#[inline]
fn control(vector: u8x16) -> u8x16 {
    vector.min(u8x16::splat(LAST_CONTROL)).simd_eq(vector)
}

/// Returns the number of bytes before the first that `find` finds.
#[inline]
fn scan(bytes: &[u8], find: impl Fn(u8x16) -> u8x16) -> usize {
    let (vectors, rest) = bytes.as_chunks();
    for (index, vector) in vectors.iter().enumerate() {
        if let Some(first) = first(find(u8x16::new(*vector))) {
            return index * VECTOR + first;
        }
    }
    // Blanks are never found.
    let mut last = [b' '; VECTOR];
    last.iter_mut()
        .zip(rest)
        .for_each(|(slot, byte)| *slot = *byte);
    let in_rest = first(find(u8x16::new(last))).unwrap_or(rest.len());
    bytes.len() - rest.len() + in_rest
}

/// Returns the index of the first byte whose top bit is set.
#[inline]
fn first(found: u8x16) -> Option<usize> {
    match found.to_bitmask() {
        0 => None,
        bits => Some(bits.trailing_zeros() as usize),
    }
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
            for length in (1..20).chain([31, 32, 33, 47, 48, 49, 63, 64, 65, 130]) {
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
                        let is_special = |byte: u8| !(0x20..0x80).contains(&byte);
                        assert_eq!(before_control(&text), first(&|byte| byte < 0x20));
                        assert_eq!(printable_ascii(&text), first(&is_special));
                        if let Ok(from) = <&[u8; 64]>::try_from(text.as_slice()) {
                            let mut to = [0; 64];
                            let found = copy_plain_value(from, &mut to, b'"');
                            assert_eq!(found, first(&is_value));
                            assert_eq!(to.get(..found), from.get(..found));
                        }
                    }
                }
            }
        }
    }
}
