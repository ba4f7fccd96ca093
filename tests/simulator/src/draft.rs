//! Builds one item.

use crate::catalogue::{Fact, Item};
use crate::element::Element;
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Builds an item in its two forms at once.
pub struct Draft {
    pub brief: Element,
    pub full: Element,
    pub facts: Vec<(&'static str, Fact)>,
    pub id: String,
    pub name: String,
}

impl Draft {
    pub fn new(kind: &'static str, id: String, name: &str) -> Self {
        Self {
            brief: Element::new(kind).attribute("id", &id),
            full: Element::new(kind).attribute("id", &id),
            facts: Vec::new(),
            id,
            name: name.to_owned(),
        }
    }

    /// Adds an attribute that lists show by default.
    pub fn shown(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        let fact = fact.into();
        self.brief = self.brief.attribute(name, fact.to_string());
        self.more(name, fact)
    }

    /// Adds an attribute that lists show on request.
    pub fn more(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        let fact = fact.into();
        self.full = self.full.attribute(name, fact.to_string());
        self.known(name, fact)
    }

    /// Adds a fact for filters and sort keys that responses do not show.
    pub fn known(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.facts.push((name, fact.into()));
        self
    }

    pub fn child(mut self, brief: Element, full: Element) -> Self {
        self.brief = self.brief.child(brief);
        self.full = self.full.child(full);
        self
    }

    pub fn same_child(self, child: Element) -> Self {
        self.child(child.clone(), child)
    }

    pub fn more_child(mut self, child: Element) -> Self {
        self.full = self.full.child(child);
        self
    }

    pub fn tags(self, tags: &[&str]) -> Self {
        let labels = tags
            .iter()
            .map(|tag| Arc::new(Element::new("tag").attribute("label", *tag)));
        let element = Element::list("tags").children(labels);
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        self.same_child(element).known("tags", Fact::Tags(tags))
    }

    pub fn finish(self) -> Item {
        Item {
            id: self.id,
            name: self.name,
            brief: Arc::new(self.brief),
            full: Arc::new(self.full),
            facts: self.facts,
        }
    }
}

/// The time so many seconds after the beginning of 2024.
pub fn moment(seconds: usize) -> String {
    const BEGINNING: i64 = 1_704_067_200;
    let seconds = BEGINNING + i64::try_from(seconds).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
