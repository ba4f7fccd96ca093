//! Type checks of the values that come with a query.

use graphql_parser::query::Type as TypeSyntax;
use serde_json::Value;

use super::schema::{Input, Type};

/// The fields for filters, on items that have them.
const FILTERS: &[&str] = &["id", "luid", "name", "projectName"];

/// Checks a variable's value against its declared type.
pub fn check_type<'q>(
    syntax: &TypeSyntax<'q, &'q str>,
    value: Option<&Value>,
) -> Result<(), String> {
    let value = value.unwrap_or(&Value::Null);
    match syntax {
        TypeSyntax::NonNullType(inner) if value.is_null() => {
            Err(format!("of type '{inner}!' needs a value"))
        }
        TypeSyntax::NonNullType(inner) => check_type(inner, Some(value)),
        TypeSyntax::ListType(inner) => match value {
            Value::Array(values) => values
                .iter()
                .try_for_each(|value| check_type(inner, Some(value))),
            Value::Null => Ok(()),
            // GraphQL reads a single value as a list of one.
            one => check_type(inner, Some(one)),
        },
        TypeSyntax::NamedType(name) => {
            let fits = match *name {
                "Int" => is_int(value),
                "Float" => value.is_number(),
                "String" => value.is_string(),
                "ID" => value.is_string() || is_int(value),
                "Boolean" => value.is_boolean(),
                filter if filter.ends_with("_Filter") => value.is_object(),
                unknown => return Err(format!("has the unknown type '{unknown}'")),
            };
            if fits || value.is_null() {
                Ok(())
            } else {
                Err(format!("of type '{name}' has the value {value}"))
            }
        }
    }
}

fn is_int(value: &Value) -> bool {
    value
        .as_i64()
        .is_some_and(|number| i32::try_from(number).is_ok())
}

/// Checks the value of an argument of a field that returns such `items`.
pub fn checked_argument(
    input: Input,
    value: Value,
    items: Option<&'static Type>,
) -> Result<Value, String> {
    match (input, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Input::Int, value) if is_int(&value) => Ok(value),
        (Input::Int, value) => Err(format!("needs an Int, not {value}")),
        (Input::Text, Value::String(text)) => Ok(text.into()),
        (Input::Text, value) => Err(format!("needs a String, not {value}")),
        (Input::Filter, Value::Object(members)) => {
            for (name, value) in &members {
                check_filter(name, value, items)?;
            }
            Ok(members.into())
        }
        (Input::Filter, value) => Err(format!("needs an object, not {value}")),
    }
}

fn check_filter(name: &str, value: &Value, items: Option<&'static Type>) -> Result<(), String> {
    let (field, fits) = match name.strip_suffix("Within") {
        // GraphQL reads a single value as a list of one.
        Some(field) => {
            let values = value.as_array();
            let all_text = values.is_some_and(|values| values.iter().all(Value::is_string));
            (field, all_text || value.is_string())
        }
        None => (name, value.is_string()),
    };
    let known = items.is_some_and(|items| items.field(field).is_some());
    if !known || !FILTERS.contains(&field) {
        return Err(format!(
            "has '{name}', by which the simulator does not filter; it knows {}, and these with \
             Within",
            FILTERS.join(", ")
        ));
    }
    if !fits && !value.is_null() {
        return Err(format!("has {value} for '{name}'"));
    }
    Ok(())
}
