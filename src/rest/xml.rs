//! XML in and out: bounded parsing with roxmltree, and escaping.

use crate::common::error::{Error, Result, Status};
use crate::common::text::escape_xml;
use crate::rest::xml_limits::{self, MAX_NODES};
use roxmltree::{Document, Node, ParsingOptions};
use std::str;

/// Parses an answer. Documents that would cost more than their size suggests are
/// refused before they are parsed: the parser compares attributes with each other.
pub fn parse(body: &[u8]) -> Result<Document<'_>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = str::from_utf8(body).map_err(|_| malformed("it is not UTF-8"))?;
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

/// The parser's words, but for those that repeat a part of the response: it may be a part of a
/// secret.
fn reason(error: &roxmltree::Error) -> String {
    use roxmltree::Error;
    let what = match error {
        Error::UnexpectedCloseTag(..) => "a closing tag is another element's",
        Error::UnknownNamespace(..) => "a namespace prefix is unknown",
        Error::UnknownEntityReference(..) => "an entity is unknown",
        Error::DuplicatedAttribute(..) => "an attribute is there twice",
        Error::DuplicatedNamespace(..) => "a namespace is declared twice",
        error => return error.to_string(),
    };
    format!("{what} at {}", error.pos())
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
    escape_xml(value)
        .ok_or_else(|| Error::invalid("a value has a control character that XML cannot carry"))
}

fn malformed(reason: &str) -> Error {
    Error::new(
        Status::Protocol,
        format!("the answer is not Tableau's XML ({reason})"),
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
    fn what_tableau_may_answer_is_within_the_limits() {
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
