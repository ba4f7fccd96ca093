//! Compares the reader with roxmltree, one document at a time.

use crate::known::{empty_prefixes, line_ends, surrogate_pairs, tags};
use roxmltree::{Document, Node};
use std::str;
use tsc_block::limits::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME, MAX_NAMESPACES, MAX_PREFIXED};
use tsc_block::{Element, ReadError, read};

/// The largest block.
const MAX_BLOCK: usize = 1 << 30;

/// What two readers made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Both read it, and the trees are the same.
    Accepted,
    /// Neither reads it.
    Refused,
    /// They differ in a way that is known.
    Known(&'static str),
}

/// Compares the two for a document. The block is written to `memory`, which is replaced by that of
/// the block. The error describes a difference that is not known.
pub fn compare(document: &[u8], memory: &mut Vec<u8>) -> Result<Outcome, String> {
    let ours = read(document, std::mem::take(memory), MAX_BLOCK, &mut || true);
    let Ok(text) = str::from_utf8(document) else {
        return match ours {
            Err(ReadError::Malformed {
                reason: "it is not UTF-8",
                ..
            }) => Ok(Outcome::Refused),
            other => Err(format!("no UTF-8, but {:?}", other.err())),
        };
    };
    let theirs = Document::parse(text);
    match (ours, theirs) {
        (Ok(block), Ok(tree)) => {
            let outcome = compare_trees(block.root(), &tree, text);
            *memory = block.into_memory();
            outcome
        }
        (Err(ReadError::Malformed { .. } | ReadError::TooLarge(_)), Err(_)) => Ok(Outcome::Refused),
        (Err(ReadError::TooLarge(reason)), Ok(tree)) => match exceeds(reason, text, &tree) {
            true => Ok(Outcome::Known("a limit is exceeded")),
            false => Err(format!("it is refused since it {reason}, but it does not")),
        },
        (Err(error @ ReadError::Malformed { .. }), Ok(_)) => {
            let rewritten = empty_prefixes(text);
            let is_known = rewritten != text
                && !matches!(compare(rewritten.as_bytes(), memory)?, Outcome::Refused);
            match is_known {
                true => Ok(Outcome::Known("a prefix is empty")),
                false => Err(format!("only roxmltree accepts it: {error}")),
            }
        }
        (Ok(_), Err(roxmltree::Error::NamespacesLimitReached)) => {
            Ok(Outcome::Known("a limit of roxmltree's is exceeded"))
        }
        (Ok(_), Err(error)) => Err(format!("only the reader accepts it: {error}")),
        (Err(error), _) => Err(format!("unexpected: {error}")),
    }
}

/// Compares an element with the root of roxmltree's tree, and if they differ, with the trees of the
/// document after each rewrite.
fn compare_trees(ours: Element<'_>, tree: &Document<'_>, text: &str) -> Result<Outcome, String> {
    let Some(difference) = difference(ours, tree.root_element()) else {
        return Ok(Outcome::Accepted);
    };
    let lines = line_ends(text);
    for (rewritten, known) in [
        (lines.clone(), "a carriage return is beside a reference"),
        (
            surrogate_pairs(text),
            "two references form a surrogate pair",
        ),
        (surrogate_pairs(&lines), "both of these"),
    ] {
        let again = Document::parse(&rewritten);
        if again.is_ok_and(|again| self::difference(ours, again.root_element()).is_none()) {
            return Ok(Outcome::Known(known));
        }
    }
    Err(difference)
}

/// Returns the first difference between two elements; `None` if they are equal.
pub fn difference(ours: Element<'_>, theirs: Node<'_, '_>) -> Option<String> {
    let name = theirs.tag_name().name();
    let differ = |what: &str, ours: &dyn std::fmt::Debug, theirs: &dyn std::fmt::Debug| {
        Some(format!("{what} of {name} differ: {ours:?}, but {theirs:?}"))
    };
    if ours.name().to_bytes() != name.as_bytes() {
        return differ("names", &ours.name(), &name);
    }
    let texts = || {
        let children = theirs.children().filter(Node::is_text);
        children.map(|node| node.text().unwrap_or_default())
    };
    let text = ours.text().map(|text| text.to_bytes());
    // A text that is there is not empty.
    let is_same = text != Some(b"")
        && texts()
            .flat_map(str::bytes)
            .eq(text.unwrap_or_default().iter().copied());
    if !is_same {
        return differ("texts", &ours.text(), &texts().collect::<String>());
    }
    let attributes = || theirs.attributes();
    let count = ours.attribute_count();
    let mut pairs = (0..count).map_while(|index| ours.attribute_at(index));
    let is_same = attributes().all(|attribute| {
        pairs.next().is_some_and(|(name, value)| {
            name.to_bytes() == attribute.name().as_bytes()
                && value.to_bytes() == attribute.value().as_bytes()
        })
    });
    if !is_same || attributes().count() != count {
        let pairs: Vec<_> = (0..count).map(|index| ours.attribute_at(index)).collect();
        return differ("attributes", &pairs, &attributes().collect::<Vec<_>>());
    }
    let mut children = theirs.children().filter(Node::is_element);
    for child in ours.children() {
        match children.next() {
            Some(same) => {
                let found = difference(child, same);
                if found.is_some() {
                    return found;
                }
            }
            None => return differ("children", &ours.child_count(), &"fewer"),
        }
    }
    let missing = children.count();
    if missing > 0 || ours.children().count() != ours.child_count() {
        return differ("children", &ours.child_count(), &format!("{missing} more"));
    }
    None
}

/// True if a well-formed document seems to exceed the limit for which it was refused.
fn exceeds(reason: &str, text: &str, tree: &Document<'_>) -> bool {
    let most_in_tag = |piece: &str| {
        let counts = tags(text).map(|tag| tag.matches(piece).count());
        counts.max().unwrap_or_default()
    };
    match reason {
        "is nested too deeply" => {
            // The root of the document is an ancestor, too, and a node is one of its own.
            let depths = tree.descendants().filter(Node::is_element);
            depths.map(|node| node.ancestors().count() - 1).max() > Some(MAX_DEPTH)
        }
        "has too many attributes" => most_in_tag("=") > MAX_ATTRIBUTES,
        "has too many attributes with a prefix" => most_in_tag(":") > MAX_PREFIXED,
        "has too many namespaces" => text.matches("xmlns:").count() > MAX_NAMESPACES,
        "has names that are too long" => {
            let is_end = |char: char| char.is_ascii_whitespace() || "<>='\"/?".contains(char);
            let mut namespaces = tree.descendants().flat_map(|node| node.namespaces());
            text.split(is_end).any(|part| part.len() > MAX_NAME)
                || namespaces.any(|namespace| namespace.uri().len() > MAX_NAME)
        }
        _ => false,
    }
}
