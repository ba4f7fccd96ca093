//! The types of the Metadata API, as far as the simulator has them, and where their values come
//! from.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::Value;

use crate::catalogue::{Fact, Item, SiteContent, id};

/// A type with fields: an object's, or an interface.
pub struct Type {
    pub name: &'static str,
    pub fields: &'static [Field],
    /// The types that implement it, if it is an interface.
    pub implemented_by: &'static [&'static Type],
}

pub struct Field {
    pub name: &'static str,
    pub gives: Gives,
}

/// What a field gives, and of what.
pub enum Gives {
    /// A fact of an item, under the name that lists have for it.
    Fact(&'static str),
    /// Something else of an item.
    Value(fn(&Item) -> Value),
    /// Another item that belongs to an item.
    One(&'static Type, OneOf),
    /// Items that belong to an item, or to the site.
    Many(&'static Type, ManyOf),
    /// A page of such items: the type of the page, and that of the items.
    Page(&'static Type, &'static Type, ManyOf),
    /// The items of a page.
    Nodes(&'static Type),
    /// A page once more, for what is said of it.
    PageInfo(&'static Type),
    /// Something of a page.
    OfPage(fn(&Page<'_>) -> Value),
}

type OneOf = for<'a> fn(&Content<'a>, &Item) -> Option<&'a Item>;
type ManyOf = for<'a> fn(&Content<'a>, Option<&Item>) -> Vec<&'a Item>;

/// A part of a list.
pub struct Page<'a> {
    pub items: Vec<&'a Item>,
    pub total: usize,
    pub has_next: bool,
    pub end_cursor: Option<String>,
}

/// What an argument takes. All of them may be left out, or null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Int,
    Text,
    /// Fields that have to have a value, or with `Within` after their names one of several.
    Filter,
}

impl Gives {
    pub fn arguments(&self) -> &'static [(&'static str, Input)] {
        match self {
            Self::Many(..) => &[("filter", Input::Filter)],
            Self::Page(..) => &[
                ("first", Input::Int),
                ("after", Input::Text),
                ("offset", Input::Int),
                ("filter", Input::Filter),
            ],
            _ => &[],
        }
    }

    /// The type of what it gives, if that has fields.
    pub fn of(&self) -> Option<&'static Type> {
        match self {
            Self::One(of, _)
            | Self::Many(of, _)
            | Self::Page(of, ..)
            | Self::Nodes(of)
            | Self::PageInfo(of) => Some(of),
            Self::Fact(_) | Self::Value(_) | Self::OfPage(_) => None,
        }
    }

    /// The type of the items that its filter looks at.
    pub fn items(&self) -> Option<&'static Type> {
        match self {
            Self::Many(of, _) | Self::Page(_, of, _) => Some(of),
            _ => None,
        }
    }
}

impl Type {
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The type of that name, if something of this type can be of it.
    pub fn narrowed(&'static self, name: &str) -> Option<&'static Type> {
        if self.name == name {
            return Some(self);
        }
        let types = self.implemented_by.iter().copied();
        types.into_iter().find(|candidate| candidate.name == name)
    }

    /// Whether something of the type of that name is of this type.
    pub fn includes(&self, name: &str) -> bool {
        self.name == name || self.implemented_by.iter().any(|by| by.name == name)
    }

    /// The type of an item that is known to be of this type.
    pub fn of_item(&'static self, item: &Item) -> &'static Type {
        if self.implemented_by.is_empty() {
            self
        } else if is_worksheet(item) {
            &SHEET
        } else {
            &DASHBOARD
        }
    }
}

const fn field(name: &'static str, gives: Gives) -> Field {
    Field { name, gives }
}

pub static QUERY: Type = Type {
    name: "Query",
    implemented_by: &[],
    fields: &[
        field("workbooks", Gives::Many(&WORKBOOK, workbooks)),
        field(
            "workbooksConnection",
            Gives::Page(&WORKBOOKS, &WORKBOOK, workbooks),
        ),
        field(
            "publishedDatasources",
            Gives::Many(&DATASOURCE, datasources),
        ),
        field(
            "publishedDatasourcesConnection",
            Gives::Page(&DATASOURCES, &DATASOURCE, datasources),
        ),
        field("views", Gives::Many(&VIEW, views)),
        field("viewsConnection", Gives::Page(&VIEWS, &VIEW, views)),
        field("sheets", Gives::Many(&SHEET, sheets)),
        field("sheetsConnection", Gives::Page(&SHEETS, &SHEET, sheets)),
        field("dashboards", Gives::Many(&DASHBOARD, dashboards)),
        field(
            "dashboardsConnection",
            Gives::Page(&DASHBOARDS, &DASHBOARD, dashboards),
        ),
        field("tableauUsers", Gives::Many(&USER, users)),
        field("tableauUsersConnection", Gives::Page(&USERS, &USER, users)),
    ],
};

static WORKBOOK: Type = Type {
    name: "Workbook",
    implemented_by: &[],
    fields: &[
        field("id", Gives::Value(metadata_id)),
        field("luid", Gives::Value(luid)),
        field("name", Gives::Fact("name")),
        field("description", Gives::Fact("description")),
        field("projectName", Gives::Fact("projectName")),
        field("createdAt", Gives::Fact("createdAt")),
        field("updatedAt", Gives::Fact("updatedAt")),
        field("owner", Gives::One(&USER, owner)),
        field("views", Gives::Many(&VIEW, views)),
        field("sheets", Gives::Many(&SHEET, sheets)),
        field("dashboards", Gives::Many(&DASHBOARD, dashboards)),
    ],
};

static DATASOURCE: Type = Type {
    name: "PublishedDatasource",
    implemented_by: &[],
    fields: &[
        field("id", Gives::Value(metadata_id)),
        field("luid", Gives::Value(luid)),
        field("name", Gives::Fact("name")),
        field("description", Gives::Fact("description")),
        field("projectName", Gives::Fact("projectName")),
        field("hasExtracts", Gives::Fact("hasExtracts")),
        field("isCertified", Gives::Fact("isCertified")),
        field("createdAt", Gives::Fact("createdAt")),
        field("updatedAt", Gives::Fact("updatedAt")),
        field("owner", Gives::One(&USER, owner)),
    ],
};

static VIEW_FIELDS: [Field; 8] = [
    field("id", Gives::Value(metadata_id)),
    field("luid", Gives::Value(luid)),
    field("name", Gives::Fact("name")),
    field("path", Gives::Value(path)),
    field("index", Gives::Fact("sheetNumber")),
    field("createdAt", Gives::Fact("createdAt")),
    field("updatedAt", Gives::Fact("updatedAt")),
    field("workbook", Gives::One(&WORKBOOK, workbook)),
];

static VIEW: Type = Type {
    name: "View",
    implemented_by: &[&SHEET, &DASHBOARD],
    fields: &VIEW_FIELDS,
};

static SHEET: Type = Type {
    name: "Sheet",
    implemented_by: &[],
    fields: &VIEW_FIELDS,
};

/// Stories are counted among them.
static DASHBOARD: Type = Type {
    name: "Dashboard",
    implemented_by: &[],
    fields: &VIEW_FIELDS,
};

static USER: Type = Type {
    name: "TableauUser",
    implemented_by: &[],
    fields: &[
        field("id", Gives::Value(metadata_id)),
        field("luid", Gives::Value(luid)),
        field("username", Gives::Fact("name")),
        field("name", Gives::Fact("friendlyName")),
        field("email", Gives::Fact("email")),
        field("domain", Gives::Fact("domainName")),
        field("ownedWorkbooks", Gives::Many(&WORKBOOK, owned_workbooks)),
    ],
};

static WORKBOOKS: Type = page_of("WorkbooksConnection", &[nodes(&WORKBOOK), PAGE_INFO, TOTAL]);
static DATASOURCES: Type = page_of(
    "PublishedDatasourcesConnection",
    &[nodes(&DATASOURCE), PAGE_INFO, TOTAL],
);
static VIEWS: Type = page_of("ViewsConnection", &[nodes(&VIEW), PAGE_INFO, TOTAL]);
static SHEETS: Type = page_of("SheetsConnection", &[nodes(&SHEET), PAGE_INFO, TOTAL]);
static DASHBOARDS: Type = page_of(
    "DashboardsConnection",
    &[nodes(&DASHBOARD), PAGE_INFO, TOTAL],
);
static USERS: Type = page_of("TableauUsersConnection", &[nodes(&USER), PAGE_INFO, TOTAL]);

const PAGE_INFO: Field = field("pageInfo", Gives::PageInfo(&PAGE_INFO_TYPE));
const TOTAL: Field = field("totalCount", Gives::OfPage(|page| page.total.into()));

static PAGE_INFO_TYPE: Type = page_of(
    "PageInfo",
    &[
        field("hasNextPage", Gives::OfPage(|page| page.has_next.into())),
        field(
            "endCursor",
            Gives::OfPage(|page| page.end_cursor.clone().into()),
        ),
    ],
);

const fn page_of(name: &'static str, fields: &'static [Field]) -> Type {
    Type {
        name,
        fields,
        implemented_by: &[],
    }
}

const fn nodes(of: &'static Type) -> Field {
    field("nodes", Gives::Nodes(of))
}

/// What is on the site, and ways to find it quickly.
pub struct Content<'a> {
    site: &'a SiteContent,
    workbooks: OnceCell<HashMap<&'a str, &'a Item>>,
    users: OnceCell<HashMap<&'a str, &'a Item>>,
    views_of_workbooks: OnceCell<HashMap<String, Vec<&'a Item>>>,
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

    fn workbook(&self, id: &str) -> Option<&'a Item> {
        let by_id = || by_id(&self.site.workbooks);
        self.workbooks.get_or_init(by_id).get(id).copied()
    }

    fn user(&self, id: &str) -> Option<&'a Item> {
        let by_id = || by_id(&self.site.users);
        self.users.get_or_init(by_id).get(id).copied()
    }

    fn views_of(&self, workbook: &Item) -> Vec<&'a Item> {
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

fn by_id(items: &[Item]) -> HashMap<&str, &Item> {
    items.iter().map(|item| (item.id.as_str(), item)).collect()
}

/// What a field without fields of its own gives of an item.
pub fn leaf(field: &Field, item: &Item) -> Option<Value> {
    match field.gives {
        Gives::Fact(fact) => Some(item.fact(fact).map_or(Value::Null, fact_value)),
        Gives::Value(value) => Some(value(item)),
        _ => None,
    }
}

fn fact_value(fact: &Fact) -> Value {
    match fact {
        Fact::Text(text) => text.as_str().into(),
        Fact::Number(number) => (*number).into(),
        Fact::Flag(flag) => (*flag).into(),
        Fact::Tags(tags) => tags.clone().into(),
    }
}

fn text(item: &Item, fact: &str) -> String {
    item.fact(fact).map(Fact::to_string).unwrap_or_default()
}

/// It is another one than that of the REST API, which is the luid.
fn metadata_id(item: &Item) -> Value {
    id("metadata", "", &item.id).into()
}

fn luid(item: &Item) -> Value {
    item.id.as_str().into()
}

fn path(view: &Item) -> Value {
    text(view, "contentUrl").replace("/sheets/", "/").into()
}

fn is_worksheet(view: &Item) -> bool {
    text(view, "sheetType") == "worksheet"
}

fn workbooks<'a>(content: &Content<'a>, _: Option<&Item>) -> Vec<&'a Item> {
    content.site.workbooks.iter().collect()
}

fn datasources<'a>(content: &Content<'a>, _: Option<&Item>) -> Vec<&'a Item> {
    content.site.datasources.iter().collect()
}

fn users<'a>(content: &Content<'a>, _: Option<&Item>) -> Vec<&'a Item> {
    content.site.users.iter().collect()
}

fn views<'a>(content: &Content<'a>, workbook: Option<&Item>) -> Vec<&'a Item> {
    match workbook {
        Some(workbook) => content.views_of(workbook),
        None => content.site.views.iter().collect(),
    }
}

fn sheets<'a>(content: &Content<'a>, workbook: Option<&Item>) -> Vec<&'a Item> {
    let mut views = views(content, workbook);
    views.retain(|view| is_worksheet(view));
    views
}

fn dashboards<'a>(content: &Content<'a>, workbook: Option<&Item>) -> Vec<&'a Item> {
    let mut views = views(content, workbook);
    views.retain(|view| !is_worksheet(view));
    views
}

fn owned_workbooks<'a>(content: &Content<'a>, user: Option<&Item>) -> Vec<&'a Item> {
    user.map_or_else(Vec::new, |user| content.site.workbooks_of(user).collect())
}

fn owner<'a>(content: &Content<'a>, item: &Item) -> Option<&'a Item> {
    content.user(&text(item, "ownerId"))
}

fn workbook<'a>(content: &Content<'a>, view: &Item) -> Option<&'a Item> {
    content.workbook(&text(view, "workbookId"))
}
