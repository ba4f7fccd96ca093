//! Values that are secrets because of their name: `password="…"`, `"token": "…"`,
//! `<secret>…</secret>`.

use memchr::memmem;

/// The ends of the names of secrets in a request's body: `password`, `newPassword`, `PASSWORD`,
/// `personalAccessTokenSecret`, `client_secret`, `accessToken`, `jwt`.
pub const REQUEST_NAMES: &[&str] = &[
    "assword", "ASSWORD", "ecret", "ECRET", "oken", "OKEN", "jwt", "Jwt", "JWT",
];
/// The ends of the names of secrets in a response's body.
pub const RESPONSE_NAMES: &[&str] = &["token", "Token"];

/// The largest length of a value. A longer one is truncated.
const MAX_VALUE: usize = 8 * 1024;
/// The largest length of a name.
const MAX_NAME: usize = 64;
/// The largest number of white space characters between a name and its value.
const MAX_GAP: usize = 64;

/// Returns the values of names in XML, JSON or a form, as they are written there. The body may be
/// truncated or malformed.
pub fn values_of_names<'a>(body: &'a [u8], names: &'a [&str]) -> impl Iterator<Item = &'a [u8]> {
    let ends = names.iter().flat_map(move |name| {
        let places = memmem::find_iter(body, *name);
        places.map(move |at| at + name.len())
    });
    ends.flat_map(|end| values_for_name_at(body, end)).flatten()
}

/// Returns the value of the name that ends at an index. There are two if it can be read in two
/// ways: a backslash before the closing quote is a part of the value in XML, and an escape in JSON.
fn values_for_name_at(body: &[u8], end: usize) -> [Option<&[u8]>; 2] {
    let (before, after) = body.split_at_checked(end).unwrap_or_default();
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
    let name = before.iter().rev().take(MAX_NAME).take_while(is_name);
    let start = before.len() - name.count();
    let before = before.get(..start).unwrap_or_default();
    // An end tag has no value.
    let has_space = after.first().is_some_and(u8::is_ascii_whitespace);
    let values = match before.ends_with(b"</") {
        true => None,
        false if has_space && before.ends_with(b"<") => behind_start_tag(after).map(texts),
        false => value_after(after),
    };
    values.map_or([None, None], |values| {
        values.map(|value| Some(value).filter(|value| !value.is_empty()))
    })
}

/// Returns the value that follows a name, in at most two readings. The name in "Your token is
/// invalid" has none.
fn value_after(after: &[u8]) -> Option<[&[u8]; 2]> {
    let after = strip_space(strip_quote(after).map_or(after, |(_, rest)| rest));
    let (assignment, after) = after.split_first()?;
    let value = match assignment {
        b'>' => return Some(texts(after)),
        b'=' | b':' => strip_space(after),
        _ => return None,
    };
    Some(match strip_quote(value) {
        Some((quote, value)) => {
            let mut is_escaped = false;
            let unescaped = until(value, |byte| {
                let is_end = byte == quote && !is_escaped;
                is_escaped = byte == b'\\' && !is_escaped;
                is_end
            });
            let shortest = until(value, |byte| byte == quote);
            [
                unescaped,
                if shortest == unescaped { b"" } else { shortest },
            ]
        }
        None => {
            let is_end = |byte: u8| byte.is_ascii_whitespace() || b"\"'<>&,;}".contains(&byte);
            [until(value, is_end), b""]
        }
    })
}

/// Returns the text after the start tag of an element that is not empty. A tag cannot contain `<`.
fn behind_start_tag(after: &[u8]) -> Option<&[u8]> {
    let mut quote = None;
    let end = after.iter().position(|byte| {
        match (byte, quote) {
            (b'<', _) | (b'>', None) => return true,
            (b'"' | b'\'', None) => quote = Some(*byte),
            _ => quote = quote.filter(|quote| quote != byte),
        }
        false
    })?;
    let (tag, rest) = after.split_at_checked(end)?;
    let rest = rest.strip_prefix(b">")?;
    (!tag.ends_with(b"/")).then_some(rest)
}

/// Returns the text of an element up to the first comment or CDATA section, and the text that
/// follows or is in it.
fn texts(after: &[u8]) -> [&[u8]; 2] {
    let after = after.get(..MAX_VALUE).unwrap_or(after);
    let is_tag = |byte| byte == b'<';
    let split = |text: &[u8], end: &[u8]| memmem::find(text, end).unwrap_or(text.len());
    let text = until(after, is_tag);
    let mut rest = after.get(text.len()..).unwrap_or_default();
    while let Some(comment) = rest.strip_prefix(b"<!--") {
        let behind = split(comment, b"-->") + 3;
        rest = strip_space(comment.get(behind..).unwrap_or_default());
    }
    let more = match rest.strip_prefix(b"<![CDATA[") {
        Some(data) => data.get(..split(data, b"]]>")).unwrap_or_default(),
        None => until(rest, is_tag),
    };
    [text.trim_ascii(), more.trim_ascii()]
}

fn until(text: &[u8], is_end: impl FnMut(u8) -> bool) -> &[u8] {
    let text = text.get(..MAX_VALUE).unwrap_or(text);
    let end = text.iter().copied().position(is_end);
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn strip_space(text: &[u8]) -> &[u8] {
    let space = text.iter().take(MAX_GAP);
    let space = space.take_while(|byte| byte.is_ascii_whitespace());
    text.get(space.count()..).unwrap_or_default()
}

fn strip_quote(text: &[u8]) -> Option<(u8, &[u8])> {
    let (quote, rest) = text.split_first()?;
    matches!(quote, b'"' | b'\'').then_some((*quote, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, names: &[&str]) -> Vec<String> {
        let values = values_of_names(text.as_bytes(), names);
        values
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .collect()
    }

    #[test]
    fn secrets_in_a_body_are_found_by_name() {
        for (body, value) in [
            (
                "<connectionCredentials name=\"n\" password=\"p w\" embed=\"true\"/>",
                "p w",
            ),
            ("<user newPassword = 'p&amp;w'", "p&amp;w"),
            ("{\"jwt\": \"a.b\\\"c\", \"x\": 1}", "a.b\\\"c"),
            ("{\"clientSecret\":12345}", "12345"),
            ("<secret>p w</secret> text <x/>", "p w"),
            ("user=u&client_secret=p%20w&x=y", "p%20w"),
            ("PASSWORD: p\r\n", "p"),
            ("<password>\n    p w\n</password>", "p w"),
            ("<password foo=\"x>y\" bar='\"'>p w</password>", "p w"),
            ("<a:password\n>p w</a:password>", "p w"),
            ("<password><![CDATA[p]<w]]></password>", "p]<w"),
            ("<password x='y'> <!-- > --> <![CDATA[p", "p"),
            ("<password><!-- no --> p w </password>", "p w"),
        ] {
            assert_eq!(
                found(body, REQUEST_NAMES).first().map(String::as_str),
                Some(value),
                "{body}"
            );
        }
        assert_eq!(
            found("password='a\\' b='c'", REQUEST_NAMES),
            ["a\\' b=", "a\\"]
        );
        let parts = "<password>p1<!-- no -->w2</password>";
        assert_eq!(found(parts, REQUEST_NAMES), ["p1", "w2"]);
        for body in [
            "<x password=''/>",
            "a secret is kept",
            "</token>text<",
            "token",
            "password=",
            "<password x='y'/>text<",
            "<password x='y' <y>text<",
            "<password><!-- text",
            "</password x='y'>text<",
        ] {
            assert!(found(body, REQUEST_NAMES).is_empty(), "{body}");
        }
    }
}
