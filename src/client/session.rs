//! A signed-in session: its identity, and the operations that change it.

use crate::client::cookies::Cookies;
use crate::client::identity::read_identity;
use crate::client::target::Target;
use crate::client::timeouts::SharedTimeouts;
use crate::client::turn::Turn;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::common::text::quoted;
use crate::common::words::Words;
use crate::rest::api_version::{self, ApiVersion};
use crate::rest::credentials::{
    ADMIN_TOKENS_PATH, Identity, SIGN_OUT_PATH, SWITCH_SITE_PATH, SignedInBy, switch_site_body,
};
use crate::rest::fault_status;
use crate::rest::path::{self, Placeholders};
use crate::rest::purpose::Purpose;
use crate::rest::xml;
use crate::transport::call::{Call, Timeouts};
use crate::transport::cancellation::Cancellation;
use crate::transport::request::HttpRequest;
use http::Method;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

/// Error 403070: already on the requested site.
const ALREADY_ON_SITE: &str = "403070";

/// A session on a server. Any number of threads may use it.
pub struct Session {
    /// The server's time limits. A call takes a copy when it begins.
    timeouts: Arc<SharedTimeouts>,
    target: Target,
    signed_in_by: SignedInBy,
    /// The site, user and token; `None` once signed out. Only the calls in progress hold it too.
    identity: Mutex<Option<Arc<Identity>>>,
    /// The number of the identity, or of the sign-out, which changes with it. Lists and requests hold it,
    /// so that they are refused once the session has switched site.
    generation: AtomicU64,
    cookies: Cookies,
    /// The lock of the one call that may switch site or sign out.
    change_lock: Turn,
    /// The requests that are made ahead of their need.
    background: Mutex<Backgrounds>,
}

impl Session {
    /// Makes a session from a sign-in.
    pub fn new(
        timeouts: Arc<SharedTimeouts>,
        target: Target,
        signed_in_by: SignedInBy,
        identity: Identity,
        cookies: Cookies,
    ) -> Session {
        cookies.bind_to(&identity.token);
        Session {
            timeouts,
            target,
            signed_in_by,
            identity: Mutex::new(Some(Arc::new(identity))),
            generation: AtomicU64::new(0),
            cookies,
            change_lock: Turn::default(),
            background: Mutex::default(),
        }
    }

    /// Returns the address of the server that signed it in, after redirects.
    pub fn address(&self) -> &Address {
        &self.target.address
    }

    /// Returns the API version of its requests.
    pub fn api_version(&self) -> ApiVersion {
        self.target.api_version
    }

    /// Returns the present site, user and token; `None` once signed out.
    pub fn identity(&self) -> Option<Arc<Identity>> {
        lock(&self.identity).clone()
    }

    /// Remembers requests that are made ahead of their need. A sign-out or a switch of site stops them
    /// first, and those that begin while it is in progress at once.
    pub fn add_background(&self, requests: Weak<dyn Background>) {
        let mut background = lock(&self.background);
        if background.is_changing {
            drop(background);
            stop(&requests);
        } else {
            background.requests.push(requests);
        }
    }

    /// Forgets the requests that are stopped.
    pub fn forget_background(&self) {
        let is_running = |requests: &Weak<dyn Background>| {
            requests.upgrade().is_some_and(|one| !one.is_stopped())
        };
        lock(&self.background).requests.retain(is_running);
    }

    /// Waits until a sign-out or a switch of site in progress is over, and checks that the identity
    /// still has this number.
    pub fn check_after_change(&self, generation: u64, call: &Call) -> Result<()> {
        let _turn = self.change_lock.take(call)?;
        self.identity_of(generation).map(|_| ())
    }

    /// Stops the requests that are made ahead of their need, until the result is dropped.
    fn stop_background(&self) -> Changing<'_> {
        let requests = {
            let mut background = lock(&self.background);
            background.is_changing = true;
            mem::take(&mut background.requests)
        };
        requests.iter().for_each(stop);
        Changing(&self.background)
    }

    /// Ends the session on the server. It succeeds too if it was signed out before, or if the
    /// server had ended it.
    pub fn sign_out(&self, cancellation: Option<&Cancellation>) -> Result<()> {
        self.run("sign out of ", cancellation, |call| {
            let _turn = self.change_lock.take(call)?;
            let Some(identity) = self.identity() else {
                return Ok(());
            };
            let _changing = self.stop_background();
            match self.send_own(
                Method::POST,
                &identity,
                SIGN_OUT_PATH,
                None,
                Purpose::Session(self.signed_in_by),
                call,
            ) {
                Ok(response) => require_tableau(response)?,
                // A 401 without a Tableau code may come from a proxy and does not show that the
                // session ended.
                Err(error)
                    if error.status() == Status::SessionExpired
                        && error.tableau_code().is_some() => {}
                Err(error) => return Err(error),
            }
            self.replace(None);
            Ok(())
        })
    }

    /// Switches to another site. The token changes, and so does the user id.
    pub fn switch_site(&self, site: &str, cancellation: Option<&Cancellation>) -> Result<()> {
        let doing = Words::from("switch to site ").and(quoted(site)).and(" of ");
        self.run(doing, cancellation, |call| {
            let body = switch_site_body(site)?;
            let _turn = self.change_lock.take(call)?;
            let old = self.identity().ok_or_else(not_signed_in)?;
            self.api_version().require(api_version::SWITCH_SITE)?;
            let _changing = self.stop_background();
            let body = Some(body.as_slice());
            let purpose = Purpose::SwitchSite(self.signed_in_by);
            let sent = self.send_own(Method::POST, &old, SWITCH_SITE_PATH, body, purpose, call);
            let response = match sent {
                Ok(response) => response,
                Err(error) if error.tableau_code() == Some(ALREADY_ON_SITE) => return Ok(()),
                Err(error) if may_have_switched(&error) => return Err(in_doubt(error)),
                Err(error) => return Err(error),
            };
            let new = read_identity(response, call).map_err(in_doubt)?;
            self.replace(Some(Arc::new(new)));
            Ok(())
        })
    }

    /// Revokes the personal access tokens of all the server's administrators.
    pub fn revoke_server_admin_tokens(&self, cancellation: Option<&Cancellation>) -> Result<()> {
        let doing = "revoke the administrators' tokens of ";
        self.run(doing, cancellation, |call| {
            call.check()?;
            let identity = self.identity().ok_or_else(not_signed_in)?;
            self.api_version()
                .require(api_version::REVOKE_ADMIN_TOKENS)?;
            let path = ADMIN_TOKENS_PATH;
            let response = self.send_own(
                Method::DELETE,
                &identity,
                path,
                None,
                Purpose::Session(self.signed_in_by),
                call,
            )?;
            require_tableau(response)
        })
    }

    /// Returns the number of the present identity, and a path with its placeholders filled in.
    pub fn resolve(&self, path: &str) -> Result<(u64, String)> {
        let identity = lock(&self.identity);
        let identity = identity.as_ref().ok_or_else(not_signed_in)?;
        let version = self.api_version().to_string();
        let placeholders = Placeholders {
            version: &version,
            site_id: &identity.site_id,
            user_id: &identity.user_id,
        };
        let generation = self.generation.load(Ordering::Acquire);
        Ok((generation, path::resolve(path, placeholders)?))
    }

    /// Returns the server's present time limits.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts.get()
    }

    fn run(
        &self,
        doing: impl Into<Words>,
        cancellation: Option<&Cancellation>,
        body: impl FnOnce(&Call) -> Result<()>,
    ) -> Result<()> {
        let doing = |_: &()| doing.into().and(self.address().to_string());
        let timeouts = self.timeouts();
        Call::make(timeouts, cancellation, &mut (), doing, |(), call| {
            body(call)
        })
    }

    /// Sends a request with the session's token, if the identity still has the number that the list
    /// or request was made with.
    pub fn send(&self, generation: u64, request: HttpRequest<'_>, call: &Call) -> Result<Response> {
        call.check()?;
        let identity = self.identity_of(generation)?;
        match self.send_as(
            &identity,
            request,
            Purpose::Session(self.signed_in_by),
            call,
        ) {
            Err(error) if error.status() == Status::SessionExpired => {
                // Another thread may be switching site, which ends the old token. The call waits
                // for it: the session has then switched and not expired.
                let _turn = self.change_lock.take(call)?;
                self.identity_of(generation)?;
                Err(error)
            }
            result => result,
        }
    }

    /// Sends a request of the library's own, for a path below `/api/{version}`.
    fn send_own(
        &self,
        method: Method,
        identity: &Identity,
        path: &str,
        body: Option<&[u8]>,
        purpose: Purpose,
        call: &Call,
    ) -> Result<Response> {
        let mut request = HttpRequest::own(method, self.target.url(path), body);
        // A repeated sign-out has no effect, so it may be sent again; a repeated switch of site may
        // not.
        request.is_repeatable |= path == SIGN_OUT_PATH;
        self.send_as(identity, request, purpose, call)
    }

    fn send_as(
        &self,
        identity: &Identity,
        request: HttpRequest<'_>,
        purpose: Purpose,
        call: &Call,
    ) -> Result<Response> {
        let request = HttpRequest {
            token: Some(identity.token.reveal()),
            ..request
        };
        self.target.send(request, purpose, &self.cookies, call)
    }

    /// True if [`Session::identity_of`] would return an identity.
    pub fn has_identity(&self, generation: u64) -> bool {
        self.generation.load(Ordering::Acquire) == generation
    }

    /// Returns the identity if it still has the number `generation`.
    pub fn identity_of(&self, generation: u64) -> Result<Arc<Identity>> {
        let identity = lock(&self.identity);
        let identity = identity.as_ref().ok_or_else(not_signed_in)?;
        if self.has_identity(generation) {
            return Ok(Arc::clone(identity));
        }
        let message = "the session has switched site since this was created; create a new one";
        Err(Error::new(Status::InvalidState, message))
    }

    fn replace(&self, identity: Option<Arc<Identity>>) {
        let mut current = lock(&self.identity);
        match &identity {
            Some(identity) => self.cookies.bind_to(&identity.token),
            None => self.cookies.clear(),
        }
        self.generation.fetch_add(1, Ordering::AcqRel);
        *current = identity;
    }
}

/// Requests of a session that are made ahead of their need, by threads of the library.
pub trait Background: Send + Sync {
    /// Stops them, and drops what they brought. It does not wait for them.
    fn stop(&self);

    /// True if they were stopped.
    fn is_stopped(&self) -> bool;
}

#[derive(Default)]
struct Backgrounds {
    requests: Vec<Weak<dyn Background>>,
    /// True while a sign-out or a switch of site is in progress.
    is_changing: bool,
}

/// A sign-out or a switch of site in progress.
struct Changing<'a>(&'a Mutex<Backgrounds>);

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        lock(self.0).is_changing = false;
    }
}

fn stop(requests: &Weak<dyn Background>) {
    if let Some(requests) = requests.upgrade() {
        requests.stop();
    }
}

/// Checks that a success response came from Tableau: it is empty, or Tableau's XML.
fn require_tableau(response: Response) -> Result<()> {
    if response.body().is_empty() || xml::parse_response(response.body()).is_ok() {
        return Ok(());
    }
    let reason = "it is not the response of a Tableau server";
    Err(fault_status::unexpected(response, reason))
}

fn not_signed_in() -> Error {
    Error::new(
        Status::NotSignedIn,
        "the session was signed out; sign in again",
    )
}

/// Returns true if the server may have switched site although the call failed: no response came, a
/// success response cannot be used, or a gateway sent 502 or 504, which does not show if the server
/// processed the request.
fn may_have_switched(error: &Error) -> bool {
    match error.http_status() {
        None => !error.is_unsent(),
        Some(502 | 504) => error.tableau_code().is_none(),
        Some(status) => (200..300).contains(&status),
    }
}

fn in_doubt(error: Error) -> Error {
    error.advise(
        "it is not known whether the site was switched: if the next call reports that the session has expired, it was",
    )
}
