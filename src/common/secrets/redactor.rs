//! The redaction of secrets in texts of servers.

use super::find::Finder;
use super::layers::Unsearchable;
use super::secret::REDACTED;
use crate::common::memory;

/// The number of bytes at the end of a truncated text that may be the beginning of a secret, in any
/// form. A secret is found by its first 16 bytes. An escape of one byte becomes longest if each of
/// the eight layers doubles the backslashes of the one before, which gives 256 bytes. Twice that
/// number is left for each byte, as a margin for the other characters of the escape.
const MAX_PARTIAL_SECRET: usize = 16 * 512;

/// Redacts the secrets of a call in texts of servers.
pub struct Redactor {
    /// `None` if the secrets cannot be searched for: every text is then redacted as a whole.
    finder: Option<Finder>,
}

impl Redactor {
    /// Makes a redactor of secrets, each given in all its forms.
    pub fn new<'a>(forms: impl Iterator<Item = &'a [u8]>) -> Redactor {
        Redactor {
            finder: Finder::new(forms).ok(),
        }
    }

    /// Makes a redactor that redacts every text as a whole.
    pub fn of_everything() -> Redactor {
        Redactor { finder: None }
    }

    /// Returns true if a text contains one of the secrets.
    pub fn is_in(&self, text: &str) -> bool {
        self.text(text) != text
    }

    /// Returns a text with the secrets redacted.
    pub fn text(&self, text: &str) -> String {
        let redacted = self.bytes(text.as_bytes());
        String::from_utf8(redacted).unwrap_or_else(|error| {
            memory::text(error.as_bytes()).unwrap_or_else(|_| REDACTED.to_owned())
        })
    }

    /// Returns the beginning of a truncated body with the secrets redacted. Its last
    /// [`MAX_PARTIAL_SECRET`] bytes are removed, because they may be the beginning of a secret.
    pub fn cut_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let mut redacted = self.bytes(bytes);
        redacted.truncate(redacted.len().saturating_sub(MAX_PARTIAL_SECRET));
        redacted
    }

    /// Returns the bytes of a body with the secrets redacted. The time and the memory are
    /// proportional to the length of the body, whatever it contains. Without memory for the search,
    /// the body is redacted as a whole.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if bytes.is_empty() {
            return Vec::new();
        }
        let finder = self.finder.as_ref().ok_or(Unsearchable);
        let searched = finder.and_then(|finder| without_secrets(finder, bytes));
        searched.unwrap_or_else(|_| REDACTED.into())
    }
}

fn without_secrets(finder: &Finder, bytes: &[u8]) -> Result<Vec<u8>, Unsearchable> {
    let Some(marks) = finder.find(bytes)? else {
        return Ok(memory::copy(bytes)?);
    };
    let mut redacted = memory::reserved(bytes.len())?;
    let mut was_secret = false;
    for (byte, is_secret) in bytes.iter().zip(marks) {
        if !is_secret {
            memory::push(&mut redacted, *byte)?;
        } else if !was_secret {
            redacted.try_reserve(REDACTED.len())?;
            redacted.extend_from_slice(REDACTED.as_bytes());
        }
        was_secret = is_secret;
    }
    Ok(redacted)
}

#[cfg(test)]
mod tests {
    use super::super::secret::Secret;
    use super::super::set::Secrets;
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
    fn secret_within_another_secret_is_redacted() {
        let redactor = secrets(&["pass", "password-1"]).redactor();
        assert_eq!(redactor.text("x password-1 pass y"), "x *** *** y");
    }

    #[test]
    fn empty_secret_redacts_nothing() {
        assert_eq!(redacted("", "abc"), "abc");
        assert_eq!(Secrets::default().redactor().bytes(b"abc"), b"abc");
    }
}
