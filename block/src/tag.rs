//! Start tags: their names, attributes and namespace declarations.

use crate::chars::{QualifiedName, qualified_name, skip_spaces};
use crate::element::Word;
use crate::error::{Failure, Result, malformed, push};
use crate::limits::{MAX_ATTRIBUTES, MAX_DEPTH};
use crate::names::{KEY, NO_SHAPE, ShapeId, next_guess};
use crate::namespaces::is_declaration;
use crate::reader::{Open, Reader};
use crate::references::reference;
use crate::scan::split;
use crate::writer::SHORT;
use std::ops::Range;

/// The most attributes of a tag that were not guessed. The names of the rest are looked up.
const MAX_UNEXPECTED: usize = 8;

/// How a start tag ends.
enum TagEnd {
    /// With `>`: its content follows.
    Open,
    /// With `/>`.
    Empty,
}

impl<'a> Reader<'a, '_> {
    /// Reads a start tag, whose `<` was read. Its attributes are written to the block, and their
    /// offsets are appended to the pending words. If the tag is that of an empty element, the element
    /// is written too.
    pub fn start_tag(&mut self) -> Result<()> {
        let tag = self.rest;
        let namespaces = self.namespaces.count();
        let (name, shape) = match self
            .names
            .guess_element(self.last_element, tag, &self.writer)
        {
            Some((name, shape, rest)) => {
                self.rest = rest;
                (name, shape)
            }
            None => self.unexpected_element()?,
        };
        self.last_element = shape;
        let length = tag.len() - self.rest.len();
        let (first_pending, first_text) = (self.pending.len(), self.text.len());
        let mut expected = self.names.expected(shape);
        self.expected_attributes(&mut expected, false)?;
        let end;
        (end, self.rest) = match self.rest {
            [b'/', b'>', rest @ ..] => (TagEnd::Empty, rest),
            [b'>', rest @ ..] => (TagEnd::Open, rest),
            _ => {
                let end = self.unexpected_attributes(expected, shape, first_pending)?;
                (end, self.rest)
            }
        };
        self.namespaces.check_tag(tag)?;
        if self.open.len() == MAX_DEPTH {
            return Err(Failure::TooLarge("is nested too deeply"));
        }
        let open = Open {
            written: split(tag, length).0,
            name,
            attributes: (self.pending.len() - first_pending) / 2,
            first_pending,
            first_text,
            namespaces,
        };
        match end {
            TagEnd::Open => push(&mut self.open, open),
            TagEnd::Empty => self.write_element(&open, 0),
        }
    }

    /// Reads the name of an element that was not guessed. Returns it and its shape.
    #[inline(never)]
    fn unexpected_element(&mut self) -> Result<(Word, ShapeId)> {
        let (written, rest) = qualified_name(self.rest)?;
        if written.prefix == b"xmlns" {
            return malformed("xmlns is not a prefix of elements", self.rest);
        }
        self.rest = rest;
        let name = self.names.intern(written.local, &mut self.writer)?;
        let shape = self.names.shape(name, &self.writer)?;
        if written.prefix.is_empty() && shape != NO_SHAPE {
            self.names.learn_element(self.last_element, shape);
        }
        self.namespaces.set_prefix(written.prefix);
        Ok((name, shape))
    }

    /// Reads attributes as long as they are the expected ones, or `only_one`. Most elements need nothing
    /// else, so it is compiled into its callers.
    #[inline(always)]
    fn expected_attributes(&mut self, expected: &mut Range<usize>, only_one: bool) -> Result<()> {
        while let Some(name) = self.plain_attributes(expected, only_one)? {
            self.attribute_value(name)?;
            if only_one {
                break;
            }
        }
        Ok(())
    }

    /// Reads attributes as long as they are the expected ones and have plain, short values, or `only_one`.
    /// Returns the name of the next one if it is expected and its value is not plain.
    #[inline(always)]
    fn plain_attributes(
        &mut self,
        expected: &mut Range<usize>,
        only_one: bool,
    ) -> Result<Option<Word>> {
        let mut guesses = self.names.guesses(expected.clone());
        let mut rest = self.rest;
        let mut name = None;
        while let Some(ahead) = rest.first_chunk::<{ KEY + 1 + SHORT }>() {
            let Some(guess) = next_guess(&mut guesses, ahead) else {
                break;
            };
            let length = guess.length as usize;
            let value = ahead.get(length..=length + SHORT);
            let plain = match value.and_then(|value| value.split_first_chunk()) {
                Some(([b'"'], value)) => match value.first_chunk() {
                    Some(value) => self.writer.plain_value(value)?,
                    None => None,
                },
                _ => None,
            };
            let Some((value, value_length)) = plain else {
                if let Some(value) = guess.strip(rest, b"=", &self.writer) {
                    (name, rest) = (Some(guess.name), value);
                }
                break;
            };
            rest = split(rest, length + value_length + 2).1;
            add_attribute(&mut self.pending, guess.name, value)?;
            if only_one {
                break;
            }
        }
        expected.start = expected.end - guesses.len();
        self.rest = rest;
        Ok(name)
    }

    /// Reads the rest of a tag, where neither its end nor an expected attribute follows. The pending
    /// words of its attributes are those from `first` on.
    #[inline(never)]
    fn unexpected_attributes(
        &mut self,
        mut expected: Range<usize>,
        shape: ShapeId,
        first: usize,
    ) -> Result<TagEnd> {
        self.namespaces.begin_declarations();
        self.seen.begin();
        let mut count = 0;
        for name in names_of(&self.pending, first) {
            self.seen.insert(name)?;
            count += 1;
        }
        let mut unexpected = 0;
        loop {
            if let Some(end) = self.tag_end()? {
                if unexpected > 0 {
                    self.names
                        .learn_attributes(shape, &self.seen, &self.writer)?;
                }
                return Ok(end);
            }
            let tail = self.rest;
            count = counted(count)?;
            if let Some(name) = self.unexpected_attribute()? {
                unexpected += 1;
                if unexpected == MAX_UNEXPECTED {
                    expected = 0..0;
                }
                self.insert_seen(name, tail)?;
                self.attribute_value(name)?;
            }
            loop {
                let (tail, before) = (self.rest, self.pending.len());
                self.expected_attribute(&mut expected)?;
                let Some(name) = names_of(&self.pending, before).next() else {
                    break;
                };
                count = counted(count)?;
                self.insert_seen(name, skip_spaces(tail))?;
            }
        }
    }

    /// Reads an attribute if it is an expected one.
    #[inline(never)]
    fn expected_attribute(&mut self, expected: &mut Range<usize>) -> Result<()> {
        self.expected_attributes(expected, true)
    }

    /// Notes that the present tag has an attribute, which begins `tail`.
    fn insert_seen(&mut self, name: Word, tail: &[u8]) -> Result<()> {
        match self.seen.insert(name)? {
            true => Ok(()),
            false => malformed("an attribute occurs twice", tail),
        }
    }

    /// Reads the end of a tag. If an attribute follows instead, reads the white space before it, and
    /// returns `None`.
    fn tag_end(&mut self) -> Result<Option<TagEnd>> {
        let tail = skip_spaces(self.rest);
        let has_space = tail.len() < self.rest.len();
        let end;
        (end, self.rest) = match tail {
            [b'>', rest @ ..] => (Some(TagEnd::Open), rest),
            [b'/', b'>', rest @ ..] => (Some(TagEnd::Empty), rest),
            [] => return malformed("a tag is not closed", tail),
            _ if has_space => (None, tail),
            _ => return malformed("white space is missing", tail),
        };
        Ok(end)
    }

    /// Reads the name of an attribute that was not guessed, and the `=`. A declaration of a namespace,
    /// or an attribute with a prefix, is read as a whole, and `None` is returned.
    fn unexpected_attribute(&mut self) -> Result<Option<Word>> {
        let tail = self.rest;
        let (written, rest) = qualified_name(tail)?;
        self.rest = match skip_spaces(rest) {
            [b'=', rest @ ..] => rest,
            rest => return malformed("an attribute has no value", rest),
        };
        if is_declaration(&written) {
            self.declaration(&written, tail)?;
            return Ok(None);
        }
        let name = self.names.intern(written.local, &mut self.writer)?;
        if written.prefix.is_empty() {
            return Ok(Some(name));
        }
        self.namespaces.add_attribute(written.prefix, name, tail)?;
        self.attribute_value(name)?;
        Ok(None)
    }

    /// Reads the value of an attribute, and appends its name and value to the pending words.
    fn attribute_value(&mut self, name: Word) -> Result<()> {
        let value = self.value()?;
        add_attribute(&mut self.pending, name, value)
    }

    /// Reads the declaration of a namespace.
    fn declaration(&mut self, name: &QualifiedName<'a>, tag: &'a [u8]) -> Result<()> {
        let at = self.value()?;
        let uri = self.writer.string_at(at).unwrap_or_default();
        self.namespaces.declare(name, uri, tag)?;
        self.writer.truncate(at);
        Ok(())
    }

    /// Reads a quoted value, and writes it to the block. White space becomes blanks, as XML's
    /// attribute-value normalisation has it. Returns its offset.
    fn value(&mut self) -> Result<Word> {
        let quote;
        (quote, self.rest) = match skip_spaces(self.rest) {
            [quote @ (b'"' | b'\''), rest @ ..] => (*quote, rest),
            rest => return malformed("a value is not quoted", rest),
        };
        let at = self.writer.begin_string()?;
        loop {
            self.check_going_on()?;
            self.rest = match self.rest {
                [byte, rest @ ..] if *byte == quote => {
                    self.rest = rest;
                    self.writer.finish_string(at);
                    return Ok(at);
                }
                [b'&', ..] => {
                    let (char, rest) = reference(self.rest)?;
                    match char.is_ascii() {
                        true => self.writer.add_byte(char as u8)?,
                        false => self.writer.add(char.encode_utf8(&mut [0; 4]).as_bytes())?,
                    }
                    rest
                }
                [b'\r', b'\n', rest @ ..] | [b'\t' | b'\n' | b'\r', rest @ ..] => {
                    self.writer.add_byte(b' ')?;
                    rest
                }
                [b'<', ..] => return malformed("a value has an unescaped '<'", self.rest),
                [] => return malformed("a value does not end", self.rest),
                rest => split(rest, self.writer.add_plain(rest, quote)?).1,
            };
        }
    }
}

/// Appends the name and the value of an attribute to the pending words.
#[inline]
fn add_attribute(pending: &mut Vec<Word>, name: Word, value: Word) -> Result<()> {
    if pending.capacity() - pending.len() < 2 {
        pending.try_reserve(2)?;
    }
    pending.extend_from_slice(&[name, value]);
    Ok(())
}

/// Returns the names of the attributes whose pending words begin at `first`.
fn names_of(pending: &[Word], first: usize) -> impl Iterator<Item = Word> {
    let words = pending.get(first..).unwrap_or_default();
    words.iter().copied().step_by(2)
}

/// Counts an attribute or a declaration of a namespace.
#[inline]
fn counted(count: usize) -> Result<usize> {
    match count < MAX_ATTRIBUTES {
        true => Ok(count + 1),
        false => Err(Failure::TooLarge("has too many attributes")),
    }
}
