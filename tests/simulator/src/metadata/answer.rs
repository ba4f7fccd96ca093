//! Executes a plan: the data of the site in the form that the query selects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::content::{Content, leaf};
use super::problem::Problem;
use super::schema::{Gives, Page, QUERY, Type};
use super::selected::Selected;
use crate::catalogue::Item;

/// The most nodes in a response; the rest is left out, with a warning.
const MOST_NODES: usize = 20_000;
const USUAL_PAGE_SIZE: usize = 100;

/// The object whose fields a plan selects.
enum Object<'p, 'a> {
    Site,
    Item(&'static Type, &'a Item),
    Page(&'static Type, &'p Page<'a>),
}

impl<'a> Object<'_, 'a> {
    fn of(&self) -> &'static Type {
        match self {
            Self::Site => &QUERY,
            Self::Item(of, _) | Self::Page(of, _) => of,
        }
    }

    fn item(&self) -> Option<&'a Item> {
        match self {
            Self::Item(_, item) => Some(item),
            _ => None,
        }
    }
}

/// The data, and warnings about it.
pub fn answer(plan: &[Selected], content: &Content<'_>) -> Result<(Value, Vec<Problem>), Problem> {
    let mut answer = Answer {
        content,
        nodes: 0,
        is_partial: false,
    };
    let data = answer.object(&Object::Site, plan)?;
    let warnings = answer
        .is_partial
        .then(|| Problem::too_many_nodes(MOST_NODES));
    Ok((data, warnings.into_iter().collect()))
}

struct Answer<'c, 'a> {
    content: &'c Content<'a>,
    nodes: usize,
    is_partial: bool,
}

impl<'a> Answer<'_, 'a> {
    fn object(
        &mut self,
        object: &Object<'_, 'a>,
        selection: &[Selected],
    ) -> Result<Value, Problem> {
        self.nodes += 1;
        let mut members = Map::new();
        for selected in selection {
            if !selected.on.includes(object.of().name) {
                continue;
            }
            let value = self
                .value(object, selected)
                .map_err(|problem| problem.inside(selected.key.as_str()))?;
            match members.get_mut(&selected.key) {
                Some(member) => merge(member, value),
                None => {
                    members.insert(selected.key.clone(), value);
                }
            }
        }
        Ok(members.into())
    }

    fn value(&mut self, object: &Object<'_, 'a>, selected: &Selected) -> Result<Value, Problem> {
        let Some(field) = selected.field else {
            return Ok(object.of().name.into());
        };
        let selection = &selected.selection;
        match (&field.gives, object) {
            (Gives::Many(of, many), _) => {
                let items = many(self.content, object.item());
                self.list(of, &filtered(items, of, selected), selection)
            }
            (Gives::Page(page_type, of, many), _) => {
                let items = filtered(many(self.content, object.item()), of, selected);
                let page = page(&items, of, selected)?;
                self.object(&Object::Page(page_type, &page), selection)
            }
            (Gives::One(of, one), Object::Item(_, item)) => match one(self.content, item) {
                Some(item) => self.object(&Object::Item(of.of_item(item), item), selection),
                None => Ok(Value::Null),
            },
            (Gives::Nodes(of), Object::Page(_, page)) => self.list(of, &page.items, selection),
            (Gives::PageInfo(of), Object::Page(_, page)) => {
                self.object(&Object::Page(of, page), selection)
            }
            (Gives::OfPage(value), Object::Page(_, page)) => Ok(value(page)),
            (_, Object::Item(_, item)) => Ok(leaf(field, item).unwrap_or_default()),
            (_, Object::Site | Object::Page(..)) => Ok(Value::Null),
        }
    }

    fn list(
        &mut self,
        of: &'static Type,
        items: &[&'a Item],
        selection: &[Selected],
    ) -> Result<Value, Problem> {
        let mut values = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if self.nodes >= MOST_NODES {
                self.is_partial = true;
                break;
            }
            let value = self
                .object(&Object::Item(of.of_item(item), item), selection)
                .map_err(|problem| problem.inside(index))?;
            values.push(value);
        }
        Ok(values.into())
    }
}

/// Merges two selections of the same field, each with fields of its own.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                match into.get_mut(&name) {
                    Some(member) => merge(member, value),
                    None => {
                        into.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(into), Value::Array(from)) => {
            for (into, from) in into.iter_mut().zip(from) {
                merge(into, from);
            }
        }
        _ => {}
    }
}

/// The items that pass the argument `filter`.
fn filtered<'a>(items: Vec<&'a Item>, of: &Type, selected: &Selected) -> Vec<&'a Item> {
    let Some(Value::Object(filter)) = selected.arguments.get("filter") else {
        return items;
    };
    let accepts = |item: &Item| {
        filter.iter().all(|(name, wanted)| {
            let field = of.field(name.strip_suffix("Within").unwrap_or(name));
            let value = field
                .and_then(|field| leaf(field, item))
                .unwrap_or_default();
            match wanted {
                Value::Null => true,
                Value::Array(wanted) => wanted.contains(&value),
                wanted => *wanted == value,
            }
        })
    };
    items.into_iter().filter(|item| accepts(item)).collect()
}

/// The page of `items` that the arguments `first`, `after` and `offset` select.
fn page<'a>(items: &[&'a Item], of: &Type, selected: &Selected) -> Result<Page<'a>, Problem> {
    let wrong = |reason: String| Problem::argument(reason, selected.position);
    let number = |name| match selected.arguments.get(name).and_then(Value::as_i64) {
        None => Ok(None),
        Some(number) => usize::try_from(number)
            .map(Some)
            .map_err(|_| wrong(format!("'{name}' is less than 0"))),
    };
    let offset = number("offset")?;
    let size = number("first")?.unwrap_or(USUAL_PAGE_SIZE);
    let start = match selected.arguments.get("after").and_then(Value::as_str) {
        None => offset.unwrap_or(0),
        Some(_) if offset.is_some() => {
            return Err(wrong(
                "'after' and 'offset' cannot be used together".to_owned(),
            ));
        }
        Some(cursor) => {
            let last = items
                .iter()
                .position(|item| self::cursor(of, item) == cursor);
            last.ok_or_else(|| wrong("'after' is no cursor of this list".to_owned()))? + 1
        }
    };
    let rest = items.get(start..).unwrap_or_default();
    let items_here: Vec<&Item> = rest.iter().take(size).copied().collect();
    Ok(Page {
        total: items.len(),
        has_next: items_here.len() < rest.len(),
        end_cursor: items_here.last().map(|item| cursor(of, item)),
        items: items_here,
    })
}

/// The cursor after an item, which is opaque to clients.
fn cursor(of: &Type, item: &Item) -> String {
    STANDARD.encode(json!({ "type": of.name, "last": item.id }).to_string())
}
