//! Namespaces in scope. Elements and attributes are told apart by their local names only, but a
//! document with an undeclared prefix, or with one attribute twice under two prefixes, is not
//! well-formed.

use crate::chars::QualifiedName;
use crate::element::Word;
use crate::error::{Failure, Result, malformed, push};
use crate::limits::{MAX_NAME, MAX_NAMESPACES, MAX_PREFIXED};
use std::mem;

const XML_URI: &[u8] = b"http://www.w3.org/XML/1998/namespace";
const XMLNS_URI: &[u8] = b"http://www.w3.org/2000/xmlns/";
/// The number of the namespace of `xml`, which no document declares.
const XML: u32 = 0;

/// A prefix that an open element declares.
struct Declared<'a> {
    prefix: &'a [u8],
    /// The [`key`] of the prefix.
    prefix_key: u64,
    uri: Vec<u8>,
    /// The [`key`] of the URI.
    uri_key: u64,
    /// The same for all declarations in scope that have the same URI.
    number: u32,
}

/// An attribute with a prefix.
struct Prefixed<'a> {
    prefix: &'a [u8],
    /// The offset of the local name's string.
    name: Word,
    /// The document from the attribute on.
    rest: &'a [u8],
}

/// The declarations in scope, and the attributes with a prefix of the present tag.
#[derive(Default)]
pub struct Namespaces<'a> {
    declared: Vec<Declared<'a>>,
    last_number: u32,
    /// The prefix of the present tag's element; empty if it has none.
    element_prefix: &'a [u8],
    prefixed: Vec<Prefixed<'a>>,
    /// The number of declarations when the present tag began.
    tag_begin: usize,
}

/// True if an attribute is the declaration of a namespace. As roxmltree has it, `x:xmlns` is one.
pub fn is_declaration(name: &QualifiedName<'_>) -> bool {
    name.prefix == b"xmlns" || name.local == b"xmlns"
}

impl<'a> Namespaces<'a> {
    /// Returns the number of declarations in scope, for [`Namespaces::leave`].
    #[inline]
    pub fn count(&self) -> usize {
        self.declared.len()
    }

    /// Sets the prefix of the present tag's element.
    pub fn set_prefix(&mut self, prefix: &'a [u8]) {
        self.element_prefix = prefix;
    }

    /// Begins the declarations of the present tag.
    pub fn begin_declarations(&mut self) {
        self.tag_begin = self.declared.len();
    }

    /// Ends an element: its declarations are no longer in scope.
    #[inline]
    pub fn leave(&mut self, count: usize) {
        if self.declared.len() > count {
            self.declared.truncate(count);
        }
    }

    /// Adds the declaration that an attribute is.
    pub fn declare(&mut self, name: &QualifiedName<'a>, uri: &[u8], rest: &[u8]) -> Result<()> {
        let is_prefix = name.prefix == b"xmlns";
        let is_xml = is_prefix && name.local == b"xml";
        if uri == XMLNS_URI || (uri == XML_URI) != is_xml {
            return malformed("a reserved namespace is declared", rest);
        }
        // The default namespace does not matter: no name is looked up in it.
        if !is_prefix || is_xml {
            return Ok(());
        }
        let of_tag = self.declared.get(self.tag_begin..).unwrap_or_default();
        if of_tag.iter().any(|other| other.prefix == name.local) {
            return malformed("a namespace is declared twice", rest);
        }
        if uri.len() > MAX_NAME {
            return Err(Failure::TooLarge("has names that are too long"));
        }
        if self.declared.len() == MAX_NAMESPACES {
            return Err(Failure::TooLarge("has too many namespaces"));
        }
        let (prefix_key, uri_key) = (key(name.local), key(uri));
        let is_same = |other: &&Declared<'_>| other.uri_key == uri_key && other.uri == uri;
        let same = self.declared.iter().find(is_same);
        let number = match same {
            Some(other) => other.number,
            None => {
                self.last_number += 1;
                self.last_number
            }
        };
        let mut copy = Vec::new();
        crate::error::extend(&mut copy, uri)?;
        let declared = Declared {
            prefix: name.local,
            prefix_key,
            uri: copy,
            uri_key,
            number,
        };
        push(&mut self.declared, declared)
    }

    /// Adds an attribute with a prefix. Its namespace may be declared behind it.
    pub fn add_attribute(&mut self, prefix: &'a [u8], name: Word, rest: &'a [u8]) -> Result<()> {
        if self.prefixed.len() == MAX_PREFIXED {
            return Err(Failure::TooLarge("has too many attributes with a prefix"));
        }
        push(&mut self.prefixed, Prefixed { prefix, name, rest })
    }

    /// Checks the present tag at its end: the prefixes of its element and its attributes are declared,
    /// and no attribute occurs twice.
    #[inline]
    pub fn check_tag(&mut self, tag: &[u8]) -> Result<()> {
        match self.element_prefix.is_empty() && self.prefixed.is_empty() {
            true => Ok(()),
            false => self.check_prefixes(tag),
        }
    }

    #[inline(never)]
    fn check_prefixes(&mut self, tag: &[u8]) -> Result<()> {
        // As roxmltree has it, the prefix xml is declared for attributes only.
        let prefix = mem::take(&mut self.element_prefix);
        if !prefix.is_empty() && self.number_of(prefix).is_none() {
            return malformed("a namespace prefix is unknown", tag);
        }
        let checked = self.check_attributes();
        self.prefixed.clear();
        checked
    }

    fn check_attributes(&self) -> Result<()> {
        let mut seen: [u64; MAX_PREFIXED] = [0; MAX_PREFIXED];
        for (index, attribute) in self.prefixed.iter().enumerate() {
            let number = match attribute.prefix {
                b"xml" => Some(XML),
                prefix => self.number_of(prefix),
            };
            let Some(number) = number else {
                return malformed("a namespace prefix is unknown", attribute.rest);
            };
            let key = u64::from(number) << 32 | u64::from(attribute.name);
            if seen.get(..index).unwrap_or_default().contains(&key) {
                return malformed("an attribute occurs twice", attribute.rest);
            }
            if let Some(slot) = seen.get_mut(index) {
                *slot = key;
            }
        }
        Ok(())
    }

    /// Returns the number of the namespace of a prefix; the innermost declaration counts.
    fn number_of(&self, prefix: &[u8]) -> Option<u32> {
        let key = key(prefix);
        let is_it =
            |declared: &&Declared<'_>| declared.prefix_key == key && declared.prefix == prefix;
        let found = self.declared.iter().rev().find(is_it)?;
        Some(found.number)
    }
}

/// Returns the first eight bytes as a number; strings with different numbers differ.
fn key(string: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (place, byte) in bytes.iter_mut().zip(string) {
        *place = *byte;
    }
    u64::from_le_bytes(bytes)
}
