//! A reader of JSON that keeps only what an error's reader asks for: members with known names, and the
//! first item of each array. The memory that it takes does not depend on what else a server sends.

use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value of JSON.
#[derive(Debug, Default, PartialEq)]
pub enum Value {
    /// Anything else: null, a Boolean value, a number with a sign or a fraction.
    #[default]
    Other,
    /// A number without sign and fraction.
    Number(u64),
    /// A string.
    Text(String),
    /// The first item of an array. Arrays in arrays are not read.
    Array(Box<Value>),
    /// The members with known names.
    Object(Vec<(&'static str, Value)>),
}

impl Value {
    /// Returns the member of an object.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Value::Object(members) = self else {
            return None;
        };
        let (_, value) = members.iter().find(|(other, _)| *other == name)?;
        Some(value)
    }
}

/// Reads a text. Objects that are more than `depth` deep are empty. `known` returns the name of a member
/// that is to be read. The result is [`Value::Other`] if the text is not JSON.
pub fn read(text: &[u8], depth: usize, known: fn(&str) -> Option<&'static str>) -> Value {
    let mut json = serde_json::Deserializer::from_slice(text);
    let reader = Reader {
        depth,
        is_item: false,
        known,
    };
    let value = reader.deserialize(&mut json);
    match (value, json.end()) {
        (Ok(value), Ok(())) => value,
        _ => Value::Other,
    }
}

#[derive(Clone, Copy)]
struct Reader {
    depth: usize,
    /// True for the item of an array.
    is_item: bool,
    known: fn(&str) -> Option<&'static str>,
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut first = None;
        if !self.is_item {
            first = items.next_element_seed(Reader {
                is_item: true,
                ..self
            })?;
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(match self.is_item {
            true => Value::Other,
            false => Value::Array(Box::new(first.unwrap_or_default())),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read: Vec<(&str, Value)> = Vec::new();
        while let Some(name) = members.next_key_seed(Name(self.known))? {
            let Some(name) = name.filter(|_| self.depth > 0) else {
                members.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = members.next_value_seed(Reader {
                depth: self.depth - 1,
                is_item: false,
                ..self
            })?;
            // Of several members of one name the last one counts.
            read.retain(|(other, _)| *other != name);
            read.push((name, value));
        }
        Ok(Value::Object(read))
    }
}

/// Reads the name of a member, if it is known.
struct Name(fn(&str) -> Option<&'static str>);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok((self.0)(name))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Value {
        read(text.as_bytes(), 2, |name| {
            ["a", "b"].into_iter().find(|known| *known == name)
        })
    }

    #[test]
    fn known_members_and_first_items_are_read() {
        let text = |text: &str| Value::Text(text.to_owned());
        let value = read_all(
            r#"{"x": [{"a": 1}], "a": [[1], 2], "b": "\u00e4", "b": {"a": [7, -7], "x": 0}}"#,
        );
        let a = Value::Array(Box::new(Value::Other));
        let seven = Value::Array(Box::new(Value::Number(7)));
        let b = Value::Object(vec![("a", seven)]);
        assert_eq!(value, Value::Object(vec![("a", a), ("b", b)]));
        assert_eq!(
            read_all(r#"[" x ", 1]"#),
            Value::Array(Box::new(text(" x ")))
        );
        let deep = read_all(r#"{"a": {"a": {"a": "too deep"}}}"#);
        let third = deep.get("a").and_then(|second| second.get("a")).unwrap();
        assert_eq!(*third, Value::Object(Vec::new()));
    }

    #[test]
    fn what_is_not_json_is_nothing() {
        for text in ["", "{", "[1,]", "{} x", "{\"x\": [01]}", "\"\\q\"", "nul"] {
            assert_eq!(read_all(text), Value::Other, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read_all(&deep), Value::Other);
        assert_ne!(read_all(&(deep + &"]".repeat(100_000))), Value::Other);
    }
}
