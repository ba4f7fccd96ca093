//! The words of messages: which of them are the library's own, and what is done to the others.

use crate::common::secrets::Redactor;
use crate::common::text::{one_line, visible};
use std::fmt;
use std::ops::Range;
use std::time::Duration;

/// How many characters a message has at most.
const MAX_MESSAGE: usize = 1000;
/// What stands where a message was cut.
const CUT: char = '…';

/// A text for people, in parts.
///
/// The library's own words are literals. No secret is looked for in them: if it is a usual word,
/// what is redacted would tell what it is. Everything else may have been said by a server, and the
/// secrets of the call are redacted in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Words {
    text: String,
    /// Which parts of the text are the library's own.
    own: Vec<Range<usize>>,
}

impl Words {
    /// What the program itself said, and no server: the address that it gave.
    pub fn given(text: impl fmt::Display) -> Words {
        Words::own(&text.to_string())
    }

    /// A number of three digits, which is no secret.
    pub fn number(number: u16) -> Words {
        Words::own(&number.to_string())
    }

    /// The same with more behind it.
    pub fn and(self, more: impl Into<Words>) -> Words {
        self.joined(more.into())
    }

    fn joined(mut self, more: Words) -> Words {
        let start = self.text.len();
        self.text.push_str(&more.text);
        let own = more.own.into_iter();
        self.own
            .extend(own.map(|range| start + range.start..start + range.end));
        self
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// On one line, and without the secrets of a call.
    pub fn redacted(&self, redactor: &Redactor) -> Words {
        self.parts().fold(Words::default(), |words, part| {
            words.and(match part {
                Part::Own(text) => Words::own(text),
                Part::Other(text) => redacted(text, redactor).into(),
            })
        })
    }

    /// On one line that is not too long. What is not the library's own is cut, the longest first,
    /// so that its advice at the end stays.
    pub fn into_message(self) -> String {
        let mut parts: Vec<(bool, String)> = self
            .parts()
            .map(|part| match part {
                Part::Own(text) => (true, text.to_owned()),
                Part::Other(text) => (false, visible(text)),
            })
            .collect();
        let length = |text: &str| text.chars().count();
        loop {
            let whole: usize = parts.iter().map(|(_, text)| length(text)).sum();
            if whole <= MAX_MESSAGE {
                break;
            }
            let others = parts
                .iter_mut()
                .filter(|(is_own, text)| !is_own && length(text) > 1);
            let Some((_, longest)) = others.max_by_key(|(_, text)| length(text)) else {
                break;
            };
            let left = length(longest).saturating_sub(whole - MAX_MESSAGE + 1);
            cut(longest, left);
        }
        let text: String = parts.iter().map(|(_, text)| text.as_str()).collect();
        let mut line = one_line(&text);
        if length(&line) > MAX_MESSAGE {
            cut(&mut line, MAX_MESSAGE - 1);
        }
        line
    }

    fn own(text: &str) -> Words {
        Words {
            own: std::iter::once(0..text.len()).collect(),
            text: text.to_owned(),
        }
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let text = |range: Range<usize>| self.text.get(range).unwrap_or_default();
        let mut end = 0;
        let last = self.text.len()..self.text.len();
        let own = self.own.iter().cloned().chain([last]);
        let parts = own.flat_map(move |own| {
            let before = end..own.start;
            end = own.end;
            [Part::Other(text(before)), Part::Own(text(own))]
        });
        parts.filter(|part| !matches!(part, Part::Own("") | Part::Other("")))
    }
}

enum Part<'a> {
    Own(&'a str),
    Other(&'a str),
}

/// Literals are the library's own words.
impl From<&'static str> for Words {
    fn from(text: &'static str) -> Words {
        Words::own(text)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Words {
        Words {
            text,
            own: Vec::new(),
        }
    }
}

impl From<fmt::Arguments<'_>> for Words {
    fn from(text: fmt::Arguments<'_>) -> Words {
        match text.as_str() {
            Some(text) => Words::own(text),
            None => text.to_string().into(),
        }
    }
}

/// Somebody else's words on one line, without secrets. They are looked for twice: a line break may
/// stand where a secret has a blank.
pub fn redacted(text: &str, redactor: &Redactor) -> String {
    redactor.text(&visible(&redactor.text(text)))
}

fn cut(text: &mut String, characters: usize) {
    if let Some((end, _)) = text.char_indices().nth(characters) {
        text.truncate(end);
        text.push(CUT);
    }
}

/// `10 s`, `0.05 s`: limits are in milliseconds. Without what floating-point numbers are printed
/// with, which is large.
pub fn in_seconds(duration: Duration) -> String {
    let (seconds, milliseconds) = (duration.as_secs(), duration.subsec_millis());
    let seconds = format!("{seconds}.{milliseconds:03}");
    format!("{} s", seconds.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::common::secrets::{Secret, Secrets};

    fn redactor(secret: &str) -> Redactor {
        let mut secrets = Secrets::default();
        secrets.add(Secret::new(secret));
        secrets.redactor()
    }

    fn words(said: &str) -> Words {
        Words::from("the server answered ")
            .and(said.to_owned())
            .and("; try again")
    }

    #[test]
    fn a_secret_is_redacted_in_what_others_said_only() {
        let redactor = redactor("server");
        let redacted = words("no server").redacted(&redactor);
        assert_eq!(redacted.as_str(), "the server answered no ***; try again");
        assert_eq!(redacted.redacted(&redactor), redacted);
    }

    #[test]
    fn a_message_is_one_line_that_everybody_sees() {
        for blank in [
            "\r\n",
            "\u{7}",
            "\u{85}",
            "\u{2028}",
            "\u{2029}",
            "\u{200b}",
            "\u{200e}",
            "\u{202e}",
            "\u{2066}",
            "\u{61c}",
            "\u{feff}",
            "\u{ad}",
            "\u{e0041}",
        ] {
            let message = words(&format!("{blank}a{blank} b{blank}")).into_message();
            assert_eq!(message, "the server answered a b ; try again", "{blank:?}");
        }
        assert_eq!(
            words("ä 売 🐢").into_message(),
            "the server answered ä 売 🐢; try again"
        );
    }

    #[test]
    fn what_stands_between_invisible_characters_is_redacted_too() {
        let redactor = redactor("sec ret");
        for said in [
            "sec\u{200b}ret",
            "sec\nret",
            "sec \u{202e} ret",
            "s\u{200b}e\u{ad}c r\u{1}e\nt",
        ] {
            let redacted = words(said).redacted(&redactor);
            assert_eq!(redacted.as_str(), "the server answered ***; try again");
        }
    }

    #[test]
    fn a_long_message_keeps_its_advice() {
        let message = words(&"ä".repeat(10_000)).into_message();
        assert_eq!(message.chars().count(), MAX_MESSAGE);
        assert!(message.ends_with("ä…; try again"), "{message}");
        let both = words(&"a".repeat(700)).and("b".repeat(600)).into_message();
        assert_eq!(both.chars().count(), MAX_MESSAGE);
        let long: String = "c".repeat(5_000);
        assert_eq!(
            Words::from(long).into_message().chars().count(),
            MAX_MESSAGE
        );
    }

    #[test]
    fn limits_are_told_in_seconds() {
        for (milliseconds, told) in [
            (1, "0.001 s"),
            (50, "0.05 s"),
            (200, "0.2 s"),
            (1000, "1 s"),
            (1500, "1.5 s"),
            (10_000, "10 s"),
            (u64::from(u32::MAX), "4294967.295 s"),
        ] {
            assert_eq!(in_seconds(Duration::from_millis(milliseconds)), told);
        }
    }
}
