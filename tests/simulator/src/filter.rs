//! Filters of a list, as `filter=field:operator:value,…`.

use crate::catalogue::{Fact, FieldType, Item, Kind};
use crate::query::{compare_facts, field_type};
use crate::refusal::Refusal;
use std::cmp::Ordering;

pub struct Filter {
    pub field: String,
    pub test: Test,
}

pub enum Test {
    OneOf(Vec<Fact>),
    /// A pattern in which an asterisk stands for any text.
    Like(String),
    Has(String),
    SameInAnyCase(String),
    Compares(fn(Ordering) -> bool, Fact),
}

/// Parses `field:operator:value,…`. Commas and ampersands separate filters even if they are
/// percent-encoded: a real server does not accept them in a value, except for the commas between
/// the values of `in:[a,b]`.
pub fn filters(text: &str, kind: &Kind) -> Result<Vec<Filter>, Refusal> {
    let mut filters = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (field, after_field) = next_part(rest)?;
        let (operator, after_operator) = next_part(after_field)?;
        let field_type = field_type(kind, field).ok_or_else(|| {
            Refusal::query(
                "The filter query contains a key which is not recognized for this api version.",
            )
        })?;
        let list = (operator == "in")
            .then(|| {
                after_operator
                    .strip_prefix('[')
                    .and_then(up_to_closing_bracket)
            })
            .flatten();
        let (values, after_value) = if let Some((list, after)) = list {
            (list.split(',').collect(), after)
        } else {
            let end = after_operator
                .find([',', '&'])
                .unwrap_or(after_operator.len());
            let (value, after) = after_operator.split_at(end);
            (vec![value], after)
        };
        if values
            .iter()
            .any(|value| value.is_empty() || value.contains('&'))
        {
            return Err(Refusal::query(format!(
                "The filter query is missing a value for key '{field}'."
            )));
        }
        filters.push(Filter {
            field: field.to_owned(),
            test: test(operator, field_type, &values, field)?,
        });
        rest = after_value.strip_prefix([',', '&']).unwrap_or(after_value);
    }
    Ok(filters)
}

/// Splits at the next colon.
pub fn next_part(text: &str) -> Result<(&str, &str), Refusal> {
    text.split_once(':')
        .filter(|(part, _)| !part.contains([',', '&']))
        .ok_or_else(|| {
            let key = text.split([':', ',', '&']).next().unwrap_or_default();
            Refusal::query(format!(
                "The filter query is missing a value for key '{key}'."
            ))
        })
}

/// Splits at the bracket that ends a list and its filter: names contain brackets too.
pub fn up_to_closing_bracket(text: &str) -> Option<(&str, &str)> {
    let begins_filter = |text: &str| {
        let key = text
            .strip_prefix([',', '&'])
            .and_then(|text| text.split_once(':'));
        key.is_some_and(|(key, _)| key.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    text.match_indices(']')
        .map(|(index, _)| (&text[..index], &text[index + 1..]))
        .find(|(_, after)| after.is_empty() || begins_filter(after))
}

pub fn test(
    operator: &str,
    field_type: FieldType,
    values: &[&str],
    field: &str,
) -> Result<Test, Refusal> {
    let value = values.first().copied().unwrap_or_default();
    let fact = |value: &str| {
        parse_fact(field_type, value).ok_or_else(|| {
            Refusal::query(format!(
                "The filter query has an invalid value for key '{field}'."
            ))
        })
    };
    let is_text = matches!(field_type, FieldType::Text | FieldType::Tags);
    let is_ordered = matches!(field_type, FieldType::Number | FieldType::Time);
    match operator {
        "eq" if is_text && value.contains('*') => Ok(Test::Like(value.to_owned())),
        "eq" => Ok(Test::OneOf(vec![fact(value)?])),
        "in" if is_text => {
            let facts: Result<_, _> = values.iter().map(|value| fact(value)).collect();
            Ok(Test::OneOf(facts?))
        }
        "has" if is_text => Ok(Test::Has(value.to_owned())),
        "cieq" if is_text => Ok(Test::SameInAnyCase(value.to_lowercase())),
        "gt" if is_ordered => Ok(Test::Compares(Ordering::is_gt, fact(value)?)),
        "gte" if is_ordered => Ok(Test::Compares(Ordering::is_ge, fact(value)?)),
        "lt" if is_ordered => Ok(Test::Compares(Ordering::is_lt, fact(value)?)),
        "lte" if is_ordered => Ok(Test::Compares(Ordering::is_le, fact(value)?)),
        _ => Err(Refusal::query(format!(
            "The filter query contains an operator which is not supported for key '{field}'."
        ))),
    }
}

pub fn parse_fact(field_type: FieldType, value: &str) -> Option<Fact> {
    match field_type {
        FieldType::Text | FieldType::Tags => Some(Fact::Text(value.to_owned())),
        FieldType::Number => value.parse().ok().map(Fact::Number),
        FieldType::Flag => value.parse().ok().map(Fact::Flag),
        FieldType::Time => {
            let is_time = value.len() == "2024-01-01T00:00:00Z".len()
                && value.starts_with(|first: char| first.is_ascii_digit())
                && value.ends_with('Z');
            is_time.then(|| Fact::Text(value.to_owned()))
        }
    }
}

impl Filter {
    /// An item without a value for the field is not accepted.
    pub fn accepts(&self, item: &Item) -> bool {
        match item.fact(&self.field) {
            None => false,
            Some(Fact::Tags(tags)) => tags
                .iter()
                .any(|tag| self.test.accepts(&Fact::Text(tag.clone()))),
            Some(fact) => self.test.accepts(fact),
        }
    }
}

impl Test {
    pub fn accepts(&self, fact: &Fact) -> bool {
        match self {
            Self::OneOf(facts) => facts.contains(fact),
            Self::Compares(accepts, with) => accepts(compare_facts(fact, with)),
            Self::Like(pattern) => is_like(&fact.to_string(), pattern),
            Self::Has(part) => fact.to_string().contains(part),
            Self::SameInAnyCase(text) => fact.to_string().to_lowercase() == *text,
        }
    }
}

/// True if a text matches a pattern, in which an asterisk stands for any text or none.
pub fn is_like(text: &str, pattern: &str) -> bool {
    let Some((start, pattern)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(rest) = text.strip_prefix(start) else {
        return false;
    };
    let (middle, end) = pattern.rsplit_once('*').unwrap_or(("", pattern));
    let Some(mut rest) = rest.strip_suffix(end) else {
        return false;
    };
    for part in middle.split('*') {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    true
}
