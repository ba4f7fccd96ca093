//! The text of elements, and CDATA sections.

use crate::error::{Result, extend, malformed, push};
use crate::reader::Reader;
use crate::references::reference;
use crate::scan::{plain_text, split};
use memchr::memmem;

impl<'a> Reader<'a, '_> {
    /// Reads text up to the next `<`.
    pub fn run_of_text(&mut self) -> Result<()> {
        let (plain, rest) = split(self.rest, plain_text(self.rest));
        let first_text = self.open.last().map_or(0, |open| open.first_text);
        // The usual case: all of the element's text is plain, and is written at once.
        if let [b'<', b'/', rest @ ..] = rest
            && self.text.len() == first_text
        {
            self.rest = rest;
            let text = self.writer.string(plain)?;
            return self.end_tag(text);
        }
        extend(&mut self.text, plain)?;
        self.rest = rest;
        loop {
            self.check_going_on()?;
            self.rest = match self.rest {
                [b'<', ..] => return Ok(()),
                [] => return malformed("an element is not closed", self.rest),
                [b'&', ..] => {
                    let (char, rest) = reference(self.rest)?;
                    match char.is_ascii() {
                        true => push(&mut self.text, char as u8)?,
                        false => extend(&mut self.text, char.encode_utf8(&mut [0; 4]).as_bytes())?,
                    }
                    rest
                }
                [b'\r', b'\n', rest @ ..] | [b'\r', rest @ ..] => {
                    push(&mut self.text, b'\n')?;
                    rest
                }
                [b']', b']', b'>', ..] => return malformed("text has ']]>'", self.rest),
                [byte, rest @ ..] => {
                    push(&mut self.text, *byte)?;
                    rest
                }
            };
            // Between two bytes that are not plain there is nothing to look for.
            if !matches!(self.rest.first(), Some(b'<' | b'&' | b'\r' | b']')) {
                let (plain, rest) = split(self.rest, plain_text(self.rest));
                extend(&mut self.text, plain)?;
                self.rest = rest;
            }
        }
    }

    /// Reads a CDATA section, whose beginning is before `content`.
    pub fn cdata(&mut self, content: &'a [u8]) -> Result<()> {
        let Some(end) = memmem::find(content, b"]]>") else {
            return malformed("a CDATA section is not closed", self.rest);
        };
        let (_, behind) = split(content, end);
        self.rest = content;
        while self.rest.len() > behind.len() {
            self.check_going_on()?;
            self.rest = match self.rest {
                [b'\r', b'\n', rest @ ..] | [b'\r', rest @ ..] => {
                    push(&mut self.text, b'\n')?;
                    rest
                }
                rest => {
                    let (section, _) = split(rest, rest.len() - behind.len());
                    let end = memchr::memchr(b'\r', section).unwrap_or(section.len());
                    let (plain, rest) = split(rest, end);
                    extend(&mut self.text, plain)?;
                    rest
                }
            };
        }
        self.rest = behind.get(b"]]>".len()..).unwrap_or_default();
        Ok(())
    }
}
