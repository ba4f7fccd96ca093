//! The characters of XML 1.0: which may occur, and which form names.

use crate::error::{Failure, Result, malformed};
use crate::limits::MAX_NAME;
use crate::scan::{before_control, printable_ascii, split};
use std::str;

/// The least and the most bytes that are checked together from the first that is not ASCII on.
const MIN_WINDOW: usize = 4;
const MAX_WINDOW: usize = 4096;
/// The distance up to which characters beyond ASCII are near each other, in bytes. More and more bytes
/// are checked together then.
const NEAR: usize = 64;

/// Checks that a document is UTF-8 and has only characters that XML allows. Nothing after it has to
/// look at characters.
pub fn check(document: &[u8]) -> Result<()> {
    let mut rest = document;
    let mut window = MIN_WINDOW;
    loop {
        let length = printable_ascii(rest);
        (_, rest) = split(rest, length);
        rest = match rest {
            [] => return Ok(()),
            [b'\t' | b'\n' | b'\r', tail @ ..] => skip_line_ends(tail),
            [byte, ..] if byte.is_ascii() => return not_allowed(rest),
            _ => {
                window = match length < NEAR {
                    true => MAX_WINDOW.min(2 * window),
                    false => MIN_WINDOW,
                };
                check_window(rest, window)?
            }
        };
    }
}

/// Checks some `window` bytes, but none from the first control character on. Returns what follows them.
fn check_window(bytes: &[u8], window: usize) -> Result<&[u8]> {
    let (ahead, behind) = split(bytes, window);
    let length = match before_control(ahead) {
        // The window ends before a byte of ASCII, so no character is cut.
        length if length == ahead.len() => {
            length + behind.iter().take_while(|byte| !byte.is_ascii()).count()
        }
        length => length,
    };
    let (run, rest) = split(bytes, length);
    check_utf8(run, bytes)?;
    // U+FFFE and U+FFFF.
    let invalid = |at: &usize| matches!(split(run, *at).1, [0xef, 0xbf, 0xbe | 0xbf, ..]);
    match memchr::memchr_iter(0xef, run).find(invalid) {
        Some(at) => not_allowed(split(bytes, at).1),
        None => Ok(rest),
    }
}

/// Checks that the first bytes of `rest` are UTF-8.
fn check_utf8(bytes: &[u8], rest: &[u8]) -> Result<()> {
    match str::from_utf8(bytes) {
        Ok(_) => Ok(()),
        Err(error) => malformed("it is not UTF-8", split(rest, error.valid_up_to()).1),
    }
}

/// Makes the failure for a document that has a character that XML does not allow where `rest` is left of
/// it. If it is not UTF-8 further on, as a document in UTF-16 is not, that is the reason instead.
#[cold]
fn not_allowed<T>(rest: &[u8]) -> Result<T> {
    check_utf8(rest, rest)?;
    malformed("it has a character that XML does not allow", rest)
}

/// True for a character that a document may have, as a reference too.
pub fn is_allowed(char: char) -> bool {
    match char {
        '\t' | '\n' | '\r' => true,
        _ => char >= ' ' && !matches!(char, '\u{fffe}' | '\u{ffff}'),
    }
}

/// True for white space.
#[inline]
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns what follows white space.
#[inline]
pub fn skip_spaces(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first()
        && is_space(*byte)
    {
        rest = tail;
    }
    rest
}

/// Returns what follows line ends and tabs.
fn skip_line_ends(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [b'\t' | b'\n' | b'\r', tail @ ..] = rest {
        rest = tail;
    }
    rest
}

/// A name in a document: `p:workbook` or `workbook`.
#[derive(Clone, Copy)]
pub struct QualifiedName<'a> {
    /// The whole name.
    pub whole: &'a [u8],
    /// What is before the colon; empty if there is none.
    pub prefix: &'a [u8],
    /// What is after the colon, or the whole name.
    pub local: &'a [u8],
}

/// Reads the name of an element or an attribute, and returns what follows it.
pub fn qualified_name(bytes: &[u8]) -> Result<(QualifiedName<'_>, &[u8])> {
    let (whole, rest) = split_name(bytes)?;
    let colon = whole.iter().position(|byte| *byte == b':');
    let (prefix, local) = match colon.and_then(|at| whole.split_at_checked(at)) {
        None => (&[][..], whole),
        Some((prefix, local)) => (prefix, local.get(1..).unwrap_or_default()),
    };
    let is_invalid =
        !begins_name(local) || colon.is_some() && (!begins_name(prefix) || local.contains(&b':'));
    match is_invalid {
        true => malformed("invalid name", bytes),
        false => Ok((
            QualifiedName {
                whole,
                prefix,
                local,
            },
            rest,
        )),
    }
}

/// Reads the name of a processing instruction, and returns what follows it.
pub fn instruction_name(bytes: &[u8]) -> Result<&[u8]> {
    let (name, rest) = split_name(bytes)?;
    if begins_name(name) || name.first() == Some(&b':') {
        Ok(rest)
    } else {
        malformed("invalid name", bytes)
    }
}

/// Splits the characters that may occur in a name from what follows them.
fn split_name(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first() {
        if is_ascii_name(*byte) {
            rest = tail;
        } else if byte.is_ascii() {
            break;
        } else {
            match first_char(rest) {
                Some(char) if is_name(char) => {
                    rest = rest.get(char.len_utf8()..).unwrap_or_default();
                }
                _ => break,
            }
        }
    }
    let length = bytes.len() - rest.len();
    if length > MAX_NAME {
        return Err(Failure::TooLarge("has names that are too long"));
    }
    Ok((bytes.get(..length).unwrap_or_default(), rest))
}

/// True if the first character may be that of a name.
fn begins_name(name: &[u8]) -> bool {
    match name.first() {
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphabetic() || *byte == b'_',
        Some(_) => first_char(name).is_some_and(is_name_start),
        None => false,
    }
}

/// Returns the first character, which [`check`] has found to be UTF-8.
fn first_char(bytes: &[u8]) -> Option<char> {
    let bytes = bytes.get(..4).unwrap_or(bytes);
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
    };
    text.chars().next()
}

#[inline]
fn is_ascii_name(byte: u8) -> bool {
    // Reading a table is faster than comparing with ranges.
    const NAME: [bool; 256] = {
        let mut is_name = [false; 256];
        let mut left: &mut [bool] = &mut is_name;
        let mut next = 0_u8;
        while let Some((place, rest)) = left.split_first_mut() {
            *place = next.is_ascii_alphanumeric() || matches!(next, b'_' | b'-' | b'.' | b':');
            (left, next) = (rest, next.wrapping_add(1));
        }
        is_name
    };
    NAME.get(usize::from(byte)).is_some_and(|is_name| *is_name)
}

/// NameStartChar of XML 1.0, without ASCII.
fn is_name_start(char: char) -> bool {
    matches!(char,
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// NameChar of XML 1.0, without ASCII.
fn is_name(char: char) -> bool {
    is_name_start(char)
        || matches!(char, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
