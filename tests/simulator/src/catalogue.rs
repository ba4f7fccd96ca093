//! The content of the sites, generated from the state on first use.

use std::sync::{Arc, LazyLock, OnceLock};

use uuid::Uuid;

use crate::element::Element;
use crate::items::Items;
use crate::state::{Site, State, User};

/// The type of a field's values: how they compare, and which operators a filter on them has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    Text,
    Number,
    Time,
    Flag,
    Tags,
}

/// A kind of item that has a list.
pub struct Kind {
    /// The name in messages such as "Workbook 'x' could not be found."
    pub noun: &'static str,
    pub item: &'static str,
    pub container: &'static str,
    /// The fields for filters and sort keys.
    pub fields: &'static [(&'static str, FieldType)],
}

/// A value for filters and sort keys. Times are text in an order that sorts.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Text(String),
    Number(i64),
    Flag(bool),
    Tags(Vec<String>),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Fact {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Fact {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl std::fmt::Display for Fact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Number(number) => number.fmt(formatter),
            Self::Flag(flag) => flag.fmt(formatter),
            Self::Tags(tags) => formatter.write_str(&tags.join(",")),
        }
    }
}

/// One item on a site.
pub struct Item {
    pub id: String,
    pub name: String,
    /// The form in lists.
    pub brief: Arc<Element>,
    /// The form with every field.
    pub full: Arc<Element>,
    pub facts: Vec<(&'static str, Fact)>,
}

impl Item {
    pub fn fact(&self, field: &str) -> Option<&Fact> {
        self.facts
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, fact)| fact)
    }
}

/// The sites of a server, in the order of its state.
pub struct Catalogue {
    pub state: State,
    sites: Vec<OnceLock<SiteContent>>,
    /// The beginning of web pages' addresses.
    base_url: String,
}

/// The items of one kind, generated on first use.
type Lazy = LazyLock<Vec<Item>, Box<dyn FnOnce() -> Vec<Item> + Send>>;

/// The items of one site.
pub struct SiteContent {
    items: Arc<Items>,
    pub projects: Lazy,
    pub users: Lazy,
    pub groups: Lazy,
    pub workbooks: Lazy,
    pub views: Lazy,
    pub datasources: Lazy,
    pub jobs: Lazy,
    pub schedules: Lazy,
}

impl Catalogue {
    pub fn new(state: State, base_url: String) -> Self {
        let sites = state.sites.iter().map(|_| OnceLock::new()).collect();
        Self {
            state,
            sites,
            base_url,
        }
    }

    /// The content of a site; `None` if there is no such site.
    pub fn content(&self, site: usize) -> Option<&SiteContent> {
        let state = self.state.sites.get(site)?;
        let content = self.sites.get(site)?;
        Some(content.get_or_init(|| SiteContent::of(state, &self.state, &self.base_url)))
    }

    pub fn site_by_content_url(&self, content_url: &str) -> Option<usize> {
        self.state
            .sites
            .iter()
            .position(|site| site.content_url == content_url)
    }

    pub fn site_by_id(&self, id: &str) -> Option<usize> {
        self.state
            .sites
            .iter()
            .position(|site| site_id(&site.content_url) == id)
    }

    pub fn user_named(&self, name: &str) -> Option<&User> {
        self.state.users.iter().find(|user| user.name == name)
    }
}

impl SiteContent {
    fn of(site: &Site, state: &State, base_url: &str) -> Self {
        let items = Arc::new(Items::new(site, state, base_url));
        let lazy = |make: fn(&Items) -> Vec<Item>| -> Lazy {
            let items = Arc::clone(&items);
            LazyLock::new(Box::new(move || make(&items)))
        };
        Self {
            projects: lazy(Items::projects),
            users: lazy(Items::users),
            groups: lazy(Items::groups),
            workbooks: lazy(Items::workbooks),
            views: lazy(Items::views),
            datasources: lazy(Items::datasources),
            jobs: lazy(Items::jobs),
            schedules: lazy(Items::schedules),
            items,
        }
    }

    pub fn workbook_count(&self) -> usize {
        self.items.workbook_count()
    }

    /// A workbook by its index, made for this call.
    pub fn make_workbook(&self, index: usize) -> Item {
        self.items.make_workbook(index)
    }

    pub fn views_of<'a>(&'a self, workbook: &'a Item) -> impl Iterator<Item = &'a Item> {
        let id = Fact::Text(workbook.id.clone());
        self.views
            .iter()
            .filter(move |view| view.fact("workbookId") == Some(&id))
    }

    pub fn workbooks_of<'a>(&'a self, user: &Item) -> impl Iterator<Item = &'a Item> + use<'a> {
        let owner = Fact::Text(user.id.clone());
        self.workbooks
            .iter()
            .filter(move |workbook| workbook.fact("ownerId") == Some(&owner))
    }

    pub fn members_of(&self, group: &Item) -> impl Iterator<Item = &Item> {
        let group = self.group_index(group);
        self.users
            .iter()
            .enumerate()
            .filter(move |(user, _)| is_member(*user, group))
            .map(|(_, user)| user)
    }

    pub fn groups_of(&self, user: &Item) -> impl Iterator<Item = &Item> {
        let user = self
            .users
            .iter()
            .position(|candidate| candidate.id == user.id)
            .unwrap_or_default();
        self.groups
            .iter()
            .enumerate()
            .filter(move |(group, _)| is_member(user, *group))
            .map(|(_, group)| group)
    }

    fn group_index(&self, group: &Item) -> usize {
        self.groups
            .iter()
            .position(|candidate| candidate.id == group.id)
            .unwrap_or_default()
    }
}

/// True if a user is a member of a group. The first group is "All Users".
pub fn is_member(user: usize, group: usize) -> bool {
    group == 0 || (user + group).is_multiple_of(3)
}

/// The id of the site with this content URL.
pub fn site_id(content_url: &str) -> String {
    id("site", content_url, "")
}

/// The id of the user with this name on this site; it differs from site to site.
pub fn user_id(content_url: &str, name: &str) -> String {
    id("user", content_url, name)
}

pub fn id(kind: &str, site: &str, what: &str) -> String {
    let name = format!("{kind}\n{site}\n{what}");
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// The element of a site in a response.
pub fn site_element(site: &Site) -> Element {
    Element::new("site")
        .attribute("id", site_id(&site.content_url))
        .attribute("name", &site.name)
        .attribute("contentUrl", &site.content_url)
        .attribute("adminMode", "ContentAndUsers")
        .attribute("disableSubscriptions", "false")
        .attribute("state", "Active")
        .attribute("revisionHistoryEnabled", "true")
        .attribute("revisionLimit", "25")
        .attribute("subscribeOthersEnabled", "true")
        .attribute("guestAccessEnabled", "false")
        .attribute("cacheWarmupEnabled", "true")
        .attribute("commentingEnabled", "true")
        .attribute("extractEncryptionMode", "disabled")
        .attribute("timeZone", "Etc/UTC")
}
