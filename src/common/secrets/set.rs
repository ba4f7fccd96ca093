//! The secrets of a call: those that the library knows, and those that it finds in bodies by their
//! names. Their number and length are limited, because a server chooses what is in its bodies.

use super::layers::{Unsearchable, layers, unescaped};
use super::named::{self, values_of_names};
use super::redactor::Redactor;
use super::secret::{MIN_SECRET, Secret};
use crate::common::memory;
use crate::common::text::escape_xml;

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

/// The secrets of a call, which are redacted in whatever form a server writes them.
#[derive(Default, Clone)]
pub struct Secrets {
    known: Vec<Secret>,
    /// The values of cookies that were sent or set.
    cookies: Vec<Secret>,
    /// True if there are more than the search or the memory can handle. Every text of a server is then
    /// redacted as a whole.
    are_over_limit: bool,
}

impl Secrets {
    /// Adds a secret, if it is not there yet.
    pub fn add(&mut self, secret: Secret) {
        if self.has_room_for(&secret) {
            self.are_over_limit |= memory::push(&mut self.known, secret).is_err();
        }
    }

    /// Adds the value of a cookie that was sent or set.
    pub fn add_cookie(&mut self, value: Secret) {
        if self.has_room_for(&value) {
            self.are_over_limit |= memory::push(&mut self.cookies, value).is_err();
        }
    }

    fn has_room_for(&mut self, secret: &Secret) -> bool {
        if secret.reveal().is_empty() || self.all().any(|known| known == secret) {
            return false;
        }
        let (count, size) = self.all().fold((0, 0), |(count, size), known| {
            (count + 1, size + known.reveal().len())
        });
        let has_room = count < MAX_SECRETS && size + secret.reveal().len() <= MAX_ALL_SECRETS;
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
            let Ok(layer) = layer else {
                self.are_over_limit = true;
                return;
            };
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
        self.redactor_for(known.filter(|secret| secret.reveal().len() >= MIN_SECRET))
    }

    fn redactor_for<'a>(&self, secrets: impl Iterator<Item = &'a Secret>) -> Redactor {
        match forms(secrets) {
            Ok(forms) if !self.are_over_limit => Redactor::new(forms.iter().map(Vec::as_slice)),
            _ => Redactor::of_everything(),
        }
    }
}

/// Returns the secrets as they are, escaped for XML, and with their own escapes undone.
fn forms<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Result<Vec<Vec<u8>>, Unsearchable> {
    let mut forms = Vec::new();
    for secret in secrets {
        let secret = secret.reveal();
        memory::push(&mut forms, memory::copy(secret.as_bytes())?)?;
        if let Some(escaped) = escape_xml(secret)? {
            memory::push(&mut forms, escaped.into_bytes())?;
        }
        for form in unescaped(secret.as_bytes()) {
            let form = form?;
            if form.len() >= MIN_SECRET {
                memory::push(&mut forms, form)?;
            }
        }
    }
    forms.sort_unstable();
    forms.dedup();
    Ok(forms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

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
}
