//! Writes trees as documents, in the many ways in which XML lets the same be written.

use crate::numbers::Numbers;
use crate::tree::{Content, Tree};

const PREFIXES: [&str; 6] = ["x", "xy", "p", "é", "namespace1", "namespace2"];
const URIS: [&str; 4] = ["u", "v", "", "http://tableau.com/api"];

/// Writes one document.
pub struct Style<'a> {
    numbers: &'a mut Numbers,
    /// One in so many places is not written in the usual way.
    unusual: usize,
    document: String,
    /// The prefixes that are declared.
    prefixes: Vec<&'static str>,
}

impl Style<'_> {
    /// Writes a tree in any way.
    pub fn write(tree: &Tree, numbers: &mut Numbers) -> Vec<u8> {
        let unusual = [3, 10, 40, 1000][numbers.below(4)];
        Style::write_with(tree, unusual, numbers)
    }

    /// Writes a tree with something unusual in one of so many places.
    pub fn write_with(tree: &Tree, unusual: usize, numbers: &mut Numbers) -> Vec<u8> {
        let mut style = Style {
            numbers,
            unusual,
            document: String::new(),
            prefixes: Vec::new(),
        };
        style.prolog();
        style.element(tree);
        style.misc();
        style.document.into_bytes()
    }

    fn is_unusual(&mut self) -> bool {
        self.numbers.once_in(self.unusual)
    }

    fn push(&mut self, choices: &[&str]) {
        let choice = self.numbers.of(choices);
        self.document.push_str(choice);
    }

    fn prolog(&mut self) {
        if self.is_unusual() {
            self.document.push('\u{feff}');
        }
        self.push(&[
            "",
            "<?xml version='1.0' encoding='UTF-8'?>",
            "<?xml version=\"1.0\"?>\n",
            "<?xml  version = '1.1'\r\nstandalone='no' ?>",
        ]);
        self.misc();
    }

    fn misc(&mut self) {
        while self.is_unusual() {
            self.push(&[
                "\n",
                "<!-- - > -->",
                "<?p?>",
                "<?p q?r ?>",
                "\r\n\t",
                "<!---->",
            ]);
        }
    }

    fn element(&mut self, tree: &Tree) {
        let declared = self.prefixes.len();
        let mut declarations = String::new();
        while self.is_unusual() && declarations.len() < 60 {
            let prefix = self.numbers.of(&PREFIXES);
            if declarations.contains(&format!(":{prefix}=")) {
                break;
            }
            let uri = self.numbers.of(&URIS);
            declarations.push_str(&match self.numbers.below(6) {
                0 => format!(" xmlns='{uri}'"),
                _ => {
                    self.prefixes.push(prefix);
                    format!(" xmlns:{prefix}='{uri}'")
                }
            });
        }
        let name = self.prefix() + &tree.name;
        self.document.push('<');
        self.document.push_str(&name);
        let place = self.numbers.below(tree.attributes.len() + 1);
        for (index, attribute) in tree.attributes.iter().enumerate() {
            if index == place {
                self.document.push_str(&declarations);
            }
            self.attribute(attribute);
        }
        if place == tree.attributes.len() {
            self.document.push_str(&declarations);
        }
        if self.is_unusual() {
            self.push(&[" ", "\n", "\r\n "]);
        }
        if tree.content.is_empty() && !self.is_unusual() {
            self.document.push_str("/>");
        } else {
            self.document.push('>');
            self.content(tree);
            self.document.push_str("</");
            self.document.push_str(&name);
            if self.is_unusual() {
                self.push(&[" ", "\n"]);
            }
            self.document.push('>');
        }
        self.prefixes.truncate(declared);
    }

    /// Returns a prefix with its colon, or nothing.
    fn prefix(&mut self) -> String {
        // One that may be undeclared here, but declared elsewhere.
        if self.numbers.once_in(100 * self.unusual) {
            return format!("{}:", self.numbers.of(&PREFIXES));
        }
        if self.prefixes.is_empty() || !self.is_unusual() {
            return String::new();
        }
        let prefix = self.prefixes[self.numbers.below(self.prefixes.len())];
        format!("{prefix}:")
    }

    fn attribute(&mut self, (name, value): &(String, String)) {
        match self.is_unusual() {
            true => self.push(&["  ", "\n", "\t", "\r\n  "]),
            false => self.document.push(' '),
        }
        let prefix = match self.is_unusual() && self.is_unusual() {
            true => "xml:".to_owned(),
            false => self.prefix(),
        };
        self.document.push_str(&prefix);
        self.document.push_str(name);
        match self.is_unusual() {
            true => self.push(&[" = ", "\n=", "=\t", "= "]),
            false => self.document.push('='),
        }
        let quote = if self.is_unusual() { '\'' } else { '"' };
        self.document.push(quote);
        for char in value.chars() {
            self.character(char, char == quote);
        }
        self.document.push(quote);
    }

    fn content(&mut self, tree: &Tree) {
        for content in &tree.content {
            match content {
                Content::Element(element) => self.element(element),
                Content::Text(text) => self.text(text),
            }
            if self.is_unusual() {
                self.push(&[
                    "<!-- <a> -->",
                    "<!---->",
                    "<?p q?>",
                    "<![CDATA[]]>",
                    "<![CDATA[\r\n&amp;\r]]>",
                    "\r",
                    "\r\n",
                    "&#xD83D;&#xDC22;",
                    "&#55357;&#x41;",
                ]);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_unusual() && !text.contains("]]>") {
            self.document.push_str("<![CDATA[");
            self.document.push_str(text);
            self.document.push_str("]]>");
            return;
        }
        let mut last = ' ';
        for char in text.chars() {
            self.character(char, char == '>' && last == ']');
            last = char;
        }
    }

    /// Writes a character of a value or a text.
    fn character(&mut self, char: char, must_escape: bool) {
        let number = u32::from(char);
        let must_escape = must_escape || matches!(char, '<' | '&');
        if !must_escape && !self.is_unusual() {
            self.document.push(char);
            return;
        }
        let mut units = [0; 2];
        let units = char.encode_utf16(&mut units);
        let written = match (char, self.numbers.below(5)) {
            ('<', 0..=1) => "&lt;".to_owned(),
            ('&', 0..=1) => "&amp;".to_owned(),
            ('\'', 0..=1) => "&apos;".to_owned(),
            ('"', 0..=1) => "&quot;".to_owned(),
            ('>', 0..=1) => "&gt;".to_owned(),
            (_, 0) => format!("&#{number};"),
            (_, 1) => format!("&#x{number:X};"),
            (_, 2) => format!("&#000{number};"),
            _ => units.iter().map(|unit| format!("&#x{unit:x};")).collect(),
        };
        self.document.push_str(&written);
    }
}
