//! Signing in to a server, and resuming a session.

use crate::client::cookies::Cookies;
use crate::client::identity::read_identity;
use crate::client::server::Server;
use crate::client::session::Session;
use crate::common::error::Result;
use crate::common::words::Words;
use crate::rest::api_version;
use crate::rest::credentials::{
    CURRENT_SESSION_PATH, Credentials, Identity, SIGN_IN_PATH, SignedInBy, checked_session_token,
};
use crate::rest::fault_status;
use crate::rest::purpose::Purpose;
use crate::transport::cancellation::Cancellation;
use crate::transport::request::HttpRequest;
use http::Method;
use std::sync::Arc;

impl Server {
    /// Signs in. The server's API version is requested first; only then the secret is sent. It is
    /// sent once, and once more over a new connection if a pooled one turns out to be closed, and
    /// by each redirect within the origin with 307 or 308.
    pub fn sign_in(
        &self,
        credentials: &Credentials,
        site: &str,
        impersonated_user_id: Option<&str>,
        cancellation: Option<&Cancellation>,
    ) -> Result<Session> {
        let doing = |address| Words::from("sign in to ").and(address);
        self.run(doing, cancellation, |state, call| {
            // Before the probe, because a server may echo the secret from an earlier call.
            let secret = credentials.secret();
            call.secrets().add(|secrets| secrets.add(secret.clone()));
            let body = credentials.body(site, impersonated_user_id)?;
            let impersonate = impersonated_user_id.is_some();
            let target =
                state.discover(call, |version| credentials.require(version, impersonate))?;
            let request = HttpRequest {
                is_repeatable: true,
                ..HttpRequest::own(Method::POST, target.url(SIGN_IN_PATH), Some(&body))
            };
            let purpose = Purpose::SignIn(credentials.kind());
            let cookies = Cookies::default();
            let response = target.send(request, purpose, &cookies, call)?;
            let identity = read_identity(response, call)?;
            let timeouts = Arc::clone(self.timeouts());
            Ok(Session::new(
                timeouts,
                target,
                credentials.kind(),
                identity,
                cookies,
            ))
        })
    }

    /// Makes a session from the token of an existing one. It requests the session's site and user.
    pub fn resume_session(
        &self,
        token: &str,
        cancellation: Option<&Cancellation>,
    ) -> Result<Session> {
        let doing = |address| Words::from("resume a session on ").and(address);
        self.run(doing, cancellation, |state, call| {
            let token = checked_session_token(token)?;
            call.secrets().add(|secrets| secrets.add(token.clone()));
            let target = state.discover(call, |version| {
                version.require(api_version::CURRENT_SESSION)
            })?;
            let request = HttpRequest {
                token: Some(token.reveal()),
                ..HttpRequest::own(Method::GET, target.url(CURRENT_SESSION_PATH), None)
            };
            let purpose = Purpose::Session(SignedInBy::SessionToken);
            let cookies = Cookies::default();
            cookies.bind_to(&token);
            let response = target.send(request, purpose, &cookies, call)?;
            let identity = Identity::read_current(response.body(), token)
                .map_err(|error| fault_status::unexpected(response, error.words()))?;
            let timeouts = Arc::clone(self.timeouts());
            Ok(Session::new(
                timeouts,
                target,
                SignedInBy::SessionToken,
                identity,
                cookies,
            ))
        })
    }
}
