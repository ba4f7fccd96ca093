//! Sign-in, sign-out, switch of site, and the current session.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::access::{Call, SignedCall, new_session};
use crate::body::Node;
use crate::catalogue::site_id;
use crate::element::Element;
use crate::refusal::Refusal;
use crate::reply::{Outcome, Reply};
use crate::server::Server;
use crate::sessions::Session;
use crate::state::User;
use crate::version::Version;

/// The credentials of a sign-in.
enum Credentials<'a> {
    Password { name: &'a str, password: &'a str },
    PersonalAccessToken { name: &'a str, secret: &'a str },
    JsonWebToken { token: &'a str, unified: bool },
}

pub async fn sign_in(call: Call, headers: HeaderMap, body: Bytes) -> Outcome {
    let server = &*call.server;
    let request = parse(&headers, &body)?;
    let request = request
        .child("credentials")
        .ok_or_else(Refusal::malformed_body)?;
    let site = request.child("site").ok_or_else(Refusal::malformed_body)?;
    check_form(request, server)?;
    let credentials = Credentials::of(request).ok_or_else(Refusal::no_credentials)?;

    let user = credentials.user(server).ok_or_else(Refusal::sign_in)?;
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

    let mut session = new_session(&call, site, name).ok_or_else(Refusal::sign_in)?;
    session.personal_access_token = credentials.personal_access_token();
    let reply = credentials_element(&session, server);
    server.sessions.begin(session, server.clock.now());
    Ok(reply.into())
}

pub async fn sign_out(SignedCall { call, session }: SignedCall) -> Outcome {
    let server = call.server;
    server.sessions.end(&session.token, server.clock.now());
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
    let reply = credentials_element(&switched, server);
    server
        .sessions
        .replace(&session.token, switched, server.clock.now());
    Ok(reply.into())
}

pub async fn current_session(SignedCall { call, session }: SignedCall) -> Outcome {
    call.since(3, 1)?;
    let sites = &call.server.catalogue.state.sites;
    let site = sites.get(session.site).ok_or_else(Refusal::invalid_token)?;
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

impl<'a> Credentials<'a> {
    /// The credentials in a request; `None` if it has none.
    fn of(request: &'a Node) -> Option<Self> {
        let attribute = |name| request.attribute(name).filter(|value| !value.is_empty());
        if let Some(token) = attribute("jwt") {
            let unified = attribute("isUat") == Some("true");
            return Some(Self::JsonWebToken { token, unified });
        }
        if let Some(name) = attribute("personalAccessTokenName") {
            let secret = attribute("personalAccessTokenSecret").unwrap_or_default();
            return Some(Self::PersonalAccessToken { name, secret });
        }
        let name = attribute("name")?;
        let password = attribute("password").unwrap_or_default();
        Some(Self::Password { name, password })
    }

    /// The user of valid credentials.
    fn user<'s>(&self, server: &'s Server) -> Option<&'s User> {
        let state = &server.catalogue.state;
        match self {
            Self::Password { name, password } => state
                .users
                .iter()
                .find(|user| user.name.eq_ignore_ascii_case(name) && user.password == *password),
            Self::PersonalAccessToken { name, secret } => {
                let token = state
                    .personal_access_tokens
                    .iter()
                    .find(|token| token.name == *name && token.secret == *secret)
                    .filter(|token| {
                        server
                            .sessions
                            .is_token_good(&token.name, server.clock.now())
                    })?;
                server.catalogue.user_named(&token.user)
            }
            Self::JsonWebToken { token, unified } => {
                let token = state
                    .json_web_tokens
                    .iter()
                    .find(|good| good.token == *token && good.unified == *unified)
                    .filter(|good| server.cloud || !good.unified)?;
                server.catalogue.user_named(&token.user)
            }
        }
    }

    fn personal_access_token(&self) -> Option<String> {
        match self {
            Self::PersonalAccessToken { name, .. } => Some((*name).to_owned()),
            _ => None,
        }
    }
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
