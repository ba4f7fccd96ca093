//! The types of the Metadata API that the simulator has, and the sources of their values.

use serde_json::Value;

use super::content::{
    Content, dashboards, datasources, is_worksheet, luid, metadata_id, owned_workbooks, owner,
    path, sheets, users, views, workbook, workbooks,
};
use crate::catalogue::Item;

/// A type with fields: an object type or an interface.
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

/// The source of a field's values, and their type.
pub enum Gives {
    /// A fact of an item, under the name that lists have for it.
    Fact(&'static str),
    /// Another value of an item.
    Value(fn(&Item) -> Value),
    /// Another item that belongs to an item.
    One(&'static Type, OneOf),
    /// Items that belong to an item, or to the site.
    Many(&'static Type, ManyOf),
    /// A page of such items: the type of the page, and that of the items.
    Page(&'static Type, &'static Type, ManyOf),
    /// The items of a page.
    Nodes(&'static Type),
    /// The page itself, for the fields of its `pageInfo`.
    PageInfo(&'static Type),
    /// A value of a page.
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

/// The type of an argument. All arguments are optional and may be null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Int,
    Text,
    /// Fields with the value to match, or with `Within` after their names a list of values.
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

    /// The type of the field's values, if that has fields.
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

    /// The type of the items that the field's filter applies to.
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

    /// The type with this name, if an object of this type can have it.
    pub fn narrowed(&'static self, name: &str) -> Option<&'static Type> {
        if self.name == name {
            return Some(self);
        }
        let types = self.implemented_by.iter().copied();
        types.into_iter().find(|candidate| candidate.name == name)
    }

    /// True if an object of the type with this name has this type.
    pub fn includes(&self, name: &str) -> bool {
        self.name == name || self.implemented_by.iter().any(|by| by.name == name)
    }

    /// The concrete type of an item of this type.
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

/// The type of dashboards, including stories.
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
