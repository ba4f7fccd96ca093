//! The path and the query of a URL: what may stand in them, and how they are encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What RFC 3986 leaves as it is in one segment or one query value: everything else is encoded.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value as it stands in a path segment or a query.
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, UNRESERVED).to_string()
}

/// Whether an absolute path can be sent as it is; the reason completes "it …".
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
        // Servers in Java drop what follows a semicolon before they look at the dots.
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

/// Whether a query that somebody else wrote can be sent as it is.
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

/// A URL as it may stand in a message: queries hold what the user's data is called.
pub fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or(url)
}

/// The path of an http or https URL.
pub fn path_of(url: &str) -> &str {
    let url = without_query(url);
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|slash| rest.get(slash..));
    path.unwrap_or("/")
}
