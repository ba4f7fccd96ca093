//! The header fields of a response, as texts for C.

use crate::common::memory::{self, Result};
use crate::common::text::append_c_text;
use std::ffi::CStr;
use std::ops::Range;

/// The memory that is reserved first, in bytes. The fields of most responses fit into it.
const RESERVE: usize = 1024;

/// Header fields, in the order in which they arrived.
#[derive(Default)]
pub struct ResponseHeaders {
    fields: Vec<Field>,
    /// The names and values, and the joined values of repeated fields.
    texts: Vec<u8>,
}

/// A header field.
struct Field {
    name: Text,
    value: Text,
    /// The value, or the values of all fields of this name if this is the first of several.
    joined: Text,
}

/// The place of a text with its NUL.
type Text = Range<usize>;

impl ResponseHeaders {
    /// Makes header fields of names and values. It fails if there is no memory.
    pub fn new<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<ResponseHeaders> {
        let mut all = ResponseHeaders::default();
        all.texts.try_reserve(RESERVE)?;
        for (name, value) in headers {
            let (name, value) = (all.add(name.as_ref())?, all.add(value.as_ref())?);
            let joined = value.clone();
            let field = Field {
                name,
                value,
                joined,
            };
            memory::push(&mut all.fields, field)?;
        }
        all.join_repeated()?;
        Ok(all)
    }

    /// Returns the number of fields.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns the name and the value of a field, by its position.
    pub fn get(&self, index: usize) -> Option<(&CStr, &CStr)> {
        let field = self.fields.get(index)?;
        Some((self.text(&field.name), self.text(&field.value)))
    }

    /// Returns the names and values of all fields.
    pub fn iter(&self) -> impl Iterator<Item = (&CStr, &CStr)> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// Returns the values of the fields of a name. Upper and lower case in the name are the same.
    pub fn all(&self, name: &[u8]) -> impl Iterator<Item = &CStr> {
        let fields = self.fields.iter().filter(|field| self.has(field, name));
        fields.map(|field| self.text(&field.value))
    }

    /// Returns the value of a field, or the values of several, joined by ", ".
    pub fn joined(&self, name: &CStr) -> Option<&CStr> {
        let mut fields = self.fields.iter();
        let field = fields.find(|field| self.has(field, name.to_bytes()))?;
        Some(self.text(&field.joined))
    }

    /// Joins the values of the fields that have the same name.
    fn join_repeated(&mut self) -> Result<()> {
        for index in 0..self.len() {
            if let Some(joined) = self.join(index)? {
                let joined = self.add(&joined)?;
                if let Some(field) = self.fields.get_mut(index) {
                    field.joined = joined;
                }
            }
        }
        Ok(())
    }

    /// Joins the values of the fields that have the name of this one, if it is the first of several.
    fn join(&self, index: usize) -> Result<Option<Vec<u8>>> {
        let Some((before, [first, behind @ ..])) = self.fields.split_at_checked(index) else {
            return Ok(None);
        };
        let name = self.bytes(&first.name);
        let is_same = |field: &&Field| self.has(field, name);
        if !behind.iter().any(|field| is_same(&field)) || before.iter().any(|field| is_same(&field))
        {
            return Ok(None);
        }
        let others = || behind.iter().filter(is_same);
        let length = others()
            .map(|other| self.bytes(&other.value).len() + 2)
            .sum::<usize>();
        let mut joined = memory::reserved(first.value.len() + length)?;
        joined.extend_from_slice(self.bytes(&first.value));
        for other in others() {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(self.bytes(&other.value));
        }
        Ok(Some(joined))
    }

    /// Appends a text, and returns its place.
    fn add(&mut self, text: &[u8]) -> Result<Text> {
        let at = self.texts.len();
        append_c_text(&mut self.texts, text)?;
        Ok(at..self.texts.len())
    }

    /// True if a field has this name.
    fn has(&self, field: &Field, name: &[u8]) -> bool {
        self.bytes(&field.name).eq_ignore_ascii_case(name)
    }

    /// Returns a text without its NUL.
    fn bytes(&self, text: &Text) -> &[u8] {
        let bytes = self.texts.get(text.start..text.end - 1);
        bytes.unwrap_or_default()
    }

    fn text(&self, text: &Text) -> &CStr {
        let bytes = self.texts.get(text.clone()).unwrap_or_default();
        CStr::from_bytes_with_nul(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_repeated_ones_are_joined() {
        let headers = [("X-A", "1"), ("x-b", "2"), ("x-a", "3"), ("X-a", "")];
        let headers = ResponseHeaders::new(headers).unwrap();
        assert_eq!(headers.joined(c"X-a"), Some(c"1, 3, "));
        assert_eq!(headers.joined(c"X-B"), Some(c"2"));
        assert_eq!(headers.joined(c"x-c"), None);
        assert_eq!(headers.len(), 4);
        assert_eq!(headers.get(2), Some((c"x-a", c"3")));
        assert_eq!(headers.get(4), None);
        let all: Vec<_> = headers.all(b"x-A").collect();
        assert_eq!(all, [c"1", c"3", c""]);
    }

    #[test]
    fn texts_are_utf_8_without_nul() {
        for (bytes, expected) in [
            (&b"a\0b"[..], "a\u{fffd}b"),
            (b"\0", "\u{fffd}"),
            (b"", ""),
            ("ä".as_bytes(), "ä"),
            (
                b"a\xff\0\xe2\x82b\xff",
                "a\u{fffd}\u{fffd}\u{fffd}b\u{fffd}",
            ),
        ] {
            let headers = ResponseHeaders::new([("name", bytes), ("other", b"value")]).unwrap();
            let (name, value) = headers.get(0).unwrap();
            assert_eq!((name, value.to_str().unwrap()), (c"name", expected));
            assert_eq!(headers.joined(c"other"), Some(c"value"));
        }
    }
}
