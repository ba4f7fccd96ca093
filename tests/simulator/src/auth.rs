//! Sign-in, sign-out, switch of site, and the current session.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::access::{Call, SignedCall, new_session};
use crate::body::Node;
use crate::catalogue::site_id;
use crate::credentials::{Credentials, Identity};
use crate::element::Element;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Reply};
use crate::server::Server;
use crate::sessions::{Session, SessionsOf};
use crate::state::User;
use crate::version::Version;

pub async fn sign_in(call: Call, headers: HeaderMap, body: Bytes) -> Outcome {
    let server = &*call.server;
    let request = parse(&headers, &body)?;
    let request = request
        .child("credentials")
        .ok_or_else(Refusal::malformed_body)?;
    let site = request.child("site").ok_or_else(Refusal::malformed_body)?;
    check_form(request, server)?;
    let credentials = Credentials::of(request).ok_or_else(Refusal::no_credentials)?;

    let client_id = credentials.client_id();
    let names = [Some(credentials.name()), client_id.as_deref()];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    let rule = server.sign_in_rules.of(&names);
    if rule.refuse {
        return Err(Refusal::sign_in());
    }
    let Identity { user, scopes } = credentials.check(server)?;
    let content_url = site.attribute("contentUrl").unwrap_or_default();
    let site = server
        .catalogue
        .site_by_content_url(content_url)
        .filter(|site| may_use(user, *site, server))
        .ok_or_else(Refusal::sign_in)?;
    let impersonated = request.child("user").and_then(|user| user.attribute("id"));
    let name = match impersonated {
        None => user.name.as_str(),
        Some(id) => {
            check_impersonation(user, &credentials, server)?;
            name_of(id, site, server).ok_or_else(Refusal::sign_in)?
        }
    };

    let name = rule.user.as_deref().unwrap_or(name);
    let site = rule
        .site
        .and_then(|other| server.catalogue.site_by_content_url(&other))
        .unwrap_or(site);
    let mut session = new_session(&call, site, name).ok_or_else(Refusal::sign_in)?;
    session.personal_access_token = credentials.personal_access_token();
    session.scopes = scopes;
    let reply = credentials_element(&session, server);
    server.sessions.begin(session, server.clock.now());
    Ok(reply.into())
}

pub async fn sign_out(SignedCall { call, session }: SignedCall) -> Outcome {
    let server = call.server;
    let which = SessionsOf::Token(&session.token);
    server.sessions.end(which, server.clock.now());
    Ok(Reply::Nothing)
}

pub async fn switch_site(
    SignedCall { call, session }: SignedCall,
    headers: HeaderMap,
    body: Bytes,
) -> Outcome {
    call.since(2, 6)?;
    call.not_on_cloud()?;
    let server = &*call.server;
    let request = parse(&headers, &body)?;
    let content_url = request
        .child("site")
        .and_then(|site| site.attribute("contentUrl"))
        .ok_or_else(Refusal::malformed_body)?;
    let user = server.catalogue.user_named(&session.user_name);
    let site = server
        .catalogue
        .site_by_content_url(content_url)
        .filter(|site| {
            *site == session.site || user.is_some_and(|user| may_use(user, *site, server))
        })
        .ok_or_else(Refusal::switch_site)?;
    if site == session.site {
        return Err(Refusal::same_site());
    }
    let mut switched =
        new_session(&call, site, &session.user_name).ok_or_else(Refusal::switch_site)?;
    switched.personal_access_token = session.personal_access_token;
    switched.scopes = session.scopes;
    let reply = credentials_element(&switched, server);
    server
        .sessions
        .replace(&session.token, switched, server.clock.now());
    Ok(reply.into())
}

pub async fn current_session(SignedCall { call, session }: SignedCall) -> Outcome {
    call.since(3, 1)?;
    let sites = &call.server.catalogue.state.sites;
    let site = sites
        .get(session.site)
        .ok_or_else(|| call.server.invalid_token())?;
    let site = Element::new("site")
        .attribute("id", site_id(&site.content_url))
        .attribute("name", &site.name)
        .attribute("contentUrl", &site.content_url);
    let user = Element::new("user")
        .attribute("id", &session.user_id)
        .attribute("name", &session.user_name);
    Ok(Element::new("session").child(site).child(user).into())
}

/// Revokes the personal access tokens of all server administrators.
pub async fn revoke_administrators_tokens(SignedCall { call, session }: SignedCall) -> Outcome {
    call.since(3, 11)?;
    call.not_on_cloud()?;
    if !session.administrator {
        return Err(Refusal::forbidden(
            "Only server administrators may revoke personal access tokens",
        ));
    }
    let server = &call.server;
    for token in &server.catalogue.state.personal_access_tokens {
        let owner = server.catalogue.user_named(&token.user);
        if owner.is_some_and(|user| user.server_administrator) {
            server
                .sessions
                .revoke_token(&token.name, server.clock.now());
        }
    }
    Ok(Reply::Nothing)
}

fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Node, Refusal> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|content_type| content_type.to_str().ok());
    Node::parse(content_type, body)
}

/// Checks the names of the credentials' attributes: real servers validate requests against the
/// schema of their version.
fn check_form(credentials: &Node, server: &Server) -> Result<(), Refusal> {
    let is_known = |name: &str| match name {
        "name" | "password" | "token" => true,
        "personalAccessTokenName" | "personalAccessTokenSecret" => {
            server.version >= Version::new(3, 6)
        }
        // Tableau's own client sends isUat="false" with every JSON Web Token.
        "jwt" | "isUat" => server.version >= Version::new(3, 17),
        _ => false,
    };
    let names = credentials.attributes.iter().map(|(name, _)| name.as_str());
    let attributes_are_known = names
        // Attributes with a namespace, such as xsi:schemaLocation, are not credentials.
        .filter(|name| *name != "schemaLocation")
        .all(is_known);
    let user_is_before_site = credentials
        .children
        .first()
        .is_some_and(|first| first.name == "user");
    if !attributes_are_known || (user_is_before_site && !credentials.from_json) {
        return Err(Refusal::malformed_body());
    }
    Ok(())
}

/// The user to impersonate. Only server administrators may impersonate, and not on Tableau Cloud.
fn check_impersonation(
    user: &User,
    credentials: &Credentials<'_>,
    server: &Server,
) -> Result<(), Refusal> {
    let is_old = server.version < Version::new(3, 11);
    let by_token = matches!(credentials, Credentials::PersonalAccessToken { .. });
    if !user.server_administrator || server.cloud || (by_token && is_old) {
        return Err(Refusal::sign_in());
    }
    Ok(())
}

fn may_use(user: &User, site: usize, server: &Server) -> bool {
    let sites = &server.catalogue.state.sites;
    sites.get(site).is_some_and(|site| user.may_use(site))
}

fn name_of<'a>(user_id: &str, site: usize, server: &'a Server) -> Option<&'a str> {
    let users = &server.catalogue.content(site)?.users;
    let user = users.iter().find(|user| user.id == user_id)?;
    Some(&user.name)
}

/// The response to a sign-in and to a switch of site.
fn credentials_element(session: &Session, server: &Server) -> Element {
    let sites = &server.catalogue.state.sites;
    let content_url = sites
        .get(session.site)
        .map_or("", |site| site.content_url.as_str());
    let mut credentials = Element::new("credentials").attribute("token", &session.token);
    if server.version >= Version::new(3, 6) {
        credentials = credentials.attribute(
            "estimatedTimeToExpiration",
            hours_minutes_seconds(server.idle_limit),
        );
    }
    credentials
        .child(
            Element::new("site")
                .attribute("id", site_id(content_url))
                .attribute("contentUrl", content_url),
        )
        .child(Element::new("user").attribute("id", &session.user_id))
}

fn hours_minutes_seconds(duration: Duration) -> String {
    let seconds = duration.as_secs();
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
