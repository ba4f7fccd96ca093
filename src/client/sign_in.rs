//! Signing in to a server, and resuming a session.

use crate::client::cookies::Cookies;
use crate::client::identity::read_identity;
use crate::client::numbers::next_number;
use crate::client::report::{of_session, operation};
use crate::client::send::Outgoing;
use crate::client::server::{Server, State};
use crate::client::session::Session;
use crate::client::session::shared::{Beginning, Shared};
use crate::client::source::{Question, Source};
use crate::client::target::Target;
use crate::common::error::Result;
use crate::common::event::Kind;
use crate::common::words::Words;
use crate::rest::api_version;
use crate::rest::credentials::{
    CURRENT_SESSION_PATH, Credentials, Identity, SIGN_IN_PATH, SignedInBy, checked_session_token,
};
use crate::rest::fault_status;
use crate::rest::purpose::Purpose;
use crate::transport::call::Call;
use crate::transport::cancellation::Cancellation;
use crate::transport::request::{HttpRequest, Repeatable};
use http::Method;
use std::borrow::Cow;
use std::sync::Arc;

/// A sign-in to a site.
pub struct SignIn<'a> {
    /// Where the credentials come from.
    pub source: &'a Source,
    /// The site's contentUrl.
    pub site: &'a str,
    /// The user to impersonate, instead of the one that a callback names.
    pub impersonated_user_id: Option<&'a str>,
    /// True if it renews a session.
    pub is_renewal: bool,
}

/// The result of a sign-in.
pub struct SignedIn {
    /// The site, user and token.
    pub identity: Identity,
    /// The cookies that were set.
    pub cookies: Cookies,
    /// The kind of credentials.
    pub by: SignedInBy,
    /// True if a user is impersonated.
    pub is_impersonated: bool,
}

impl SignIn<'_> {
    /// Signs in. The credentials are asked for, and tokens that are good for one sign-in are made, before
    /// each time that the request is sent: for each redirect within the origin with 307 or 308, and each
    /// repetition.
    pub fn send(&self, target: &Target, call: &Call) -> Result<SignedIn> {
        let cookies = Cookies::default();
        let (mut by, mut is_impersonated) = (SignedInBy::SessionToken, false);
        let mut prepare = |request: &mut HttpRequest<'_>| {
            let asked;
            let (credentials, callback_user) = match self.source {
                Source::Kept(credentials) => (&**credentials, None),
                Source::Callback(callback) => {
                    asked = callback.ask(&Question {
                        server: &target.address,
                        site: self.site,
                        is_renewal: self.is_renewal,
                        cancellation: call.cancellation(),
                    })?;
                    call.check()?;
                    (&asked.credentials, asked.impersonated_user_id.as_deref())
                }
            };
            let user = self.impersonated_user_id.or(callback_user);
            (by, is_impersonated) = (credentials.kind(), user.is_some());
            call.secrets()
                .add(|secrets| secrets.add(credentials.secret().clone()));
            credentials.require(target.api_version, is_impersonated)?;
            let issued = credentials.issue()?;
            let credentials = issued.as_ref().unwrap_or(credentials);
            call.secrets()
                .add(|secrets| secrets.add(credentials.secret().clone()));
            request.body = Some(Cow::Owned(credentials.body(self.site, user)?));
            let is_given_again = matches!(self.source, Source::Callback(_));
            request.repeatable = match by {
                // A gateway that fails must not make a server lock the account.
                SignedInBy::Password => Repeatable::AfterStale,
                // The server may have used it, and accepts it only once.
                SignedInBy::JsonWebToken | SignedInBy::UnifiedAccessToken if !is_given_again => {
                    Repeatable::AfterStale
                }
                _ => Repeatable::Always,
            };
            Ok(Purpose::SignIn(by))
        };
        let request = HttpRequest::own(Method::POST, target.url(SIGN_IN_PATH), Some(&[]));
        let outgoing = Outgoing {
            prepare: Some(&mut prepare),
            ..Outgoing::new(request, Purpose::SignIn(SignedInBy::SessionToken))
        };
        let response = target.send(outgoing, &cookies, call)?;
        let identity = read_identity(response, call)?;
        Ok(SignedIn {
            identity,
            cookies,
            by,
            is_impersonated,
        })
    }

    /// Checks the credentials before the server is asked for its version, and makes them secrets of the
    /// call, because a server may echo them from an earlier one. A callback is asked after it.
    fn check(&self, call: &Call) -> Result<()> {
        if let Source::Kept(credentials) = self.source {
            call.secrets()
                .add(|secrets| secrets.add(credentials.secret().clone()));
            credentials.body(self.site, self.impersonated_user_id)?;
        }
        Ok(())
    }
}

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
        Shared::new(Beginning {
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
