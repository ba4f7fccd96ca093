//! Generates the items on a site: their attributes, and the facts for filters.

use std::collections::HashSet;

use crate::catalogue::{Item, id, is_member};
use crate::draft::{Draft, moment};
use crate::element::Element;
use crate::names;
use crate::people::{Person, people, url_part};
use crate::state::{Site, State};

/// Generates the items of one site. Names of one kind are in the responses of another.
pub struct Items {
    site: Site,
    base_url: String,
    people: Vec<Person>,
    project_names: Vec<String>,
    workbook_names: Vec<String>,
    workbook_urls: Vec<String>,
    view_names: Vec<String>,
}

impl Items {
    pub fn new(site: &Site, state: &State, base_url: &str) -> Self {
        let workbooks = site.workbooks.names(names::workbook);
        let in_turn = workbooks.len().max(1);
        let views = site
            .views
            .names(|index| names::view(index % in_turn + index / in_turn));
        Self {
            site: site.clone(),
            base_url: base_url.to_owned(),
            people: people(site, state),
            project_names: site.projects.names(names::project),
            workbook_urls: distinct_urls(&workbooks),
            workbook_names: workbooks,
            view_names: views,
        }
    }

    pub fn projects(&self) -> Vec<Item> {
        each(&self.project_names, |index, name| self.project(index, name))
    }

    pub fn users(&self) -> Vec<Item> {
        let people = self.people.iter().enumerate();
        people
            .map(|(index, person)| self.user(index, person))
            .collect()
    }

    pub fn groups(&self) -> Vec<Item> {
        let mut names = vec!["All Users".to_owned()];
        names.extend(self.site.groups.names(names::group));
        each(&names, |index, name| self.group(index, name))
    }

    pub fn workbooks(&self) -> Vec<Item> {
        each(&self.workbook_names, |index, name| {
            self.workbook(index, name)
        })
    }

    pub fn workbook_count(&self) -> usize {
        self.workbook_names.len()
    }

    pub fn make_workbook(&self, index: usize) -> Item {
        self.workbook(index, named(&self.workbook_names, index))
    }

    pub fn views(&self) -> Vec<Item> {
        each(&self.view_names, |index, name| self.view(index, name))
    }

    pub fn datasources(&self) -> Vec<Item> {
        let names = self.site.datasources.names(names::datasource);
        each(&names, |index, name| self.datasource(index, name))
    }

    pub fn jobs(&self) -> Vec<Item> {
        let names = self.site.jobs.names(names::job);
        each(&names, |index, name| self.job(index, name))
    }

    pub fn schedules(&self) -> Vec<Item> {
        let names = self.site.schedules.names(names::schedule);
        each(&names, |index, name| self.schedule(index, name))
    }

    fn project(&self, index: usize, name: &str) -> Item {
        const NESTED_FROM: usize = 10;
        let mut draft = Draft::new("project", self.id("project", index), name)
            .shown("name", name)
            .shown(
                "description",
                if index == 0 {
                    "The default project of this site."
                } else {
                    ""
                },
            )
            .shown("createdAt", moment(index * 86_400))
            .shown("updatedAt", moment(index * 86_400 + 3600))
            .shown("contentPermissions", "ManagedByOwner")
            .more("topLevelProject", index < NESTED_FROM)
            .more("writeable", true);
        if index >= NESTED_FROM {
            draft = draft.shown("parentProjectId", self.id("project", index - NESTED_FROM));
        }
        self.owned(draft, 0).finish()
    }

    fn user(&self, index: usize, person: &Person) -> Item {
        let mut draft = Draft::new("user", person.id.clone(), &person.name)
            .shown("name", person.name.as_str())
            .shown("siteRole", person.role);
        // Some have never signed in.
        if !index.is_multiple_of(5) || index == 0 {
            draft = draft.shown("lastLogin", moment(index * 7200));
        }
        draft
            .shown("externalAuthUserId", "")
            .shown("fullName", person.full_name.as_str())
            .shown("email", person.email())
            .more("authSetting", "ServerDefault")
            .more("locale", "")
            .more("language", "en")
            .known("friendlyName", person.full_name.as_str())
            .known("domainName", "local")
            .known("isLocal", true)
            .more_child(Element::new("domain").attribute("name", "local"))
            .finish()
    }

    fn group(&self, index: usize, name: &str) -> Item {
        let members = (0..self.people.len())
            .filter(|user| is_member(*user, index))
            .count();
        Draft::new("group", self.id("group", index), name)
            .shown("name", name)
            .more("userCount", members)
            .more("minimumSiteRole", "Unlicensed")
            .known("domainName", "local")
            .known("domainNickname", "local")
            .known("isLocal", true)
            .same_child(Element::new("domain").attribute("name", "local"))
            .finish()
    }

    fn workbook(&self, index: usize, name: &str) -> Item {
        const TAGS: &[&[&str]] = &[
            &[],
            &["sales"],
            &["sales", "emea"],
            &["q1 & q2"],
            &["Übersicht"],
        ];
        let in_turn = self.workbook_names.len().max(1);
        let sheets = (index..self.view_names.len()).step_by(in_turn).count();
        let mut draft = Draft::new("workbook", self.id("workbook", index), name)
            .shown("name", name)
            .shown(
                "description",
                if index.is_multiple_of(3) {
                    format!("What \"{name}\" shows")
                } else {
                    String::new()
                },
            )
            .shown("contentUrl", named(&self.workbook_urls, index))
            .shown("webpageUrl", self.page("workbooks", index))
            .shown("showTabs", index.is_multiple_of(2))
            .shown("size", 1 + index * 7 % 40)
            .shown("createdAt", moment(index * 2220))
            .shown("updatedAt", moment(index * 2220 + index % 17 * 86_400))
            .shown("encryptExtracts", false);
        if index < self.view_names.len() {
            draft = draft.shown("defaultViewId", self.id("view", index));
        }
        let draft = draft
            .more("sheetCount", sheets)
            .more("hasExtracts", index.is_multiple_of(4))
            .known("hasAlerts", false)
            .known("displayTabs", index.is_multiple_of(2))
            .known("favoritesTotal", index % 5)
            .known("subscriptionsTotal", index % 3);
        let draft = self.owned(self.in_project(draft, index), index);
        draft.tags(TAGS[index % TAGS.len()]).finish()
    }

    fn view(&self, index: usize, name: &str) -> Item {
        const SHEET_TYPES: &[&str] = &["worksheet", "dashboard", "story"];
        let in_turn = self.workbook_names.len().max(1);
        let workbook = index % in_turn;
        let workbook_name = named(&self.workbook_names, workbook);
        let url_name = url_part(name);
        let workbook_url = named(&self.workbook_urls, workbook);
        let workbook_id = self.id("workbook", workbook);
        let element = Element::new("workbook").attribute("id", &workbook_id);
        let draft = Draft::new("view", self.id("view", index), name)
            .shown("name", name)
            .shown("contentUrl", format!("{workbook_url}/sheets/{url_name}"))
            .shown("createdAt", moment(workbook * 2220))
            .shown("updatedAt", moment(workbook * 2220 + 600))
            .shown("viewUrlName", url_name)
            .more("sheetType", names::pick(SHEET_TYPES, index))
            .more("favoritesTotal", index % 5)
            .known("caption", name)
            .known("title", name)
            .known("hitsTotal", index % 90)
            .known("sheetNumber", index / in_turn)
            .known("workbookId", workbook_id)
            .known("workbookName", workbook_name)
            .known("workbookDescription", "")
            .child(element.clone(), element.attribute("name", workbook_name));
        let draft = self.in_project(self.owned(draft, workbook), workbook);
        let usage = Element::new("usage").attribute("totalViewCount", (index % 90).to_string());
        draft.tags(&[]).more_child(usage).finish()
    }

    fn datasource(&self, index: usize, name: &str) -> Item {
        const TYPES: &[&str] = &["dataengine", "postgres", "excel-direct", "sqlserver"];
        const TAGS: &[&[&str]] = &[&[], &["certified"], &["world", "indicators"]];
        let draft = Draft::new("datasource", self.id("datasource", index), name)
            .shown("name", name)
            .shown("contentUrl", format!("{}{index}", url_part(name)))
            .shown("description", "")
            .shown("type", names::pick(TYPES, index))
            .shown("createdAt", moment(index * 4000))
            .shown("updatedAt", moment(index * 4000 + 1800))
            .shown("size", 1 + index % 9)
            .shown("encryptExtracts", false)
            .shown("hasExtracts", index.is_multiple_of(2))
            .shown("isCertified", index.is_multiple_of(3))
            .shown("useRemoteQueryAgent", false)
            .shown("webpageUrl", self.page("datasources", index))
            .more("favoritesTotal", index % 4)
            .more("hasAlert", false)
            .more("isPublished", true)
            .more("serverName", "localhost")
            .more("databaseName", "")
            .more("connectedWorkbooksCount", index % 6);
        let draft = self.owned(self.in_project(draft, index), index);
        draft.tags(TAGS[index % TAGS.len()]).finish()
    }

    fn job(&self, index: usize, title: &str) -> Item {
        const STATUSES: &[&str] = &["Success", "Failed", "Pending", "InProgress", "Cancelled"];
        let status = names::pick(STATUSES, index);
        let mut draft = Draft::new("backgroundJob", self.id("job", index), title)
            .shown("status", status)
            .shown("createdAt", moment(index * 600));
        if status != "Pending" {
            draft = draft.shown("startedAt", moment(index * 600 + 8));
        }
        if matches!(status, "Success" | "Failed" | "Cancelled") {
            draft = draft
                .shown("endedAt", moment(index * 600 + 16))
                .known("completedAt", moment(index * 600 + 16));
        }
        draft
            .shown("priority", 10 + index % 9 * 10)
            .shown(
                "jobType",
                if index.is_multiple_of(2) {
                    "refresh_extracts"
                } else {
                    "single_subscription_notify"
                },
            )
            .shown("title", title)
            .shown("subtitle", "Workbook")
            .known("progress", if status == "Success" { 100_usize } else { 0 })
            .known("args", "")
            .known("notes", "")
            .finish()
    }

    fn schedule(&self, index: usize, name: &str) -> Item {
        const TYPES: &[&str] = &["Extract", "Subscription", "Flow", "System"];
        const FREQUENCIES: &[&str] = &["Hourly", "Daily", "Weekly", "Monthly"];
        Draft::new("schedule", self.id("schedule", index), name)
            .shown("name", name)
            .shown("state", "Active")
            .shown("priority", 50_usize)
            .shown("createdAt", moment(index * 86_400))
            .shown("updatedAt", moment(index * 86_400))
            .shown("type", names::pick(TYPES, index))
            .shown("frequency", names::pick(FREQUENCIES, index))
            .shown("nextRunAt", moment(index * 86_400 + 31_536_000))
            .finish()
    }

    fn in_project(&self, draft: Draft, index: usize) -> Draft {
        let index = index % self.project_names.len().max(1);
        let Some(name) = self.project_names.get(index) else {
            return draft;
        };
        let id = self.id("project", index);
        let element = Element::new("project")
            .attribute("id", &id)
            .attribute("name", name);
        draft
            .child(element.clone(), element.attribute("description", ""))
            .known("projectName", name.as_str())
            .known("projectId", id)
    }

    /// Adds the owner. Only users who can sign in own anything.
    fn owned(&self, draft: Draft, index: usize) -> Draft {
        let owners = self.people.len().clamp(1, 4);
        let Some(owner) = self.people.get(index % owners) else {
            return draft;
        };
        let element = Element::new("owner").attribute("id", &owner.id);
        let full = element
            .clone()
            .attribute("name", &owner.name)
            .attribute("fullName", &owner.full_name)
            .attribute("siteRole", owner.role)
            .attribute("email", owner.email());
        draft
            .child(element.attribute("name", &owner.name), full)
            .known("ownerName", owner.name.as_str())
            .known("ownerEmail", owner.email())
            .known("ownerDomain", "local")
            .known("ownerId", owner.id.as_str())
    }

    fn id(&self, kind: &str, index: usize) -> String {
        id(kind, &self.site.content_url, &index.to_string())
    }

    fn page(&self, what: &str, index: usize) -> String {
        let site = match self.site.content_url.as_str() {
            "" => String::new(),
            content_url => format!("/site/{content_url}"),
        };
        format!("{}/#{site}/{what}/{}", self.base_url, index + 1)
    }
}

fn each(names: &[String], make: impl Fn(usize, &str) -> Item) -> Vec<Item> {
    let names = names.iter().enumerate();
    names.map(|(index, name)| make(index, name)).collect()
}

/// The workbooks' names in addresses, which are unique on a site.
fn distinct_urls(names: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let distinct = names.iter().enumerate().map(|(index, name)| {
        let part = url_part(name);
        if !part.is_empty() && seen.insert(part.clone()) {
            part
        } else {
            format!("{part}_{index}")
        }
    });
    distinct.collect()
}

fn named(names: &[String], index: usize) -> &str {
    names.get(index).map_or("", String::as_str)
}
