//! Documents and their blocks, without a reference to compare with.

use crate::limits::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME, MAX_NAMESPACES, MAX_PREFIXED};
use crate::{Block, Element, ReadError, read};
use std::ffi::CStr;

const XML: &str = "<tsResponse xmlns='http://tableau.com/api' xmlns:x='y' x:z='1'>\
    <workbook id='1' name='a &amp; b'>t<project id='2'/>u<![CDATA[<v>]]></workbook>\
    <workbook id='3' name=''> </workbook></tsResponse>";

const LARGE: usize = 1 << 30;

fn block(document: &str) -> Block {
    try_block(document).unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// Reads a document. Names and values that are expected, in double quotes and not at the very end, are
/// read in another way, so the document is read in this form too, and the results must be the same.
fn try_block(document: &str) -> Result<Block, ReadError> {
    let read = |document: &str| read(document.as_bytes(), Vec::new(), LARGE, &mut || true);
    let result = read(document);
    if document.starts_with('<') && !document.contains('"') {
        let other = read(&(document.replace('\'', "\"") + &" ".repeat(200)));
        let bytes = |result: &Result<Block, ReadError>| match result {
            Ok(block) => Ok(block.bytes().to_vec()),
            Err(error) => Err(error.to_string()),
        };
        assert_eq!(bytes(&result), bytes(&other), "{document}");
    }
    result
}

#[test]
fn block_has_what_the_document_has() {
    let block = block(XML);
    let root = block.root();
    assert_eq!(root.name(), c"tsResponse");
    assert_eq!(root.text(), None);
    assert_eq!(root.attribute(c"z"), Some(c"1"));
    assert_eq!((root.attribute_count(), root.child_count()), (1, 2));
    let first = root.child(c"workbook").unwrap();
    assert_eq!(first.attribute_count(), 2);
    assert_eq!(first.attribute_at(0), Some((c"id", c"1")));
    assert_eq!(first.attribute(c"name"), Some(c"a & b"));
    assert_eq!(first.attribute(c"nam"), None);
    assert_eq!(first.attribute_at(2), None);
    assert_eq!(first.text(), Some(c"tu<v>"));
    assert_eq!(first.child_at(0).unwrap().attribute(c"id"), Some(c"2"));
    assert!(first.child_at(1).is_none());
    let second = root.child_at(1).unwrap();
    assert_eq!(second.attribute(c"name"), Some(c""));
    assert_eq!(second.text(), Some(c" "));
}

#[test]
fn layout_is_that_of_the_contract() {
    let block = block("<a><b c='d'/><b c='e'>t</b></a>");
    let bytes = block.bytes();
    assert_eq!(bytes.as_ptr().addr() % 8, 0);
    let word = |at: usize| u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let string = |at: usize| {
        assert_eq!(at % 4, 0);
        let end = at + 4 + word(at);
        let next = (end + 4) / 4 * 4;
        assert!(bytes[end..next].iter().all(|byte| *byte == 0));
        std::str::from_utf8(&bytes[at + 4..end]).unwrap()
    };
    assert_eq!(
        [word(0), word(4), word(12), word(16)],
        [bytes.len(), 1, 0, 0]
    );
    let root = word(8);
    assert_eq!(root % 4, 0);
    assert_eq!([word(root), word(root + 8)], [root, 0]);
    assert_eq!([word(root + 12), word(root + 16)], [0, 2]);
    assert_eq!(string(word(root + 4)), "a");
    let (first, second) = (word(root + 20), word(root + 24));
    for (element, value, text) in [(first, "d", None), (second, "e", Some("t"))] {
        assert_eq!(word(element), element);
        assert_eq!([word(element + 12), word(element + 16)], [1, 0]);
        assert_eq!(string(word(element + 20)), "c");
        assert_eq!(string(word(element + 24)), value);
        let at = word(element + 8);
        assert_eq!((at != 0).then(|| string(at)), text);
    }
    // Equal names have the same offset.
    assert_eq!(word(first + 4), word(second + 4));
    assert_eq!(word(first + 20), word(second + 20));
}

#[test]
fn items_are_children_of_one_element_or_any_elements() {
    let mut block = block("<a><b/><c><d/><e/></c></a>");
    assert_eq!(block.item_count(), 0);
    assert!(block.item(0).is_none());
    let container = block.root().child_at(1).unwrap().place().1;
    let names = |block: &Block| -> Vec<String> {
        (0..block.item_count())
            .map(|index| {
                block
                    .item(index)
                    .unwrap()
                    .name()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    };
    block.set_items_to_children(container);
    assert_eq!(names(&block), ["d", "e"]);
    let root = block.root();
    let items = [root.child_at(0).unwrap(), root.child_at(1).unwrap()];
    let items = items.map(|item| item.place().1 as u32);
    block.append_items(&items, LARGE).unwrap();
    assert_eq!(names(&block), ["b", "c"]);
    let (bytes, _) = block.root().place();
    assert_eq!(bytes[..4], (bytes.len() as u32).to_ne_bytes());
}

#[test]
fn element_is_found_by_block_and_offset() {
    let block = block(XML);
    let (bytes, at) = block.root().child_at(1).unwrap().place();
    let again = Element::at(bytes, at).unwrap();
    assert_eq!(again.attribute(c"id"), Some(c"3"));
    assert!(Element::at(bytes, at + 1).is_none());
    assert!(Element::at(bytes, bytes.len()).is_none());
}

#[test]
fn references_line_ends_and_white_space_are_normalised() {
    for (document, value, text) in [
        (
            "<a b='x\ty\nz\r\nu\rv'>\r\n1\r2\n</a>",
            c"x y z u v",
            c"\n1\n2\n",
        ),
        ("<a b='&#9;&#10;&#13;'>&#13;&#10;</a>", c"\t\n\r", c"\r\n"),
        ("<a b='\r&#10;'>&lt;\r&gt;</a>", c" \n", c"<\n>"),
        (
            "<a b='&apos;&quot;&amp;&lt;&gt;'>]]&gt;]</a>",
            c"'\"&<>",
            c"]]>]",
        ),
        ("<a b='&#xD83D;&#xDC22;'>&#55357;&#56354;</a>", c"🐢", c"🐢"),
        (
            "<a b='é'>1<!-- 2 -->3<?p 4?>5<![CDATA[\r\n6\r]]></a>",
            c"é",
            c"135\n6\n",
        ),
    ] {
        let block = block(document);
        assert_eq!(block.root().attribute(c"b"), Some(value), "{document:?}");
        assert_eq!(block.root().text(), Some(text), "{document:?}");
    }
}

#[test]
fn attributes_that_differ_from_item_to_item_are_read() {
    let items = [
        "a='1' b='2' c='3'",
        "a='1' c='3'",
        "c='3' a='1'",
        "b='2' d='4' a='1'",
        "d='4'",
        "a='1' b='2' c='3' d='4' e='5'",
        "",
        "ab='6' a='1'",
        "e = '5' a\n='1' b=\t'2'",
    ];
    for first in items {
        for second in items {
            let document = format!("<r><i {first}/><i {second}/><i {first}></i></r>");
            let block = block(&document);
            let compare = |child: Element<'_>, expected: &str| {
                let pairs: Vec<String> = (0..child.attribute_count())
                    .map(|index| {
                        let (name, value) = child.attribute_at(index).unwrap();
                        format!("{}='{}'", name.to_str().unwrap(), value.to_str().unwrap())
                    })
                    .collect();
                let expected = expected.replace([' ', '\n', '\t'], "").replace("''", "' '");
                assert_eq!(pairs.concat(), expected.replace(' ', ""), "{document}");
            };
            for (child, expected) in block.root().children().zip([first, second, first]) {
                compare(child, expected);
            }
        }
    }
}

/// Names are compared in parts of 32 bytes with what is around them.
#[test]
fn long_names_that_differ_at_their_ends_are_told_apart() {
    for length in [1, 14, 15, 16, 28, 29, 30, 31, 32, 33, 34, 63, 64, 65] {
        let name = |end: char| "n".repeat(length) + &end.to_string();
        let (a, b, longer) = (name('a'), name('b'), name('a') + "a");
        for (first, second) in [(&a, &a), (&a, &b), (&a, &longer), (&longer, &a)] {
            let item = |name: &str| format!("<{name} {name}='1' c='2'/>");
            let items = [item(first), item(second), item(first)].concat();
            let block = block(&format!("<r>{items}</r>"));
            for (child, name) in block.root().children().zip([first, second, first]) {
                assert_eq!(child.name().to_str().unwrap(), name);
                let (attribute, value) = child.attribute_at(0).unwrap();
                assert_eq!((attribute.to_str().unwrap(), value), (&**name, c"1"));
                assert_eq!(child.attribute_at(1), Some((c"c", c"2")));
            }
            let twice = format!("<r>{}<{a} {a}='1' {a}='2'/></r>", item(&a));
            assert!(try_block(&twice).is_err());
        }
    }
}

#[test]
fn characters_are_checked_however_near_they_are() {
    for distance in [0, 1, 2, 3, 4, 15, 16, 60, 63, 64, 65, 200] {
        for count in [1, 2, 3, 50] {
            let near = format!("ä{}", "x".repeat(distance)).repeat(count);
            let with = |end: &str| try_block(&format!("<a>{near}{end}日本{near}</a>")).is_ok();
            assert!(with("") && with("\n") && with("\u{fffd}") && with("\u{efff}"));
            assert!(!with("\u{1}") && !with("\u{fffe}") && !with("\u{ffff}"));
            for bytes in [&b"\xc3"[..], b"\x80", b"\xe6\x97", b"\xed\xa0\x80", b"\xff"] {
                for end in ["", "x", "\n", "ä"] {
                    let document = [b"<a>", near.as_bytes(), bytes, end.as_bytes(), b"</a>"];
                    let refused = read(&document.concat(), Vec::new(), LARGE, &mut || true);
                    let reason = refused.map(|_| ()).unwrap_err().to_string();
                    assert!(reason.starts_with("it is not UTF-8"), "{reason}");
                }
            }
        }
    }
}

#[test]
fn duplicate_attributes_are_refused_however_they_are_found() {
    for document in [
        "<a b='' b=''/>",
        "<r><a b='' c='' d=''/><a b='' c='' b=''/></r>",
        "<r><a b='' c='' d=''/><a c='' b='' c=''/></r>",
        "<r><a b='' c='' d=''/><a b='' e='' b=''/></r>",
        "<r><a b='' c='' d=''/><a d='' d=''/></r>",
        "<r xmlns:x='u'><a x:b='' b=''/><a b='' b=''/></r>",
        "<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>",
        "<a x:b='' y:b='' xmlns:x='u' xmlns:y='u'/>",
        "<a xml:b='' xml:b=''/>",
    ] {
        let refused = try_block(document).map(|_| ()).unwrap_err().to_string();
        assert!(
            refused.starts_with("an attribute occurs twice"),
            "{document}: {refused}"
        );
    }
    for document in [
        "<a b='' x:b='' xmlns:x='u'/>",
        "<a x:b='' y:b='' xmlns:x='u' xmlns:y='v'/>",
        "<a xmlns:x='u'><b xmlns:x='v' xmlns:y='u' x:c='' y:c=''/></a>",
    ] {
        block(document);
    }
}

#[test]
fn place_of_an_error_is_a_line_and_a_column() {
    for (document, place) in [
        ("<a>\n é<b></c>\n</a>", "2:8"),
        ("", "1:1"),
        ("<a>\u{1}</a>", "1:4"),
        ("<a\nb='<'/>", "2:4"),
    ] {
        let refused = try_block(document).map(|_| ()).unwrap_err().to_string();
        assert!(refused.ends_with(&format!(" at {place}")), "{refused}");
    }
    let refused = read(b"<a>\xff</a>", Vec::new(), LARGE, &mut || true);
    let refused = refused.map(|_| ()).unwrap_err().to_string();
    assert_eq!(refused, "it is not UTF-8 at 1:4");
}

#[test]
fn limits_hold_exactly() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let attributes = |count: usize| -> String {
        let all: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        format!("<a{all}/>")
    };
    let prefixed = |count: usize| -> String {
        let all: String = (0..count).map(|n| format!(" xml:a{n}=''")).collect();
        format!("<a{all}/>")
    };
    let namespaces = |count: usize| -> String {
        let all: String = (0..count).map(|n| format!(" xmlns:n{n}='{n}'")).collect();
        format!("<a{all}/>")
    };
    let name = |length: usize| format!("<{}/>", "n".repeat(length));
    let uri = |length: usize| format!("<a xmlns:x='{}'/>", "u".repeat(length));
    type Make<'a> = &'a dyn Fn(usize) -> String;
    let cases: [(Make, usize); 6] = [
        (&nested, MAX_DEPTH),
        (&attributes, MAX_ATTRIBUTES),
        (&prefixed, MAX_PREFIXED),
        (&namespaces, MAX_NAMESPACES),
        (&name, MAX_NAME),
        (&uri, MAX_NAME),
    ];
    for (document, limit) in cases {
        block(&document(limit));
        for size in [limit + 1, 10 * limit] {
            let refused = try_block(&document(size)).map(|_| ()).unwrap_err();
            assert!(matches!(refused, ReadError::TooLarge(_)), "{refused}");
        }
    }
}

#[test]
fn block_is_limited() {
    let document = format!("<a>{}</a>", "<b c='d'/>".repeat(10_000));
    let size = block(&document).bytes().len();
    for memory in [Vec::new(), Vec::with_capacity(2 * size)] {
        let refused = read(document.as_bytes(), memory, size - 1, &mut || true);
        assert_eq!(
            refused.map(|_| ()).unwrap_err(),
            ReadError::TooLarge("is too large")
        );
    }
    assert!(read(document.as_bytes(), Vec::new(), size, &mut || true).is_ok());
}

#[test]
fn block_is_limited_with_its_items() {
    let mut block = block("<a><b/><c/></a>");
    let children = block.root().children();
    let items: Vec<u32> = children.map(|child| child.place().1 as u32).collect();
    let size = block.bytes().len();
    let with_items = size + 4 * items.len();
    for max in [0, size, with_items - 1] {
        let refused = block.append_items(&items, max);
        assert_eq!(refused, Err(ReadError::TooLarge("is too large")));
        assert_eq!((block.item_count(), block.bytes().len()), (0, size));
    }
    assert_eq!(block.append_items(&items, with_items), Ok(()));
    assert_eq!((block.item_count(), block.bytes().len()), (2, with_items));
}

#[test]
fn reading_stops_when_told() {
    let document = format!("<a>{}</a>", "<b c='d'/>".repeat(1_000_000));
    let mut questions = 0;
    let refused = read(document.as_bytes(), Vec::new(), LARGE, &mut || {
        questions += 1;
        questions < 10
    });
    assert_eq!(refused.map(|_| ()).unwrap_err(), ReadError::Stopped);
    assert_eq!(questions, 10);
}

#[test]
fn reading_can_be_stopped_in_a_long_text_or_value() {
    for (start, piece, end) in [
        ("<a>", "&lt;", "</a>"),
        ("<a>", "\r", "</a>"),
        ("<a><![CDATA[", "\r", "]]></a>"),
        ("<a b='", "\n", "'/>"),
        ("<a b='", "&lt;", "'/>"),
    ] {
        let document = format!("{start}{}{end}", piece.repeat((4 << 20) / piece.len()));
        let mut questions = 0;
        read(document.as_bytes(), Vec::new(), LARGE, &mut || {
            questions += 1;
            true
        })
        .unwrap();
        let least = document.len() / (512 << 10);
        assert!(questions >= least, "{questions} of {least} for {piece:?}");
    }
}

#[test]
fn memory_is_reused_and_is_little_more_than_the_text() {
    let item = "<workbook id='3cc6cd06-89ce-4fdc-b935-5294135d6d42' name='SafariSample' description='' \
        contentUrl='SafariSample' showTabs='false' size='26' createdAt='2016-07-26T20:34:56Z'><tags/></workbook>";
    let document = format!(
        "<tsResponse><workbooks>{}</workbooks></tsResponse>",
        item.repeat(20_000)
    );
    let first = block(&document);
    let size = first.bytes().len();
    assert!(
        size < document.len() * 3 / 2,
        "{size} bytes for {}",
        document.len()
    );
    let memory = first.into_memory();
    assert!(
        memory.capacity() < size * 11 / 10,
        "{} for {size}",
        memory.capacity()
    );
    let (place, capacity) = (memory.as_ptr(), memory.capacity());
    let again = read(document.as_bytes(), memory, LARGE, &mut || true).unwrap();
    assert_eq!(again.root().child_at(0).unwrap().child_count(), 20_000);
    let memory = again.into_memory();
    assert_eq!((memory.as_ptr(), memory.capacity()), (place, capacity));
}

#[test]
fn many_names_are_found_again() {
    let names = |n: usize| format!("<n{n} a{n}='{n}' b=''/>");
    let all: String = (0..5_000).map(names).collect();
    let block = block(&format!("<r>{all}{all}</r>"));
    let root = block.root();
    assert_eq!(root.child_count(), 10_000);
    for n in [0, 1, 63, 64, 1023, 1024, 4_999] {
        let (first, second) = (root.child_at(n).unwrap(), root.child_at(n + 5_000).unwrap());
        let name = |element: Element<'_>| -> *const std::ffi::c_char { element.name().as_ptr() };
        assert_eq!(name(first), name(second));
        let (attribute, value) = second.attribute_at(0).unwrap();
        assert_eq!(attribute.to_str(), Ok(format!("a{n}").as_str()));
        assert_eq!(value.to_str(), Ok(n.to_string().as_str()));
        let again: Option<&CStr> = first.attribute(attribute);
        assert_eq!(again, Some(value));
    }
}
