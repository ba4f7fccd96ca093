//! Paths of the API: what may stand in one, and the placeholders.

use crate::error::{Error, Result};
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

/// How long a path may be. Servers take some 8 KiB.
const MAX_PATH: usize = 32 * 1024;
/// How much of a path goes into a message.
const MAX_SHOWN: usize = 200;

/// A path as it may stand in a message.
pub fn shown(path: &str) -> String {
    match path.char_indices().nth(MAX_SHOWN) {
        Some((cut, _)) => format!("{:?}…", path.get(..cut).unwrap_or_default()),
        None => format!("{path:?}"),
    }
}

/// What `{version}`, `{site-id}` and `{user-id}` stand for.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Placeholders<'a> {
    pub version: &'a str,
    pub site_id: &'a str,
    pub user_id: &'a str,
}

/// The path below the server's address: absolute as given, or relative to the site.
pub fn resolve(path: &str, placeholders: Placeholders<'_>) -> Result<String> {
    let refused = |reason| Error::invalid(format!("the path cannot be used: it {reason}"));
    if path.is_empty() {
        return Err(refused("is empty"));
    }
    if path.len() > MAX_PATH {
        return Err(refused("is longer than 32 KiB"));
    }
    // Other words with a colon are Tableau's: tags:batchCreate.
    let scheme = path.split_once(':').map_or("", |(scheme, _)| scheme);
    if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        return Err(refused("has a scheme"));
    }
    let template = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/api/{{version}}/sites/{{site-id}}/{path}")
    };
    let resolved = fill(&template, placeholders).and_then(|path| check(&path).map(|()| path));
    resolved.map_err(refused)
}

fn fill(
    template: &str,
    placeholders: Placeholders<'_>,
) -> std::result::Result<String, &'static str> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').ok_or("has a { without its }")?;
        filled.push_str(before);
        filled.push_str(&encode(match name {
            "version" => placeholders.version,
            "site-id" => placeholders.site_id,
            "user-id" => placeholders.user_id,
            _ => return Err("has a placeholder other than {version}, {site-id} and {user-id}"),
        }));
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Whether an absolute path can be sent as it is; the reason completes "it …".
pub fn check(path: &str) -> std::result::Result<(), &'static str> {
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::Status;

    const PLACEHOLDERS: Placeholders<'_> = Placeholders {
        version: "3.19",
        site_id: "s-1",
        user_id: "u/1",
    };

    #[test]
    fn a_relative_path_is_of_the_site() {
        for (path, sent) in [
            ("workbooks", "/api/3.19/sites/s-1/workbooks"),
            ("users/{user-id}/x", "/api/3.19/sites/s-1/users/u%2F1/x"),
            ("/api/{version}/sites", "/api/3.19/sites"),
            ("/api/-/x:y@z", "/api/-/x:y@z"),
            ("a/%2F%20b", "/api/3.19/sites/s-1/a/%2F%20b"),
            ("a/...", "/api/3.19/sites/s-1/a/..."),
            ("a/", "/api/3.19/sites/s-1/a/"),
            ("tags:batchCreate", "/api/3.19/sites/s-1/tags:batchCreate"),
        ] {
            assert_eq!(resolve(path, PLACEHOLDERS).unwrap(), sent);
        }
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        for path in [
            "//evil/x",
            "https://evil/x",
            "HTTP:evil",
            "a//b",
            "..",
            "../x",
            "a/../b",
            "a/.",
            "%2e%2e/x",
            ".%2E/x",
            "a/%2e",
            "%2e%2e%2fx",
            "a/..%5cb",
            "a\\b",
            "a#b",
            "a?b",
            "a b",
            "a\r\nb",
            "a\tb",
            "ä",
            "{token}",
            "..;/x",
            "a/..;b=c/x",
            "a/%2e%2e%3bx/y",
            "{version",
            "}",
            "a%",
            "a%2",
            "a%zz",
            "a\"b",
            "a<b",
            "\u{7f}",
        ] {
            let status = resolve(path, PLACEHOLDERS).unwrap_err().status();
            assert_eq!(status, Status::InvalidArgument, "{path}");
        }
    }

    #[test]
    fn a_placeholder_cannot_lead_elsewhere() {
        let with = |site_id| Placeholders {
            site_id,
            ..PLACEHOLDERS
        };
        let sent = resolve("w", with("x/y?z#{}")).unwrap();
        assert_eq!(sent, "/api/3.19/sites/x%2Fy%3Fz%23%7B%7D/w");
        for hostile in ["..", ".", "../x", "x/../y"] {
            assert!(resolve("w", with(hostile)).is_err(), "{hostile}");
        }
    }
}
