//! Trees of elements from which documents are made, and changes of them that leave a document
//! well-formed.

use crate::numbers::Numbers;
use roxmltree::Node;

/// Names of which one often begins as another, because the reader guesses names.
const NAMES: [&str; 28] = [
    "a",
    "ab",
    "abc",
    "abcd",
    "b",
    "ba",
    "id",
    "idx",
    "i",
    "name",
    "names",
    "nam",
    "n",
    "size",
    "a.b",
    "a-b",
    "a1",
    "_",
    "é",
    "éa",
    "workbook",
    "workbooks",
    "xml",
    "contentUrl",
    "contentUrlOfTheWorkbook1",
    "contentUrlOfTheWorkbook2",
    "contentUrlOfTheWorkbook",
    "contentUrlOfThe1",
];
const TEXTS: [&str; 14] = [
    "",
    " ",
    "t",
    "a<b",
    "&amp;",
    "]]",
    "]]>",
    "x\ry\r\nz\n",
    "\t",
    "é🐢",
    "'\"",
    "\u{fffd}",
    "=>",
    "3cc6cd06-89ce-4fdc-b935-5294135d6d42",
];

/// An element.
#[derive(Clone, Default)]
pub struct Tree {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub content: Vec<Content>,
}

/// What is in an element.
#[derive(Clone)]
pub enum Content {
    Element(Tree),
    Text(String),
}

impl Tree {
    /// Copies an element that roxmltree has read.
    pub fn of(node: Node<'_, '_>) -> Tree {
        let attribute = |attribute: roxmltree::Attribute<'_, '_>| {
            (attribute.name().to_owned(), attribute.value().to_owned())
        };
        let content = |child: Node<'_, '_>| match child.text() {
            Some(text) if child.is_text() => Some(Content::Text(text.to_owned())),
            _ => child
                .is_element()
                .then(|| Content::Element(Tree::of(child))),
        };
        Tree {
            name: node.tag_name().name().to_owned(),
            attributes: node.attributes().map(attribute).collect(),
            content: node.children().filter_map(content).collect(),
        }
    }

    /// Makes a list of items that are similar to each other.
    pub fn list(numbers: &mut Numbers) -> Tree {
        let mut pattern = Tree::element(numbers);
        for _ in 0..numbers.below(3) {
            let child = Tree::element(numbers);
            pattern.content.push(Content::Element(child));
        }
        let mut list = Tree::element(numbers);
        for _ in 0..numbers.below(30) {
            if numbers.once_in(3) {
                pattern.change(numbers);
            }
            let mut item = pattern.clone();
            if numbers.once_in(3) {
                item.change(numbers);
            }
            list.content.push(Content::Element(item));
        }
        list
    }

    fn element(numbers: &mut Numbers) -> Tree {
        let mut element = Tree {
            name: numbers.of(&NAMES).to_owned(),
            ..Tree::default()
        };
        for _ in 0..numbers.below(8) {
            element.add_attribute(numbers);
        }
        element
    }

    /// Makes a tree of many names: more than the reader remembers the attributes of.
    pub fn of_many_names(elements: usize, attributes: usize, numbers: &mut Numbers) -> Tree {
        let mut root = Tree::element(numbers);
        let mut pool: Vec<String> = (0..300).map(|n| format!("a{n}")).collect();
        for index in 0..elements {
            if index % 8 == 0 {
                shuffle(&mut pool, numbers);
            }
            let count = numbers.below(attributes + 1);
            let names = pool.iter().skip(numbers.below(40)).take(count);
            let element = Tree {
                name: format!("n{}", index % (elements * 3 / 4 + 1)),
                attributes: names.map(|name| (name.clone(), String::new())).collect(),
                content: Vec::new(),
            };
            root.content.push(Content::Element(element));
        }
        root
    }

    /// Changes some elements.
    pub fn change_some(&mut self, numbers: &mut Numbers) {
        if numbers.once_in(4) {
            self.change(numbers);
        }
        for content in &mut self.content {
            if let Content::Element(child) = content {
                child.change_some(numbers);
            }
        }
    }

    /// Changes this element.
    fn change(&mut self, numbers: &mut Numbers) {
        let attribute = numbers.below(self.attributes.len() + 1);
        let place = numbers.below(self.content.len() + 1);
        match numbers.below(12) {
            0 => shuffle(&mut self.attributes, numbers),
            1..=2 if attribute < self.attributes.len() => drop(self.attributes.remove(attribute)),
            3..=4 => self.add_attribute(numbers),
            5 => self.name = numbers.of(&NAMES).to_owned(),
            6 => {
                let text = numbers.of(&TEXTS).to_owned();
                self.content.insert(place, Content::Text(text));
            }
            7 if place < self.content.len() => {
                let copy = self.content[place].clone();
                for _ in 0..=numbers.below(3) {
                    self.content.insert(place, copy.clone());
                }
            }
            8 if place < self.content.len() => drop(self.content.remove(place)),
            9 => {
                let child = Tree::element(numbers);
                self.content.insert(place, Content::Element(child));
            }
            10 if numbers.once_in(20) => self.nest(numbers.below(70), numbers),
            11 if attribute < self.attributes.len() && numbers.once_in(30) => {
                // The document is not well-formed then.
                let copy = self.attributes[attribute].clone();
                let at = numbers.below(self.attributes.len() + 1);
                self.attributes.insert(at, copy);
            }
            _ => {}
        }
    }

    /// Adds an attribute unless the element has one of its name.
    fn add_attribute(&mut self, numbers: &mut Numbers) {
        let name = numbers.of(&NAMES);
        if self.attributes.iter().all(|(other, _)| other != name) {
            let value = numbers.of(&TEXTS).to_owned();
            let at = numbers.below(self.attributes.len() + 1);
            self.attributes.insert(at, (name.to_owned(), value));
        }
    }

    /// Puts the content into elements in each other.
    fn nest(&mut self, depth: usize, numbers: &mut Numbers) {
        for _ in 0..depth {
            let around = Tree {
                name: self.name.clone(),
                attributes: Vec::new(),
                content: std::mem::take(&mut self.content),
            };
            if numbers.once_in(3) {
                let text = numbers.of(&TEXTS).to_owned();
                self.content.push(Content::Text(text));
            }
            self.content.push(Content::Element(around));
        }
    }
}

fn shuffle<T>(values: &mut [T], numbers: &mut Numbers) {
    for end in (1..values.len()).rev() {
        values.swap(end, numbers.below(end + 1));
    }
}
