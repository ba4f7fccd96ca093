//! The reader and roxmltree accept the same documents, and find the same in them, but for the limits
//! and a few known differences. They are compared for recorded responses, for documents that are
//! built in, and for mutants of both.
//!
//! `TSC_XML_DOCUMENTS` is the number of mutants. Mutant n is the same in each run.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod compare;
mod documents;
mod known;
mod numbers;
mod pieces;
mod style;
mod tree;

use compare::{Outcome, compare, difference};
use numbers::Numbers;
use roxmltree::Document;
use std::collections::BTreeMap;
use style::Style;
use tree::Tree;

/// The number of mutants unless `TSC_XML_DOCUMENTS` has another.
const MUTANTS: usize = 20_000;

/// The documents of which mutants are made.
struct Originals {
    documents: Vec<Vec<u8>>,
    /// The trees of those that are well-formed.
    trees: Vec<Tree>,
}

impl Originals {
    fn new(documents: Vec<Vec<u8>>) -> Originals {
        let tree = |document: &Vec<u8>| {
            let text = str::from_utf8(document).ok()?;
            let tree = Document::parse(text).ok()?;
            Some(Tree::of(tree.root_element()))
        };
        let trees = documents.iter().filter_map(tree).collect();
        Originals { documents, trees }
    }

    fn mutant(&self, index: usize) -> Vec<u8> {
        let numbers = &mut Numbers::new(index as u64);
        let mut mutant = match numbers.below(10) {
            0..=3 => {
                let mut document = self.documents[numbers.below(self.documents.len())].clone();
                pieces::change(&mut document, &self.documents, numbers);
                return document;
            }
            4 => return pieces::document(numbers),
            5..=7 => {
                let mut tree = self.trees[numbers.below(self.trees.len())].clone();
                tree.change_some(numbers);
                Style::write(&tree, numbers)
            }
            _ => {
                let tree = match numbers.once_in(5_000) {
                    true => Tree::of_many_names(1_500, 70, numbers),
                    false => Tree::list(numbers),
                };
                Style::write(&tree, numbers)
            }
        };
        if numbers.once_in(4) {
            pieces::change(&mut mutant, &self.documents, numbers);
        }
        mutant
    }
}

/// Counts the outcomes.
#[derive(Default)]
struct Counts(BTreeMap<Outcome, usize>);

impl Counts {
    /// Compares the two readers for a document, and panics if they differ in an unknown way.
    fn compare(&mut self, document: &[u8], memory: &mut Vec<u8>, what: &dyn Fn() -> String) {
        match compare(document, memory) {
            Ok(outcome) => *self.0.entry(outcome).or_default() += 1,
            Err(difference) => {
                let shortest = shorten(document);
                let shortest = String::from_utf8_lossy(&shortest);
                panic!("{}: {difference}\n{shortest:?}", what());
            }
        }
    }

    fn accepted(&self) -> usize {
        self.0.get(&Outcome::Accepted).copied().unwrap_or_default()
    }

    fn print(&self, what: &str) {
        let total: usize = self.0.values().sum();
        println!("{what}: {total}");
        for (outcome, count) in &self.0 {
            println!("  {outcome:?}: {count}");
        }
    }
}

/// Removes parts of a document for which the readers differ, as long as they do.
fn shorten(document: &[u8]) -> Vec<u8> {
    let mut shortest = document.to_vec();
    let mut length = document.len();
    while length > 0 {
        let mut at = 0;
        while at < shortest.len() {
            let mut shorter = shortest.clone();
            shorter.drain(at..(at + length).min(shortest.len()));
            match compare(&shorter, &mut Vec::new()) {
                Err(_) => shortest = shorter,
                Ok(_) => at += length,
            }
        }
        length /= 2;
    }
    shortest
}

#[test]
fn readers_agree() {
    let mut documents = documents::recorded();
    documents.extend(documents::built_in());
    let mut memory = Vec::new();
    let mut counts = Counts::default();
    for document in &documents {
        counts.compare(document, &mut memory, &|| "a document".to_owned());
    }
    counts.print("documents");

    let count = std::env::var("TSC_XML_DOCUMENTS");
    let count = count.map_or(MUTANTS, |count| count.parse().unwrap());
    let originals = Originals::new(documents);
    let mut counts = Counts::default();
    for index in 0..count {
        let mutant = originals.mutant(index);
        counts.compare(&mutant, &mut memory, &|| format!("mutant {index}"));
        if (index + 1) % 1_000_000 == 0 {
            counts.print("mutants until now");
        }
    }
    counts.print("mutants");
    let accepted = counts.accepted();
    assert!(
        accepted * 3 > count,
        "{accepted} of {count} tell too little"
    );
}

#[test]
fn readers_agree_on_documents_with_many_names() {
    let mut counts = Counts::default();
    let mut memory = Vec::new();
    for (seed, (elements, attributes)) in [(3_000, 10), (300, 250), (1_500, 60), (600, 80)]
        .into_iter()
        .enumerate()
    {
        let numbers = &mut Numbers::new(seed as u64);
        let tree = Tree::of_many_names(elements, attributes, numbers);
        let document = Style::write_with(&tree, 1_000_000, numbers);
        counts.compare(&document, &mut memory, &|| format!("document {seed}"));
    }
    counts.print("documents with many names");
    assert_eq!(counts.accepted(), 4);
}

#[test]
fn known_differences_are_counted_as_what_they_are() {
    for (document, known) in [
        ("<a>\r&amp;</a>", "a carriage return is beside a reference"),
        ("<a>&amp;\r</a>", "a carriage return is beside a reference"),
        (
            "<a>&#xD83D;&#xDC22;</a>",
            "two references form a surrogate pair",
        ),
        (
            "<a b='&#xD83D;&#xDC22;'/>",
            "two references form a surrogate pair",
        ),
        ("<a>\r&amp;&#xD83D;&#xDC22;</a>", "both of these"),
        ("<:a></:a>", "a prefix is empty"),
        ("<a :b='&#xD83D;&#xDC22;'>\r&lt;</a>", "a prefix is empty"),
        (&"<a>".repeat(65), ""),
        (
            &("<a>".repeat(65) + &"</a>".repeat(65)),
            "a limit is exceeded",
        ),
        (&format!("<{}/>", "a".repeat(1025)), "a limit is exceeded"),
        (
            &format!("<a xmlns:b='{}'/>", "a b".repeat(400)),
            "a limit is exceeded",
        ),
        (
            &format!("<a xmlns:b=\"{}\"/>", "a'b".repeat(400)),
            "a limit is exceeded",
        ),
    ] {
        let expected = match known {
            "" => Outcome::Refused,
            known => Outcome::Known(known),
        };
        assert_eq!(compare(document.as_bytes(), &mut Vec::new()), Ok(expected));
    }
}

#[test]
fn comparison_notices_each_difference() {
    let tree = |document: &str, other: &str| {
        let large = 1 << 20;
        let block = tsc_block::read(document.as_bytes(), Vec::new(), large, &mut || true).unwrap();
        difference(block.root(), Document::parse(other).unwrap().root_element())
    };
    let document = "<a b='c' d='e'>f<g h='i'/>j<k/></a>";
    assert_eq!(tree(document, document), None);
    for other in [
        "<A b='c' d='e'>f<g h='i'/>j<k/></A>",
        "<a B='c' d='e'>f<g h='i'/>j<k/></a>",
        "<a b='C' d='e'>f<g h='i'/>j<k/></a>",
        "<a d='e' b='c'>f<g h='i'/>j<k/></a>",
        "<a b='c'>f<g h='i'/>j<k/></a>",
        "<a b='c' d='e' x=''>f<g h='i'/>j<k/></a>",
        "<a b='c' d='e'>F<g h='i'/>j<k/></a>",
        "<a b='c' d='e'>f<g h='i'/><k/></a>",
        "<a b='c' d='e'>f<g h='i'/>jj<k/></a>",
        "<a b='c' d='e'>f<g h='i'/>j</a>",
        "<a b='c' d='e'>f<k/><g h='i'/>j</a>",
        "<a b='c' d='e'>f<g h='i'/>j<k/><k/></a>",
        "<a b='c' d='e'>f<g h='I'/>j<k/></a>",
        "<a b='c' d='e'>f<g h='i'>l</g>j<k/></a>",
    ] {
        assert!(tree(document, other).is_some(), "{other}");
        assert!(tree(other, document).is_some(), "{other}");
    }
}
