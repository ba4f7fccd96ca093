//! Searches for the few bytes that have a meaning, eight bytes at a time.
//!
//! A word of eight bytes is tested with arithmetic: `word - 0x01…01` borrows into the top bit of a
//! byte that was zero. A borrow may also set the bits of the bytes above it, so only the lowest bit
//! of a result is exact, and it is the only one that is used. Example: to find `<` in `"ab<cd<e\0"`,
//! the word is combined by exclusive or with `<` in each byte, which makes the third byte zero.

/// The number 1 in each byte.
const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
/// The top bit of each byte.
const TOPS: u64 = u64::from_ne_bytes([0x80; 8]);

/// Returns the number of bytes before the first that ends or changes an attribute's value: its quote,
/// `<`, `&`, or white space other than a blank.
#[inline]
pub fn plain_value(bytes: &[u8], quote: u8) -> usize {
    let mask =
        |word| below_blank(word) | equal(word, quote) | equal(word, b'<') | equal(word, b'&');
    scan(bytes, mask, |byte| {
        byte < b' ' || byte == quote || byte == b'<' || byte == b'&'
    })
}

/// Returns the number of bytes before the first that ends or changes text: `<`, `&`, a carriage
/// return, or a `]`, which may begin `]]>`.
#[inline]
pub fn plain_text(bytes: &[u8]) -> usize {
    let mask =
        |word| equal(word, b'<') | equal(word, b'&') | equal(word, b'\r') | equal(word, b']');
    scan(bytes, mask, |byte| {
        matches!(byte, b'<' | b'&' | b'\r' | b']')
    })
}

/// Returns the number of bytes before the first control character, including white space other than
/// a blank.
#[inline]
pub fn before_control(bytes: &[u8]) -> usize {
    scan(bytes, below_blank, |byte| byte < b' ')
}

fn scan(bytes: &[u8], mask: impl Fn(u64) -> u64, is_found: impl Fn(u8) -> bool) -> usize {
    let mut rest = bytes;
    while let Some((word, tail)) = rest.split_first_chunk::<8>() {
        let found = mask(u64::from_le_bytes(*word)) & TOPS;
        if found != 0 {
            return bytes.len() - rest.len() + found.trailing_zeros() as usize / 8;
        }
        rest = tail;
    }
    let found = rest.iter().position(|byte| is_found(*byte));
    bytes.len() - rest.len() + found.unwrap_or(rest.len())
}

/// Sets the top bit of the lowest byte that is equal to `byte`.
fn equal(word: u64, byte: u8) -> u64 {
    let word = word ^ (ONES * u64::from(byte));
    word.wrapping_sub(ONES) & !word
}

/// Sets the top bit of the lowest byte below a blank.
fn below_blank(word: u64) -> u64 {
    word.wrapping_sub(ONES * 0x20) & !word
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts each byte at each place of texts of each length, so that all bytes of a word and the
    /// rest behind the words are tried.
    #[test]
    fn every_byte_is_found_at_every_place() {
        let is_value = |byte: u8| byte < 0x20 || b"\"<&".contains(&byte);
        let is_text = |byte: u8| b"<&\r]".contains(&byte);
        for fill in [b'a', 0x20, 0x7f, 0x80, 0xff, b'!', b';', b'\'', b'='] {
            for length in 1..20 {
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
                        assert_eq!(plain_text(&text), first(&is_text));
                        assert_eq!(before_control(&text), first(&|byte| byte < 0x20));
                    }
                }
            }
        }
    }
}
