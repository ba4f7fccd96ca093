//! Limits of XML documents, which are checked before roxmltree parses them.
//!
//! roxmltree limits the number of nodes, but not the depth, the attributes and the namespaces. A
//! hostile server could use that to stop a program with a small response. For example, 100,000
//! attributes in one tag have 1 MB, and the parser compares each with all others to find
//! duplicates: 5,000,000,000 comparisons. It also copies the namespaces in scope for each element
//! that declares one. Deep nesting (`<a><a><a>…`) would overflow the stack of a program that walks
//! the tree recursively. (Entities that expand without end, the "billion laughs", are not a
//! danger: roxmltree rejects document types.)
//!
//! A scan over the tags therefore counts depth, attributes, namespaces and comparisons first, in
//! one pass. It may count too many, as in a document that is not well-formed, but never less than
//! the parser finds. A test compares the two for random documents.

use crate::common::error::{Error, Result, Status};
use memchr::{memchr, memchr_iter, memchr3, memmem};

/// The largest depth of elements. Tableau's responses are within ten.
const MAX_DEPTH: usize = 64;
/// The largest number of attributes of an element. Tableau's have some forty.
const MAX_ATTRIBUTES: usize = 256;
/// The largest number of attributes of a document. Parsed, each takes many times its five bytes.
const MAX_ALL_ATTRIBUTES: usize = 1_000_000;
/// The largest number of names that the parser may compare to find duplicate attributes and to copy
/// namespaces. A thousand elements with a hundred attributes take a tenth of it.
const MAX_COMPARISONS: usize = 50_000_000;
/// The number of bytes that count as one comparison. Longer names count several times.
const COMPARED_AT_ONCE: usize = 64;
/// The largest length of the name of an element, an attribute or a namespace, in bytes.
const MAX_NAME: usize = 1024;
/// The largest number of `<`: two for each element, and those of comments and the like.
const MAX_TAGS: usize = 2 * MAX_NODES as usize;
/// The largest number of `=`, which values and texts contain too.
const MAX_EQUALS: usize = 3 * MAX_ALL_ATTRIBUTES;
/// The largest number of namespaces in scope at one element. Tableau's responses have two.
const MAX_NAMESPACES: usize = 32;
/// The largest number of elements and texts, which bounds the memory that a parsed document takes.
pub const MAX_NODES: u32 = 1_000_000;

/// Rejects a document that would take more time or memory than its size suggests.
pub fn check(text: &[u8]) -> Result<()> {
    check_reserve(text)?;
    check_limits(text).map(|_| ())
}

/// Makes the error for a document over a limit.
pub fn too_large(reason: &str) -> Error {
    Error::new(
        Status::TooLarge,
        format!("the response {reason} to be Tableau's"),
    )
}

/// Checks the memory that the parser reserves before it parses: it counts `<` and `=` as elements
/// and attributes.
fn check_reserve(text: &[u8]) -> Result<()> {
    for (mark, most) in [(b'<', MAX_TAGS), (b'=', MAX_EQUALS)] {
        if memchr_iter(mark, text).count() > most {
            return Err(too_large("has too many tags or attributes"));
        }
    }
    Ok(())
}

/// The counts of the scan: never less than the parser finds in a document that it accepts.
#[derive(Default)]
struct Extent {
    /// The depth of the deepest element. The root has depth 1.
    depth: usize,
    /// The number of attributes, which includes namespace declarations.
    attributes: usize,
    /// The largest number of namespaces in scope at one element.
    namespaces: usize,
    /// The number of comparisons of names.
    comparisons: usize,
}

/// Scans the tags only. Errors in the markup are left to the parser, which stops there.
fn check_limits(mut text: &[u8]) -> Result<Extent> {
    let mut extent = Extent::default();
    // The number of namespaces that each open element declares.
    let mut open: Vec<usize> = Vec::new();
    let mut in_scope = 0_usize;
    let mut longest_namespace = 0_usize;
    while let Some(tag) = memchr(b'<', text).and_then(|at| text.get(at..)) {
        if let Some(rest) = skip_other(tag) {
            text = rest;
            continue;
        }
        let tag = Tag::measure(tag);
        text = tag.rest;
        longest_namespace = longest_namespace.max(tag.longest_namespace);
        let longest = longest_namespace.max(tag.longest_name);
        if longest > MAX_NAME {
            return Err(too_large("has names that are too long"));
        }
        extent.attributes += tag.attributes;
        if tag.attributes > MAX_ATTRIBUTES || extent.attributes > MAX_ALL_ATTRIBUTES {
            return Err(too_large("has too many attributes"));
        }
        let namespaces = in_scope + tag.namespaces;
        extent.namespaces = extent.namespaces.max(namespaces);
        if namespaces > MAX_NAMESPACES {
            return Err(too_large("has too many namespaces"));
        }
        let mut compared = tag.attributes * tag.attributes / 2;
        if tag.namespaces > 0 {
            compared += namespaces * namespaces;
        }
        extent.comparisons += compared * (1 + longest / COMPARED_AT_ONCE);
        if extent.comparisons > MAX_COMPARISONS {
            return Err(too_large("has too many attributes"));
        }
        match tag.kind {
            TagKind::Start => {
                in_scope = namespaces;
                open.push(tag.namespaces);
                extent.depth = extent.depth.max(open.len());
            }
            TagKind::End => in_scope -= open.pop().unwrap_or_default(),
            TagKind::Empty => extent.depth = extent.depth.max(open.len() + 1),
        }
        if extent.depth > MAX_DEPTH {
            return Err(too_large("is nested too deeply"));
        }
    }
    Ok(extent)
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
    longest_name: usize,
    longest_namespace: usize,
    rest: &'a [u8],
}

impl Tag<'_> {
    /// Measures a tag from `<` to `>`. A `>` within quotes is not the end, and each quoted value is
    /// that of an attribute.
    fn measure(tag: &[u8]) -> Tag<'_> {
        let mut measured = Tag {
            kind: TagKind::Start,
            attributes: 0,
            namespaces: 0,
            longest_name: 0,
            longest_namespace: 0,
            rest: tag,
        };
        let last = loop {
            let rest = measured.rest;
            let at = memchr3(b'"', b'\'', b'>', rest);
            let (before, found) = rest.split_at(at.unwrap_or(rest.len()));
            let mut is_namespace = false;
            for word in before.split(u8::is_ascii_whitespace) {
                measured.longest_name = measured.longest_name.max(word.len());
                is_namespace |= word.starts_with(b"xmlns");
            }
            let (quote, rest) = found.split_first().unwrap_or((&b'>', &[]));
            measured.rest = rest;
            if *quote == b'>' {
                break before.last();
            }
            let value = memchr(*quote, rest).unwrap_or(rest.len());
            measured.rest = rest.get(value + 1..).unwrap_or_default();
            measured.attributes += 1;
            if is_namespace {
                measured.namespaces += 1;
                measured.longest_namespace = measured.longest_namespace.max(value);
            }
        };
        measured.kind = match (tag.get(1), last) {
            (Some(b'/'), _) => TagKind::End,
            (_, Some(b'/')) => TagKind::Empty,
            _ => TagKind::Start,
        };
        measured
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::rest::xml::parse;
    use roxmltree::{Document, Node};

    fn refused(xml: &str) -> Status {
        parse(xml.as_bytes()).unwrap_err().status()
    }

    #[test]
    fn hostile_document_is_rejected_before_parsing() {
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
    fn limits_apply_after_a_comment_that_seems_to_end_itself() {
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
    fn length_and_number_of_names_are_limited() {
        let name = |last: usize| format!("{}{last:03}", "n".repeat(900));
        let many: String = (0..200).map(|n| format!(" {}=''", name(n))).collect();
        let uri = "u".repeat(1000);
        let prefixed: String = (0..200).map(|n| format!(" p:a{n}=''")).collect();
        let declared: String = (0..30)
            .map(|n| format!(" xmlns:{}='{n}'", name(n)))
            .collect();
        for document in [
            format!("<{}/>", "n".repeat(10 * MAX_NAME)),
            format!("<a {}=''/>", "n".repeat(10 * MAX_NAME)),
            format!("<a></{}>", "n".repeat(10 * MAX_NAME)),
            format!("<a xmlns:x='{}'/>", "n".repeat(10 * MAX_NAME)),
            format!("<a>{}</a>", format!("<b{many}/>").repeat(400)),
            format!(
                "<a xmlns:p='{uri}'>{}</a>",
                format!("<b{prefixed}/>").repeat(400)
            ),
            format!("<a{declared}>{}</a>", "<b xmlns=''/>".repeat(100_000)),
        ] {
            assert_eq!(refused(&document), Status::TooLarge);
        }
    }

    /// A reproducible sequence of pseudorandom numbers (xorshift).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % limit as u64) as usize
        }
    }

    const PIECES: [&str; 58] = [
        "<a>",
        "</a>",
        "<a>",
        "</a>",
        "<a/>",
        "<a",
        "/>",
        ">",
        "<",
        "</",
        "/",
        " ",
        "\r\n",
        "\t",
        " b='",
        " c=\"",
        "'",
        "\"",
        " d='e'",
        " f=\">\"",
        " g='/>'",
        " xmlns='h'",
        " xmlns:x='i'",
        " xmlns:y='j'",
        " x:k=''",
        "<x:l xmlns:x='m'>",
        "</x:l>",
        "=",
        "<!--",
        "-->",
        "--",
        "-",
        "!",
        "<!-- -->",
        "<!-->",
        "<!--->",
        "<![CDATA[",
        "]]>",
        "]]",
        "]",
        "<![CDATA[]]>",
        "<![CDATA[>]]>",
        "<?",
        "?>",
        "?",
        "<?n?>",
        "<?n o?>",
        "<?xml version='1.0'?>",
        "<?xml version='?>'?>",
        "<!DOCTYPE a>",
        "<!",
        "\u{feff}",
        "ü",
        "&lt;",
        "&#60;",
        "&",
        "text",
        "xmlns",
    ];

    /// Makes a document of pieces of markup that is well-formed or nearly so.
    fn document(numbers: &mut Numbers) -> String {
        let mut pieces: Vec<&str> = vec!["<a>"];
        let mut open = vec!["</a>"];
        for _ in 0..numbers.below(12) {
            match numbers.below(10) {
                0..=4 => {
                    pieces.push(
                        ["<a>", "<a d='>'>", "<a xmlns='h'>", "<x:l xmlns:x='m'>"]
                            [numbers.below(4)],
                    );
                    let is_other = pieces.last().is_some_and(|last| last.starts_with("<x"));
                    open.push(if is_other { "</x:l>" } else { "</a>" });
                }
                5..=6 if open.len() > 1 => pieces.extend(open.pop()),
                _ => pieces.push(
                    [
                        "<a/>",
                        "<!-- -->",
                        "<![CDATA[>]]>",
                        "<?n o?>",
                        "text",
                        "<a g='/>' c=\"'\"/>",
                    ][numbers.below(6)],
                ),
            }
        }
        pieces.extend(open.iter().rev());
        for _ in 0..numbers.below(4) {
            let at = numbers.below(pieces.len() + 1);
            match numbers.below(3) {
                0 if at < pieces.len() => pieces[at] = PIECES[numbers.below(PIECES.len())],
                1 if at < pieces.len() => drop(pieces.remove(at)),
                _ => pieces.insert(at, PIECES[numbers.below(PIECES.len())]),
            }
        }
        pieces.concat()
    }

    /// Compares the scan's counts with the parser's for random documents. Returns the number of
    /// documents that the parser accepts.
    fn compare(count: usize, seed: u64) -> usize {
        let mut numbers = Numbers(seed);
        let mut accepted = 0;
        for _ in 0..count {
            let text = document(&mut numbers);
            let Ok(tree) = Document::parse(&text) else {
                continue;
            };
            accepted += 1;
            let extent =
                check_limits(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            let elements = || tree.descendants().filter(Node::is_element);
            let depth = elements()
                .map(|node| node.ancestors().count() - 1)
                .max()
                .unwrap();
            let attributes: usize = elements().map(|node| node.attributes().len()).sum();
            // The prefix "xml" is not declared, but in scope.
            let namespaces = elements()
                .map(|node| node.namespaces().len())
                .max()
                .unwrap();
            assert!(extent.depth >= depth, "{text}");
            assert!(extent.attributes >= attributes, "{text}");
            assert!(extent.namespaces >= namespaces, "{text}");
        }
        accepted
    }

    #[test]
    fn scan_counts_at_least_what_the_parser_finds() {
        let count =
            std::env::var("TSC_XML_DOCUMENTS").map_or(20_000, |count| count.parse().unwrap());
        let accepted = compare(count, 0x9e37_79b9_7f4a_7c15);
        println!("{accepted} of {count} documents accepted");
        assert!(
            accepted * 10 > count,
            "{accepted} of {count} tell too little"
        );
    }
}
