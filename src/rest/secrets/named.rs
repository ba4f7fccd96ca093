//! Values that are secrets by their name: `password="…"`, `"token": "…"`, `<secret>…</secret>`.

use memchr::memmem;

/// How the names of a request's secrets end, in the spellings that there are: `password`,
/// `newPassword`, `PASSWORD`, `personalAccessTokenSecret`, `client_secret`, `accessToken`, `jwt`.
pub const OF_A_BODY: &[&str] = &[
    "assword", "ASSWORD", "ecret", "ECRET", "oken", "OKEN", "jwt", "Jwt", "JWT",
];
/// The same for what a server gives out.
pub const OF_AN_ANSWER: &[&str] = &["token", "Token"];

/// How long a value may be; the rest of a longer one is not looked at.
const MAX_VALUE: usize = 8 * 1024;
/// How long a name may be.
const MAX_NAME: usize = 64;
/// How many white space characters may stand between a name and its value.
const MAX_GAP: usize = 64;

/// The values in XML, JSON or a form, whole or broken off, as they are written there.
pub fn named_values<'a>(body: &'a [u8], names: &'a [&str]) -> impl Iterator<Item = &'a [u8]> {
    let ends = names.iter().flat_map(move |name| {
        let places = memmem::find_iter(body, *name);
        places.map(move |at| at + name.len())
    });
    ends.flat_map(|end| values_at(body, end)).flatten()
}

/// The value of the name that ends at a place. It may be read in two ways: a backslash before its
/// quote is a part of it in XML.
fn values_at(body: &[u8], end: usize) -> [Option<&[u8]>; 2] {
    let (before, after) = body.split_at_checked(end).unwrap_or_default();
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
    let name = before.iter().rev().take(MAX_NAME).take_while(is_name);
    let start = before.len() - name.count();
    // The end of an element is followed by what is not its own.
    let is_end_tag = before
        .get(..start)
        .is_some_and(|text| text.ends_with(b"</"));
    match value_after(after) {
        Some(values) if !is_end_tag => values.map(|value| {
            let value = value.get(..MAX_VALUE).unwrap_or(value);
            Some(value).filter(|value| !value.is_empty())
        }),
        _ => [None, None],
    }
}

/// What follows a name. "Your token is invalid" has no value.
fn value_after(after: &[u8]) -> Option<[&[u8]; 2]> {
    let after = strip_space(strip_quote(after).map_or(after, |(_, rest)| rest));
    let (assignment, after) = after.split_first()?;
    let value = match assignment {
        b'>' => return Some([until(after, |byte| byte == b'<'), b""]),
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
        let values = named_values(text.as_bytes(), names);
        values
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .collect()
    }

    #[test]
    fn secrets_of_a_body_are_found_by_their_names() {
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
        ] {
            assert_eq!(
                found(body, OF_A_BODY).first().map(String::as_str),
                Some(value),
                "{body}"
            );
        }
        assert_eq!(found("password='a\\' b='c'", OF_A_BODY), ["a\\' b=", "a\\"]);
        for body in [
            "<x password=''/>",
            "a secret is kept",
            "</token>text<",
            "token",
            "password=",
        ] {
            assert!(found(body, OF_A_BODY).is_empty(), "{body}");
        }
    }
}
