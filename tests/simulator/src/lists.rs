//! Sites, the items on them, and the schedules of the server.

use std::sync::Arc;

use crate::access::{Call, SignedCall, SiteCall};
use crate::catalogue::{Fact, Item, Kind, SiteContent, site_element, site_id};
use crate::element::Element;
use crate::kinds;
use crate::refusal::Refusal;
use crate::reply::Outcome;
use crate::state::Site;

/// A number of workbooks that are not all made for a list of them: a million need gigabytes.
const MANY: usize = 10_000;

pub async fn sites(SignedCall { call, session }: SignedCall) -> Outcome {
    let server = &call.server;
    if server.cloud {
        return Err(Refusal::sites_query_on_cloud());
    }
    // The default site's content URL is empty.
    if call.query.get("key") == Some("contentUrl") {
        return one_site(&call, session.site, session.administrator, |site| {
            site.content_url.is_empty()
        });
    }
    if !session.administrator {
        return Err(Refusal::forbidden(
            "Only server administrators may query all sites",
        ));
    }
    let sites = server.catalogue.state.sites.iter();
    let element = |site| Arc::new(site_element(site));
    Ok(call.query.page("sites", sites, element)?.into())
}

/// One site, by id or by the field that `key` names.
pub async fn site(SignedCall { call, session }: SignedCall) -> Outcome {
    let wanted = call.parameter("site");
    let by_key = |site: &Site| match call.query.get("key") {
        Some("contentUrl") => site.content_url == wanted,
        Some("name") => site.name == wanted,
        _ => site_id(&site.content_url) == wanted,
    };
    one_site(&call, session.site, session.administrator, by_key)
}

fn one_site(
    call: &Call,
    own: usize,
    administrator: bool,
    wanted: impl Fn(&Site) -> bool,
) -> Outcome {
    let sites = &call.server.catalogue.state.sites;
    let index = sites
        .iter()
        .position(wanted)
        .ok_or_else(|| Refusal::site_not_found(call.parameter("site")))?;
    if index != own && !administrator {
        return Err(Refusal::forbidden("Signed in on another site"));
    }
    let site = sites.get(index).map(site_element);
    Ok(site
        .ok_or_else(|| Refusal::site_not_found(call.parameter("site")))?
        .into())
}

pub async fn workbooks(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let query = &site.call.query;
    let count = content.workbook_count();
    if count <= MANY || query.selects() {
        return list(&site, &kinds::WORKBOOK, content.workbooks.iter());
    }
    let fields = query.fields(&kinds::WORKBOOK);
    let element = |index| fields.of(&content.make_workbook(index));
    Ok(query
        .page(kinds::WORKBOOK.container, 0..count, element)?
        .into())
}

/// One workbook, with its views.
pub async fn workbook(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let workbook = find(
        &kinds::WORKBOOK,
        &content.workbooks,
        site.call.parameter("id"),
    )?;
    let views = content
        .views_of(workbook)
        .map(|view| Arc::clone(&view.brief));
    let element = (*workbook.full).clone();
    Ok(element.child(Element::list("views").children(views)).into())
}

/// The views of a workbook. This list has no pages.
pub async fn workbook_views(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let workbook = find(
        &kinds::WORKBOOK,
        &content.workbooks,
        site.call.parameter("id"),
    )?;
    let fields = site.call.query.fields(&kinds::VIEW);
    let views = content.views_of(workbook).map(|view| fields.of(view));
    Ok(Element::list("views").children(views).into())
}

/// The connections of a workbook or data source. This list has no pages.
pub async fn workbook_connections(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let workbook = find(
        &kinds::WORKBOOK,
        &content.workbooks,
        site.call.parameter("id"),
    )?;
    Ok(connections(workbook, content).into())
}

pub async fn views(site: SiteCall) -> Outcome {
    list(&site, &kinds::VIEW, site.content()?.views.iter())
}

pub async fn view(site: SiteCall) -> Outcome {
    one(&site, &kinds::VIEW, &site.content()?.views)
}

pub async fn datasources(site: SiteCall) -> Outcome {
    list(
        &site,
        &kinds::DATASOURCE,
        site.content()?.datasources.iter(),
    )
}

pub async fn datasource(site: SiteCall) -> Outcome {
    one(&site, &kinds::DATASOURCE, &site.content()?.datasources)
}

pub async fn datasource_connections(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let id = site.call.parameter("id");
    let datasource = find(&kinds::DATASOURCE, &content.datasources, id)?;
    let connection = connection(datasource)
        .attribute("type", text(datasource, "type"))
        .attribute("serverAddress", "database.example.com")
        .attribute("serverPort", "5432")
        .attribute("userName", "reader")
        .attribute("embedPassword", "false");
    Ok(Element::list("connections").child(connection).into())
}

pub async fn projects(site: SiteCall) -> Outcome {
    list(&site, &kinds::PROJECT, site.content()?.projects.iter())
}

pub async fn users(site: SiteCall) -> Outcome {
    list(&site, &kinds::USER, site.content()?.users.iter())
}

pub async fn user(site: SiteCall) -> Outcome {
    one(&site, &kinds::USER, &site.content()?.users)
}

pub async fn user_workbooks(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let user = find(&kinds::USER, &content.users, site.call.parameter("id"))?;
    list(&site, &kinds::WORKBOOK, content.workbooks_of(user))
}

pub async fn user_groups(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let user = find(&kinds::USER, &content.users, site.call.parameter("id"))?;
    list(&site, &kinds::GROUP, content.groups_of(user))
}

pub async fn groups(site: SiteCall) -> Outcome {
    list(&site, &kinds::GROUP, site.content()?.groups.iter())
}

pub async fn group_users(site: SiteCall) -> Outcome {
    let content = site.content()?;
    let group = find(&kinds::GROUP, &content.groups, site.call.parameter("id"))?;
    list(&site, &kinds::USER, content.members_of(group))
}

pub async fn jobs(site: SiteCall) -> Outcome {
    site.call.since(3, 1)?;
    list(&site, &kinds::JOB, site.content()?.jobs.iter())
}

/// One job, whose format differs from that of the jobs in a list.
pub async fn job(site: SiteCall) -> Outcome {
    let job = find(
        &kinds::JOB,
        &site.content()?.jobs,
        site.call.parameter("id"),
    )?;
    let status = text(job, "status");
    let mut element = Element::new("job")
        .attribute("id", &job.id)
        .attribute("mode", "Asynchronous")
        .attribute("type", "RefreshExtract")
        .attribute("progress", text(job, "progress"))
        .attribute("createdAt", text(job, "createdAt"));
    for time in ["startedAt", "completedAt"] {
        if job.fact(time).is_some() {
            element = element.attribute(time, text(job, time));
        }
    }
    let finish_code = match status.as_str() {
        "Success" => Some("0"),
        "Failed" => Some("1"),
        "Cancelled" => Some("2"),
        _ => None,
    };
    if let Some(finish_code) = finish_code {
        element = element.attribute("finishCode", finish_code);
    }
    let notes = Element::new("notes").text(text(job, "title"));
    Ok(element
        .child(Element::new("extractRefreshJob").child(notes))
        .into())
}

/// The schedules. They are the server's; here, those of the site of the session.
pub async fn schedules(SignedCall { call, session }: SignedCall) -> Outcome {
    call.not_on_cloud()?;
    let content = call.server.catalogue.content(session.site);
    let schedules = content.map_or(&[][..], |content| &content.schedules);
    Ok(call.query.list(&kinds::SCHEDULE, schedules.iter())?.into())
}

fn list<'a>(site: &SiteCall, kind: &Kind, items: impl Iterator<Item = &'a Item>) -> Outcome {
    Ok(site.call.query.list(kind, items)?.into())
}

fn one(site: &SiteCall, kind: &Kind, items: &[Item]) -> Outcome {
    let item = find(kind, items, site.call.parameter("id"))?;
    Ok((*item.full).clone().into())
}

pub fn find<'a>(kind: &Kind, items: &'a [Item], id: &str) -> Result<&'a Item, Refusal> {
    items
        .iter()
        .find(|item| item.id == id)
        .ok_or_else(|| Refusal::not_found(kind.noun, id))
}

fn connections(workbook: &Item, content: &SiteContent) -> Element {
    let datasource = content.datasources.first().map(|datasource| {
        Element::new("datasource")
            .attribute("id", &datasource.id)
            .attribute("name", &datasource.name)
    });
    let mut connection = connection(workbook)
        .attribute("type", "dataengine")
        .attribute("serverAddress", "")
        .attribute("userName", "");
    if let Some(datasource) = datasource {
        connection = connection.child(datasource);
    }
    Element::list("connections").child(connection)
}

/// A connection, with an id that is derived from its owner's.
fn connection(of: &Item) -> Element {
    let id: String = of
        .id
        .chars()
        .rev()
        .map(|character| if character == '-' { '0' } else { character })
        .collect();
    Element::new("connection").attribute("id", id)
}

fn text(item: &Item, field: &str) -> String {
    item.fact(field).map(Fact::to_string).unwrap_or_default()
}
