//! The XML of small responses on which the session and its trust depend (server info, sign-in, switch
//! of site, the current session), parsed by roxmltree; and escaping.
//!
//! Larger responses, and those that programs read, are read by [`tree`](super::tree).

use crate::common::error::{Error, Result, Status};
use crate::common::text::{escape_xml, without_byte_order_mark};
use roxmltree::{Document, Node};
use std::str;

/// The largest response, in bytes. Tableau's have less than 1 KiB. roxmltree compares each attribute
/// of an element with all others, for example, and the size bounds that.
const MAX_SIZE: usize = 16 * 1024;
/// The largest number of `<` and of `=`. Tableau's have less than 30. roxmltree reserves up to 100 bytes
/// for each of them, and Rust aborts the process if there is no memory for that.
const MAX_MARKS: usize = 400;

/// Parses a small response of any kind.
pub fn parse(body: &[u8]) -> Result<Document<'_>> {
    if body.len() > MAX_SIZE {
        return Err(malformed("it is too long"));
    }
    if [b'<', b'=']
        .iter()
        .any(|mark| memchr::memchr_iter(*mark, body).count() > MAX_MARKS)
    {
        return Err(malformed("it has too many elements or attributes"));
    }
    let text =
        str::from_utf8(without_byte_order_mark(body)).map_err(|_| malformed("it is not UTF-8"))?;
    Document::parse(text).map_err(|error| malformed(&reason(&error)))
}

/// Returns the parser's error text, except for texts that repeat a part of the response, which may
/// be a part of a secret.
fn reason(error: &roxmltree::Error) -> String {
    use roxmltree::Error;
    let what = match error {
        Error::UnexpectedCloseTag(..) => "a closing tag does not match its element",
        Error::UnknownNamespace(..) => "a namespace prefix is unknown",
        Error::UnknownEntityReference(..) => "an entity is unknown",
        Error::DuplicatedAttribute(..) => "an attribute occurs twice",
        Error::DuplicatedNamespace(..) => "a namespace is declared twice",
        error => return error.to_string(),
    };
    format!("{what} at {}", error.pos())
}

/// Parses a small response whose root must be `<tsResponse>`, in any namespace.
pub fn parse_response(body: &[u8]) -> Result<Document<'_>> {
    let document = parse(body)?;
    if document.root_element().tag_name().name() == "tsResponse" {
        Ok(document)
    } else {
        Err(malformed("its root element is not tsResponse"))
    }
}

/// Returns the first child element with a local name.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children()
        .find(|child| child.is_element() && child.tag_name().name() == name)
}

/// Returns the text of the first child element with a local name, without white space around it.
pub fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim)
}

/// Escapes a value for an attribute.
pub fn escape(value: &str) -> Result<String> {
    escape_xml(value)?
        .ok_or_else(|| Error::invalid("a value has a control character that XML cannot contain"))
}

/// The error for a response that is not XML, or not Tableau's.
pub fn malformed(reason: &str) -> Error {
    Error::new(
        Status::Protocol,
        format!("the response is not Tableau's XML ({reason})"),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn refused(xml: &str) -> Status {
        parse(xml.as_bytes()).unwrap_err().status()
    }

    #[test]
    fn escaped_values_are_parsed_unchanged() {
        let value = "a&b<c>d\"e'f\tg\nh\ri ä 売 🐢";
        let xml = format!("<a b=\"{}\"/>", escape(value).unwrap());
        let document = parse(xml.as_bytes()).unwrap();
        assert_eq!(document.root_element().attribute("b"), Some(value));
        let tree = tsc_block::read(xml.as_bytes(), Vec::new(), 1 << 20, &mut || true).unwrap();
        let read = tree.root().attribute(c"b").unwrap();
        assert_eq!(read.to_str(), Ok(value));
    }

    #[test]
    fn character_invalid_in_xml_is_rejected() {
        for value in ["\u{0}", "\u{1}", "\u{1f}", "\u{ffff}"] {
            assert_eq!(escape(value).unwrap_err().status(), Status::InvalidArgument);
        }
    }

    #[test]
    fn byte_order_mark_is_ignored() {
        assert!(parse(b"\xef\xbb\xbf<a/>").is_ok());
    }

    #[test]
    fn size_is_limited() {
        let document = |size: usize| format!("<a>{}</a>", " ".repeat(size - 7));
        assert!(parse(document(MAX_SIZE).as_bytes()).is_ok());
        assert_eq!(refused(&document(MAX_SIZE + 1)), Status::Protocol);
    }

    #[test]
    fn malformed_xml_is_rejected() {
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
