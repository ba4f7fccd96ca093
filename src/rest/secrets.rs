//! The secrets of one call, and striking them out of what a server echoes.

use std::fmt;

const STRUCK_OUT: &str = "***";
/// What an escape begins with: percent-encoding, forms, XML, JSON.
const ESCAPES: &[u8] = b"%+&\\";

/// A password, a token or a JWT. It shows itself to nobody who did not ask for it;
/// the allocator wipes it when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a copy.
    pub fn new(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(STRUCK_OUT)
    }
}

/// What must not come back from a call, however a server writes it: as it is, percent-encoded,
/// or escaped as in XML or JSON, all of it or a part.
#[derive(Default)]
pub struct Secrets(Vec<Secret>);

impl Secrets {
    /// The secrets of a call, as they were sent.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Secrets {
        let mut secrets: Vec<Secret> = secrets.into_iter().cloned().collect();
        secrets.retain(|secret| !secret.0.is_empty());
        // The longest first: one that holds another must not be left half struck out.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.0.len()));
        Secrets(secrets)
    }

    /// The text without them.
    pub fn strike(&self, text: &str) -> String {
        let struck = self.strike_bytes(text.as_bytes().to_vec());
        String::from_utf8_lossy(&struck).into_owned()
    }

    /// The bytes without them.
    pub fn strike_bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        if self.0.is_empty() {
            return bytes;
        }
        let mut struck = Vec::with_capacity(bytes.len());
        let mut rest = bytes.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let written = self.0.iter().find_map(|secret| length_of(&secret.0, rest));
            match written {
                Some(length) => {
                    struck.extend_from_slice(STRUCK_OUT.as_bytes());
                    rest = rest.get(length..).unwrap_or_default();
                }
                None => {
                    struck.push(*first);
                    rest = after;
                }
            }
        }
        struck
    }
}

/// How many bytes a secret takes at the beginning of a text, if it is written there. A
/// character that begins an escape may also stand for itself, so both ways are followed.
fn length_of(secret: &str, text: &[u8]) -> Option<usize> {
    let first = text.first()?;
    if secret.as_bytes().first() != Some(first) && !ESCAPES.contains(first) {
        return None;
    }
    let mut ends = vec![0];
    for character in secret.chars() {
        let mut next = Vec::new();
        for end in ends {
            let rest = text.get(end..).unwrap_or_default();
            let plain = rest.starts_with(character.encode_utf8(&mut [0; 4]).as_bytes());
            let lengths = [
                plain.then_some(character.len_utf8()),
                escaped(character, rest),
            ];
            next.extend(lengths.into_iter().flatten().map(|length| end + length));
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    ends.last().copied()
}

/// How many bytes a character takes at the beginning of a text, written as an escape.
fn escaped(character: char, text: &[u8]) -> Option<usize> {
    let mut buffer = [0; 4];
    let plain = character.encode_utf8(&mut buffer).as_bytes();
    match text.first()? {
        b'%' => plain
            .chunks(1)
            .zip(text.chunks(3))
            .all(|(byte, written)| {
                let hexadecimal = written
                    .strip_prefix(b"%")
                    .and_then(|digits| number(digits, 16));
                hexadecimal == byte.first().map(|byte| u32::from(*byte))
            })
            .then_some(3 * plain.len())
            .filter(|length| *length <= text.len()),
        b'+' if character == ' ' => Some(1),
        b'&' => {
            let end = text.iter().take(12).position(|byte| *byte == b';')?;
            let is_it = match text.get(1..end)? {
                b"amp" => character == '&',
                b"lt" => character == '<',
                b"gt" => character == '>',
                b"quot" => character == '"',
                b"apos" => character == '\'',
                [b'#', b'x' | b'X', digits @ ..] => number(digits, 16) == Some(character.into()),
                [b'#', digits @ ..] => number(digits, 10) == Some(character.into()),
                _ => false,
            };
            is_it.then_some(end + 1)
        }
        b'\\' if text.get(1) == Some(&b'u') => {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            let is_it = units.iter().zip(text.chunks(6)).all(|(unit, written)| {
                let digits = written.strip_prefix(b"\\u");
                digits.and_then(|digits| number(digits, 16)) == Some(u32::from(*unit))
            });
            Some(6 * units.len()).filter(|length| is_it && *length <= text.len())
        }
        b'\\' => text.get(1..)?.starts_with(plain).then_some(1 + plain.len()),
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_struck_out_in_every_form() {
        let secrets = Secrets::new(&[Secret::new("a&b\"c/dü 売🐢")]);
        for echo in [
            "a&b\"c/dü 売🐢",
            "a&amp;b&quot;c/dü 売🐢",
            "a&#38;b&#x22;c/d&#252; 売&#x1F422;",
            "a%26b%22c%2Fd%C3%BC%20%e5%a3%b2%F0%9F%90%A2",
            "a%26b\"c/dü+売🐢",
            "a&b\\\"c\\/d\\u00fc 売\\uD83D\\uDC22",
        ] {
            let text = format!("<{echo}> a&b {echo}");
            assert_eq!(secrets.strike(&text), "<***> a&b ***", "{echo}");
        }
        for near in [
            "a&b\"c/dü 売",
            "a%26b%22c%2Fd%C3",
            "a&am",
            "a&b\\\"c\\/d\\u00f",
            "a%2",
            "a&;b",
        ] {
            assert_eq!(secrets.strike(near), near);
            assert_eq!(secrets.strike_bytes(near.into()), near.as_bytes());
        }
    }

    #[test]
    fn a_secret_that_looks_escaped_is_struck_out_too() {
        for secret in ["%25x", "&amp;", "\\u0041", "a+b", "\\\"", "100%"] {
            let secrets = Secrets::new(&[Secret::new(secret)]);
            assert_eq!(secrets.strike(&format!("<{secret}>")), "<***>");
        }
    }

    #[test]
    fn a_secret_within_another_leaves_nothing_of_it() {
        let secrets = Secrets::new(&[Secret::new("pass"), Secret::new("password-1")]);
        assert_eq!(secrets.strike("x password-1 pass y"), "x *** *** y");
    }

    #[test]
    fn an_empty_secret_strikes_nothing_out() {
        assert_eq!(Secrets::new(&[Secret::new("")]).strike("abc"), "abc");
        assert_eq!(Secrets::default().strike_bytes(b"abc".into()), b"abc");
    }

    #[test]
    fn a_secret_does_not_debug_itself() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
    }
}
