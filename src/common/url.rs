//! The path and the query of a URL: their allowed characters and their encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters that are encoded: all but the unreserved ones of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes a value for a path segment or a query.
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, UNRESERVED).to_string()
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
    for segment in path.split('/') {
        let decoded = percent_decode_str(segment).collect::<Vec<u8>>();
        let mut parts = decoded.split(|byte| matches!(byte, b'/' | b'\\'));
        // Tomcat and other servlet containers remove what follows a semicolon before they resolve
        // the dots.
        let is_dots = |part: &[u8]| {
            let name = part.split(|byte| *byte == b';').next();
            matches!(name, Some(b"." | b".."))
        };
        if parts.any(is_dots) {
            return Err("has a . or .. segment");
        }
    }
    Ok(())
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
