//! A signed-in session: its identity, and the calls that change it.

use crate::client::cookies::Cookies;
use crate::client::exchange::exchange;
use crate::client::identity::read_identity;
use crate::client::timeouts::SharedTimeouts;
use crate::client::turn::Turn;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::common::response::Response;
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
use crate::transport::pool::Transport;
use crate::transport::request::Request;
use http::Method;
use std::sync::{Arc, Mutex};

/// The site that one asks for is where one is.
const ALREADY_THERE: &str = "403070";

/// A session on a server, for any number of threads.
pub struct Session {
    /// The server's: a call takes them as they are when it begins.
    timeouts: Arc<SharedTimeouts>,
    transport: Arc<Transport>,
    address: Address,
    api_version: ApiVersion,
    signed_in_by: SignedInBy,
    current: Mutex<Current>,
    cookies: Cookies,
    /// Held by the one call that switches site or signs out.
    changing: Turn,
}

struct Current {
    /// Counts the identities, so that what was made under one is not used under another.
    generation: u64,
    /// `None` once signed out. Calls under way hold it too, and nobody else.
    identity: Option<Arc<Identity>>,
}

impl Session {
    /// As it is right after signing in.
    pub fn new(
        timeouts: Arc<SharedTimeouts>,
        transport: Arc<Transport>,
        address: Address,
        api_version: ApiVersion,
        signed_in_by: SignedInBy,
        identity: Identity,
        cookies: Cookies,
    ) -> Session {
        cookies.belong_to(&identity.token);
        Session {
            timeouts,
            transport,
            address,
            api_version,
            signed_in_by,
            current: Mutex::new(Current {
                generation: 0,
                identity: Some(Arc::new(identity)),
            }),
            cookies,
            changing: Turn::default(),
        }
    }

    /// Where it signed in, after redirects.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The version of its calls.
    pub fn api_version(&self) -> ApiVersion {
        self.api_version
    }

    /// Who and where it is now; `None` once signed out.
    pub fn identity(&self) -> Option<Arc<Identity>> {
        lock(&self.current).identity.clone()
    }

    /// Ends the session on the server. Twice is no error, nor is a session that is dead already.
    pub fn sign_out(&self, cancellation: Option<&Cancellation>) -> Result<()> {
        self.make("sign out of ", cancellation, |call| {
            let _turn = self.changing.take(call)?;
            let Some(identity) = self.identity() else {
                return Ok(());
            };
            match self.post(
                &identity,
                SIGN_OUT_PATH,
                None,
                Purpose::Session(self.signed_in_by),
                call,
            ) {
                Ok(response) => require_tableau(response)?,
                // Only Tableau knows that a session is dead; a proxy may say 401 too.
                Err(error)
                    if error.status() == Status::SessionExpired
                        && error.tableau_code().is_some() => {}
                Err(error) => return Err(error),
            }
            self.replace(None);
            Ok(())
        })
    }

    /// Moves to another site: with another token, and as another user id.
    pub fn switch_site(&self, site: &str, cancellation: Option<&Cancellation>) -> Result<()> {
        let doing = Words::from("switch to site ")
            .and(format!("{site:?}"))
            .and(" of ");
        self.make(doing, cancellation, |call| {
            let body = switch_site_body(site)?;
            let _turn = self.changing.take(call)?;
            let old = self.identity().ok_or_else(not_signed_in)?;
            self.api_version.require(api_version::SWITCH_SITE)?;
            let body = Some(body.as_slice());
            let purpose = Purpose::SwitchSite(self.signed_in_by);
            let response = match self.post(&old, SWITCH_SITE_PATH, body, purpose, call) {
                Ok(response) => response,
                Err(error) if error.tableau_code() == Some(ALREADY_THERE) => return Ok(()),
                Err(error) if error.response().is_none() && !error.is_unsent() => {
                    return Err(in_doubt(error));
                }
                // It succeeded, but its answer is broken.
                Err(error) if matches!(error.http_status(), Some(200..300)) => {
                    return Err(in_doubt(error));
                }
                // The gateway does not know what the server did.
                Err(error)
                    if error.tableau_code().is_none()
                        && matches!(error.http_status(), Some(502 | 504)) =>
                {
                    return Err(in_doubt(error));
                }
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
        self.make(doing, cancellation, |call| {
            call.check()?;
            let identity = self.identity().ok_or_else(not_signed_in)?;
            self.api_version.require(api_version::REVOKE_ADMIN_TOKENS)?;
            let path = ADMIN_TOKENS_PATH;
            let response = self.call(
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

    /// What a list or request belongs to, and its path filled in.
    pub fn resolve(&self, path: &str) -> Result<(u64, String)> {
        let current = lock(&self.current);
        let identity = current.identity.as_ref().ok_or_else(not_signed_in)?;
        let version = self.api_version.to_string();
        let placeholders = Placeholders {
            version: &version,
            site_id: &identity.site_id,
            user_id: &identity.user_id,
        };
        Ok((current.generation, path::resolve(path, placeholders)?))
    }

    /// The server's timeouts as they are now.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts.get()
    }

    fn make(
        &self,
        doing: impl Into<Words>,
        cancellation: Option<&Cancellation>,
        body: impl FnOnce(&Call) -> Result<()>,
    ) -> Result<()> {
        let doing = |_: &()| doing.into().and(self.address.to_string());
        let timeouts = self.timeouts();
        Call::make(timeouts, cancellation, &mut (), doing, |(), call| {
            body(call)
        })
    }

    /// Makes a call for what was made under a generation, and for no other, with the session's
    /// token.
    pub fn send(&self, generation: u64, request: Request<'_>, call: &Call) -> Result<Response> {
        call.check()?;
        let identity = self.identity_of(generation)?;
        match self.exchange(
            &identity,
            request,
            Purpose::Session(self.signed_in_by),
            call,
        ) {
            Err(error) if error.status() == Status::SessionExpired => {
                // The token may have died under way of a switch that is not over yet: that is
                // no end of the session.
                let _turn = self.changing.take(call)?;
                self.identity_of(generation)?;
                Err(error)
            }
            answered => answered,
        }
    }

    fn post(
        &self,
        identity: &Identity,
        path: &str,
        body: Option<&[u8]>,
        purpose: Purpose,
        call: &Call,
    ) -> Result<Response> {
        self.call(Method::POST, identity, path, body, purpose, call)
    }

    fn call(
        &self,
        method: Method,
        identity: &Identity,
        path: &str,
        body: Option<&[u8]>,
        purpose: Purpose,
        call: &Call,
    ) -> Result<Response> {
        let is_sign_out = path == SIGN_OUT_PATH;
        let path = format!("/api/{}{path}", self.api_version);
        let mut request = Request::own(method, self.address.url(&path), body);
        // A second sign-out does nothing more; a second switch of site would.
        request.is_repeatable |= is_sign_out;
        self.exchange(identity, request, purpose, call)
    }

    fn exchange(
        &self,
        identity: &Identity,
        request: Request<'_>,
        purpose: Purpose,
        call: &Call,
    ) -> Result<Response> {
        let request = Request {
            token: Some(identity.token.reveal()),
            ..request
        };
        exchange(
            &self.transport,
            &self.address,
            request,
            purpose,
            &self.cookies,
            call,
        )
    }

    /// The identity, if it is still the one that something was made under.
    pub fn identity_of(&self, generation: u64) -> Result<Arc<Identity>> {
        let current = lock(&self.current);
        let identity = current.identity.as_ref().ok_or_else(not_signed_in)?;
        if current.generation == generation {
            return Ok(Arc::clone(identity));
        }
        let message = "the session has switched site since this was made; make it anew";
        Err(Error::new(Status::InvalidState, message))
    }

    fn replace(&self, identity: Option<Arc<Identity>>) {
        let mut current = lock(&self.current);
        match &identity {
            Some(identity) => self.cookies.belong_to(&identity.token),
            None => self.cookies.empty(),
        }
        current.generation += 1;
        current.identity = identity;
    }
}

/// Checks that a success response came from Tableau: it is empty, or Tableau's XML.
fn require_tableau(response: Response) -> Result<()> {
    if response.body().is_empty() || xml::parse_response(response.body()).is_ok() {
        return Ok(());
    }
    let reason = "it is not the answer of a Tableau server";
    Err(fault_status::unexpected(response, reason))
}

fn not_signed_in() -> Error {
    Error::new(
        Status::NotSignedIn,
        "the session was signed out; sign in again",
    )
}

fn in_doubt(error: Error) -> Error {
    error.advise(
        "whether the site was switched is not known: if the next call says that the session has expired, it was",
    )
}
