//! Responses as trees, and their two formats: XML and JSON.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::version::Version;

/// An element of a response, such as `<site id="…" contentUrl=""/>`.
#[derive(Clone, Debug)]
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Arc<Element>>,
    text: Option<String>,
    /// True for a list, whose children are an array in JSON, even if there is only one.
    list: bool,
}

impl Element {
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            children: Vec::new(),
            text: None,
            list: false,
        }
    }

    pub fn list(name: &'static str) -> Self {
        Self {
            list: true,
            ..Self::new(name)
        }
    }

    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn child(mut self, child: impl Into<Arc<Element>>) -> Self {
        self.children.push(child.into());
        self
    }

    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Arc<Element>>) -> Self {
        self.children.extend(children);
        self
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// True if the element has an attribute or a list with this name; `owner.id` is an attribute of
    /// a child.
    pub fn has(&self, name: &str) -> bool {
        match name.split_once('.') {
            Some((child, attribute)) => self
                .children
                .iter()
                .any(|element| element.name == child && element.has(attribute)),
            None => {
                let is_list = |child: &Arc<Element>| child.list && child.name == name;
                self.attributes
                    .iter()
                    .any(|(attribute, _)| *attribute == name)
                    || self.children.iter().any(is_list)
            }
        }
    }

    /// A copy with only the attributes and children for which `keep` returns true. It gets the name
    /// of an attribute or child, and `owner.email` for an attribute of a child; a child kept by its
    /// own name keeps all its attributes.
    pub fn select(&self, keep: &dyn Fn(&str) -> bool) -> Self {
        let children = self.children.iter().filter_map(|child| {
            if keep(child.name) {
                return Some(Arc::clone(child));
            }
            let attributes: Vec<_> = child
                .attributes
                .iter()
                .filter(|(name, _)| keep(&format!("{}.{name}", child.name)))
                .cloned()
                .collect();
            (!attributes.is_empty()).then(|| {
                Arc::new(Self {
                    attributes,
                    ..Self::new(child.name)
                })
            })
        });
        Self {
            attributes: self
                .attributes
                .iter()
                .filter(|(name, _)| keep(name))
                .cloned()
                .collect(),
            children: children.collect(),
            ..Self::new(self.name)
        }
    }

    /// The whole document: these elements inside `<tsResponse>`.
    pub fn document(content: &[Element], version: Version) -> String {
        let mut xml = format!(
            "<?xml version='1.0' encoding='UTF-8'?><tsResponse xmlns=\"{}\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{}\">",
            version.namespace(),
            version.schema_location()
        );
        for element in content {
            element.write_xml(&mut xml);
        }
        xml.push_str("</tsResponse>");
        xml
    }

    /// The whole document as JSON.
    pub fn json(content: &[Element]) -> String {
        let members = content
            .iter()
            .map(|element| (element.name.to_owned(), element.to_json()));
        Value::Object(members.collect()).to_string()
    }

    pub fn write_xml(&self, xml: &mut String) {
        let _ = write!(xml, "<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(xml, " {name}=\"{}\"", escape(value));
        }
        if self.children.is_empty() && self.text.is_none() {
            xml.push_str("/>");
            return;
        }
        xml.push('>');
        if let Some(text) = &self.text {
            xml.push_str(&escape(text));
        }
        for child in &self.children {
            child.write_xml(xml);
        }
        let _ = write!(xml, "</{}>", self.name);
    }

    fn to_json(&self) -> Value {
        if let (Some(text), true) = (&self.text, self.attributes.is_empty()) {
            return Value::String(text.clone());
        }
        let mut object = Map::new();
        if let Some(text) = &self.text {
            object.insert("value".to_owned(), Value::String(text.clone()));
        }
        if self.list {
            if let Some(first) = self.children.first() {
                let items = self.children.iter().map(|child| child.to_json()).collect();
                object.insert(first.name.to_owned(), Value::Array(items));
            }
        } else {
            for child in &self.children {
                object.insert(child.name.to_owned(), child.to_json());
            }
        }
        for (name, value) in &self.attributes {
            object.insert((*name).to_owned(), Value::String(value.clone()));
        }
        Value::Object(object)
    }
}

fn escape(text: &str) -> Cow<'_, str> {
    let special = |character: char| {
        matches!(character, '<' | '>' | '&' | '"' | '\'') || character.is_ascii_control()
    };
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            // Unescaped, a parser would read these as spaces in an attribute.
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            // XML cannot contain the other control characters.
            control if control.is_ascii_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}
