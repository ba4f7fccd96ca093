//! Character references and the five predefined entities.

use crate::chars::is_allowed;
use crate::error::{Result, malformed};
use std::str;

/// The UTF-16 surrogates. Java's serialisers write a character beyond U+FFFF as references to two of
/// them.
const HIGH: std::ops::RangeInclusive<u32> = 0xd800..=0xdbff;
const LOW: std::ops::RangeInclusive<u32> = 0xdc00..=0xdfff;

/// Reads a reference. `bytes` begins with its `&`. Returns its character and what follows it.
///
/// Numbers that are not those of a character are U+FFFD, but two references that form a surrogate
/// pair are together the character that the pair stands for.
pub fn reference(bytes: &[u8]) -> Result<(char, &[u8])> {
    if let Some((number, rest)) = number(bytes) {
        if HIGH.contains(&number)
            && let Some((low, rest)) = self::number(rest)
            && LOW.contains(&low)
        {
            let combined = 0x10000 + ((number - HIGH.start()) << 10) + (low - LOW.start());
            return Ok((char_or_replacement(combined), rest));
        }
        let char = char_or_replacement(number);
        return match is_allowed(char) {
            true => Ok((char, rest)),
            false => malformed("malformed reference", bytes),
        };
    }
    match bytes {
        [b'&', b'q', b'u', b'o', b't', b';', rest @ ..] => Ok(('"', rest)),
        [b'&', b'a', b'm', b'p', b';', rest @ ..] => Ok(('&', rest)),
        [b'&', b'a', b'p', b'o', b's', b';', rest @ ..] => Ok(('\'', rest)),
        [b'&', b'l', b't', b';', rest @ ..] => Ok(('<', rest)),
        [b'&', b'g', b't', b';', rest @ ..] => Ok(('>', rest)),
        _ => malformed("malformed reference or unknown entity", bytes),
    }
}

/// Reads `&#123;` or `&#x7b;`.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let bytes = bytes.strip_prefix(b"&#")?;
    let (digits, radix) = match bytes.strip_prefix(b"x") {
        Some(digits) => (digits, 16),
        None => (bytes, 10),
    };
    let length = digits
        .iter()
        .position(|byte| !char::from(*byte).is_digit(radix))?;
    let (digits, rest) = digits.split_at_checked(length)?;
    let number = u32::from_str_radix(str::from_utf8(digits).ok()?, radix).ok()?;
    Some((number, rest.strip_prefix(b";")?))
}

fn char_or_replacement(number: u32) -> char {
    char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn references_are_characters() {
        for (text, char, left) in [
            ("&lt;b", '<', 1),
            ("&#65;", 'A', 0),
            ("&#x0041;!", 'A', 1),
            ("&#13;", '\r', 0),
            ("&#x1F422;", '🐢', 0),
            ("&#xD83D;&#xDC22;x", '🐢', 1),
            ("&#55357;&#56354;", '🐢', 0),
            ("&#xD83D;&#x41;", '\u{fffd}', 6),
            ("&#xD83D;", '\u{fffd}', 0),
            ("&#xDC22;&#xD83D;", '\u{fffd}', 8),
            ("&#x110000;", '\u{fffd}', 0),
        ] {
            let (read, rest) = reference(text.as_bytes()).unwrap();
            assert_eq!((read, rest.len()), (char, left), "{text}");
        }
    }

    #[test]
    fn malformed_references_are_refused() {
        for text in [
            "&",
            "&;",
            "&lt",
            "&lt ;",
            "&LT;",
            "&nbsp;",
            "&#;",
            "&#x;",
            "&#X41;",
            "&#65",
            "&#6 5;",
            "&#-1;",
            "&#+1;",
            "&#0;",
            "&#1;",
            "&#xFFFE;",
            "&#xffff;",
            "&#4294967296;",
            "&#x41g;",
        ] {
            assert!(reference(text.as_bytes()).is_err(), "{text}");
        }
    }
}
