//! Documents made of pieces of markup, and changes of bytes and pieces in documents.

use crate::numbers::Numbers;

const PIECES: [&str; 82] = [
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
    "\r",
    "\t",
    " b='",
    " c=\"",
    "'",
    "\"",
    " d='e'",
    " b=''",
    " f=\">\"",
    " g='/>'",
    " xmlns='h'",
    " xmlns:x='i'",
    " xmlns:y='i'",
    " xmlns:y='j'",
    " xmlns:x=''",
    " x:k=''",
    " y:k=''",
    " x:xmlns='l'",
    " xml:k=''",
    " xmlns:xml='http://www.w3.org/XML/1998/namespace'",
    "http://www.w3.org/2000/xmlns/",
    "<x:l xmlns:x='m'>",
    "</x:l>",
    "<xml:a/>",
    "<xmlns:a/>",
    "=",
    ":",
    "<:b/>",
    " :n=''",
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
    "<![CDATA[>\r]]>",
    "<?",
    "?>",
    "?",
    "<?n?>",
    "<?n o?>",
    "<?:n?>",
    "<?xml version='1.0'?>",
    "<?xml version='?>'?>",
    "<?xml ",
    " encoding='UTF-8'",
    "<!DOCTYPE a>",
    "<!",
    "\u{feff}",
    "\u{fffe}",
    "ü",
    "\u{b7}",
    "&lt;",
    "&#60;",
    "&amp",
    "&#13;",
    "&#x0;",
    "&#xD83D;",
    "&#56354;",
    "&#99999999999;",
    "&",
    "text",
    "xmlns",
    "\0",
];

const BYTES: &[u8] = b"<>/='\"&;:! \t\r\n]-?#xab1.\0\x1f\x7f\x80\xb7\xc2\xc3\xef\xbf\xf0\xff";

/// Makes a document of pieces of markup that is well-formed or nearly so.
pub fn document(numbers: &mut Numbers) -> Vec<u8> {
    let mut pieces: Vec<&str> = vec!["<a>"];
    let mut open = vec!["</a>"];
    for _ in 0..numbers.below(12) {
        match numbers.below(10) {
            0..=4 => {
                let tags = ["<a>", "<a d='>'>", "<a xmlns='h'>", "<x:l xmlns:x='m'>"];
                let tag = numbers.of(&tags);
                pieces.push(tag);
                open.push(if tag.starts_with("<x") {
                    "</x:l>"
                } else {
                    "</a>"
                });
            }
            5..=6 if open.len() > 1 => pieces.extend(open.pop()),
            _ => pieces.push(numbers.of(&[
                "<a/>",
                "<!-- -->",
                "<![CDATA[>]]>",
                "<?n o?>",
                "text",
                "<a g='/>' c=\"'\"/>",
                "&#xD83D;&#xDC22;",
                "\r&gt;\r",
            ])),
        }
    }
    pieces.extend(open.iter().rev());
    for _ in 0..numbers.below(4) {
        let at = numbers.below(pieces.len() + 1);
        match numbers.below(3) {
            0 if at < pieces.len() => pieces[at] = numbers.of(&PIECES),
            1 if at < pieces.len() => drop(pieces.remove(at)),
            _ => pieces.insert(at, numbers.of(&PIECES)),
        }
    }
    pieces.concat().into_bytes()
}

/// Changes a document in a few places.
pub fn change(document: &mut Vec<u8>, others: &[Vec<u8>], numbers: &mut Numbers) {
    for _ in 0..=numbers.below(3) {
        change_once(document, others, numbers);
    }
}

fn change_once(document: &mut Vec<u8>, others: &[Vec<u8>], numbers: &mut Numbers) {
    let at = numbers.below(document.len() + 1);
    let byte = BYTES[numbers.below(BYTES.len())];
    match numbers.below(10) {
        0 => {
            if let Some(place) = document.get_mut(at) {
                *place ^= 1 << numbers.below(8);
            }
        }
        1 => {
            if let Some(place) = document.get_mut(at) {
                *place = byte;
            }
        }
        2 => document.insert(at, byte),
        3 => {
            let end = (at + 1 + numbers.below(8)).min(document.len());
            document.drain(at..end);
        }
        4 => {
            let from = numbers.below(document.len() + 1);
            let end = (from + numbers.below(64)).min(document.len());
            let copy = document[from..end].to_vec();
            document.splice(at..at, copy);
        }
        5 => {
            // The rest is that of another document.
            let other = &others[numbers.below(others.len())];
            document.truncate(at);
            document.extend_from_slice(&other[numbers.below(other.len() + 1)..]);
        }
        6 => {
            let piece = numbers.of(&PIECES);
            document.splice(at..at, piece.bytes());
        }
        7 => {
            let (start, end) = token(document, at);
            document.drain(start..end);
        }
        8 => {
            let (start, end) = token(document, at);
            let copy = document[start..end].to_vec();
            document.splice(start..start, copy);
        }
        _ => {
            let (start, end) = token(document, at);
            let (from, to) = token(document, numbers.below(document.len() + 1));
            let copy = document[from..to].to_vec();
            document.splice(start..end, copy);
        }
    }
}

/// Returns where a tag, an attribute or a text begins and ends that is at a place, or nearly so.
fn token(document: &[u8], at: usize) -> (usize, usize) {
    let begins = |place: &usize| matches!(document[*place], b'<' | b' ');
    let ends = |place: &usize| matches!(document[*place], b'<' | b' ' | b'/' | b'>');
    let start = (0..at).rev().find(begins).unwrap_or_default();
    let end = (start + 1..document.len()).find(ends);
    (start, end.unwrap_or(document.len()))
}
