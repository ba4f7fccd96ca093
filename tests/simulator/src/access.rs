//! Checks that precede every call: the API version in its path, the token in its header, and the
//! site in its path.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri, RawPathParams};
use axum::http::request::Parts;

use crate::balancer::Node;
use crate::catalogue::{SiteContent, user_id};
use crate::query::Query;
use crate::refusal::Refusal;
use crate::scopes::cover_call;
use crate::server::Server;
use crate::sessions::Session;
use crate::version::Version;

/// A call whose path has an API version that this server supports.
pub struct Call {
    pub server: Arc<Server>,
    /// The path, for error responses.
    pub path: String,
    pub query: Query,
    /// The number of the node that serves the call.
    pub node: usize,
    parameters: Vec<(String, String)>,
}

impl Call {
    /// A decoded parameter of the path.
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters
            .iter()
            .find(|(candidate, _)| candidate == name)
            .map_or("", |(_, value)| value)
    }

    /// Refuses a call that is newer than this server's API version.
    pub fn since(&self, major: u32, minor: u32) -> Result<(), Refusal> {
        if self.server.version < Version::new(major, minor) {
            return Err(Refusal::unknown_resource(&self.path));
        }
        Ok(())
    }

    /// Refuses a call that Tableau Cloud does not have.
    pub fn not_on_cloud(&self) -> Result<(), Refusal> {
        if self.server.cloud {
            return Err(Refusal::unknown_resource(&self.path));
        }
        Ok(())
    }
}

impl FromRequestParts<Arc<Server>> for Call {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let Ok(OriginalUri(uri)) = OriginalUri::from_request_parts(parts, server).await;
        let path = uri.path().to_owned();
        let parameters = RawPathParams::from_request_parts(parts, server)
            .await
            .map_err(|_| Refusal::unknown_resource(&path))?;
        let parameters: Vec<_> = parameters
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let call = Self {
            server: Arc::clone(server),
            path,
            query: Query::parse(uri.query().unwrap_or_default()),
            node: node(parts),
            parameters,
        };
        check_version(call.parameter("version"), server)?;
        Ok(call)
    }
}

/// Refuses a version that is malformed or newer than the server's.
pub fn check_version(version: &str, server: &Server) -> Result<(), Refusal> {
    version
        .parse()
        .ok()
        .filter(|version: &Version| *version <= server.version)
        .map(|_| ())
        .ok_or_else(|| Refusal::version(version))
}

/// A call with a valid token.
pub struct SignedCall {
    pub call: Call,
    pub session: Session,
}

impl FromRequestParts<Arc<Server>> for SignedCall {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let call = Call::from_request_parts(parts, server).await?;
        let session = session(parts, server)?;
        Ok(Self { call, session })
    }
}

/// The session of the token in the headers, if its scopes cover the call.
pub fn session(parts: &Parts, server: &Server) -> Result<Session, Refusal> {
    let token = parts
        .headers
        .get("x-tableau-auth")
        .ok_or_else(Refusal::no_credentials)?;
    let session = token
        .to_str()
        .ok()
        .and_then(|token| server.session(token, node(parts)))
        .ok_or_else(|| server.invalid_token())?;
    let path = parts
        .extensions
        .get()
        .map_or_else(|| parts.uri.path(), |OriginalUri(uri)| uri.path());
    let scopes = session.scopes.as_ref();
    if scopes.is_some_and(|scopes| !cover_call(scopes, &parts.method, path)) {
        return Err(Refusal::invalid_token());
    }
    Ok(session)
}

/// The number of the node that serves a request.
fn node(parts: &Parts) -> usize {
    parts.extensions.get().map_or(0, |Node(number)| *number)
}

/// A call on a site by a user who is signed in to it.
pub struct SiteCall {
    pub call: Call,
    pub session: Session,
}

impl SiteCall {
    pub fn content(&self) -> Result<&SiteContent, Refusal> {
        let catalogue = &self.call.server.catalogue;
        catalogue
            .content(self.session.site)
            .ok_or_else(|| Refusal::site_not_found(self.call.parameter("site")))
    }
}

impl FromRequestParts<Arc<Server>> for SiteCall {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let SignedCall { call, session } = SignedCall::from_request_parts(parts, server).await?;
        let id = call.parameter("site");
        let site = server
            .catalogue
            .site_by_id(id)
            .ok_or_else(|| Refusal::site_not_found(id))?;
        // A token is valid on its own site only.
        if site != session.site {
            return Err(server.invalid_token());
        }
        Ok(Self { call, session })
    }
}

/// Creates a session with a new token for a user on a site.
pub fn new_session(call: &Call, site: usize, user_name: &str) -> Option<Session> {
    let server = &call.server;
    let content_url = &server.catalogue.state.sites.get(site)?.content_url;
    let site_id = crate::catalogue::site_id(content_url);
    let user_id = user_id(content_url, user_name);
    let mut session = Session::new(site, &site_id, user_name.to_owned(), user_id);
    session.node = call.node;
    session.administrator = server
        .catalogue
        .user_named(user_name)
        .is_some_and(|user| user.server_administrator);
    Some(session)
}
