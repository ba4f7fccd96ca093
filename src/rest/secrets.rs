//! The secrets of one call, and striking them out of what a server echoes.

use crate::rest::{path, xml};
use std::fmt;

const STRUCK_OUT: &str = "***";

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

/// What must not come back from a call, in every form that it may come back in.
#[derive(Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// The secrets of a call, as they were sent.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Secrets {
        let mut forms = Vec::new();
        for secret in secrets {
            let plain = secret.reveal();
            forms.extend([
                xml::escape(plain).unwrap_or_default(),
                path::encode(plain),
                plain
                    .replace('\\', "\\\\")
                    .replace('"', "\\\"")
                    .replace('/', "\\/"),
                plain.replace('\\', "\\\\").replace('"', "\\\""),
                plain.to_owned(),
            ]);
        }
        forms.retain(|form| !form.is_empty());
        // The longest first: a form that holds another must not be left half struck out.
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Secrets(forms)
    }

    /// The text without them.
    pub fn strike(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for form in &self.0 {
            if text.contains(form.as_str()) {
                text = text.replace(form.as_str(), STRUCK_OUT);
            }
        }
        text
    }

    /// The bytes without them; text in any encoding that has ASCII in it as it is.
    pub fn strike_bytes(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for form in &self.0 {
            let finder = memchr::memmem::Finder::new(form.as_bytes());
            let mut struck = Vec::new();
            let mut rest = bytes.as_slice();
            while let Some((before, found)) =
                finder.find(rest).and_then(|at| rest.split_at_checked(at))
            {
                struck.extend_from_slice(before);
                struck.extend_from_slice(STRUCK_OUT.as_bytes());
                rest = found.get(form.len()..).unwrap_or_default();
            }
            if !struck.is_empty() {
                struck.extend_from_slice(rest);
                bytes = struck;
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_struck_out_in_every_form() {
        let secrets = Secrets::new(&[Secret::new("a&b\"c/d")]);
        for echo in [
            "<a&b\"c/d>",
            "<a&amp;b&quot;c/d>",
            "<a%26b%22c%2Fd>",
            "<a&b\\\"c\\/d>",
            "<a&b\\\"c/d>",
        ] {
            assert_eq!(secrets.strike(echo), "<***>", "{echo}");
            assert_eq!(secrets.strike_bytes(echo.into()), b"<***>", "{echo}");
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
