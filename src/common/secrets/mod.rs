//! The secrets of a call, and their redaction in texts of servers.
//!
//! Servers and proxies echo requests in error pages, and error messages go into logs, so each text
//! of a server is redacted before a program sees it. The server chooses how it writes a secret. For
//! example, the password `p"w` comes back from an XML parser as `p&quot;w`, from a proxy that shows
//! the URL as `p%22w`, and inside of a Basic header as base64. The redactor therefore undoes
//! escapes layer by layer (`layers`) and searches each layer for the plain form, base64 and
//! hexadecimal digits (`find`). `named` finds the secrets in bodies, which the library does not
//! know in advance.

mod find;
mod layers;
mod named;

use crate::common::text::escape_xml;
use crate::common::traces::leave_traces;
use find::Finder;
use layers::{layers, unescaped};
use named::values_of_names;
use std::fmt;

/// The text that replaces a secret.
pub const REDACTED: &str = "***";

/// The shortest value of a cookie, a header or a body that is redacted, in bytes.
pub const MIN_SECRET: usize = 4;
/// The largest number of secrets of a call. A response that issues more is hostile.
const MAX_SECRETS: usize = 4096;
/// The largest length of all secrets of a call, in bytes: it bounds the time and the memory of a
/// search.
const MAX_ALL_SECRETS: usize = 256 * 1024;
/// The largest number of tokens in a response. Tableau's responses contain one.
const MAX_ISSUED: usize = 8;
/// The largest length of all values of names in a body, repeated ones too: it bounds the time of
/// their search.
const MAX_NAMED: usize = 4 * 1024 * 1024;
/// The amount that each value adds to that length besides its own, because its search takes time
/// even if it is short.
const VALUE_COST: usize = 256;
/// The number of bytes at the end of a truncated text that may be the beginning of a secret, in any
/// form. A secret is found by its first 16 bytes, and eight layers of escapes expand one byte to at
/// most 256 bytes.
const MAX_PARTIAL_SECRET: usize = 16 * 512;

/// A password, a token or a JWT. Its `Debug` output is `***`, and the allocator wipes it when it is
/// dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Makes a secret from a copy of a text.
    pub fn new(text: &str) -> Secret {
        leave_traces();
        Secret(text.to_owned())
    }

    /// Returns the text of the secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The secrets of a call, which are redacted in whatever form a server writes them.
#[derive(Default, Clone)]
pub struct Secrets {
    known: Vec<Secret>,
    /// The values of cookies that were sent or set.
    cookies: Vec<Secret>,
    /// True if there are more than the search can handle. Every text of a server is then redacted
    /// as a whole.
    are_over_limit: bool,
}

impl Secrets {
    /// Adds a secret, if it is not there yet.
    pub fn add(&mut self, secret: Secret) {
        if self.has_room_for(&secret) {
            self.known.push(secret);
        }
    }

    /// Adds the value of a cookie that was sent or set.
    pub fn add_cookie(&mut self, value: Secret) {
        if self.has_room_for(&value) {
            self.cookies.push(value);
        }
    }

    fn has_room_for(&mut self, secret: &Secret) -> bool {
        if secret.0.is_empty() || self.all().any(|known| known == secret) {
            return false;
        }
        let (count, size) = self.all().fold((0, 0), |(count, size), known| {
            (count + 1, size + known.0.len())
        });
        let has_room = count < MAX_SECRETS && size + secret.0.len() <= MAX_ALL_SECRETS;
        self.are_over_limit |= !has_room;
        has_room
    }

    fn all(&self) -> impl Iterator<Item = &Secret> {
        self.known.iter().chain(&self.cookies)
    }

    /// Adds the values of the passwords, secrets and tokens in a request's body.
    pub fn add_named(&mut self, body: &[u8]) {
        let mut left = MAX_NAMED;
        for value in values_of_names(body, named::REQUEST_NAMES) {
            if !self.has_time_for(value, &mut left) {
                return;
            }
            self.add_long(value);
        }
    }

    /// Adds the tokens in a response's body.
    pub fn add_issued(&mut self, body: &[u8]) {
        let mut issued: Vec<Vec<u8>> = Vec::new();
        let mut left = MAX_NAMED;
        for layer in layers(body) {
            for value in values_of_names(&layer.bytes, named::RESPONSE_NAMES) {
                if !self.has_time_for(value, &mut left) {
                    return;
                }
                if issued.iter().any(|known| known == value) {
                    continue;
                }
                if issued.len() == MAX_ISSUED {
                    self.are_over_limit = true;
                    return;
                }
                self.add_long(value);
                issued.push(value.to_vec());
            }
        }
    }

    fn has_time_for(&mut self, value: &[u8], left: &mut usize) -> bool {
        *left = left.saturating_sub(value.len() + VALUE_COST);
        self.are_over_limit |= *left == 0;
        *left > 0
    }

    /// Adds a value, unless it is short or a JSON literal: those occur in most texts by chance.
    fn add_long(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        if value.len() >= MIN_SECRET && !["true", "false", "null"].contains(&value.as_ref()) {
            self.add(Secret::new(&value));
        }
    }

    /// Returns a redactor of all secrets.
    pub fn redactor(&self) -> Redactor {
        self.redactor_for(self.all())
    }

    /// Returns a redactor of the secrets that are neither cookies nor short. A password of a letter
    /// or two occurs in most texts by chance.
    pub fn long_redactor(&self) -> Redactor {
        let known = self.known.iter();
        self.redactor_for(known.filter(|secret| secret.0.len() >= MIN_SECRET))
    }

    fn redactor_for<'a>(&self, secrets: impl Iterator<Item = &'a Secret>) -> Redactor {
        let mut forms: Vec<Vec<u8>> = Vec::new();
        for secret in secrets {
            forms.push(secret.0.as_bytes().to_vec());
            forms.extend(escape_xml(&secret.0).map(String::into_bytes));
            let unescaped = unescaped(secret.0.as_bytes());
            forms.extend(unescaped.filter(|form| form.len() >= MIN_SECRET));
        }
        forms.sort_unstable();
        forms.dedup();
        Redactor {
            finder: Finder::new(forms.iter().map(Vec::as_slice)),
            hides_everything: self.are_over_limit,
        }
    }
}

/// Redacts the secrets of a call in texts of servers.
pub struct Redactor {
    finder: Finder,
    hides_everything: bool,
}

impl Redactor {
    /// Returns true if a text contains one of the secrets.
    pub fn is_in(&self, text: &str) -> bool {
        self.text(text) != text
    }

    /// Returns a text with the secrets redacted.
    pub fn text(&self, text: &str) -> String {
        let redacted = self.bytes(text.as_bytes());
        String::from_utf8_lossy(&redacted).into_owned()
    }

    /// Returns the beginning of a truncated body with the secrets redacted. Its last
    /// [`MAX_PARTIAL_SECRET`] bytes are removed, because they may be the beginning of a secret.
    pub fn cut_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let mut redacted = self.bytes(bytes);
        redacted.truncate(redacted.len().saturating_sub(MAX_PARTIAL_SECRET));
        redacted
    }

    /// Returns the bytes of a body with the secrets redacted. The time and the memory are
    /// proportional to the length of the body, whatever it contains.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if bytes.is_empty() {
            return Vec::new();
        }
        if self.hides_everything {
            return REDACTED.into();
        }
        let Some(marks) = self.finder.find(bytes) else {
            return bytes.to_vec();
        };
        let mut redacted = Vec::with_capacity(bytes.len());
        let mut was_secret = false;
        for (byte, is_secret) in bytes.iter().zip(marks) {
            if !is_secret {
                redacted.push(*byte);
            } else if !was_secret {
                redacted.extend_from_slice(REDACTED.as_bytes());
            }
            was_secret = is_secret;
        }
        redacted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
    use std::time::{Duration, Instant};

    fn secrets(secrets: &[&str]) -> Secrets {
        let mut all = Secrets::default();
        for secret in secrets {
            all.add(Secret::new(secret));
        }
        all
    }

    fn redacted(secret: &str, text: &str) -> String {
        secrets(&[secret]).redactor().text(text)
    }

    #[test]
    fn secret_is_redacted_in_every_escaped_form() {
        for echo in [
            "a&b\"c/dü 売🐢",
            "a&amp;b&quot;c/dü 売🐢",
            "a&#38;b&#x22;c/d&#252; 売&#x1F422;",
            "a&#0000038;b&#x000022;c/d&#252; 売&#x1F422;",
            "a%26b%22c%2Fd%C3%BC%20%e5%a3%b2%F0%9F%90%A2",
            "a%26b\"c/dü+売🐢",
            "a&b\\\"c\\/d\\u00fc 売\\uD83D\\uDC22",
            "a&b\\x22c\\x2fd\\303\\274 売\\u{1f422}",
            "A&B\"C/Dü 売🐢",
        ] {
            for layers in 0..7 {
                let text = (0..layers).fold(echo.to_owned(), |text, layer| match layer % 3 {
                    0 => text
                        .replace('%', "%25")
                        .replace('&', "%26")
                        .replace('\\', "%5c"),
                    1 => text.replace('&', "&amp;").replace('%', "&#37;"),
                    _ => text
                        .replace('\\', "\\\\")
                        .replace('"', "\\\"")
                        .replace('&', "\\u0026"),
                });
                let text = format!("<{text}> a&b {text}");
                assert_eq!(redacted("a&b\"c/dü 売🐢", &text), "<***> a&b ***", "{text}");
            }
        }
        for near in [
            "a&b\"c/dü 売",
            "a%26b%22c%2Fd%C3",
            "a&am",
            "a&b\\\"c\\/d\\u00f",
            "a%2",
            "a&;b",
        ] {
            assert_eq!(redacted("a&b\"c/dü 売🐢", near), near);
        }
    }

    #[test]
    fn secret_in_base64_is_redacted_at_each_alignment() {
        for secret in ["hun|2", "hunter2", "p?>~ÿ-secret-that-is-longer"] {
            for before in ["", "a", "ab", "user:"] {
                for after in ["", "c", "cd", "cde"] {
                    let bytes = format!("{before}{secret}{after}");
                    let standard = BASE64_STANDARD.encode(&bytes);
                    let url_safe = BASE64_URL_SAFE_NO_PAD.encode(&bytes);
                    let wrapped = standard.replace("cn", "c\r\nn");
                    let twice = BASE64_STANDARD.encode(&bytes).replace('=', "%3D");
                    for text in [standard, url_safe, wrapped, twice] {
                        let left = redacted(secret, &format!("<{text}>"));
                        let all = text.len();
                        // At most the base64 of the text before and after the secret remains.
                        let rest = 4 * (before.len() + after.len()).div_ceil(3) + 6;
                        assert!(
                            left.contains("***") && left.len() < rest + 8,
                            "{secret} {bytes} {text} {left} {all}"
                        );
                    }
                }
            }
        }
        assert_eq!(redacted("hunt", "aHVudA=="), "aHVudA==");
    }

    #[test]
    fn secret_in_hexadecimal_digits_is_redacted() {
        for text in [
            "68756e74",
            "68756E74",
            "68:75:6e:74",
            "68 75 6E 74",
            "0x68, 0x75, 0x6e, 0x74",
            "\\x68\\x75\\x6e\\x74",
            "0x68756e74",
            "68-75-6e-74",
        ] {
            let left = redacted("hunt", &format!("<{text}>"));
            assert!(["<***>", "<0x***>"].contains(&left.as_str()), "{left}");
        }
        assert_eq!(redacted("hun", "68756e"), "68756e");
    }

    #[test]
    fn invisible_characters_do_not_prevent_redaction() {
        let secret = "p\u{e4}ss-\u{58f2}\u{1f422}w";
        for between in [
            "\u{200b}",
            "\u{ad}",
            "\u{202e}",
            "\u{34f}",
            "\u{fe0f}",
            "\u{e0100}",
            "\u{e0041}",
            "\u{2066}\u{feff}",
            "\r\n",
            "\u{1}",
            "\u{7f}",
            "\u{85}",
            "\0",
            "&#x200b;",
            "\\u200b",
            "%E2%80%8B",
            "%25c2%25ad",
        ] {
            let with = |text: &str| -> String {
                let characters = text.chars().map(|character| character.to_string());
                characters.collect::<Vec<_>>().join(between)
            };
            let base64 = with(&BASE64_STANDARD.encode("hunter2-9"));
            let text = format!("\u{200b}\u{e4}<{}>", with(secret));
            assert_eq!(
                redacted(secret, &text),
                "\u{200b}\u{e4}<***>",
                "{between:?}"
            );
            assert_eq!(redacted("hunter2-9", &base64), "***", "{between:?}");
            assert_eq!(redacted("hunter2-9", &with("68756e746572322d39")), "***");
        }
        // The text ends within a character.
        let cut = b"hunter2-9\xe2\x80";
        let left = secrets(&["hunter2-9"]).redactor().bytes(cut);
        assert_eq!(left, b"***\xe2\x80");
    }

    #[test]
    fn part_of_a_long_secret_is_redacted() {
        let secret = "0123456789abcdefghijklmnopqrstuvwxyz";
        assert_eq!(redacted(secret, "<6789abcdefghijklmnop>"), "<***>");
        assert_eq!(redacted(secret, "<6789abcdefghijk>"), "<6789abcdefghijk>");
    }

    #[test]
    fn site_id_at_the_end_of_a_token_is_not_redacted() {
        let site = "25c0e53d-eacc-5b55-b571-b5d52c52fa85";
        let token = format!("aSW-B0pQSlmL8JvOeZ5g3A|Nc3v2w|{site}");
        assert_eq!(
            redacted(&token, &format!("/sites/{site}/x")),
            format!("/sites/{site}/x")
        );
        assert_eq!(redacted(&token, &format!("<{token}>")), "<***>");
        assert_eq!(redacted(site, &format!("/sites/{site}/x")), "/sites/***/x");
    }

    #[test]
    fn secret_that_looks_escaped_is_redacted() {
        for secret in ["%25x", "&amp;", "\\u0041", "a+b", "\\\"", "100%"] {
            assert_eq!(redacted(secret, &format!("<{secret}>")), "<***>");
        }
        for text in ["a%2541bc", "a%25&#x34;1bc", "\\u0061%2541bc"] {
            assert_eq!(redacted("a%41bc", &format!("<{text}>")), "<***>");
        }
        assert_eq!(redacted("&%41bc", "<&amp;%41bc>"), "<***>");
    }

    #[test]
    fn redaction_is_fast_for_any_input() {
        let token = format!("{}x", "\\".repeat(4000));
        let full_of = |part: &str| part.repeat((1 << 16) / part.len()).into_bytes();
        for (secret, body) in [
            (token.as_str(), full_of("\\")),
            ("hunter2-hunter2", full_of("&#0000")),
            (&"a".repeat(8000), full_of("a")),
            (&"a".repeat(8000), full_of("61")),
            (&"a".repeat(8000), full_of("YWFh")),
            (
                "hunter2-hunter2-hunter3",
                full_of("hunter2-hunter2-hunter4%2525252525252525\n"),
            ),
            ("hunter2-hunter2-hunter3", full_of("%2525252525252541")),
            ("hunter2-hunter2-hunter3", full_of("\\u{\\u{")),
        ] {
            let begun = Instant::now();
            let redactor = secrets(&[secret]).redactor();
            let left = redactor.bytes(&body).len();
            let took = begun.elapsed();
            println!(
                "{took:?} for {:.20}…, {left} bytes are left",
                String::from_utf8_lossy(&body)
            );
            // Tests are not optimised, and the machine may be busy.
            assert!(took < Duration::from_secs(60), "{took:?}");
        }
    }

    #[test]
    fn response_with_many_tokens_is_redacted_as_a_whole() {
        for part in ["token=a'", "token:", "token='a' a&#97;%61"] {
            let body = part.repeat(128 * 1024 / part.len()).into_bytes();
            let mut secrets = Secrets::default();
            secrets.add_issued(&body);
            assert!(secrets.redactor().bytes(&body).len() <= 4 * 128 * 1024);
        }
        let many: String = (0..100).map(|n| format!("token='{n}' ")).collect();
        let mut secrets = Secrets::default();
        secrets.add_issued(many.as_bytes());
        assert_eq!(secrets.redactor().text(&many), "***");
    }

    #[test]
    fn search_for_repeated_names_is_bounded() {
        let within = "token:".repeat(170_000);
        let one_by_one = "token='of-the-session' ".repeat(20_000);
        for add in [Secrets::add_issued, Secrets::add_named] {
            for body in [&within, &one_by_one] {
                let mut secrets = Secrets::default();
                let begun = Instant::now();
                add(&mut secrets, body.as_bytes());
                let took = begun.elapsed();
                // Tests are not optimised, and the machine may be busy.
                assert!(took < Duration::from_secs(20), "{took:?}");
                assert_eq!(secrets.redactor().text("anything"), "***");
            }
        }
        let users = "<user password='same-for-all'/>".repeat(10_000);
        let mut secrets = Secrets::default();
        secrets.add_named(users.as_bytes());
        assert_eq!(secrets.redactor().text("a same-for-all"), "a ***");
    }

    #[test]
    fn tokens_in_a_response_are_found() {
        for (body, left) in [
            (
                "<credentials token=\"a|bc=\"><site/>",
                "<credentials token=\"***\"><site/>",
            ),
            ("<credentials token = 'a|bc='", "<credentials token = '***'"),
            ("<credentials token=\"a|bc", "<credentials token=\"***"),
            (
                "{\"token\": \"a|bc=\", \"x\": 1}",
                "{\"token\": \"***\", \"x\": 1}",
            ),
            (
                "{\"x\": \"{\\\"token\\\": \\\"a|bc\\\"}\"}",
                "{\"x\": \"{\\\"token\\\": \\\"***\\\"}\"}",
            ),
            ("token=&quot;a|bc&quot;", "token=&quot;***&quot;"),
            ("<credentials token=''>", "<credentials token=''>"),
            ("Your token is invalid", "Your token is invalid"),
        ] {
            let mut secrets = Secrets::default();
            secrets.add_issued(body.as_bytes());
            assert_eq!(secrets.redactor().text(body), left);
        }
    }

    #[test]
    fn secret_in_a_body_is_redacted_escaped_and_unescaped() {
        let mut secrets = Secrets::default();
        secrets.add_named(b"<c password=\"p&quot;&amp;w\"/><d token=\"true\" secret='no'/>");
        let text = "p&quot;&amp;w p\"&w p%22%26w true no";
        assert_eq!(secrets.redactor().text(text), "*** *** *** true no");
    }

    #[test]
    fn too_many_secrets_redact_everything() {
        let mut secrets = Secrets::default();
        let body: String = (0..=MAX_SECRETS)
            .map(|n| format!("password='p-{n:05}' "))
            .collect();
        secrets.add_named(body.as_bytes());
        assert_eq!(secrets.redactor().text("anything"), "***");
    }

    #[test]
    fn secret_within_another_secret_is_redacted() {
        let redactor = secrets(&["pass", "password-1"]).redactor();
        assert_eq!(redactor.text("x password-1 pass y"), "x *** *** y");
    }

    #[test]
    fn empty_secret_redacts_nothing() {
        assert_eq!(redacted("", "abc"), "abc");
        assert_eq!(Secrets::default().redactor().bytes(b"abc"), b"abc");
    }

    #[test]
    fn debug_output_of_a_secret_is_redacted() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
    }
}
