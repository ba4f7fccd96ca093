//! Request bodies: XML and JSON are read into one form.

use roxmltree::Document;
use serde_json::Value;

use crate::refusal::Refusal;

/// An element of an XML body, or an object of a JSON body.
#[derive(Debug, Default)]
pub struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// True for JSON, in which the order of the children has no meaning.
    pub from_json: bool,
}

impl Node {
    /// The content of `<tsRequest>`, or the JSON object. A body is XML unless its Content-Type is
    /// JSON.
    pub fn parse(content_type: Option<&str>, body: &[u8]) -> Result<Self, Refusal> {
        if content_type.is_some_and(|content_type| content_type.contains("json")) {
            let value = serde_json::from_slice(body).map_err(|_| Refusal::malformed_body())?;
            return Ok(Self::from_json("tsRequest", &value));
        }
        let text = std::str::from_utf8(body).map_err(|_| Refusal::malformed_body())?;
        let text = text.trim_start_matches('\u{feff}');
        let document = Document::parse(text).map_err(|_| Refusal::malformed_body())?;
        let root = document.root_element();
        // The namespace depends on the version, and clients omit it.
        if root.tag_name().name() != "tsRequest" {
            return Err(Refusal::malformed_body());
        }
        Ok(Self::from_xml(root))
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(candidate, _)| candidate == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn from_xml(element: roxmltree::Node<'_, '_>) -> Self {
        Self {
            name: element.tag_name().name().to_owned(),
            attributes: element
                .attributes()
                .map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned()))
                .collect(),
            children: element
                .children()
                .filter(roxmltree::Node::is_element)
                .map(Self::from_xml)
                .collect(),
            from_json: false,
        }
    }

    fn from_json(name: &str, value: &Value) -> Self {
        let mut node = Self {
            name: name.to_owned(),
            from_json: true,
            ..Self::default()
        };
        for (name, value) in value.as_object().into_iter().flatten() {
            match value {
                Value::String(text) => node.attributes.push((name.clone(), text.clone())),
                Value::Bool(_) | Value::Number(_) => {
                    node.attributes.push((name.clone(), value.to_string()));
                }
                Value::Object(_) => node.children.push(Self::from_json(name, value)),
                Value::Null | Value::Array(_) => {}
            }
        }
        node
    }
}
