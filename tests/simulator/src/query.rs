//! The query of a list: page, filter, sort and fields.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::catalogue::{Fact, FieldType, Item, Kind};
use crate::element::Element;
use crate::fields::Fields;
use crate::filter::filters;
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

    /// The parameters whose names begin with a prefix: the rest of their names, and their values.
    pub fn beginning_with<'a>(&'a self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The requested page of `items`, as `<pagination>` and the container.
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
        self.page(kind.container, found.into_iter(), |item| fields.of(item))
    }

    /// True if only some items are wanted, or in another order.
    pub fn selects(&self) -> bool {
        self.get("filter").is_some() || self.get("sort").is_some()
    }

    /// The form of items, as requested by `fields` or by the older `includeUsageStatistics` of
    /// views.
    pub fn fields(&self, kind: &Kind) -> Fields<'_> {
        let with_usage = self.get("includeUsageStatistics") == Some("true");
        let default = if with_usage {
            "_default_,usage"
        } else {
            "_default_"
        };
        Fields::parse(self.get("fields").unwrap_or(default), kind)
    }

    /// A page of items that have neither filters nor sort keys. Only the elements of this page are
    /// made.
    pub fn page<Item>(
        &self,
        container: &'static str,
        items: impl ExactSizeIterator<Item = Item>,
        element: impl FnMut(Item) -> Arc<Element>,
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
            Element::list(container).children(items.skip(start).take(size).map(element)),
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

pub fn field_type(kind: &Kind, field: &str) -> Option<FieldType> {
    kind.fields
        .iter()
        .find(|(name, _)| *name == field)
        .map(|(_, field_type)| *field_type)
}

struct SortKey {
    field: String,
    descending: bool,
}

/// Parses `field:asc|desc,…`: the first key has the highest priority.
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

pub fn compare_facts(left: &Fact, right: &Fact) -> Ordering {
    match (left, right) {
        (Fact::Number(left), Fact::Number(right)) => left.cmp(right),
        _ => left.to_string().cmp(&right.to_string()),
    }
}
