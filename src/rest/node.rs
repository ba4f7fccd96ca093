//! An XML tree as one block of memory, which C can walk without copies.
//!
//! The block contains 32-bit words in this machine's byte order and NUL-terminated strings. Word 0
//! is the block's length. An element is
//!
//! ```text
//! own offset | name | text or 0 | attribute count | child count | (name, value)… | child…
//! ```
//!
//! where names, texts and values are offsets of strings, and children are offsets of elements.
//! Because an element contains its own offset, and the block its length, a pointer to an element is
//! enough to find the whole block.

use crate::common::error::{Error, Result, Status};
use crate::rest::xml;
use std::collections::HashMap;
use std::ffi::CStr;

const WORD: usize = size_of::<u32>();
const NAME: usize = 1;
const TEXT: usize = 2;
const ATTRIBUTES: usize = 3;
const CHILDREN: usize = 4;
const HEAD: usize = 5;
/// The number of names, from the first that was found, among which a name that breaks the expected
/// order is searched. The names after them do not predict the next one.
const MAX_ORDER: usize = 64;

/// The elements of an XML document.
pub struct Tree {
    /// This is not a `Box`: programs hold pointers into it, which stay valid when the tree is
    /// moved.
    block: Vec<u8>,
    root: usize,
}

impl Tree {
    /// Parses XML of any kind.
    pub fn parse(body: &[u8]) -> Result<Tree> {
        Tree::from_document(&xml::parse(body)?)
    }

    /// Makes a tree from a parsed document, in one pass.
    pub fn from_document(document: &roxmltree::Document<'_>) -> Result<Tree> {
        let mut block = Vec::new();
        let size = document.input_text().len();
        if block.try_reserve(size).is_err() {
            return Err(Error::new(
                Status::TooLarge,
                "there is not enough memory for the response",
            ));
        }
        block.resize(WORD, 0);
        let mut builder = Builder {
            block,
            names: HashMap::new(),
            order: Vec::new(),
            next: 0,
        };
        let root = builder.tree(document.root_element())?;
        let length = builder.here()?;
        builder.set(0, length);
        Ok(Tree {
            block: builder.block,
            root: root as usize,
        })
    }

    /// Returns the root element.
    pub fn root(&self) -> Element<'_> {
        Element {
            block: &self.block,
            at: self.root,
        }
    }
}

/// One element of a tree.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    block: &'a [u8],
    at: usize,
}

impl<'a> Element<'a> {
    /// Returns the element at an offset; `None` if there is none.
    pub fn at(block: &'a [u8], at: usize) -> Option<Element<'a>> {
        (word(block, at)? as usize == at).then_some(Element { block, at })
    }

    /// Returns the whole block and the offset of this element, of which a pointer to the element is
    /// made.
    pub fn place(self) -> (&'a [u8], usize) {
        (self.block, self.at)
    }

    /// Returns the local name.
    pub fn name(self) -> &'a CStr {
        self.string(NAME).unwrap_or_default()
    }

    /// Returns the element's own text, joined; `None` if it has none.
    pub fn text(self) -> Option<&'a CStr> {
        self.string(TEXT)
    }

    /// Returns the number of attributes.
    pub fn attribute_count(self) -> usize {
        self.word(ATTRIBUTES)
    }

    /// Returns the name and the value of an attribute, in the order of the document.
    pub fn attribute_at(self, index: usize) -> Option<(&'a CStr, &'a CStr)> {
        if index >= self.attribute_count() {
            return None;
        }
        let field = HEAD + 2 * index;
        Some((self.string(field)?, self.string(field + 1)?))
    }

    /// Returns the value of an attribute by its local name.
    pub fn attribute(self, name: &CStr) -> Option<&'a CStr> {
        (0..self.attribute_count())
            .filter_map(|index| self.attribute_at(index))
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Returns the number of child elements.
    pub fn child_count(self) -> usize {
        self.word(CHILDREN)
    }

    /// Returns a child element, in the order of the document.
    pub fn child_at(self, index: usize) -> Option<Element<'a>> {
        if index >= self.child_count() {
            return None;
        }
        let at = self.word(HEAD + 2 * self.attribute_count() + index);
        Element::at(self.block, at)
    }

    /// Returns all child elements.
    pub fn children(self) -> impl Iterator<Item = Element<'a>> {
        (0..self.child_count()).filter_map(move |index| self.child_at(index))
    }

    /// Returns the first child element with a local name.
    pub fn child(self, name: &CStr) -> Option<Element<'a>> {
        self.children().find(|child| child.name() == name)
    }

    fn word(self, field: usize) -> usize {
        word(self.block, self.at + field * WORD).unwrap_or_default() as usize
    }

    fn string(self, field: usize) -> Option<&'a CStr> {
        let bytes = match self.word(field) {
            0 => return None,
            at => self.block.get(at..)?,
        };
        CStr::from_bytes_until_nul(bytes).ok()
    }
}

fn word(block: &[u8], at: usize) -> Option<u32> {
    let bytes = block.get(at..)?.first_chunk::<WORD>()?;
    Some(u32::from_ne_bytes(*bytes))
}

struct Builder<'a> {
    block: Vec<u8>,
    /// The offsets of the names. Each name is stored once, because every item repeats it.
    names: HashMap<&'a str, u32>,
    /// The names in the order in which they were first found. Items mostly repeat it, so the name
    /// at `next` is compared first.
    order: Vec<(&'a str, u32)>,
    next: usize,
}

impl<'a> Builder<'a> {
    /// Adds an element with all of its descendants. It is a loop, because the host program's stack
    /// may be small.
    fn tree<'input>(&mut self, root: roxmltree::Node<'a, 'input>) -> Result<u32> {
        let (at, field) = self.element(root)?;
        let mut open = vec![(root.children(), field)];
        while let Some((children, field)) = open.last_mut() {
            let Some(child) = children.find(roxmltree::Node::is_element) else {
                open.pop();
                continue;
            };
            let place = *field;
            *field += WORD;
            let (at, field) = self.element(child)?;
            self.set(place, at);
            open.push((child.children(), field));
        }
        Ok(at)
    }

    /// Adds an element without its children. Returns its offset, and the place of its children's
    /// offsets.
    fn element(&mut self, node: roxmltree::Node<'a, '_>) -> Result<(u32, usize)> {
        let at = self.here()?;
        let attributes = node.attributes().len();
        let elements = node.children().filter(roxmltree::Node::is_element);
        let children = elements.count();
        let words = HEAD + 2 * attributes + children;
        self.block.resize(self.block.len() + words * WORD, 0);

        let mut field = at as usize;
        let mut put = |builder: &mut Builder<'a>, value: u32| {
            builder.set(field, value);
            field += WORD;
        };
        put(self, at);
        let name = self.name(node.tag_name().name())?;
        put(self, name);
        let text = self.text(node)?;
        put(self, text);
        put(self, attributes as u32);
        put(self, children as u32);
        for attribute in node.attributes() {
            let name = self.name(attribute.name())?;
            put(self, name);
            let value = self.string([attribute.value()])?;
            put(self, value);
        }
        Ok((at, field))
    }

    fn text(&mut self, node: roxmltree::Node<'a, '_>) -> Result<u32> {
        let parts = || {
            node.children()
                .filter(roxmltree::Node::is_text)
                .filter_map(|text| text.text())
        };
        if parts().all(str::is_empty) {
            return Ok(0);
        }
        self.string(parts())
    }

    fn name(&mut self, name: &'a str) -> Result<u32> {
        if self.next >= self.order.len() {
            self.next = 0;
        }
        if let Some((due, at)) = self.order.get(self.next)
            && *due == name
        {
            self.next += 1;
            return Ok(*at);
        }
        if let Some(at) = self.names.get(name) {
            let at = *at;
            let place = self
                .order
                .iter()
                .take(MAX_ORDER)
                .position(|(other, _)| *other == name);
            self.next = place.map_or(0, |place| place + 1);
            return Ok(at);
        }
        let at = self.string([name])?;
        self.names.insert(name, at);
        self.order.push((name, at));
        self.next = self.order.len();
        Ok(at)
    }

    fn string<'s>(&mut self, parts: impl IntoIterator<Item = &'s str>) -> Result<u32> {
        let at = self.here()?;
        for part in parts {
            self.block.extend_from_slice(part.as_bytes());
        }
        self.block.push(0);
        Ok(at)
    }

    fn here(&self) -> Result<u32> {
        u32::try_from(self.block.len())
            .map_err(|_| Error::new(Status::TooLarge, "the response is over 4 GiB"))
    }

    fn set(&mut self, at: usize, value: u32) {
        if let Some(word) = self.block.get_mut(at..at + WORD) {
            word.copy_from_slice(&value.to_ne_bytes());
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const XML: &str = "<tsResponse xmlns='http://tableau.com/api' xmlns:x='y' x:z='1'>\
        <workbook id='1' name='a &amp; b'>t<project id='2'/>u<![CDATA[<v>]]></workbook>\
        <workbook id='3' name=''> </workbook></tsResponse>";

    #[test]
    fn tree_is_equal_to_the_document() {
        let tree = Tree::parse(XML.as_bytes()).unwrap();
        let root = tree.root();
        assert_eq!(root.name(), c"tsResponse");
        assert_eq!(root.text(), None);
        assert_eq!(root.attribute(c"z"), Some(c"1"));
        assert_eq!(root.child_count(), 2);
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
    fn element_is_found_by_block_and_offset() {
        let tree = Tree::parse(XML.as_bytes()).unwrap();
        let (block, at) = tree.root().child_at(1).unwrap().place();
        assert_eq!(word(block, 0).unwrap() as usize, block.len());
        let again = Element::at(block, at).unwrap();
        assert_eq!(again.attribute(c"id"), Some(c"3"));
        assert!(Element::at(block, at + 1).is_none());
    }

    #[test]
    fn tree_needs_little_more_memory_than_its_text() {
        let item = "<workbook id='3cc6cd06-89ce-4fdc-b935-5294135d6d42' name='SafariSample' description='' \
            contentUrl='SafariSample' showTabs='false' size='26' createdAt='2016-07-26T20:34:56Z'><tags/></workbook>";
        let xml = format!(
            "<tsResponse><workbooks>{}</workbooks></tsResponse>",
            item.repeat(1000)
        );
        let tree = Tree::parse(xml.as_bytes()).unwrap();
        let (size, text) = (tree.block.len(), xml.len());
        assert!(size < text * 11 / 10, "{size} bytes for {text} of text");
    }
}
