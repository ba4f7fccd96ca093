//! The known differences between the reader and roxmltree, as rewrites of a document. After a
//! rewrite the document means the same for both, so the trees must be equal exactly.

use std::borrow::Cow;

/// Makes each line end a line feed, as XML has it done before a document is parsed. roxmltree keeps a
/// carriage return beside a reference in text.
pub fn line_ends(document: &str) -> Cow<'_, str> {
    match document.contains('\r') {
        true => document.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => document.into(),
    }
}

/// Replaces two references that form a surrogate pair by the character. For roxmltree each is U+FFFD.
pub fn surrogate_pairs(document: &str) -> Cow<'_, str> {
    if !document.contains("&#") {
        return document.into();
    }
    let rewrite = |kind, part| match kind {
        Kind::Tag | Kind::Text => join_pairs(part).into(),
        Kind::Other => Cow::from(part),
    };
    parts(document)
        .map(|(kind, part)| rewrite(kind, part))
        .collect::<String>()
        .into()
}

/// Removes empty prefixes: `<:b>` becomes `<b>`, which it is for roxmltree.
pub fn empty_prefixes(document: &str) -> String {
    let rewrite = |kind, part| match kind {
        Kind::Tag => without_empty_prefixes(part).into(),
        Kind::Text | Kind::Other => Cow::from(part),
    };
    parts(document)
        .map(|(kind, part)| rewrite(kind, part))
        .collect()
}

/// Returns the tags of a well-formed document.
pub fn tags(document: &str) -> impl Iterator<Item = &str> {
    parts(document).filter_map(|(kind, part)| matches!(kind, Kind::Tag).then_some(part))
}

enum Kind {
    Tag,
    Text,
    /// A comment, a CDATA section or a processing instruction.
    Other,
}

/// Splits a well-formed document, in which `<` is neither in text nor in values.
fn parts(document: &str) -> impl Iterator<Item = (Kind, &str)> {
    let mut rest = document;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let until = |opener: &str, end: &str| {
            let found = rest[opener.len()..].find(end);
            found.map_or(rest.len(), |at| opener.len() + at + end.len())
        };
        let (kind, length) = if rest.starts_with("<!--") {
            (Kind::Other, until("<!--", "-->"))
        } else if rest.starts_with("<![CDATA[") {
            (Kind::Other, until("<![CDATA[", "]]>"))
        } else if rest.starts_with("<?") {
            (Kind::Other, until("<?", "?>"))
        } else if rest.starts_with('<') {
            (Kind::Tag, tag_length(rest))
        } else {
            (Kind::Text, rest.find('<').unwrap_or(rest.len()))
        };
        let (part, tail) = rest.split_at(length);
        rest = tail;
        Some((kind, part))
    })
}

/// Returns the length of the tag with which a text begins. A `>` in a value does not end it.
fn tag_length(text: &str) -> usize {
    let mut quotes = Quotes(None);
    let end = text.find(|char| !quotes.is_in_value(char) && char == '>');
    end.map_or(text.len(), |at| at + 1)
}

/// The quote of the value in which a walk through a tag is.
struct Quotes(Option<char>);

impl Quotes {
    /// True if the next character is in a value, or ends one.
    fn is_in_value(&mut self, char: char) -> bool {
        match self.0 {
            Some(quote) => {
                if char == quote {
                    self.0 = None;
                }
                true
            }
            None => {
                if matches!(char, '\'' | '"') {
                    self.0 = Some(char);
                }
                false
            }
        }
    }
}

fn without_empty_prefixes(tag: &str) -> String {
    let mut quotes = Quotes(None);
    let mut last = ' ';
    let is_kept = |char: &char| {
        let is_in_value = quotes.is_in_value(*char);
        let begins_name = matches!(last, '<' | '/' | ' ' | '\t' | '\r' | '\n');
        last = *char;
        is_in_value || *char != ':' || !begins_name
    };
    tag.chars().filter(is_kept).collect()
}

fn join_pairs(part: &str) -> String {
    let mut joined = String::with_capacity(part.len());
    let mut rest = part;
    while let Some(at) = rest.find("&#") {
        joined.push_str(&rest[..at]);
        rest = &rest[at..];
        let pair = reference(rest).and_then(|(high, tail)| {
            let (low, tail) = reference(tail)?;
            let units = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
            let is_pair = (0xd800..0xdc00).contains(&units[0]);
            let text = String::from_utf16(&units).ok()?;
            is_pair.then_some((text, tail))
        });
        match pair {
            Some((text, tail)) => {
                joined.push_str(&text);
                rest = tail;
            }
            None => {
                joined.push_str("&#");
                rest = &rest[2..];
            }
        }
    }
    joined + rest
}

/// Reads a character reference. Returns its number and what follows.
fn reference(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.strip_prefix("&#")?.split_once(';')?;
    let number = match digits.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    Some((number.ok()?, rest))
}

#[test]
fn rewrites_change_what_they_should_and_nothing_else() {
    for (document, expected) in [
        (
            "<:a :b=':c' d=\" :e\"> :f</:a>",
            "<a b=':c' d=\" :e\"> :f</a>",
        ),
        ("<a\n:b='>'\t:c=''/>", "<a\nb='>'\tc=''/>"),
        ("<!-- <:a> --><?:a :b?><:a/>", "<!-- <:a> --><?:a :b?><a/>"),
        ("<a><![CDATA[<:b>]]></a>", "<a><![CDATA[<:b>]]></a>"),
        ("<x:a x:b='' xmlns:x='u'/>", "<x:a x:b='' xmlns:x='u'/>"),
    ] {
        assert_eq!(empty_prefixes(document), expected);
    }
    for (document, expected) in [
        (
            "<a b='&#xD83D;&#xDC22;'>&#55357;&#56354;</a>",
            "<a b='🐢'>🐢</a>",
        ),
        ("<a>&#xD83D;&#xD83D;&#xDC22;</a>", "<a>&#xD83D;🐢</a>"),
        (
            "<a>&#xD83D; &#xDC22;&#65;&#66;</a>",
            "<a>&#xD83D; &#xDC22;&#65;&#66;</a>",
        ),
        (
            "<a><![CDATA[&#xD83D;&#xDC22;]]></a>",
            "<a><![CDATA[&#xD83D;&#xDC22;]]></a>",
        ),
        (
            "<a><!--&#xD83D;&#xDC22;--></a>",
            "<a><!--&#xD83D;&#xDC22;--></a>",
        ),
    ] {
        assert_eq!(surrogate_pairs(document), expected);
    }
    assert_eq!(line_ends("\r\n\r\r\n\n"), "\n\n\n\n");
}
