//! Texts for messages, which distinguish the library's own words from those of servers.

use crate::common::secrets::Redactor;
use crate::common::text::{one_line, visible};
use std::fmt;
use std::ops::Range;
use std::time::Duration;

/// The largest number of characters of a message.
const MAX_MESSAGE: usize = 1000;
/// The mark of truncated text.
const CUT: char = '…';

/// A text for people, with the ranges that are the library's own words.
///
/// The library's own words are literals, or made by [`Words::given`] and [`Words::number`]. They
/// are never redacted: if the password is `server`, redacting it in "the server closed the
/// connection" would reveal it. All other text may come from a server, which may echo a secret, so
/// the secrets of the call are redacted in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Words {
    text: String,
    /// The ranges of the text that are the library's own.
    own: Vec<Range<usize>>,
}

impl Words {
    /// Makes a text of the library's own from a value that no server sent: the address that the
    /// program gave, or a number that the library counted.
    pub fn given(text: impl fmt::Display) -> Words {
        Words::own(&text.to_string())
    }

    /// Makes a text of the library's own from an HTTP status, which has three digits and is not a
    /// secret.
    pub fn number(number: u16) -> Words {
        Words::own(&number.to_string())
    }

    /// Appends a text.
    pub fn and(self, more: impl Into<Words>) -> Words {
        self.joined(more.into())
    }

    fn joined(mut self, more: Words) -> Words {
        let start = self.text.len();
        // Otherwise a long text of a server would take up to twice its length.
        self.text.reserve_exact(more.text.len());
        self.text.push_str(&more.text);
        let own = more.own.into_iter();
        self.own
            .extend(own.map(|range| start + range.start..start + range.end));
        self
    }

    /// Returns the whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the text with the secrets of a call redacted, and with the words of servers on one
    /// line.
    pub fn redacted(&self, redactor: &Redactor) -> Words {
        self.parts().fold(Words::default(), |words, part| {
            words.and(match part {
                Part::Own(text) => Words::own(text),
                Part::Other(text) => redacted(text, redactor).into(),
            })
        })
    }

    /// Returns the text on one line of at most [`MAX_MESSAGE`] characters. The parts that are not
    /// the library's own are truncated, the longest first, so that the advice at the end stays.
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

/// A literal is in the library's own words.
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

/// Returns the words of a server on one line, with secrets redacted. They are searched before and
/// after they are put on one line, because a line break may replace a space of a secret.
pub fn redacted(text: &str, redactor: &Redactor) -> String {
    redactor.text(&visible(&redactor.text(text)))
}

fn cut(text: &mut String, characters: usize) {
    if let Some((end, _)) = text.char_indices().nth(characters) {
        text.truncate(end);
        text.push(CUT);
    }
}

/// Returns a duration of whole milliseconds as `10 s` or `0.05 s`. It does not use floating-point
/// formatting, which would make the library larger.
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

    fn words(server_words: &str) -> Words {
        Words::from("the server answered ")
            .and(server_words.to_owned())
            .and("; try again")
    }

    #[test]
    fn secret_is_redacted_only_in_the_words_of_servers() {
        let redactor = redactor("server");
        let redacted = words("no server").redacted(&redactor);
        assert_eq!(redacted.as_str(), "the server answered no ***; try again");
        assert_eq!(redacted.redacted(&redactor), redacted);
    }

    #[test]
    fn message_is_one_line_without_invisible_characters() {
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
    fn secret_with_invisible_characters_in_it_is_redacted() {
        let redactor = redactor("sec ret");
        for server_words in [
            "sec\u{200b}ret",
            "sec\nret",
            "sec \u{202e} ret",
            "s\u{200b}e\u{ad}c r\u{1}e\nt",
        ] {
            let redacted = words(server_words).redacted(&redactor);
            assert_eq!(redacted.as_str(), "the server answered ***; try again");
        }
    }

    #[test]
    fn truncated_message_keeps_its_advice() {
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
    fn durations_are_formatted_in_seconds() {
        for (milliseconds, expected) in [
            (1, "0.001 s"),
            (50, "0.05 s"),
            (200, "0.2 s"),
            (1000, "1 s"),
            (1500, "1.5 s"),
            (10_000, "10 s"),
            (u64::from(u32::MAX), "4294967.295 s"),
        ] {
            assert_eq!(in_seconds(Duration::from_millis(milliseconds)), expected);
        }
    }
}
