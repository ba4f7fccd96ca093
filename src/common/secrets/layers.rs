//! Unescaping a text layer by layer.
//!
//! A server may echo a secret escaped, and a proxy may escape the response again. The password
//! `a"b`, for example, is `a&quot;b` in XML, and `a\u0026quot;b` if a gateway written in Go puts
//! that XML into JSON. A search for each combination of escapes would be endless, so the text is
//! unescaped instead: layer 0 is the text itself, and each layer is the one before with all its
//! escapes undone once, whatever their kind. There are at most [`MAX_LAYERS`], which bounds the
//! time. Each byte of a layer has the index in the text from which it came ([`Layer::origin`]), so
//! what is found in a layer is redacted in the original text, and the rest of that stays as the
//! server sent it.

use crate::common::memory;
use std::collections::TryReserveError;
use std::ops::Range;

/// A text that cannot be searched for secrets: there is no memory for that, or it has over 4 GiB. It is
/// redacted as a whole.
#[derive(Debug)]
pub struct Unsearchable;

impl From<TryReserveError> for Unsearchable {
    fn from(_: TryReserveError) -> Unsearchable {
        Unsearchable
    }
}

/// The largest number of layers that are unescaped.
const MAX_LAYERS: usize = 8;
/// The longest name of a character between `&` and `;`, with the `;`.
const MAX_NAME: usize = 5;
/// The largest number of digits between braces: `\u{10ffff}`.
const MAX_BRACED: usize = 6;

/// A text of which some layers of escapes are undone.
pub struct Layer {
    pub bytes: Vec<u8>,
    /// The index in the original text of each byte, and at the end the length of that text.
    origins: Vec<u32>,
}

impl Layer {
    /// Makes layer 0, the text itself.
    fn new(text: &[u8]) -> Result<Layer, Unsearchable> {
        let length = u32::try_from(text.len()).map_err(|_| Unsearchable)?;
        let mut origins = memory::reserved(text.len() + 1)?;
        origins.extend(0..=length);
        Ok(Layer {
            bytes: memory::copy(text)?,
            origins,
        })
    }

    /// Returns the range of the original text from which a range of the layer came.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let at = |place: usize| self.origins.get(place).map_or(0, |origin| *origin as usize);
        at(range.start)..at(range.end)
    }

    /// Returns the next layer, in which each escape is undone once. `None` if there is no escape.
    fn unescaped(&self) -> Result<Option<Layer>, Unsearchable> {
        // An escape is at least as long as what it stands for.
        let mut layer = Layer {
            bytes: memory::reserved(self.bytes.len())?,
            origins: memory::reserved(self.origins.len())?,
        };
        let mut has_escape = false;
        let mut at = 0;
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = rest.iter().take_while(|byte| !is_escape(**byte)).count();
            let (copied, rest) = rest.split_at(plain);
            layer.bytes.extend_from_slice(copied);
            let origins = self.origins.get(at..at + plain).unwrap_or_default();
            layer.origins.extend_from_slice(origins);
            at += plain;
            let Some(first) = rest.first() else {
                break;
            };
            let mut buffer = [*first, 0, 0, 0];
            let (length, escaped) = match unescape(rest) {
                Some((Unescaped::Byte(byte), escaped)) => {
                    buffer = [byte, 0, 0, 0];
                    (1, escaped)
                }
                Some((Unescaped::Character(character), escaped)) => {
                    (character.encode_utf8(&mut buffer).len(), escaped)
                }
                None => (1, 0),
            };
            has_escape |= escaped > 0;
            let origin = self.origins.get(at).copied().unwrap_or_default();
            for byte in buffer.iter().take(length) {
                layer.bytes.push(*byte);
                layer.origins.push(origin);
            }
            at += escaped.max(1);
        }
        layer.origins.extend(self.origins.last());
        Ok(has_escape.then_some(layer))
    }
}

/// Returns the text, and then the text with one to eight layers of escapes undone, as long as there
/// are any.
pub fn layers(text: &[u8]) -> impl Iterator<Item = Result<Layer, Unsearchable>> {
    let mut next = Some(Layer::new(text));
    let mut left = MAX_LAYERS;
    std::iter::from_fn(move || {
        let layer = next.take()?;
        if let Ok(layer) = &layer
            && left > 0
        {
            left -= 1;
            next = layer.unescaped().transpose();
        }
        Some(layer)
    })
}

/// Returns a secret with its own escapes undone: a text that is unescaped as a whole contains it in
/// this form.
pub fn unescaped(secret: &[u8]) -> impl Iterator<Item = Result<Vec<u8>, Unsearchable>> {
    let layers = layers(secret).skip(1);
    layers.map(|layer| layer.map(|layer| layer.bytes))
}

enum Unescaped {
    Byte(u8),
    Character(char),
}

fn is_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'&' | b'\\')
}

/// Reads the escape at the beginning of a text. Returns the byte or character for which it stands,
/// and the length of the escape.
fn unescape(text: &[u8]) -> Option<(Unescaped, usize)> {
    let (first, rest) = text.split_first()?;
    let (unescaped, length) = match first {
        b'%' => percent(rest),
        b'&' => reference(rest),
        b'\\' => backslash(rest),
        _ => None,
    }?;
    Some((unescaped, length + 1))
}

/// Reads `%2d`, or `%u002d` of JavaScript's `escape`, after the `%`.
fn percent(rest: &[u8]) -> Option<(Unescaped, usize)> {
    match rest.first()? {
        b'u' | b'U' => unit(rest.get(1..)?).map(|unescaped| (unescaped, 5)),
        _ => byte(rest).map(|byte| (Unescaped::Byte(byte), 2)),
    }
}

/// Reads `&amp;`, `&#45;` or `&#x2d;` after the `&`, with any number of zeros. `&#45` without `;`
/// is accepted too, as in HTML.
fn reference(rest: &[u8]) -> Option<(Unescaped, usize)> {
    if rest.first()? != &b'#' {
        let name = rest.iter().take(MAX_NAME).position(|byte| *byte == b';')?;
        let character = match rest.get(..name)? {
            b"amp" => '&',
            b"lt" => '<',
            b"gt" => '>',
            b"quot" => '"',
            b"apos" => '\'',
            _ => return None,
        };
        return Some((Unescaped::Character(character), name + 1));
    }
    let (radix, start) = match rest.get(1)? {
        b'x' | b'X' => (16, 2),
        _ => (10, 1),
    };
    let digits = rest.get(start..)?;
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let significant = digits.get(zeros..)?.iter().take(MAX_BRACED + 1);
    let length = significant.take_while(|digit| char::from(**digit).is_digit(radix));
    let end = zeros + length.count();
    let character = character(digits.get(..end)?.get(zeros..)?, radix)?;
    let has_end = digits.get(end) == Some(&b';');
    Some((
        Unescaped::Character(character),
        start + end + usize::from(has_end),
    ))
}

/// Reads the escapes of JSON, JavaScript, C and Python after the backslash: `\n`, `\u002d`,
/// `\u{2d}`, `\x2d`, `\055`.
fn backslash(rest: &[u8]) -> Option<(Unescaped, usize)> {
    let byte_of = |byte| Some((Unescaped::Byte(byte), 1));
    match rest.first()? {
        b'u' if rest.get(1) == Some(&b'{') => {
            let digits = rest.get(2..)?.iter().take(MAX_BRACED + 1);
            let length = digits.clone().position(|byte| *byte == b'}')?;
            let character = character(rest.get(2..2 + length)?, 16)?;
            Some((Unescaped::Character(character), length + 3))
        }
        b'u' => {
            let digits = rest.get(1..)?;
            if let Some(unescaped) = unit(digits) {
                return Some((unescaped, 5));
            }
            let second = digits.get(4..)?.strip_prefix(b"\\u")?;
            let pair = [number(digits.get(..4)?, 16)?, number(second.get(..4)?, 16)?];
            let pair = pair.map(|unit| u16::try_from(unit).unwrap_or_default());
            let character = char::decode_utf16(pair).next()?.ok()?;
            Some((Unescaped::Character(character), 11))
        }
        b'x' => byte(rest.get(1..)?).map(|byte| (Unescaped::Byte(byte), 3)),
        b'b' => byte_of(8),
        b'f' => byte_of(12),
        b'n' => byte_of(b'\n'),
        b'r' => byte_of(b'\r'),
        b't' => byte_of(b'\t'),
        byte @ (b'"' | b'\'' | b'\\' | b'/') => byte_of(*byte),
        b'0'..=b'3' => {
            let byte = u8::try_from(number(rest.get(..3)?, 8)?).ok()?;
            Some((Unescaped::Byte(byte), 3))
        }
        _ => None,
    }
}

/// Reads four hexadecimal digits, which must not be half of a surrogate pair.
fn unit(text: &[u8]) -> Option<Unescaped> {
    character(text.get(..4)?, 16).map(Unescaped::Character)
}

/// Reads two hexadecimal digits.
fn byte(text: &[u8]) -> Option<u8> {
    u8::try_from(number(text.get(..2)?, 16)?).ok()
}

fn character(digits: &[u8], radix: u32) -> Option<char> {
    char::from_u32(number(digits, radix)?)
}

/// Reads a number from a text that contains only digits.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix)?.checked_add(digit)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let layer = layers(text.as_bytes()).last().unwrap().unwrap();
        String::from_utf8(layer.bytes).unwrap()
    }

    #[test]
    fn each_kind_of_escape_is_unescaped() {
        for (escaped, expected) in [
            ("a%26b%2Fc%u00fc", "a&b/cü"),
            ("&lt;&gt;&quot;&apos;&amp;", "<>\"'&"),
            ("&#45;&#0000045;&#x2d;&#X000000000002D;&#45.", "-----."),
            ("&#x1F422;\\uD83D\\uDC22\\u{1f422}", "🐢🐢🐢"),
            ("\\n\\t\\/\\\"\\'\\\\", "\n\t/\"'\\"),
            ("\\x2d\\u002D\\055", "---"),
            ("&amp;amp;#x26;amp;lt;", "<"),
            ("%2525252525252526", "&"),
            ("{\\u0026lt;%5Cu003e}", "{<>}"),
        ] {
            assert_eq!(plain(escaped), expected, "{escaped}");
        }
    }

    #[test]
    fn text_that_is_not_an_escape_is_unchanged() {
        for text in [
            "100%",
            "%2",
            "%zz",
            "%u00",
            "a&b",
            "&;",
            "&amp",
            "&#;",
            "&#x;",
            "&#xd800;",
            "&#99999999;",
            "\\",
            "\\q",
            "\\x2",
            "\\u00f",
            "\\u{}",
            "\\u{2d",
            "\\ud83d",
            "\\400",
            "%+1",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn at_most_eight_layers_are_unescaped() {
        let escaped = |layers: usize| format!("%{}41", "25".repeat(layers - 1));
        assert_eq!(plain(&escaped(8)), "A");
        assert_eq!(plain(&escaped(9)), "%41");
    }

    #[test]
    fn each_byte_has_its_index_in_the_original_text() {
        let text = "x%2526amp;y&#x1F422;";
        let layer = layers(text.as_bytes()).last().unwrap().unwrap();
        assert_eq!(layer.bytes, "x&y🐢".as_bytes());
        assert_eq!(layer.origin(0..1), 0..1);
        assert_eq!(layer.origin(1..2), 1..10);
        assert_eq!(layer.origin(2..7), 10..text.len());
    }
}
