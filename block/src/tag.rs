//! Start tags: their names, attributes and namespace declarations.

use crate::chars::{QualifiedName, qualified_name, skip_spaces};
use crate::element::Word;
use crate::error::{Failure, Result, malformed, push};
use crate::limits::MAX_ATTRIBUTES;
use crate::names::{NO_SHAPE, Name, ShapeId};
use crate::namespaces::is_declaration;
use crate::reader::{Open, Reader};
use crate::references::reference;
use crate::scan::plain_value;

/// The most attributes of a tag that were not guessed. The names of the rest are looked up.
const MAX_UNEXPECTED: usize = 8;

/// How a start tag ends.
#[derive(PartialEq, Eq)]
pub enum TagEnd {
    /// With `>`: its content follows.
    Open,
    /// With `/>`.
    Empty,
}

impl<'a> Reader<'a, '_> {
    /// Reads a start tag, whose `<` was read. Its attributes are written to the block, and their
    /// offsets are appended to the pending words.
    pub fn start_tag(&mut self) -> Result<(Open<'a>, TagEnd)> {
        let tag = self.rest;
        let namespaces = self.namespaces.enter();
        let (name, shape, prefix) = self.element_name()?;
        let length = tag.len() - self.rest.len();
        let mut open = Open {
            written: tag.get(..length).unwrap_or_default(),
            name: name.at,
            attributes: 0,
            first_pending: self.pending.len(),
            first_text: self.text.len(),
            namespaces,
        };
        let end = self.attributes(shape)?;
        open.attributes = (self.pending.len() - open.first_pending) / 2;
        self.namespaces.check_tag(prefix, tag)?;
        Ok((open, end))
    }

    /// Reads the name of an element. Returns it, its shape and its prefix.
    #[inline]
    fn element_name(&mut self) -> Result<(Name, ShapeId, &'a [u8])> {
        let last = self.last_element;
        if let Some((name, shape, rest)) = self.names.guess_element(last, self.rest, &self.writer) {
            self.rest = rest;
            self.last_element = shape;
            return Ok((name, shape, &[]));
        }
        let (written, rest) = qualified_name(self.rest)?;
        if written.prefix == b"xmlns" {
            return malformed("xmlns is not a prefix of elements", self.rest);
        }
        self.rest = rest;
        let name = self.names.intern(written.local, &mut self.writer)?;
        let shape = self.names.shape(name, &self.writer)?;
        if written.prefix.is_empty() && shape != NO_SHAPE {
            self.names.learn_element(last, shape);
        }
        self.last_element = shape;
        Ok((name, shape, written.prefix))
    }

    /// Reads the attributes of an element up to the end of its tag.
    fn attributes(&mut self, shape: ShapeId) -> Result<TagEnd> {
        self.attribute_names.clear();
        let mut expected = self.names.expected(shape);
        let (mut unexpected, mut count) = (0, 0_usize);
        loop {
            let (name, tail);
            if let [b' ', rest @ ..] = self.rest
                && let Some((guess, value)) =
                    self.names
                        .guess_attribute(&mut expected, rest, &self.writer)
            {
                (name, tail, self.rest) = (guess, rest, value);
            } else {
                if let Some(end) = self.tag_end()? {
                    if unexpected > 0 {
                        let (new, seen) = (&self.attribute_names, &self.seen);
                        self.names
                            .learn_attributes(shape, new, seen, &self.writer)?;
                    }
                    return Ok(end);
                }
                tail = self.rest;
                let Some(read) = self.unexpected_attribute()? else {
                    count = counted(count)?;
                    continue;
                };
                name = read;
                unexpected += 1;
                if unexpected == 1 {
                    self.seen.begin();
                    for name in &self.attribute_names {
                        self.seen.insert(name.at);
                    }
                }
                if unexpected == MAX_UNEXPECTED {
                    expected = 0..0;
                }
            }
            count = counted(count)?;
            // Attributes that were all guessed are different ones.
            if unexpected > 0 && !self.seen.insert(name.at) {
                return malformed("an attribute occurs twice", tail);
            }
            push(&mut self.attribute_names, name)?;
            self.attribute_value(name.at)?;
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
    fn unexpected_attribute(&mut self) -> Result<Option<Name>> {
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
        self.namespaces
            .add_attribute(written.prefix, name.at, tail)?;
        self.attribute_value(name.at)?;
        Ok(None)
    }

    /// Reads the value of an attribute, and appends its name and value to the pending words.
    #[inline]
    fn attribute_value(&mut self, name: Word) -> Result<()> {
        let value = match self.short_value()? {
            Some(value) => value,
            None => self.value()?,
        };
        if self.pending.capacity() - self.pending.len() < 2 {
            self.pending.try_reserve(2)?;
        }
        self.pending.extend_from_slice(&[name, value]);
        Ok(())
    }

    /// Reads the declaration of a namespace.
    fn declaration(&mut self, name: &QualifiedName<'a>, tag: &'a [u8]) -> Result<()> {
        let at = self.value()?;
        let uri = self.writer.string_at(at).unwrap_or_default();
        self.namespaces.declare(name, uri, tag)?;
        self.writer.truncate(at);
        Ok(())
    }

    /// Reads a value if it is plain, short, and not at the very end of the document, as most values
    /// are. It is found and copied in one loop.
    #[inline]
    fn short_value(&mut self) -> Result<Option<Word>> {
        let [quote @ (b'"' | b'\''), rest @ ..] = self.rest else {
            return Ok(None);
        };
        let Some(length) = self.writer.copy_plain_value(rest, *quote)? else {
            return Ok(None);
        };
        match rest.get(length..) {
            Some([end, rest @ ..]) if end == quote => {
                self.rest = rest;
                Ok(Some(self.writer.finish_copied(length)))
            }
            _ => Ok(None),
        }
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
                rest => {
                    let (plain, rest) = split(rest, plain_value(rest, quote));
                    self.writer.add(plain)?;
                    rest
                }
            };
        }
    }
}

/// Counts an attribute or a declaration of a namespace.
#[inline]
fn counted(count: usize) -> Result<usize> {
    match count < MAX_ATTRIBUTES {
        true => Ok(count + 1),
        false => Err(Failure::TooLarge("has too many attributes")),
    }
}

/// Splits bytes at a place that is in them.
#[inline]
pub fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}
