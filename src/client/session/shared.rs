//! The part of a session that threads of the library use, too: its identity and its connections. It has
//! nothing of the program's, so it does not matter which thread drops it last.

use crate::client::cookies::Cookies;
use crate::client::outgoing::Outgoing;
use crate::client::renewer::Renewer;
use crate::client::session::background::Backgrounds;
use crate::client::target::Target;
use crate::client::timeouts::SharedTimeouts;
use crate::client::turn::Turn;
use crate::common::error::{Error, Result, Status};
use crate::common::event::Events;
use crate::common::lock::lock;
use crate::common::response::Response;
use crate::rest::credentials::{Identity, SignedInBy};
use crate::rest::purpose::Purpose;
use crate::transport::call::{Call, Context, Retry};
use crate::transport::request::HttpRequest;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The shared part of a session, see the module.
pub struct Shared {
    /// The server's time limits. A call takes a copy when it begins.
    pub timeouts: Arc<SharedTimeouts>,
    /// How often requests are sent.
    pub retry: Retry,
    /// The number of the server.
    pub server: u64,
    /// The number of the session.
    pub number: u64,
    /// The server after redirects, and its connections.
    pub target: Target,
    /// How it was signed in.
    pub signed_in_by: SignedInBy,
    /// The site, user and token; `None` once signed out. Only the calls in progress hold it too.
    identity: Mutex<Option<Arc<Identity>>>,
    /// The number of the identity, or of the sign-out, which changes with it. Lists and requests hold it,
    /// so that they are refused once the session has switched site. A renewal does not change it.
    generation: AtomicU64,
    cookies: Cookies,
    /// The lock of the one call that may renew the session, switch site or sign out.
    pub change_lock: Turn,
    /// The requests that are made ahead of their need.
    pub background: Backgrounds,
}

/// What a session begins with.
pub struct NewSession {
    pub timeouts: Arc<SharedTimeouts>,
    pub retry: Retry,
    pub server: u64,
    pub number: u64,
    pub target: Target,
    pub signed_in_by: SignedInBy,
    pub identity: Identity,
    pub cookies: Cookies,
}

impl Shared {
    /// Makes a session from a sign-in.
    pub fn new(new: NewSession) -> Shared {
        let NewSession {
            identity, cookies, ..
        } = new;
        cookies.bind_to(&identity.token);
        Shared {
            timeouts: new.timeouts,
            retry: new.retry,
            server: new.server,
            number: new.number,
            target: new.target,
            signed_in_by: new.signed_in_by,
            identity: Mutex::new(Some(Arc::new(identity))),
            generation: AtomicU64::new(0),
            cookies,
            change_lock: Turn::default(),
            background: Backgrounds::default(),
        }
    }

    /// Returns what a call on the session takes from it.
    pub fn context(&self, events: Events) -> Context {
        Context {
            timeouts: self.timeouts.get(),
            retry: self.retry,
            events,
            server: self.server,
            session: self.number,
        }
    }

    /// Returns the present site, user and token; `None` once signed out.
    pub fn identity(&self) -> Option<Arc<Identity>> {
        lock(&self.identity).clone()
    }

    /// Returns the number of the present identity.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Returns the present identity and its number.
    pub fn current(&self) -> Result<(u64, Arc<Identity>)> {
        let identity = lock(&self.identity);
        let identity = identity.as_ref().ok_or_else(not_signed_in)?;
        Ok((self.generation(), Arc::clone(identity)))
    }

    /// True if [`Shared::identity_of`] would return an identity.
    pub fn has_identity(&self, generation: u64) -> bool {
        self.generation() == generation
    }

    /// Returns the identity if it still has the number `generation`.
    pub fn identity_of(&self, generation: u64) -> Result<Arc<Identity>> {
        let (current, identity) = self.current()?;
        if current == generation {
            return Ok(identity);
        }
        let message = "the session has switched site since this was created; create a new one";
        Err(Error::new(Status::InvalidState, message))
    }

    /// Waits until a sign-out, a switch of site or a renewal in progress is over, and checks that the
    /// identity still has this number.
    pub fn check_after_change(&self, generation: u64, call: &Call) -> Result<()> {
        let _turn = self.change_lock.take(call)?;
        self.identity_of(generation).map(|_| ())
    }

    /// Sends a request with the session's token, if the identity still has the number that the list
    /// or request was made with.
    pub fn send(
        &self,
        generation: u64,
        request: HttpRequest<'_>,
        renewer: Option<&dyn Renewer>,
        call: &Call,
    ) -> Result<Response> {
        call.check()?;
        let identity = self.identity_of(generation)?;
        let purpose = Purpose::Session(self.signed_in_by);
        match self.send_as(&identity, request, purpose, renewer, call) {
            Err(error) if error.status() == Status::SessionExpired => {
                // Another thread may be switching site, which ends the old token. The call waits
                // for it: the session has then switched and not expired.
                self.check_after_change(generation, call)?;
                Err(error)
            }
            result => result,
        }
    }

    /// Sends a request with the token of an identity.
    pub fn send_as(
        &self,
        identity: &Identity,
        request: HttpRequest<'_>,
        purpose: Purpose,
        renewer: Option<&dyn Renewer>,
        call: &Call,
    ) -> Result<Response> {
        let request = HttpRequest {
            token: Some(identity.token.clone()),
            ..request
        };
        let outgoing = Outgoing {
            renewer,
            ..Outgoing::new(request, purpose)
        };
        self.target.send(outgoing, &self.cookies, call)
    }

    /// Replaces the identity by that of another site, or deletes it.
    pub fn replace(&self, identity: Option<Arc<Identity>>) {
        let mut current = lock(&self.identity);
        match &identity {
            Some(identity) => self.cookies.bind_to(&identity.token),
            None => self.cookies.clear(),
        }
        self.generation.fetch_add(1, Ordering::AcqRel);
        *current = identity;
    }

    /// Replaces the token of the same site and user, and the cookies.
    pub fn renew(&self, identity: Identity, cookies: Cookies) {
        cookies.bind_to(&identity.token);
        let mut current = lock(&self.identity);
        self.cookies.replace(cookies);
        *current = Some(Arc::new(identity));
    }
}

/// The error for a session that was signed out.
pub fn not_signed_in() -> Error {
    Error::new(
        Status::NotSignedIn,
        "the session was signed out; sign in again",
    )
}
