//! Start tags: their names, attributes and namespace declarations.

use crate::chars::{QualifiedName, is_space, qualified_name, skip_spaces};
use crate::element::Word;
use crate::error::{Failure, Result, malformed, push};
use crate::limits::MAX_ATTRIBUTES;
use crate::names::NameId;
use crate::namespaces::is_declaration;
use crate::reader::{Open, Reader};
use crate::references::reference;
use crate::scan::plain_value;

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
        let (id, prefix) = self.element_name()?;
        let length = tag.len() - self.rest.len();
        let mut open = Open {
            written: tag.get(..length).unwrap_or_default(),
            name: self.names.offset(id),
            attributes: 0,
            first_pending: self.pending.len(),
            first_text: self.text.len(),
            namespaces,
        };
        let end = self.attributes(id)?;
        open.attributes = (self.pending.len() - open.first_pending) / 2;
        self.namespaces.check_tag(prefix, tag)?;
        Ok((open, end))
    }

    /// Reads the name of an element. Returns it and its prefix.
    #[inline]
    fn element_name(&mut self) -> Result<(NameId, &'a [u8])> {
        if let Some(last) = self.last_element
            && let Some((id, rest)) = self.names.guess_element(last, self.rest)
        {
            self.rest = rest;
            self.last_element = Some(id);
            return Ok((id, &[]));
        }
        let (name, rest) = qualified_name(self.rest)?;
        if name.prefix == b"xmlns" {
            return malformed("xmlns is not a prefix of elements", self.rest);
        }
        self.rest = rest;
        let id = self.names.intern(name.local, &mut self.writer)?;
        self.names.add_shape(id)?;
        if let Some(last) = self.last_element
            && name.prefix.is_empty()
        {
            self.names.learn_element(last, id);
        }
        self.last_element = Some(id);
        Ok((id, name.prefix))
    }

    /// Reads the attributes of an element up to the end of its tag.
    fn attributes(&mut self, element: NameId) -> Result<TagEnd> {
        self.attribute_ids.clear();
        let (mut place, mut is_marking, mut count) = (0, false, 0_usize);
        loop {
            let (tail, has_space) = match self.rest {
                // The usual case: one blank.
                [b' ', tail @ ..] if !tail.first().is_some_and(|byte| is_space(*byte)) => {
                    (tail, true)
                }
                rest => {
                    let tail = skip_spaces(rest);
                    (tail, tail.len() < rest.len())
                }
            };
            self.rest = tail;
            let end = match tail {
                [b'>', rest @ ..] => Some((TagEnd::Open, rest)),
                [b'/', b'>', rest @ ..] => Some((TagEnd::Empty, rest)),
                [] => return malformed("a tag is not closed", tail),
                _ if !has_space => return malformed("white space is missing", tail),
                _ => None,
            };
            if let Some((end, rest)) = end {
                self.rest = rest;
                if is_marking {
                    self.names.learn_attributes(element, &self.attribute_ids)?;
                }
                return Ok(end);
            }
            count += 1;
            if count > MAX_ATTRIBUTES {
                return Err(Failure::TooLarge("has too many attributes"));
            }
            let guess = self.names.guess_attribute(element, place, tail);
            let id = match guess {
                Some((id, rest, next)) => {
                    self.rest = rest;
                    place = next;
                    id
                }
                None => {
                    let (name, rest) = qualified_name(tail)?;
                    self.rest = rest;
                    self.equals_sign()?;
                    if is_declaration(&name) {
                        self.declaration(&name, tail)?;
                        continue;
                    }
                    let id = self.names.intern(name.local, &mut self.writer)?;
                    if !name.prefix.is_empty() {
                        let at = self.names.offset(id);
                        self.namespaces.add_attribute(name.prefix, at, tail)?;
                        self.attribute_value(id)?;
                        continue;
                    }
                    if !is_marking {
                        is_marking = true;
                        self.names.begin_marking();
                        for id in &self.attribute_ids {
                            self.names.mark(*id);
                        }
                    }
                    id
                }
            };
            if is_marking && !self.names.mark(id) {
                return malformed("an attribute occurs twice", tail);
            }
            push(&mut self.attribute_ids, id)?;
            self.attribute_value(id)?;
        }
    }

    /// Reads `=`, with white space around it.
    fn equals_sign(&mut self) -> Result<()> {
        match skip_spaces(self.rest) {
            [b'=', rest @ ..] => {
                self.rest = skip_spaces(rest);
                Ok(())
            }
            rest => malformed("an attribute has no value", rest),
        }
    }

    /// Reads the value of an attribute, and appends its name and value to the pending words.
    #[inline]
    fn attribute_value(&mut self, name: NameId) -> Result<()> {
        let value = self.value()?;
        self.pending.try_reserve(2)?;
        self.pending
            .extend_from_slice(&[self.names.offset(name), value]);
        Ok(())
    }

    /// Reads the declaration of a namespace.
    fn declaration(&mut self, name: &QualifiedName<'a>, tag: &'a [u8]) -> Result<()> {
        let at = self.value()?;
        let written = self.writer.bytes_from(at);
        let length = memchr::memchr(0, written).unwrap_or_default();
        let uri = written.get(..length).unwrap_or_default();
        self.namespaces.declare(name, uri, tag)?;
        self.writer.truncate(at);
        Ok(())
    }

    /// Reads a quoted value, and writes it to the block. White space becomes blanks, as XML's
    /// attribute-value normalisation has it. Returns its offset.
    #[inline]
    fn value(&mut self) -> Result<Word> {
        let (quote, rest) = match self.rest {
            [quote @ (b'"' | b'\''), rest @ ..] => (*quote, rest),
            // White space is allowed between `=` and the quote, which a guessed name does not skip.
            rest => match skip_spaces(rest) {
                [quote @ (b'"' | b'\''), rest @ ..] => (*quote, rest),
                rest => return malformed("a value is not quoted", rest),
            },
        };
        let (plain, rest) = split(rest, plain_value(rest, quote));
        if let Some((end, rest)) = rest.split_first()
            && *end == quote
        {
            self.rest = rest;
            return self.writer.string(plain);
        }
        self.value_in_parts(plain, rest, quote)
    }

    /// Reads the rest of a value with references or white space.
    fn value_in_parts(&mut self, plain: &[u8], rest: &'a [u8], quote: u8) -> Result<Word> {
        let at = self.writer.begin_string()?;
        let (mut plain, mut rest) = (plain, rest);
        loop {
            self.writer.add(plain)?;
            rest = match rest {
                [byte, rest @ ..] if *byte == quote => {
                    self.rest = rest;
                    self.writer.finish_string(at);
                    return Ok(at);
                }
                [b'&', ..] => {
                    let (char, rest) = reference(rest)?;
                    self.writer.add(char.encode_utf8(&mut [0; 4]).as_bytes())?;
                    rest
                }
                [b'\r', b'\n', rest @ ..] | [b'\t' | b'\n' | b'\r', rest @ ..] => {
                    self.writer.add(b" ")?;
                    rest
                }
                [b'<', ..] => return malformed("a value has an unescaped '<'", rest),
                _ => return malformed("a value does not end", rest),
            };
            (plain, rest) = split(rest, plain_value(rest, quote));
        }
    }
}

/// Splits bytes at a place that is in them.
#[inline]
pub fn split(bytes: &[u8], at: usize) -> (&[u8], &[u8]) {
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}
