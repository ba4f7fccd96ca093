//! Signing in to a server, and resuming a session.

use crate::client::cookies::Cookies;
use crate::client::exchange::exchange;
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
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use crate::transport::request::Request;
use http::Method;
use std::sync::Arc;

impl Server {
    /// Signs in: the version is asked for first, then the secret is sent once.
    pub fn sign_in(
        &self,
        credentials: &Credentials,
        site: &str,
        impersonated_user_id: Option<&str>,
        cancellation: Option<&Cancellation>,
    ) -> Result<Session> {
        let state = self.now();
        let doing = |_: &()| Words::from("sign in to ").and(Words::given(self.address()));
        let sign_in = |call: &Call| {
            call.check()?;
            // Before the probe: a server may know the secret from another call.
            let secret = credentials.secret();
            call.secrets().add(|secrets| secrets.add(secret.clone()));
            let body = credentials.body(site, impersonated_user_id)?;
            let impersonate = impersonated_user_id.is_some();
            let (transport, address, version) =
                state.reach(call, |version| credentials.require(version, impersonate))?;
            let cookies = Cookies::default();
            let url = address.url(&format!("/api/{version}{SIGN_IN_PATH}"));
            let request = Request {
                is_repeatable: true,
                ..Request::own(Method::POST, url, Some(&body))
            };
            let purpose = Purpose::SignIn(credentials.kind());
            let response = exchange(&transport, &address, request, purpose, &cookies, call)?;
            let identity = read_identity(response, call)?;
            Ok(Session::new(
                Arc::clone(self.timeouts()),
                transport,
                address,
                version,
                credentials.kind(),
                identity,
                cookies,
            ))
        };
        Call::make(
            self.timeouts().get(),
            cancellation,
            &mut (),
            doing,
            |(), call| sign_in(call).map_err(|error| self.advise(error)),
        )
    }

    /// Goes on with a session whose token one has: asks the server who it is.
    pub fn resume_session(
        &self,
        token: &str,
        cancellation: Option<&Cancellation>,
    ) -> Result<Session> {
        let state = self.now();
        let doing = |_: &()| Words::from("resume a session on ").and(Words::given(self.address()));
        let resume = |call: &Call| {
            call.check()?;
            let token = checked_session_token(token)?;
            call.secrets().add(|secrets| secrets.add(token.clone()));
            let (transport, address, version) = state.reach(call, |version| {
                version.require(api_version::CURRENT_SESSION)
            })?;
            let url = address.url(&format!("/api/{version}{CURRENT_SESSION_PATH}"));
            let request = Request {
                token: Some(token.reveal()),
                ..Request::own(Method::GET, url, None)
            };
            let purpose = Purpose::Session(SignedInBy::SessionToken);
            let cookies = Cookies::default();
            cookies.belong_to(&token);
            let response = exchange(&transport, &address, request, purpose, &cookies, call)?;
            let identity = Identity::read_current(response.body(), token)
                .map_err(|error| fault_status::unexpected(response, error.words()))?;
            Ok(Session::new(
                Arc::clone(self.timeouts()),
                transport,
                address,
                version,
                SignedInBy::SessionToken,
                identity,
                cookies,
            ))
        };
        Call::make(
            self.timeouts().get(),
            cancellation,
            &mut (),
            doing,
            |(), call| resume(call).map_err(|error| self.advise(error)),
        )
    }
}
