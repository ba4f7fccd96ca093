//! The sign-ins of a server, and resuming a session.

use crate::client::cookies::Cookies;
use crate::client::numbers::next_number;
use crate::client::outgoing::Outgoing;
use crate::client::report::{of_session, operation};
use crate::client::server::{Server, State};
use crate::client::session::Session;
use crate::client::session::shared::{NewSession, Shared};
use crate::client::sign_in::{SignIn, SignedIn};
use crate::client::source::Source;
use crate::client::target::Target;
use crate::common::error::Result;
use crate::common::event::Kind;
use crate::common::words::Words;
use crate::rest::api_version;
use crate::rest::credentials::{
    CURRENT_SESSION_PATH, Credentials, Identity, SignedInBy, checked_session_token,
};
use crate::rest::fault_status;
use crate::rest::purpose::Purpose;
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use crate::transport::request::HttpRequest;
use http::Method;
use std::sync::Arc;

impl Server {
    /// Signs in. The server's API version is requested first; only then the secret is sent.
    pub fn sign_in(
        &self,
        source: Source,
        site: &str,
        impersonated_user_id: Option<&str>,
        cancellation: Option<&Cancellation>,
    ) -> Result<Session> {
        let doing = |address| Words::from("sign in to ").and(address);
        self.run(doing, cancellation, |state, call| {
            self.reported(call, "sign in to ", |number| {
                let sign_in = SignIn {
                    source: &source,
                    site,
                    impersonated_user_id,
                    is_renewal: false,
                };
                sign_in.check(call)?;
                let is_impersonated = impersonated_user_id.is_some();
                let target = state.discover(call, |version| match &source {
                    Source::Kept(credentials) => credentials.require(version, is_impersonated),
                    Source::Callback(_) => Ok(()),
                })?;
                let signed_in = sign_in.send(&target, call)?;
                let is_renewed = match &source {
                    Source::Kept(credentials) => state.renews() && credentials.can_renew(),
                    Source::Callback(_) => true,
                };
                let is_impersonated = signed_in.is_impersonated;
                let shared = self.begin_session(state, number, target, signed_in);
                let source = is_renewed.then_some(source);
                Ok(Session::new(
                    shared,
                    state.events().clone(),
                    source,
                    is_impersonated,
                ))
            })
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
            self.reported(call, "resume a session on ", |number| {
                let target = state.discover(call, |version| {
                    version.require(api_version::CURRENT_SESSION)
                })?;
                let request = HttpRequest {
                    token: Some(token.clone()),
                    ..HttpRequest::own(Method::GET, target.url(CURRENT_SESSION_PATH), None)
                };
                let by = SignedInBy::SessionToken;
                let cookies = Cookies::default();
                cookies.bind_to(&token);
                let outgoing = Outgoing::new(request, Purpose::Session(by));
                let response = target.send(outgoing, &cookies, call)?;
                let identity = Identity::read_current(response.body(), token)
                    .map_err(|error| fault_status::unexpected(response, error.words()))?;
                let signed_in = SignedIn {
                    identity,
                    cookies,
                    by,
                    is_impersonated: false,
                };
                let shared = self.begin_session(state, number, target, signed_in);
                Ok(Session::new(shared, state.events().clone(), None, false))
            })
        })
    }

    fn begin_session(
        &self,
        state: &State,
        number: u64,
        target: Target,
        signed_in: SignedIn,
    ) -> Shared {
        Shared::new(NewSession {
            timeouts: Arc::clone(self.timeouts()),
            retry: state.retry(),
            server: self.number(),
            number,
            target,
            signed_in_by: signed_in.by,
            identity: signed_in.identity,
            cookies: signed_in.cookies,
        })
    }

    /// Begins a session with a new number, and reports the end of the sign-in.
    fn reported(
        &self,
        call: &Call,
        doing: &'static str,
        body: impl FnOnce(u64) -> Result<Session>,
    ) -> Result<Session> {
        let number = next_number();
        operation(
            call,
            of_session(Kind::SignIn, number),
            || Words::from(doing).and(Words::given(self.address())),
            |session: &Session| {
                let version = Words::given(session.api_version());
                let address = session.address().to_string();
                Words::from("signed in to ")
                    .and(address)
                    .and(", API version ")
                    .and(version)
            },
            || body(number),
        )
    }
}

impl Credentials {
    /// True if they can be used for another sign-in later.
    fn can_renew(&self) -> bool {
        matches!(
            self.kind(),
            SignedInBy::PersonalAccessToken | SignedInBy::Password | SignedInBy::ConnectedApp
        )
    }
}
