//! Documents that are made to be expensive, on a thread with a small stack. In a release build each
//! has 64 MB, in a debug build 256 kB. The bound on time is generous, because the machine may be busy:
//! it finds work that grows faster than the document.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::time::{Duration, Instant};
use tsc_block::limits::{
    MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME, MAX_NAMES, MAX_NAMESPACES, MAX_PREFIXED,
};
use tsc_block::{ReadError, read};

const SIZE: usize = if cfg!(debug_assertions) {
    256 << 10
} else {
    64 << 20
};
const STACK: usize = 128 << 10;
const MAX_BLOCK: usize = 128 << 20;
const LONGEST: Duration = Duration::from_secs(60);
/// The most bytes of markup that are read between two questions whether to go on.
const MARKUP_BETWEEN_QUESTIONS: usize = 512 << 10;

/// Makes a document: a start, as many pieces as its size allows, and an end.
fn document(start: &str, piece: impl Fn(usize) -> String, end: &str) -> String {
    let mut document = start.to_owned();
    let mut index = 0;
    while document.len() < SIZE {
        document.push_str(&piece(index));
        index += 1;
    }
    document + end
}

/// Reads a document on a thread with a small stack. Returns the error, and how often the thread asked
/// whether to go on.
fn read_on_small_stack(document: String) -> (Option<ReadError>, usize) {
    let run = move || {
        let began = Instant::now();
        let mut questions = 0;
        let result = read(document.as_bytes(), Vec::new(), MAX_BLOCK, &mut || {
            questions += 1;
            true
        });
        let took = began.elapsed();
        let beginning: String = document.chars().take(100).collect();
        assert!(took < LONGEST, "{took:?} for {beginning}");
        let error = result.map(|block| assert!(block.into_memory().capacity() <= MAX_BLOCK));
        (error.err(), questions)
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run);
    thread.unwrap().join().unwrap()
}

/// Reads a document, which is well-formed, but may be too large.
fn assert_reads(document: String) -> (Option<ReadError>, usize) {
    let (error, questions) = read_on_small_stack(document);
    let is_expected = matches!(error, None | Some(ReadError::TooLarge(_)));
    assert!(is_expected, "{error:?}");
    (error, questions)
}

/// Reads a document, which is well-formed and consists of many pieces. Reading asks whether to go on
/// in proportion to what is read of it.
fn assert_reads_and_asks(document: String) {
    let beginning: String = document.chars().take(100).collect();
    let of_all = document.len() / MARKUP_BETWEEN_QUESTIONS;
    let (error, questions) = assert_reads(document);
    let least = match error {
        None => of_all,
        // A block is at most six times as large as what was read for it.
        Some(ReadError::TooLarge("is too large")) => {
            of_all.min(MAX_BLOCK / 6 / MARKUP_BETWEEN_QUESTIONS)
        }
        // There are too many names at the beginning already.
        _ => 1,
    };
    assert!(questions >= least, "{questions} of {least} for {beginning}");
}

/// Makes a tag with attributes whose names begin alike, in an order that changes with `index`.
fn tag_with_attributes(count: usize, prefix: &str, index: usize) -> String {
    // The factor has no divisor in common with the count, so each attribute occurs once.
    let place = |n: usize| (n * (2 * index + 1) + index) % count;
    let attributes: String = (0..count)
        .map(|n| format!(" {prefix}{}=''", place(n)))
        .collect();
    format!("<a{attributes}/>")
}

fn declarations(count: usize, prefix: &str) -> String {
    let declarations = (0..count).map(|n| format!(" xmlns:{prefix}{n}='u{n}'"));
    format!("<r{}>", declarations.collect::<String>())
}

#[test]
fn tags_are_read_in_time() {
    let long = "n".repeat(MAX_NAME - 8);
    let wide = |prefix: &str| {
        let prefix = prefix.to_owned();
        move |index| tag_with_attributes(MAX_ATTRIBUTES, &prefix, index)
    };
    let prefixed =
        |prefix: &'static str| move |index| tag_with_attributes(MAX_PREFIXED, prefix, index);
    let scope = declarations(MAX_NAMESPACES, "x");
    let declared: String = (0..MAX_NAMESPACES)
        .map(|n| format!(" xmlns:y{n}='{n}{long}'"))
        .collect();
    let nested = "x<a>".repeat(MAX_DEPTH - 2) + &"y</a>".repeat(MAX_DEPTH - 2);
    for document in [
        document("<r>", |_| "<a/>".to_owned(), "</r>"),
        document("<r>", |_| "x<a/>".to_owned(), "</r>"),
        document("<r>", |_| "<a/><b/><a/><c/>".to_owned(), "</r>"),
        document("<r>", |index| format!("<a x{}=''/>", index % 64), "</r>"),
        document("<r>", wide("a"), "</r>"),
        document("<r>", wide(&long), "</r>"),
        document("<r>", prefixed("xml:a"), "</r>"),
        document(&scope, prefixed("x0:a"), "</r>"),
        document(&scope, |_| "<x0:a/>".to_owned(), "</r>"),
        document(&scope, |_| "<a x0:b=''/>".to_owned(), "</r>"),
        document("<r>", |_| "<a xmlns:x=''/>".to_owned(), "</r>"),
        document("<r>", |_| format!("<a{declared}/>"), "</r>"),
        document("<r>", |_| nested.clone(), "</r>"),
        document(
            "<r>",
            |_| format!("<{}/><b/>", "売".repeat(MAX_NAME / 3)),
            "</r>",
        ),
        document("<r>", |index| format!("<n{index}/>"), "</r>"),
        document("<r>", |index| format!("<a n{index}=''/>"), "</r>"),
    ] {
        assert_reads_and_asks(document);
    }
}

#[test]
fn other_markup_is_read_in_time_and_can_be_stopped() {
    for piece in [
        "<!---->",
        "<!--- - - - -->",
        "<?a?>",
        "<?a ? ?>",
        "<![CDATA[]]>",
    ] {
        let document = document("<r>", |_| piece.to_owned(), "</r>");
        assert_reads_and_asks(document);
    }
    for piece in ["<!---->", "<?a?>"] {
        let document = document("", |_| piece.to_owned(), "<r/>");
        assert_reads_and_asks(document);
    }
}

#[test]
fn text_and_values_are_read_in_time() {
    let pair = "&#xD83D;&#xDC22;";
    let zeros = format!("&#xD83D;&#{}9;", "0".repeat(1000));
    // The third is what cannot be copied at once.
    for (start, end, special) in [
        ("<r>", "</r>", "\r]&"),
        ("<r><![CDATA[", "]]></r>", "\r"),
        ("<r><!--", "--></r>", ""),
        ("<r><?p ", "?></r>", ""),
        ("<r a='", "'/>", "\t\n\r&"),
    ] {
        for piece in [
            "x",
            "\r",
            "\r\n",
            "\n",
            "\t",
            "]",
            "]x",
            "? ",
            "- ",
            "&lt;",
            "&#9;",
            "&#xD83D;",
            pair,
            &zeros,
            "é",
            "\u{fffd}\u{ffbe}\u{ffbf}",
        ] {
            let document = document(start, |_| piece.to_owned(), end);
            match piece.contains(|char| special.contains(char)) {
                true => assert_reads_and_asks(document),
                false => drop(assert_reads(document)),
            }
        }
    }
    for (start, end) in [
        ("", "<r/>"),
        ("<r", "/>"),
        ("<r></r", ">"),
        ("<r a", "=''/>"),
    ] {
        for piece in [" ", "\n", "\r"] {
            assert_reads(document(start, |_| piece.to_owned(), end));
        }
    }
}

#[test]
fn number_of_different_names_is_limited() {
    let names = |count: usize| {
        let elements: String = (0..count / 2)
            .map(|n| format!("<a{n:x} b{n:x}=''/>"))
            .collect();
        // The root is one more.
        format!("<r>{elements}</r>")
    };
    let (error, _) = read_on_small_stack(names(MAX_NAMES));
    assert_eq!(
        error,
        Some(ReadError::TooLarge("has too many different names"))
    );
    let (error, _) = read_on_small_stack(names(MAX_NAMES - 2));
    assert_eq!(error, None);
}
