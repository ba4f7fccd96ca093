//! XML in and out: bounded parsing with roxmltree, and escaping.

use crate::error::{Error, Result, Status};
use memchr::{memchr, memmem};
use roxmltree::{Document, Node, ParsingOptions};
use std::str;

/// How deep elements may be nested. Tableau's are within ten.
const MAX_DEPTH: usize = 256;
/// How many attributes an element may have. Tableau's have up to some sixty.
const MAX_ATTRIBUTES: usize = 256;
/// How many xmlns attributes an answer may have. Tableau's have three.
const MAX_NAMESPACES: usize = 4096;
/// How many elements and texts: it bounds the memory that a parsed answer takes.
const MAX_NODES: u32 = 4_000_000;

/// Parses an answer. Documents that would cost more than their size suggests are
/// refused before they are parsed: the parser compares attributes with each other.
pub fn parse(body: &[u8]) -> Result<Document<'_>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = str::from_utf8(body).map_err(|_| malformed("it is not UTF-8"))?;
    check_limits(text.as_bytes())?;
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => too_large("has too many elements"),
        error => malformed(&error.to_string()),
    })
}

/// Parses an answer whose root must be `<tsResponse>`, in whatever namespace.
pub fn parse_response(body: &[u8]) -> Result<Document<'_>> {
    let document = parse(body)?;
    if document.root_element().tag_name().name() == "tsResponse" {
        Ok(document)
    } else {
        Err(malformed("its root element is not tsResponse"))
    }
}

/// The first child element of a local name.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children()
        .find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the first child element of a local name, without white space around it.
pub fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim)
}

/// A value as it stands between the quotes of an attribute.
pub fn escape(value: &str) -> Result<String> {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                return Err(Error::new(
                    Status::InvalidArgument,
                    "a value has a control character that XML cannot carry",
                ));
            }
            character => escaped.push(character),
        }
    }
    Ok(escaped)
}

fn malformed(reason: &str) -> Error {
    Error::new(
        Status::Protocol,
        format!("the answer is not Tableau's XML ({reason})"),
    )
}

fn too_large(reason: &str) -> Error {
    Error::new(
        Status::TooLarge,
        format!("the answer {reason} for any of Tableau's"),
    )
}

/// Walks over the tags only; what is not well-formed is left to the parser.
fn check_limits(mut text: &[u8]) -> Result<()> {
    let mut depth = 0_usize;
    let mut namespaces = 0_usize;
    while let Some(tag) = memchr(b'<', text).and_then(|at| text.get(at..)) {
        let skipped = |prefix: &[u8], end: &[u8]| {
            tag.starts_with(prefix)
                .then(|| memmem::find(tag, end).and_then(|at| tag.get(at + end.len()..)))
                .map(Option::unwrap_or_default)
        };
        let other = skipped(b"<!--", b"-->")
            .or_else(|| skipped(b"<![CDATA[", b"]]>"))
            .or_else(|| skipped(b"<?", b"?>"));
        if let Some(rest) = other {
            text = rest;
            continue;
        }
        let measured = Tag::measure(tag);
        namespaces += measured.namespaces;
        if measured.attributes > MAX_ATTRIBUTES || namespaces > MAX_NAMESPACES {
            return Err(too_large("has too many attributes"));
        }
        match measured.kind {
            TagKind::Start => depth += 1,
            TagKind::End => depth = depth.saturating_sub(1),
            TagKind::Empty => {}
        }
        if depth > MAX_DEPTH {
            return Err(too_large("is nested too deeply"));
        }
        text = tag.get(measured.length..).unwrap_or_default();
    }
    Ok(())
}

enum TagKind {
    Start,
    End,
    Empty,
}

struct Tag {
    kind: TagKind,
    length: usize,
    attributes: usize,
    namespaces: usize,
}

impl Tag {
    /// From its `<` to its `>`, quotes respected.
    fn measure(tag: &[u8]) -> Tag {
        let mut attributes = 0;
        let mut namespaces = 0;
        let mut name_start = 1;
        let mut quote = None;
        let mut length = tag.len();
        for (at, &byte) in tag.iter().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'=') => {
                    attributes += 1;
                    let name = tag.get(name_start..at).unwrap_or_default();
                    namespaces += usize::from(name.starts_with(b"xmlns"));
                }
                (None, b'>') => {
                    length = at + 1;
                    break;
                }
                (None, byte) if byte.is_ascii_whitespace() => name_start = at + 1,
                (None, _) => {}
            }
        }
        let inner = tag.get(..length).unwrap_or_default();
        let kind = if inner.starts_with(b"</") {
            TagKind::End
        } else if inner.ends_with(b"/>") {
            TagKind::Empty
        } else {
            TagKind::Start
        };
        Tag {
            kind,
            length,
            attributes,
            namespaces,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refused(xml: &str) -> Status {
        parse(xml.as_bytes()).unwrap_err().status()
    }

    #[test]
    fn values_survive_escaping() {
        let value = "a&b<c>d\"e'f\tg\nh\ri ä 売 🐢";
        let xml = format!("<a b=\"{}\"/>", escape(value).unwrap());
        let document = parse(xml.as_bytes()).unwrap();
        assert_eq!(document.root_element().attribute("b"), Some(value));
    }

    #[test]
    fn what_xml_cannot_carry_is_refused() {
        for value in ["\u{0}", "\u{1}", "\u{1f}", "\u{ffff}"] {
            assert_eq!(escape(value).unwrap_err().status(), Status::InvalidArgument);
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_obstacle() {
        assert!(parse(b"\xef\xbb\xbf<a/>").is_ok());
    }

    #[test]
    fn a_hostile_document_costs_no_time() {
        let deep = "<a>".repeat(100_000);
        let attributes: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
        let namespaces: String = (0..5_000)
            .map(|n| format!("<a xmlns:n{n}='{n}'/>"))
            .collect();
        assert_eq!(refused(&deep), Status::TooLarge);
        assert_eq!(refused(&format!("<a{attributes}/>")), Status::TooLarge);
        assert_eq!(refused(&format!("<a>{namespaces}</a>")), Status::TooLarge);
        assert_eq!(
            refused(&format!("<a>{}</a>", "<b/>".repeat(4_100_000))),
            Status::TooLarge
        );
    }

    #[test]
    fn the_limits_see_tags_only() {
        let wide = "<x y=''>".repeat(300);
        for xml in [
            format!("<a><!-- {wide} --></a>"),
            format!("<a><![CDATA[{wide}]]></a>"),
            format!("<a b=\"{}\"/>", "=>'=".repeat(300)),
            format!(
                "<?xml version='1.0'?><a>{}</a>",
                "<b c='d'></b><b/>".repeat(300)
            ),
        ] {
            assert!(parse(xml.as_bytes()).is_ok(), "{xml}");
        }
    }

    #[test]
    fn what_is_malformed_is_no_answer() {
        for xml in [
            "",
            "x",
            "<",
            "<a",
            "<a>",
            "<a b>",
            "<a></b>",
            "<a/><b/>",
            "<!DOCTYPE a><a/>",
            "<a>&x;</a>",
            "<a>\u{1}</a>",
            "<!-- <a/>",
        ] {
            assert_eq!(refused(xml), Status::Protocol, "{xml}");
        }
        assert_eq!(
            parse(b"<a>\xff</a>").unwrap_err().status(),
            Status::Protocol
        );
    }
}
