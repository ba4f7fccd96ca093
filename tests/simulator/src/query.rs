//! What a list is asked for in its query: page, filter, sort and fields.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::catalogue::{Fact, FieldType, Item, Kind};
use crate::element::Element;
use crate::refusal::Refusal;

const DEFAULT_PAGE_SIZE: u64 = 100;
const MOST_PAGE_SIZE: u64 = 1000;

/// The decoded parameters of a query.
pub struct Query(Vec<(String, String)>);

impl Query {
    pub fn parse(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(candidate, _)| candidate == name)
            .map(|(_, value)| value.as_str())
    }

    /// The parameters whose names begin so: the rest of their names, and their values.
    pub fn beginning_with<'a>(&'a self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The page of `items` that is asked for, as `<pagination>` and the container.
    pub fn list<'a>(
        &self,
        kind: &Kind,
        items: impl Iterator<Item = &'a Item>,
    ) -> Result<[Element; 2], Refusal> {
        let filters = self
            .get("filter")
            .map_or(Ok(Vec::new()), |text| filters(text, kind))?;
        let keys = self
            .get("sort")
            .map_or(Ok(Vec::new()), |text| sort_keys(text, kind))?;
        let mut found: Vec<&Item> = items
            .filter(|item| filters.iter().all(|filter| filter.accepts(item)))
            .collect();
        found.sort_by(|left, right| compare(left, right, &keys));
        let fields = self.fields(kind);
        let elements = found.iter().map(|item| fields.of(item));
        self.page(kind.container, elements)
    }

    /// How items are shown: by `fields`, and by what views had before there was that.
    pub fn fields(&self, kind: &Kind) -> Fields<'_> {
        let with_usage = self.get("includeUsageStatistics") == Some("true");
        let default = if with_usage {
            "_default_,usage"
        } else {
            "_default_"
        };
        Fields::parse(self.get("fields").unwrap_or(default), kind)
    }

    /// A page of things that are neither filtered nor sorted.
    pub fn page(
        &self,
        container: &'static str,
        items: impl ExactSizeIterator<Item = Arc<Element>>,
    ) -> Result<[Element; 2], Refusal> {
        let total = items.len() as u64;
        let size = self.number("pageSize", DEFAULT_PAGE_SIZE, Refusal::page_size)?;
        if size > MOST_PAGE_SIZE {
            return Err(Refusal::page_size_limit(size));
        }
        let page = self.number("pageNumber", 1, Refusal::page_number)?;
        if page > total.div_ceil(size).max(1) {
            return Err(Refusal::page_number(&page.to_string()));
        }
        let pagination = Element::new("pagination")
            .attribute("pageNumber", page.to_string())
            .attribute("pageSize", size.to_string())
            .attribute("totalAvailable", total.to_string());
        let start = usize::try_from((page - 1) * size).unwrap_or(usize::MAX);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Ok([
            pagination,
            Element::list(container).children(items.skip(start).take(size)),
        ])
    }

    fn number(
        &self,
        name: &str,
        default: u64,
        refusal: fn(&str) -> Refusal,
    ) -> Result<u64, Refusal> {
        self.get(name).map_or(Ok(default), |text| {
            text.parse()
                .ok()
                .filter(|number| *number > 0 && *number <= u64::from(u32::MAX))
                .ok_or_else(|| refusal(text))
        })
    }
}

fn field_type(kind: &Kind, field: &str) -> Option<FieldType> {
    kind.fields
        .iter()
        .find(|(name, _)| *name == field)
        .map(|(_, field_type)| *field_type)
}

struct Filter {
    field: String,
    test: Test,
}

enum Test {
    OneOf(Vec<Fact>),
    /// Texts that an asterisk stands in for.
    Like(String),
    Has(String),
    SameInAnyCase(String),
    Compares(fn(Ordering) -> bool, Fact),
}

/// `field:operator:value,…`. Commas and ampersands separate filters even where they came
/// percent-encoded: a real server does not take them in a value, but for the commas between the
/// values of `in:[a,b]`.
fn filters(text: &str, kind: &Kind) -> Result<Vec<Filter>, Refusal> {
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

/// Up to the next colon, and what follows it.
fn next_part(text: &str) -> Result<(&str, &str), Refusal> {
    text.split_once(':')
        .filter(|(part, _)| !part.contains([',', '&']))
        .ok_or_else(|| {
            let key = text.split([':', ',', '&']).next().unwrap_or_default();
            Refusal::query(format!(
                "The filter query is missing a value for key '{key}'."
            ))
        })
}

/// The bracket that closes a list is the one that ends the filter: names hold brackets too.
fn up_to_closing_bracket(text: &str) -> Option<(&str, &str)> {
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

fn test(
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

fn parse_fact(field_type: FieldType, value: &str) -> Option<Fact> {
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
    /// What an item has no value for is not accepted.
    fn accepts(&self, item: &Item) -> bool {
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
    fn accepts(&self, fact: &Fact) -> bool {
        match self {
            Self::OneOf(facts) => facts.contains(fact),
            Self::Compares(accepts, with) => accepts(compare_facts(fact, with)),
            Self::Like(pattern) => is_like(&fact.to_string(), pattern),
            Self::Has(part) => fact.to_string().contains(part),
            Self::SameInAnyCase(text) => fact.to_string().to_lowercase() == *text,
        }
    }
}

/// An asterisk stands for any text, or none.
fn is_like(text: &str, pattern: &str) -> bool {
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

struct SortKey {
    field: String,
    descending: bool,
}

/// `field:asc|desc,…`: the first key counts most.
fn sort_keys(text: &str, kind: &Kind) -> Result<Vec<SortKey>, Refusal> {
    text.split(',')
        .map(|key| {
            let (field, direction) = key.split_once(':').unwrap_or((key, ""));
            field_type(kind, field).ok_or_else(|| {
                Refusal::query(
                    "The sort query contains a key which is not recognized for this api version.",
                )
            })?;
            let descending = match direction {
                "asc" => false,
                "desc" => true,
                _ => {
                    return Err(Refusal::query(format!(
                        "The sort query is missing a direction for key '{field}'."
                    )));
                }
            };
            Ok(SortKey {
                field: field.to_owned(),
                descending,
            })
        })
        .collect()
}

fn compare(left: &Item, right: &Item, keys: &[SortKey]) -> Ordering {
    let by_key = |key: &SortKey| {
        let ordering = match (left.fact(&key.field), right.fact(&key.field)) {
            (Some(left), Some(right)) => compare_facts(left, right),
            (left, right) => left.is_some().cmp(&right.is_some()),
        };
        if key.descending {
            ordering.reverse()
        } else {
            ordering
        }
    };
    keys.iter()
        .map(by_key)
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn compare_facts(left: &Fact, right: &Fact) -> Ordering {
    match (left, right) {
        (Fact::Number(left), Fact::Number(right)) => left.cmp(right),
        _ => left.to_string().cmp(&right.to_string()),
    }
}

/// Which attributes and children of an item are in the answer.
pub enum Fields<'a> {
    Default,
    All,
    Named {
        item: &'static str,
        with_default: bool,
        names: Vec<&'a str>,
    },
}

impl<'a> Fields<'a> {
    fn parse(text: &'a str, kind: &Kind) -> Self {
        let names: Vec<&str> = text.split(',').map(str::trim).collect();
        if names.contains(&"_all_") {
            Self::All
        } else if names == ["_default_"] {
            Self::Default
        } else {
            Self::Named {
                item: kind.item,
                with_default: names.contains(&"_default_"),
                names,
            }
        }
    }

    pub fn of(&self, item: &Item) -> Arc<Element> {
        match self {
            Self::Default => Arc::clone(&item.brief),
            Self::All => Arc::clone(&item.full),
            Self::Named {
                item: kind,
                with_default,
                names,
            } => {
                let keep = |name: &str| {
                    let named = |wanted: &&str| {
                        *wanted == name
                            || wanted
                                .strip_prefix(kind)
                                .and_then(|rest| rest.strip_prefix('.'))
                                == Some(name)
                    };
                    names.iter().any(named) || (*with_default && item.brief.has(name))
                };
                Arc::new(item.full.select(&keep))
            }
        }
    }
}
