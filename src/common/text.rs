//! Texts: invisible characters, and escaping for XML and C.

use crate::common::memory;
use std::ffi::CString;

/// The largest number of characters of a text of the program in a message.
const MAX_QUOTED: usize = 200;

/// Returns a text on one line: each sequence of white space, invisible characters and characters
/// that change the text direction becomes one space.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    line
}

/// Returns a part of a line as [`one_line`] does, but with a space at an end that had one.
pub fn visible(text: &str) -> String {
    let blank = |is_there| if is_there { " " } else { "" };
    let line = one_line(text);
    if line.is_empty() {
        return blank(!text.is_empty()).to_owned();
    }
    let (before, after) = (text.starts_with(is_blank), text.ends_with(is_blank));
    format!("{}{line}{}", blank(before), blank(after))
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// Returns true for a character that is invisible or changes the text direction.
pub fn is_invisible(character: char) -> bool {
    character.is_control() || is_format(character)
}

/// Returns true for Unicode's format characters (Cf), which include bidirectional controls and
/// zero-width characters, for fillers that look like spaces, for private use and for noncharacters.
fn is_format(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}')
}

/// Returns a text of the program for a message: quoted and truncated.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((cut, _)) => format!("{:?}…", text.get(..cut).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// The same for the path of a file. The backslashes between folders on Windows are not doubled.
pub fn quoted_path(path: &str) -> String {
    quoted(path).replace(r"\\", r"\")
}

/// Returns a text without the byte order mark that may precede UTF-8.
pub fn without_byte_order_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

/// Returns true for a text of one or more ASCII digits.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns a text for C. A NUL, which JSON may contain, is replaced by U+FFFD.
pub fn c_string(text: &str) -> CString {
    CString::new(text)
        .unwrap_or_else(|_| CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default())
}

/// Appends bytes of any length as a text for C, with its NUL. NULs in it, and what is not UTF-8, are
/// replaced by U+FFFD.
pub fn append_c_text(text: &mut Vec<u8>, bytes: &[u8]) -> memory::Result<()> {
    // Most are ASCII, and need no look at each part.
    if bytes.is_ascii() && memchr::memchr(0, bytes).is_none() {
        text.try_reserve(bytes.len() + 1)?;
        text.extend_from_slice(bytes);
    } else {
        let parts = || {
            bytes.utf8_chunks().flat_map(|chunk| {
                let valid = chunk.valid().split_inclusive('\0').flat_map(|part| {
                    let rest = part.strip_suffix('\0');
                    [rest.unwrap_or(part), rest.map_or("", |_| "\u{fffd}")]
                });
                let replaces = !chunk.invalid().is_empty();
                valid.chain(replaces.then_some("\u{fffd}"))
            })
        };
        text.try_reserve(parts().map(str::len).sum::<usize>() + 1)?;
        parts().for_each(|part| text.extend_from_slice(part.as_bytes()));
    }
    text.push(0);
    Ok(())
}

/// Escapes a text for an attribute value in XML. `None` if it contains a control character that XML
/// cannot represent.
pub fn escape_xml(value: &str) -> memory::Result<Option<String>> {
    let mut escaped = String::new();
    escaped.try_reserve(value.len())?;
    for character in value.chars() {
        let mut buffer = [0; 4];
        let escape = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\t' => "&#9;",
            '\n' => "&#10;",
            '\r' => "&#13;",
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => return Ok(None),
            character => character.encode_utf8(&mut buffer),
        };
        memory::append(&mut escaped, escape)?;
    }
    Ok(Some(escaped))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nul_in_text_for_c_is_replaced() {
        for (text, expected) in [
            ("a\0b", "a\u{fffd}b"),
            ("\0", "\u{fffd}"),
            ("", ""),
            ("ä", "ä"),
        ] {
            assert_eq!(c_string(text).to_str().unwrap(), expected);
            let mut appended = b"before".to_vec();
            append_c_text(&mut appended, text.as_bytes()).unwrap();
            assert_eq!(appended, format!("before{expected}\0").as_bytes());
        }
    }
}
