//! XML: parsing with limits by roxmltree, and escaping.

use crate::common::error::{Error, Result, Status};
use crate::common::text::{escape_xml, without_byte_order_mark};
use crate::rest::xml_limits::{self, MAX_NODES};
use roxmltree::{Document, Node, ParsingOptions};
use std::str;

/// Parses a response. A document that would take more time or memory than its size suggests is
/// rejected before it is parsed, see [`xml_limits`].
pub fn parse(body: &[u8]) -> Result<Document<'_>> {
    let text =
        str::from_utf8(without_byte_order_mark(body)).map_err(|_| malformed("it is not UTF-8"))?;
    xml_limits::check(text.as_bytes())?;
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => xml_limits::too_large("has too many elements"),
        error => malformed(&reason(&error)),
    })
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

/// Parses a response whose root must be `<tsResponse>`, in any namespace.
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
    escape_xml(value)
        .ok_or_else(|| Error::invalid("a value has a control character that XML cannot contain"))
}

fn malformed(reason: &str) -> Error {
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
    fn possible_tableau_responses_are_within_the_limits() {
        let attributes: String = (0..100).map(|n| format!(" a{n}='v'")).collect();
        let item = format!("<workbook{attributes}><tags><tag label='x'/></tags></workbook>\n");
        let page = format!(
            "<tsResponse xmlns='a' xmlns:x='b'>{}</tsResponse>",
            item.repeat(1000)
        );
        assert!(parse(page.as_bytes()).is_ok());
        let declared = "<a xmlns:x='b'><x:b/></a>".repeat(10_000);
        assert!(parse(format!("<a>{declared}</a>").as_bytes()).is_ok());
    }

    #[test]
    fn limits_count_only_tags() {
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
