//! The values of fields: the content of the site, indexed by id.

use super::schema::{Field, Gives};
use crate::catalogue::{Fact, Item, SiteContent, id};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::HashMap;

/// The content of the site, indexed by id.
pub struct Content<'a> {
    pub site: &'a SiteContent,
    pub workbooks: OnceCell<HashMap<&'a str, &'a Item>>,
    pub users: OnceCell<HashMap<&'a str, &'a Item>>,
    pub views_of_workbooks: OnceCell<HashMap<String, Vec<&'a Item>>>,
}

impl<'a> Content<'a> {
    pub fn new(site: &'a SiteContent) -> Self {
        Self {
            site,
            workbooks: OnceCell::new(),
            users: OnceCell::new(),
            views_of_workbooks: OnceCell::new(),
        }
    }

    pub fn workbook(&self, id: &str) -> Option<&'a Item> {
        let by_id = || by_id(&self.site.workbooks);
        self.workbooks.get_or_init(by_id).get(id).copied()
    }

    pub fn user(&self, id: &str) -> Option<&'a Item> {
        let by_id = || by_id(&self.site.users);
        self.users.get_or_init(by_id).get(id).copied()
    }

    pub fn views_of(&self, workbook: &Item) -> Vec<&'a Item> {
        let by_workbook = || {
            let mut by_workbook: HashMap<String, Vec<&Item>> = HashMap::new();
            for view in self.site.views.iter() {
                let workbook = text(view, "workbookId");
                by_workbook.entry(workbook).or_default().push(view);
            }
            by_workbook
        };
        self.views_of_workbooks
            .get_or_init(by_workbook)
            .get(&workbook.id)
            .cloned()
            .unwrap_or_default()
    }
}

pub fn by_id(items: &[Item]) -> HashMap<&str, &Item> {
    items.iter().map(|item| (item.id.as_str(), item)).collect()
}

/// The value of an item's field that has no fields of its own.
pub fn leaf(field: &Field, item: &Item) -> Option<Value> {
    match field.gives {
        Gives::Fact(fact) => Some(item.fact(fact).map_or(Value::Null, fact_value)),
        Gives::Value(value) => Some(value(item)),
        _ => None,
    }
}

pub fn fact_value(fact: &Fact) -> Value {
    match fact {
        Fact::Text(text) => text.as_str().into(),
        Fact::Number(number) => (*number).into(),
        Fact::Flag(flag) => (*flag).into(),
        Fact::Tags(tags) => tags.clone().into(),
    }
}

pub fn text(item: &Item, fact: &str) -> String {
    item.fact(fact).map(Fact::to_string).unwrap_or_default()
}

/// The metadata id, which differs from the id of the REST API, the luid.
pub fn metadata_id(item: &Item) -> Value {
    id("metadata", "", &item.id).into()
}

pub fn luid(item: &Item) -> Value {
    item.id.as_str().into()
}

pub fn path(view: &Item) -> Value {
    text(view, "contentUrl").replace("/sheets/", "/").into()
}

pub fn is_worksheet(view: &Item) -> bool {
    text(view, "sheetType") == "worksheet"
}

pub fn workbooks<'a>(content: &Content<'a>, _: Option<&Item>) -> Vec<&'a Item> {
    content.site.workbooks.iter().collect()
}

pub fn datasources<'a>(content: &Content<'a>, _: Option<&Item>) -> Vec<&'a Item> {
    content.site.datasources.iter().collect()
}

pub fn users<'a>(content: &Content<'a>, _: Option<&Item>) -> Vec<&'a Item> {
    content.site.users.iter().collect()
}

pub fn views<'a>(content: &Content<'a>, workbook: Option<&Item>) -> Vec<&'a Item> {
    match workbook {
        Some(workbook) => content.views_of(workbook),
        None => content.site.views.iter().collect(),
    }
}

pub fn sheets<'a>(content: &Content<'a>, workbook: Option<&Item>) -> Vec<&'a Item> {
    let mut views = views(content, workbook);
    views.retain(|view| is_worksheet(view));
    views
}

pub fn dashboards<'a>(content: &Content<'a>, workbook: Option<&Item>) -> Vec<&'a Item> {
    let mut views = views(content, workbook);
    views.retain(|view| !is_worksheet(view));
    views
}

pub fn owned_workbooks<'a>(content: &Content<'a>, user: Option<&Item>) -> Vec<&'a Item> {
    user.map_or_else(Vec::new, |user| content.site.workbooks_of(user).collect())
}

pub fn owner<'a>(content: &Content<'a>, item: &Item) -> Option<&'a Item> {
    content.user(&text(item, "ownerId"))
}

pub fn workbook<'a>(content: &Content<'a>, view: &Item) -> Option<&'a Item> {
    content.workbook(&text(view, "workbookId"))
}
