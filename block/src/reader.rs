//! The reader: markup, from the beginning of a document to its end.
//!
//! An element is written to the block when it ends, because the number of its children is known only
//! then. Until then the offsets of its attributes and of its children that have ended wait on a
//! stack, in the order in which the element has them. Example: while `<a i='1'><b/><c j='2'><d/>`
//! was read and `</c></a>` is still to come, `b` and `d` are written, and the stack of pending words
//! is
//!
//! ```text
//! i  '1'  b  |  j  '2'  d
//! of a       |  of c
//! ```
//!
//! `</c>` writes `c` with the words after the bar, and puts the offset of `c` in their place, behind
//! that of `b`.

use crate::chars::{self, instruction_name, qualified_name, skip_spaces};
use crate::element::{Block, WORD, Word};
use crate::error::{Failure, ReadError, Result, malformed, push};
use crate::limits::{MAX_BLOCK, MAX_DEPTH};
use crate::names::{NO_SHAPE, Names, ShapeId};
use crate::namespaces::Namespaces;
use crate::seen::Seen;
use crate::writer::Writer;
use memchr::memmem;

/// The number of bytes that are read between two questions whether to go on.
const BETWEEN_CHECKS: usize = 256 * 1024;

/// Reads a document of at most 4 GiB into a block of at most `max_block` bytes.
///
/// `memory` is that of an earlier block, or empty. `go_on` is asked now and then whether reading may
/// go on; the result is [`ReadError::Stopped`] if it returns false.
pub fn read(
    document: &[u8],
    memory: Vec<u8>,
    max_block: usize,
    go_on: &mut dyn FnMut() -> bool,
) -> std::result::Result<Block, ReadError> {
    let read = Reader::new(document, memory, max_block, go_on).and_then(Reader::document);
    read.map_err(|failure| failure.locate(document))
}

/// An element that has begun and not ended.
pub struct Open<'a> {
    /// Its name as the tag has it, with its prefix.
    pub written: &'a [u8],
    /// The offset of its local name.
    pub name: Word,
    /// The number of its attributes.
    pub attributes: usize,
    /// Where its pending words begin.
    pub first_pending: usize,
    /// Where its text begins.
    pub first_text: usize,
    /// The number of namespace declarations around it.
    pub namespaces: usize,
}

/// The state of reading one document.
pub struct Reader<'a, 'c> {
    document: &'a [u8],
    /// What was not read yet.
    pub rest: &'a [u8],
    pub writer: Writer,
    pub names: Names,
    pub namespaces: Namespaces<'a>,
    pub open: Vec<Open<'a>>,
    /// The attributes and children of the open elements.
    pub pending: Vec<Word>,
    /// The texts of the open elements.
    pub text: Vec<u8>,
    /// The shape of the element that began last.
    pub last_element: ShapeId,
    /// The attributes without a prefix of the present tag, if one of them was not expected.
    pub seen: Seen,
    go_on: &'c mut dyn FnMut() -> bool,
    /// What will be left when `go_on` is asked next.
    next_check: usize,
}

impl<'a, 'c> Reader<'a, 'c> {
    fn new(
        document: &'a [u8],
        memory: Vec<u8>,
        max_block: usize,
        go_on: &'c mut dyn FnMut() -> bool,
    ) -> Result<Reader<'a, 'c>> {
        if u32::try_from(document.len()).is_err() {
            return Err(Failure::TooLarge("is over 4 GiB"));
        }
        chars::check(document)?;
        let rest = document.strip_prefix("\u{feff}".as_bytes());
        let mut reader = Reader {
            document,
            rest: rest.unwrap_or(document),
            writer: Writer::new(memory, document.len(), max_block.min(MAX_BLOCK))?,
            names: Names::new(),
            namespaces: Namespaces::default(),
            open: Vec::new(),
            pending: Vec::new(),
            text: Vec::new(),
            last_element: NO_SHAPE,
            seen: Seen::new()?,
            go_on,
            next_check: document.len(),
        };
        reader.open.try_reserve_exact(MAX_DEPTH)?;
        Ok(reader)
    }

    fn document(mut self) -> Result<Block> {
        self.declaration_of_xml()?;
        self.misc()?;
        if self.rest.starts_with(b"<!DOCTYPE") {
            return malformed("it has a document type", self.rest);
        }
        let Some(rest) = self.rest.strip_prefix(b"<") else {
            return malformed("it has no root element", self.rest);
        };
        self.rest = rest;
        self.start_tag()?;
        while !self.open.is_empty() {
            self.content()?;
        }
        self.misc()?;
        if !self.rest.is_empty() {
            return malformed("something follows the root element", self.rest);
        }
        let root = self.pending.first().copied().unwrap_or_default();
        Ok(self.writer.finish(root))
    }

    /// Reads what is next in an element: text up to a tag, and the tag.
    fn content(&mut self) -> Result<()> {
        self.check_going_on()?;
        let Some(rest) = self.rest.strip_prefix(b"<") else {
            return self.run_of_text();
        };
        match rest {
            [b'/', rest @ ..] => {
                self.rest = rest;
                self.end_tag(0)
            }
            [b'!', ..] => self.comment_or_cdata(),
            [b'?', ..] => self.instruction(),
            _ => {
                self.rest = rest;
                self.start_tag()
            }
        }
    }

    /// Reads an end tag, whose `</` was read. `text` is the offset of the element's text if that was
    /// written already.
    pub fn end_tag(&mut self, text: Word) -> Result<()> {
        let Some(open) = self.open.pop() else {
            return malformed("a closing tag does not match its element", self.rest);
        };
        let tag = self.rest;
        let rest = match tag.strip_prefix(open.written) {
            // The usual case, in which the name needs not be read.
            Some([b'>', rest @ ..]) => rest,
            _ => {
                let (name, rest) = qualified_name(tag)?;
                if name.whole != open.written {
                    return malformed("a closing tag does not match its element", tag);
                }
                match skip_spaces(rest) {
                    [b'>', rest @ ..] => rest,
                    rest => return malformed("a tag is not closed", rest),
                }
            }
        };
        self.rest = rest;
        self.write_element(&open, text)
    }

    /// Writes an element whose attributes and children are the last pending words. Its offset takes
    /// their place, as a child of the element around it.
    #[inline(always)]
    pub fn write_element(&mut self, open: &Open<'a>, text: Word) -> Result<()> {
        let text = match self.text.len() == open.first_text {
            true => text,
            false => self.collected_text(open.first_text)?,
        };
        let fields = self.pending.get(open.first_pending..).unwrap_or_default();
        let at = self
            .writer
            .element(open.name, text, open.attributes, fields)?;
        self.pending.truncate(open.first_pending);
        push(&mut self.pending, at)?;
        self.namespaces.leave(open.namespaces);
        Ok(())
    }

    /// Writes the text that was collected from `first` on.
    #[inline(never)]
    fn collected_text(&mut self, first: usize) -> Result<Word> {
        let collected = self.text.get(first..).unwrap_or_default();
        let text = self.writer.string(collected)?;
        self.text.truncate(first);
        Ok(text)
    }

    /// Reads a comment or a CDATA section.
    fn comment_or_cdata(&mut self) -> Result<()> {
        match self.rest.strip_prefix(b"<![CDATA[") {
            Some(content) => self.cdata(content),
            None => self.comment(),
        }
    }

    fn comment(&mut self) -> Result<()> {
        let Some(content) = self.rest.strip_prefix(b"<!--") else {
            return malformed("unknown markup", self.rest);
        };
        // Only the `-->` at the end may have two hyphens, so the first two must begin it.
        let Some(end) = memmem::find(content, b"--") else {
            return malformed("a comment is not closed", self.rest);
        };
        match content.get(end..) {
            Some([b'-', b'-', b'>', rest @ ..]) => {
                self.rest = rest;
                Ok(())
            }
            _ => malformed("a comment has '--'", self.rest),
        }
    }

    fn instruction(&mut self) -> Result<()> {
        if self.rest.starts_with(b"<?xml ") {
            return malformed("the XML declaration is not at the beginning", self.rest);
        }
        let rest = instruction_name(self.rest.get(2..).unwrap_or_default())?;
        let Some(end) = memmem::find(rest, b"?>") else {
            return malformed("a processing instruction is not closed", self.rest);
        };
        self.rest = rest.get(end + 2..).unwrap_or_default();
        Ok(())
    }

    /// Reads white space, comments and processing instructions outside of the root element.
    fn misc(&mut self) -> Result<()> {
        loop {
            self.check_going_on()?;
            self.rest = skip_spaces(self.rest);
            match self.rest {
                [b'<', b'!', b'-', b'-', ..] => self.comment()?,
                [b'<', b'?', ..] => self.instruction()?,
                _ => return Ok(()),
            }
        }
    }

    /// Reads `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`. What it says does not matter.
    fn declaration_of_xml(&mut self) -> Result<()> {
        let Some(rest) = self.rest.strip_prefix(b"<?xml ") else {
            return Ok(());
        };
        let mut rest = skip_spaces(rest);
        for (name, is_required) in [
            ("version", true),
            ("encoding", false),
            ("standalone", false),
        ] {
            if !rest.starts_with(name.as_bytes()) {
                if is_required {
                    return malformed("the XML declaration has no version", rest);
                }
                continue;
            }
            let value = declared_value(rest)?;
            rest = skip_spaces(value);
            let has_space = rest.len() < value.len();
            if !has_space && !rest.starts_with(b"?>") {
                return malformed("white space is missing", rest);
            }
        }
        match rest.strip_prefix(b"?>") {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => malformed("the XML declaration is not closed", rest),
        }
    }

    /// Asks whether to go on, if enough was read since the last question.
    #[inline]
    pub fn check_going_on(&mut self) -> Result<()> {
        let left = self.rest.len();
        let waiting = self.pending.len() * WORD + self.text.len();
        self.writer
            .note_progress(self.document.len() - left, waiting);
        if left > self.next_check {
            return Ok(());
        }
        self.next_check = left.saturating_sub(BETWEEN_CHECKS);
        match (self.go_on)() {
            true => Ok(()),
            false => Err(Failure::Stopped),
        }
    }
}

/// Reads a part of the XML declaration. Returns what follows it.
fn declared_value(bytes: &[u8]) -> Result<&[u8]> {
    let (_, rest) = qualified_name(bytes)?;
    let [b'=', rest @ ..] = skip_spaces(rest) else {
        return malformed("an attribute has no value", rest);
    };
    let rest = skip_spaces(rest);
    let [quote @ (b'"' | b'\''), rest @ ..] = rest else {
        return malformed("a value is not quoted", rest);
    };
    let end = memchr::memchr2(*quote, b'<', rest).unwrap_or(rest.len());
    match rest.get(end..) {
        Some([end, rest @ ..]) if end == quote => Ok(rest),
        _ => malformed("a value does not end", rest),
    }
}
