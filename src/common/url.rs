//! The path and the query of a URL: their allowed characters and their encoding.

use crate::common::memory;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters that are encoded: all but the unreserved ones of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes a value for a path segment or a query.
pub fn encode(value: &str) -> memory::Result<String> {
    memory::joined(utf8_percent_encode(value, UNRESERVED))
}

/// Checks that an absolute path can be sent as it is. The error completes the sentence "it …".
pub fn check_path(path: &str) -> std::result::Result<(), &'static str> {
    if !path.starts_with('/') {
        return Err("does not start with a slash");
    }
    if path.contains("//") {
        return Err("has an empty segment (//)");
    }
    check_characters(path, |byte| matches!(byte, b'?' | b'#'))?;
    if path.split('/').any(has_dots) {
        return Err("has a . or .. segment");
    }
    Ok(())
}

/// Returns true if a part of a segment, once it is decoded, is `.` or `..`. A decoded `/` or `\` ends a
/// part. Tomcat and other servlet containers remove what follows a semicolon before they resolve the
/// dots.
fn has_dots(segment: &str) -> bool {
    // The dots of the part so far; `None` after something else.
    let mut dots = Some(0);
    let mut is_name = true;
    // The last slash ends the last part.
    for byte in percent_decode_str(segment).chain([b'/']) {
        match byte {
            b'/' | b'\\' => {
                if matches!(dots, Some(1 | 2)) {
                    return true;
                }
                (dots, is_name) = (Some(0), true);
            }
            b';' => is_name = false,
            b'.' if is_name => dots = dots.map(|dots| dots + 1),
            _ if is_name => dots = None,
            _ => {}
        }
    }
    false
}

/// Checks that the query of a `Location` header can be sent as it is. The error completes the
/// sentence "it …".
pub fn check_query(query: &str) -> std::result::Result<(), &'static str> {
    check_characters(query, |byte| byte == b'#')
}

fn check_characters(
    text: &str,
    refused: impl Fn(u8) -> bool,
) -> std::result::Result<(), &'static str> {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
                if !(hex(bytes.next()) && hex(bytes.next())) {
                    return Err("has a % that is not followed by two hexadecimal digits");
                }
            }
            b'\\' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                return Err("has a character that must be percent-encoded");
            }
            0x21..=0x7e if !refused(byte) => {}
            0x21..=0x7e => return Err("has a ? or #"),
            _ => return Err("has a space, a control character or one that is not ASCII"),
        }
    }
    Ok(())
}

/// Returns a URL without its query. Messages do not contain queries, because these contain names of
/// the user's data.
pub fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// Returns the path of an http or https URL.
pub fn path_of(url: &str) -> &str {
    let url = without_query(url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|slash| rest.get(slash..));
    path.unwrap_or("/")
}
