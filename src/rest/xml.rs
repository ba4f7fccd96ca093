//! XML in and out: bounded parsing with roxmltree, and escaping.

use crate::error::{Error, Result, Status};
use memchr::{memchr, memchr_iter, memchr3, memmem};
use roxmltree::{Document, Node, ParsingOptions};
use std::str;

/// How deep elements may be nested. Tableau's are within ten.
const MAX_DEPTH: usize = 64;
/// How many attributes an element may have. Tableau's have some forty.
const MAX_ATTRIBUTES: usize = 256;
/// How many attributes an answer may have: parsed, each takes many times its five bytes.
const MAX_ALL_ATTRIBUTES: usize = 1_000_000;
/// How often the parser may compare two attributes of an element, in all. A thousand elements
/// of a hundred attributes take a tenth of it.
const MAX_COMPARISONS: usize = 50_000_000;
/// How many `<` there may be: two for each element, and those of comments and the like.
const MAX_TAGS: usize = 2 * MAX_NODES as usize;
/// How many `=` there may be: values and texts have some too.
const MAX_EQUALS: usize = 3 * MAX_ALL_ATTRIBUTES;
/// How many namespaces may hold at one place. In Tableau's answers two do.
const MAX_NAMESPACES: usize = 32;
/// How many elements and texts: it bounds the memory that a parsed answer takes.
const MAX_NODES: u32 = 1_000_000;

/// Parses an answer. Documents that would cost more than their size suggests are
/// refused before they are parsed: the parser compares attributes with each other.
pub fn parse(body: &[u8]) -> Result<Document<'_>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = str::from_utf8(body).map_err(|_| malformed("it is not UTF-8"))?;
    check_reserve(text.as_bytes())?;
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
                return Err(Error::invalid(
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

/// The parser reserves memory for as many elements and attributes as there can be, before it looks
/// at any.
fn check_reserve(text: &[u8]) -> Result<()> {
    for (mark, most) in [(b'<', MAX_TAGS), (b'=', MAX_EQUALS)] {
        if memchr_iter(mark, text).count() > most {
            return Err(too_large("has too many tags or attributes"));
        }
    }
    Ok(())
}

/// Walks over the tags only; what is not well-formed is left to the parser.
fn check_limits(mut text: &[u8]) -> Result<()> {
    // For each open element, how many namespaces it declares.
    let mut open: Vec<usize> = Vec::new();
    let mut namespaces = 0_usize;
    let mut comparisons = 0_usize;
    let mut attributes = 0_usize;
    while let Some(tag) = memchr(b'<', text).and_then(|at| text.get(at..)) {
        if let Some(rest) = skip_other(tag) {
            text = rest;
            continue;
        }
        let tag = Tag::measure(tag);
        text = tag.rest;
        comparisons += tag.attributes * tag.attributes / 2;
        attributes += tag.attributes;
        if tag.attributes > MAX_ATTRIBUTES
            || attributes > MAX_ALL_ATTRIBUTES
            || comparisons > MAX_COMPARISONS
        {
            return Err(too_large("has too many attributes"));
        }
        if namespaces + tag.namespaces > MAX_NAMESPACES {
            return Err(too_large("has too many namespaces"));
        }
        match tag.kind {
            TagKind::Start => {
                namespaces += tag.namespaces;
                open.push(tag.namespaces);
            }
            TagKind::End => namespaces -= open.pop().unwrap_or_default(),
            TagKind::Empty => {}
        }
        if open.len() > MAX_DEPTH {
            return Err(too_large("is nested too deeply"));
        }
    }
    Ok(())
}

/// Returns what follows a comment, a CDATA section or a processing instruction; `None` for a tag.
/// The search for the end starts after the opener, because `<!-->` and `<?>` do not end themselves.
fn skip_other(tag: &[u8]) -> Option<&[u8]> {
    let (opener, end): (&[u8], &[u8]) = match tag.get(1)? {
        b'!' if tag.starts_with(b"<!--") => (b"<!--", b"-->"),
        b'!' if tag.starts_with(b"<![CDATA[") => (b"<![CDATA[", b"]]>"),
        b'?' => (b"<?", b"?>"),
        _ => return None,
    };
    let content = tag.get(opener.len()..)?;
    let rest = memmem::find(content, end).and_then(|at| content.get(at + end.len()..));
    Some(rest.unwrap_or_default())
}

enum TagKind {
    Start,
    End,
    Empty,
}

struct Tag<'a> {
    kind: TagKind,
    attributes: usize,
    namespaces: usize,
    rest: &'a [u8],
}

impl Tag<'_> {
    /// From its `<` to its `>`, quotes respected: each quoted value is an attribute's.
    fn measure(tag: &[u8]) -> Tag<'_> {
        let mut attributes = 0;
        let mut namespaces = 0;
        let mut rest = tag;
        let mut last = None;
        loop {
            let Some(at) = memchr3(b'"', b'\'', b'>', rest) else {
                rest = &[];
                break;
            };
            let (before, found) = rest.split_at(at);
            let (quote, after) = found.split_first().unwrap_or((&b'>', &[]));
            last = before.last().copied();
            rest = after;
            if *quote == b'>' {
                break;
            }
            attributes += 1;
            let mut words = before.split(u8::is_ascii_whitespace);
            namespaces += usize::from(words.any(|word| word.starts_with(b"xmlns")));
            let close = memchr(*quote, rest).map_or(rest.len(), |close| close + 1);
            rest = rest.get(close..).unwrap_or_default();
            last = None;
        }
        let kind = match (tag.get(1), last) {
            (Some(b'/'), _) => TagKind::End,
            (_, Some(b'/')) => TagKind::Empty,
            _ => TagKind::Start,
        };
        Tag {
            kind,
            attributes,
            namespaces,
            rest,
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
    fn a_hostile_document_is_refused_before_it_is_parsed() {
        let attributes =
            |count: usize| -> String { (0..count).map(|n| format!(" a{n}=''")).collect() };
        let namespaces = |count: usize| -> String {
            (0..count)
                .map(|n| format!("<a xmlns:n{n}='{n}'>"))
                .collect()
        };
        let wide = format!("<a{}/>", attributes(250));
        for document in [
            "<a>".repeat(100_000),
            format!("<a{}/>", attributes(100_000)),
            format!("<a>{}</a>", wide.repeat(5_000)),
            namespaces(40),
            format!("<a{}/>", attributes(40).replace(" a", "\n xmlns:a")),
            format!("<a>{}</a>", "<b/>".repeat(1_100_000)),
            "<".repeat(3_000_000),
            format!("<a>{}</a>", "=".repeat(4_000_000)),
        ] {
            assert_eq!(refused(&document), Status::TooLarge);
        }
    }

    #[test]
    fn limits_hold_after_a_comment_or_instruction_that_seems_to_end_at_once() {
        let deep = "<a>".repeat(200);
        for prefix in [
            "<!--><![CDATA[-->",
            "<!---><![CDATA[-->",
            "<!--><?-->",
            "<!--><a b=\"-->",
            "<!--><!--->-->",
            "<?a><![CDATA[?>",
            "<?a ><!--?>",
        ] {
            assert_eq!(
                refused(&format!("{prefix}{deep}")),
                Status::TooLarge,
                "{prefix}"
            );
        }
        for prefix in ["<![CDATA[>]]>", "<![CDATA[]]]>", "<![CDATA[]]]]>"] {
            let document = format!("<a>{prefix}{deep}");
            assert_eq!(refused(&document), Status::TooLarge, "{prefix}");
        }
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
