//! Signing in again when the server has ended a session.
//!
//! One call does it, while it has the turn to change the session; the others that meet the dead session wait
//! for the turn, and then find the new token:
//!
//! ```text
//! call A   401 | takes the turn, signs in, stores the token | sends its request again
//! call B     401 | waits for the turn                         | finds the new token, sends again
//! call C            (its request carried the old token) 401   | finds the new token, sends again
//! ```
//!
//! If the server did not answer, B gets A's error, and the next call tries again. If A was cancelled or its
//! limit ran out, B takes its place. If the server refused, or ends the new session at once, there are no
//! more sign-ins.

use crate::client::cookies::Cookies;
use crate::client::outgoing::Outgoing;
use crate::client::renewer::{NotRenewed, Renewer};
use crate::client::report::{of_session, operation};
use crate::client::session::shared::Shared;
use crate::client::shared_failure::SharedFailure;
use crate::client::sign_in::{SignIn, SignedIn};
use crate::client::source::Source;
use crate::common::error::{Error, Result, Status};
use crate::common::event::Kind;
use crate::common::lock::lock;
use crate::common::secrets::Secret;
use crate::common::words::{Words, in_seconds};
use crate::platform::Instant;
use crate::rest::credentials::{Identity, SIGN_OUT_PATH};
use crate::rest::purpose::Purpose;
use crate::transport::call::Call;
use crate::transport::request::HttpRequest;
use http::Method;
use std::sync::Mutex;
use std::time::Duration;

/// A session that ends sooner than this after a renewal is not renewed again: two programs with one personal
/// access token would end each other's sessions for ever, and a call that the token's scopes do not cover is
/// refused in the same way.
const TOO_SOON: Duration = Duration::from_secs(60);

/// What is needed to renew a session, and how the last renewal went.
pub struct Renewal(Mutex<State>);

struct State {
    /// The credentials; `None` if they are not kept, or no longer.
    source: Option<Source>,
    /// True if the session impersonates a user.
    is_impersonated: bool,
    /// The failure of the last renewal, for the calls that waited for it.
    failure: SharedFailure<()>,
    /// The time of the last renewal that succeeded.
    renewed: Option<Instant>,
    /// Why there are no more sign-ins.
    ended: Option<Words>,
}

impl Renewal {
    /// Keeps a source of credentials, if there is one.
    pub fn new(source: Option<Source>, is_impersonated: bool) -> Renewal {
        Renewal(Mutex::new(State {
            source,
            is_impersonated,
            failure: SharedFailure::default(),
            renewed: None,
            ended: None,
        }))
    }

    /// True if the session can be renewed, or could before it ended for good.
    pub fn is_on(&self) -> bool {
        let state = lock(&self.0);
        state.source.is_some() || state.ended.is_some()
    }

    /// Forgets the credentials, at sign-out.
    pub fn forget(&self) {
        let source = {
            let mut state = lock(&self.0);
            state.failure.forget();
            state.source.take()
        };
        drop(source);
    }

    /// Ends the renewals for good.
    fn end(&self, reason: Words) -> NotRenewed {
        let source = {
            let mut state = lock(&self.0);
            state.ended = Some(reason.clone());
            state.failure.forget();
            state.source.take()
        };
        drop(source);
        NotRenewed::Ended(reason)
    }
}

/// The renewal of a session for one call.
pub struct SessionRenewer<'a> {
    pub shared: &'a Shared,
    pub renewal: &'a Renewal,
    /// The number of the identity with which the request was made.
    pub generation: u64,
    /// True if the call has the turn to change the session.
    pub has_turn: bool,
}

impl Renewer for SessionRenewer<'_> {
    fn renew(
        &self,
        refused: &Secret,
        is_repeated: bool,
        call: &Call,
    ) -> std::result::Result<Secret, NotRenewed> {
        let before = lock(&self.renewal.0).failure.tries();
        let _turn = match self.has_turn {
            true => None,
            false => Some(self.shared.change_lock.take(call)?),
        };
        let old = self.shared.identity_of(self.generation)?;
        if old.token != *refused {
            // Another call has renewed it. One that was sent again already is not sent a third time.
            return match is_repeated {
                false => Ok(old.token.clone()),
                true => Err(NotRenewed::Unsupported),
            };
        }
        let (source, is_impersonated) = self.begin(before, is_repeated, call)?;
        let title = || Words::from("sign in again to ").and(self.shared.target.address.to_string());
        let event = of_session(Kind::Renewal, self.shared.number);
        let done = |_: &Identity| {
            let address = self.shared.target.address.to_string();
            Words::from("signed in again to ").and(address)
        };
        let retries = call.retries();
        let signed_in = operation(call, event, title, done, || {
            self.sign_in(&source, &old, is_impersonated, call)
        });
        match signed_in {
            Ok(identity) => {
                let mut state = lock(&self.renewal.0);
                state.failure.record((), call, retries, None);
                state.renewed = Some(Instant::now());
                Ok(identity.token)
            }
            Err(error) if is_final(&error) => {
                let reason = Words::from("signing in again failed: ").and(error.words());
                Err(self.renewal.end(call.secrets().redact_words(&reason)))
            }
            Err(error) => {
                let error = error.during("sign in again");
                let mut state = lock(&self.renewal.0);
                state.failure.record((), call, retries, Some(&error));
                Err(NotRenewed::Failed(error))
            }
        }
    }
}

impl SessionRenewer<'_> {
    /// Returns the credentials, if the session may be renewed now.
    fn begin(
        &self,
        before: u64,
        is_repeated: bool,
        call: &Call,
    ) -> std::result::Result<(Source, bool), NotRenewed> {
        let state = lock(&self.renewal.0);
        if let Some(reason) = &state.ended {
            return Err(NotRenewed::Ended(reason.clone()));
        }
        if let Some(error) = state.failure.since(before, (), call) {
            return Err(NotRenewed::Failed(error));
        }
        if let Some(age) = state.renewed.map(Instant::elapsed)
            && age < TOO_SOON
        {
            let reason = Words::from("it was signed in again ")
                .and(in_seconds(age))
                .and(" before, so it is not signed in once more: another program may use the same credentials, \
                      or their scopes may not cover this call");
            drop(state);
            return Err(self.renewal.end(reason));
        }
        match &state.source {
            Some(source) if !is_repeated => Ok((source.clone(), state.is_impersonated)),
            _ => Err(NotRenewed::Unsupported),
        }
    }

    /// Signs in at the site where the session is, and stores the new token.
    fn sign_in(
        &self,
        source: &Source,
        old: &Identity,
        is_impersonated: bool,
        call: &Call,
    ) -> Result<Identity> {
        let target = &self.shared.target;
        let sign_in = SignIn {
            source,
            site: &old.site_content_url,
            impersonated_user_id: is_impersonated.then_some(old.user_id.as_str()),
            is_renewal: true,
        };
        let SignedIn {
            identity, cookies, ..
        } = sign_in.send(target, call)?;
        let is_same = identity.site_id == old.site_id && identity.user_id == old.user_id;
        if !is_same {
            self.sign_out(&identity, &cookies, call);
            let message = "the credentials belong to another user or site than the session";
            return Err(Error::new(Status::SignInFailed, message));
        }
        self.shared.renew(identity.clone(), cookies);
        Ok(identity)
    }

    /// Ends a session that nobody uses. A failure of it has no effect.
    fn sign_out(&self, identity: &Identity, cookies: &Cookies, call: &Call) {
        let target = &self.shared.target;
        let request = HttpRequest {
            token: Some(identity.token.clone()),
            ..HttpRequest::own(Method::POST, target.url(SIGN_OUT_PATH), None)
        };
        let purpose = Purpose::Session(self.shared.signed_in_by);
        let outgoing = Outgoing::new(request, purpose);
        let _ = target.send(outgoing, cookies, call);
    }
}

/// True if signing in again will fail in the same way: Tableau refused the credentials, or they are another
/// user's.
fn is_final(error: &Error) -> bool {
    match error.http_status() {
        None => error.status() == Status::SignInFailed,
        Some(408 | 429) => false,
        Some(status) => (400..500).contains(&status) && error.tableau_code().is_some(),
    }
}
