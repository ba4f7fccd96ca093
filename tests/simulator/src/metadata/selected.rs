//! A field that a query selects.

use super::schema::{Field, Type};
use graphql_parser::Pos;
use serde_json::{Map, Value};

/// A selected field.
pub struct Selected {
    /// Its name in the response.
    pub key: String,
    /// The field; `None` for `__typename`.
    pub field: Option<&'static Field>,
    /// The type of the objects for which it is selected.
    pub on: &'static Type,
    pub arguments: Map<String, Value>,
    pub selection: Vec<Selected>,
    pub position: Pos,
}

impl Selected {
    /// True if both have the same name in the response for different fields, or if this holds for
    /// some of their subfields.
    pub fn differs_from(&self, other: &Self) -> bool {
        let name = |selected: &Self| selected.field.map(|field| field.name);
        let of_both = |mine: &Self| {
            let mut theirs = other.selection.iter();
            theirs.any(|theirs| mine.differs_from(theirs))
        };
        self.key == other.key
            && (name(self) != name(other)
                || self.arguments != other.arguments
                || self.selection.iter().any(of_both))
    }
}
