//! The secrets of one call, and striking them out of what a server echoes.

use std::fmt;
use std::ops::Range;

/// How many bytes an escape has at most.
const LONGEST_ESCAPE: usize = 12;
/// What stands where a secret stood.
pub const STRUCK_OUT: &str = "***";

/// How many tokens an answer may give out. Tableau's give out one.
const MAX_ISSUED: usize = 8;
/// How long a token may be that an answer gives out.
const MAX_ISSUED_LENGTH: usize = 8 * 1024;
/// How far from its name its value may be.
const MAX_GAP: usize = 64;

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

/// What must not come back from a call, in whatever way a server writes it.
#[derive(Default, Clone)]
pub struct Secrets {
    known: Vec<Secret>,
    /// An answer gives out more tokens than there is sense in: nothing of its body may stay.
    are_too_many: bool,
}

impl Secrets {
    /// The secrets of a call, as they were sent.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Secrets {
        Secrets::default().with(secrets.into_iter().cloned())
    }

    /// Adds secrets.
    pub fn with(mut self, secrets: impl IntoIterator<Item = Secret>) -> Secrets {
        let secrets = secrets.into_iter();
        self.known
            .extend(secrets.filter(|secret| !secret.0.is_empty()));
        self
    }

    /// Adds the tokens that an answer gives out, for answers that cannot be used.
    pub fn with_issued(mut self, body: &[u8]) -> Secrets {
        let issued = issued_tokens(body);
        self.are_too_many |= issued.len() > MAX_ISSUED;
        self.known.extend(issued);
        self
    }

    /// Those that have so many bytes, for a text in which a shorter one may be by chance.
    pub fn of_at_least(&self, bytes: usize) -> Secrets {
        let mut secrets = self.clone();
        secrets.known.retain(|secret| secret.0.len() >= bytes);
        secrets
    }

    /// How many bytes the longest of them may take, however it is written.
    pub fn longest(&self) -> usize {
        let longest = self.known.iter().map(|secret| secret.0.len()).max();
        LONGEST_ESCAPE * longest.unwrap_or_default()
    }

    /// The text without them.
    pub fn strike(&self, text: &str) -> String {
        let struck = self.strike_known(text.as_bytes().to_vec());
        String::from_utf8_lossy(&struck).into_owned()
    }

    /// The bytes of a body without them.
    pub fn strike_bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        if self.are_too_many {
            return STRUCK_OUT.into();
        }
        self.strike_known(bytes)
    }

    /// The time and the memory that it takes grow with the text, whatever is in it.
    fn strike_known(&self, bytes: Vec<u8>) -> Vec<u8> {
        let mut is_secret = vec![false; bytes.len()];
        for way in WAYS {
            let Some(decoded) = decode(&bytes, way) else {
                continue;
            };
            for secret in &self.known {
                for at in memchr::memmem::find_iter(&decoded.bytes, secret.0.as_bytes()) {
                    let origin = decoded.origin(at..at + secret.0.len());
                    let marks = origin.and_then(|origin| is_secret.get_mut(origin));
                    marks.unwrap_or_default().fill(true);
                }
            }
        }
        if !is_secret.contains(&true) {
            return bytes;
        }
        let mut struck = Vec::with_capacity(bytes.len());
        let mut was_secret = false;
        for (byte, is_secret) in bytes.into_iter().zip(is_secret) {
            if !is_secret {
                struck.push(byte);
            } else if !was_secret {
                struck.extend_from_slice(STRUCK_OUT.as_bytes());
            }
            was_secret = is_secret;
        }
        struck
    }
}

/// The values of what is called token, in XML or JSON, whole or broken off; one more than there
/// may be, if there are more.
fn issued_tokens(body: &[u8]) -> Vec<Secret> {
    let mut tokens: Vec<Secret> = Vec::new();
    for at in memchr::memmem::find_iter(body, b"token") {
        let after = body.get(at + b"token".len()..).unwrap_or_default();
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || b"\"':=".contains(byte);
        let gap = after.iter().take(MAX_GAP);
        let start = gap.clone().position(|byte| !is_between(byte));
        // "Your token is invalid" gives out none.
        let start = start.filter(|start| gap.take(*start).any(|byte| b":=".contains(byte)));
        let value = after.get(start.unwrap_or_default()..).unwrap_or_default();
        let value = value.get(..MAX_ISSUED_LENGTH).unwrap_or(value);
        let end = value.iter().position(|byte| b"\"'<>".contains(byte));
        let value = value.get(..end.unwrap_or(value.len())).unwrap_or_default();
        let token = Secret(String::from_utf8_lossy(value).into_owned());
        if start.is_some() && !value.is_empty() && !tokens.contains(&token) {
            tokens.push(token);
        }
        if tokens.len() > MAX_ISSUED {
            break;
        }
    }
    tokens
}

/// How a server may write what it was sent: as it is, or escaped in one way, or in several.
const WAYS: [Way; 6] = [
    Way {
        percent: false,
        plus: false,
        xml: false,
        json: false,
    },
    Way {
        percent: true,
        plus: false,
        xml: false,
        json: false,
    },
    Way {
        percent: true,
        plus: true,
        xml: false,
        json: false,
    },
    Way {
        percent: false,
        plus: false,
        xml: true,
        json: false,
    },
    Way {
        percent: false,
        plus: false,
        xml: false,
        json: true,
    },
    Way {
        percent: true,
        plus: false,
        xml: true,
        json: true,
    },
];

/// Which escapes are undone; `plus` is the space of forms.
#[derive(Clone, Copy)]
struct Way {
    percent: bool,
    plus: bool,
    xml: bool,
    json: bool,
}

struct Decoded {
    bytes: Vec<u8>,
    /// Where in the text each byte begins, and at last the text's length.
    origins: Vec<usize>,
}

impl Decoded {
    fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        Some(*self.origins.get(range.start)?..*self.origins.get(range.end)?)
    }
}

/// A text without its escapes; `None` if it has none of this way, and another way is the same.
fn decode(text: &[u8], way: Way) -> Option<Decoded> {
    let mut decoded = Decoded {
        bytes: Vec::with_capacity(text.len()),
        origins: Vec::with_capacity(text.len() + 1),
    };
    let mut at = 0;
    let mut has_escape = !(way.percent || way.xml || way.json);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let mut buffer = [0; 4];
        let escape = unescape(rest, way);
        has_escape |= escape.is_some();
        let (bytes, length) = match escape {
            Some((Unescaped::Byte(byte), length)) => {
                buffer = [byte, 0, 0, 0];
                (buffer.get(..1), length)
            }
            Some((Unescaped::Character(character), length)) => {
                (Some(character.encode_utf8(&mut buffer).as_bytes()), length)
            }
            None => (rest.get(..1), 1),
        };
        for byte in bytes.unwrap_or_default() {
            decoded.bytes.push(*byte);
            decoded.origins.push(at);
        }
        at += length;
    }
    decoded.origins.push(text.len());
    has_escape.then_some(decoded)
}

enum Unescaped {
    Byte(u8),
    Character(char),
}

/// What an escape at the beginning of a text stands for, and how long it is.
fn unescape(text: &[u8], way: Way) -> Option<(Unescaped, usize)> {
    match text.first()? {
        b'+' if way.plus => Some((Unescaped::Byte(b' '), 1)),
        b'%' if way.percent => {
            let byte = number(text.get(1..3)?, 16)?;
            Some((Unescaped::Byte(u8::try_from(byte).ok()?), 3))
        }
        b'&' if way.xml => {
            let end = text
                .iter()
                .take(LONGEST_ESCAPE)
                .position(|byte| *byte == b';')?;
            let character = match text.get(1..end)? {
                b"amp" => '&',
                b"lt" => '<',
                b"gt" => '>',
                b"quot" => '"',
                b"apos" => '\'',
                [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
                [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
                _ => return None,
            };
            Some((Unescaped::Character(character), end + 1))
        }
        b'\\' if way.json => match text.get(1)? {
            b'u' => {
                let unit = |text: &[u8]| number(text.strip_prefix(b"\\u")?.get(..4)?, 16);
                let first = unit(text)?;
                if let Some(character) = char::from_u32(first) {
                    return Some((Unescaped::Character(character), 6));
                }
                let second = unit(text.get(6..)?)?;
                let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
                let character = char::decode_utf16(pair).next()?.ok()?;
                Some((Unescaped::Character(character), 12))
            }
            b'b' => Some((Unescaped::Byte(8), 2)),
            b'f' => Some((Unescaped::Byte(12), 2)),
            b'n' => Some((Unescaped::Byte(b'\n'), 2)),
            b'r' => Some((Unescaped::Byte(b'\r'), 2)),
            b't' => Some((Unescaped::Byte(b'\t'), 2)),
            byte @ (b'"' | b'\\' | b'/') => Some((Unescaped::Byte(*byte), 2)),
            _ => None,
        },
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, radix).ok()
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
    fn striking_out_takes_no_time_whatever_the_server_chose() {
        let token = format!("{}x", "\\".repeat(4000));
        let secrets = Secrets::new(&[Secret::new(&token)]);
        let body = vec![b'\\'; 1024 * 1024];
        assert_eq!(secrets.strike_bytes(body).len(), 1024 * 1024);
    }

    #[test]
    fn an_answer_full_of_tokens_is_dropped_at_once() {
        for part in ["token=a'", "token:", "token='a' a&#97;%61"] {
            let body = part.repeat(128 * 1024 / part.len()).into_bytes();
            let secrets = Secrets::default().with_issued(&body);
            assert!(secrets.strike_bytes(body).len() <= 4 * 128 * 1024);
        }
        let many: String = (0..100).map(|n| format!("token='{n}' ")).collect();
        let secrets = Secrets::default().with_issued(many.as_bytes());
        assert_eq!(secrets.strike_bytes(many.into_bytes()), b"***");
    }

    #[test]
    fn tokens_that_an_answer_gives_out_are_found() {
        for (body, struck) in [
            (
                "<credentials token=\"a|b=\"><site/>",
                "<credentials token=\"***\"><site/>",
            ),
            ("<credentials token = 'a|b='", "<credentials token = '***'"),
            ("<credentials token=\"a|b", "<credentials token=\"***"),
            (
                "{\"token\": \"a|b=\", \"x\": 1}",
                "{\"token\": \"***\", \"x\": 1}",
            ),
            ("<credentials token=''>", "<credentials token=''>"),
            ("Your token is invalid", "Your token is invalid"),
        ] {
            let secrets = Secrets::default().with_issued(body.as_bytes());
            assert_eq!(secrets.strike(body), struck);
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
