//! The texts of credentials as programs give them, often from files.

use crate::common::error::{Error, Result};

/// The byte order mark, which some Windows editors put at the beginning of a file.
pub const BYTE_ORDER_MARK: char = '\u{feff}';
/// The largest length of a name, a password, a token, an id or a contentUrl.
const MAX_TEXT: usize = 32 * 1024;

/// Returns a text without the line break at its end and the byte order mark before it, which a file
/// or another program's output may have. Neither is a part of a token, a name, an id or a
/// contentUrl.
pub fn without_line_end(text: &str) -> &str {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.trim_end_matches(['\r', '\n'])
}

/// Checks that a text is a single line, and removes its line break and byte order mark. `what`
/// completes the message "the …".
pub fn single_line<'a>(text: &'a str, what: &str) -> Result<&'a str> {
    let text = without_line_end(text);
    match text.contains(['\r', '\n']) {
        true => Err(Error::invalid(format!("the {what} contains a line break"))),
        false => checked(text, what),
    }
}

/// Checks the length of a text. `what` completes the message "the …".
pub fn checked<'a>(text: &'a str, what: &str) -> Result<&'a str> {
    match text.len() {
        0..=MAX_TEXT => Ok(text),
        _ => Err(Error::invalid(format!("the {what} is longer than 32 KiB"))),
    }
}
