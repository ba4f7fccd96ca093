//! A signed-in session: its identity, and the operations that change it.

pub mod background;
pub mod renewal;
pub mod shared;

use crate::client::identity::read_identity;
use crate::client::renewer::Renewer;
use crate::client::report::{of_session, operation};
use crate::client::session::renewal::{Renewal, SessionRenewer};
use crate::client::session::shared::Shared;
use crate::client::source::Source;
use crate::common::address::Address;
use crate::common::error::{Error, Result, Status};
use crate::common::event::{Events, Kind};
use crate::common::response::Response;
use crate::common::text::quoted;
use crate::common::words::Words;
use crate::rest::api_version::{self, ApiVersion};
use crate::rest::credentials::{
    ADMIN_TOKENS_PATH, Identity, SIGN_OUT_PATH, SWITCH_SITE_PATH, switch_site_body,
};
use crate::rest::fault_status;
use crate::rest::path::{self, Placeholders};
use crate::rest::purpose::Purpose;
use crate::rest::xml;
use crate::transport::call::{Call, Context};
use crate::transport::cancellation::Cancellation;
use crate::transport::request::{HttpRequest, Repeatable};
use http::Method;
use std::sync::Arc;

/// Error 403070: already on the requested site.
const ALREADY_ON_SITE: &str = "403070";

/// A session on a server, as the handles of a program hold it. Any number of threads may use it. What the
/// program gave, its callbacks, is here and not in the shared part, so that only the program's threads drop
/// it.
pub struct Session {
    shared: Arc<Shared>,
    events: Events,
    renewal: Renewal,
}

impl Session {
    /// Makes a session from a sign-in. It can be renewed if there is a source of credentials for it.
    pub fn new(
        shared: Shared,
        events: Events,
        source: Option<Source>,
        is_impersonated: bool,
    ) -> Session {
        Session {
            shared: Arc::new(shared),
            events,
            renewal: Renewal::new(source, is_impersonated),
        }
    }

    /// Returns the part that threads of the library use, too.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Returns where the session's events go.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Returns the address of the server that signed it in, after redirects.
    pub fn address(&self) -> &Address {
        &self.shared.target.address
    }

    /// Returns the API version of its requests.
    pub fn api_version(&self) -> ApiVersion {
        self.shared.target.api_version
    }

    /// Returns the present site, user and token; `None` once signed out.
    pub fn identity(&self) -> Option<Arc<Identity>> {
        self.shared.identity()
    }

    /// Ends the session on the server. It succeeds too if it was signed out before, or if the
    /// server had ended it.
    pub fn sign_out(&self, cancellation: Option<&Cancellation>) -> Result<()> {
        self.run("sign out of ", cancellation, |call| {
            let _turn = self.shared.change_lock.take(call)?;
            let Some(identity) = self.identity() else {
                return Ok(());
            };
            let _changing = self.shared.background.stop();
            self.reported(
                Kind::SignOut,
                "sign out of ",
                "signed out of ",
                call,
                || {
                    let mut request = self.own_request(Method::POST, SIGN_OUT_PATH, None);
                    // A repeated sign-out has no effect.
                    request.repeatable = Repeatable::AfterStale;
                    let purpose = Purpose::Session(self.shared.signed_in_by);
                    let sent = self.shared.send_as(&identity, request, purpose, None, call);
                    match sent {
                        Ok(response) => require_tableau(response)?,
                        // A 401 without a Tableau code may come from a proxy and does not show that the
                        // session ended.
                        Err(error)
                            if error.status() == Status::SessionExpired
                                && error.tableau_code().is_some() => {}
                        Err(error) => return Err(error),
                    }
                    self.shared.replace(None);
                    self.renewal.forget();
                    Ok(())
                },
            )
        })
    }

    /// Switches to another site. The token changes, and so does the user id.
    pub fn switch_site(&self, site: &str, cancellation: Option<&Cancellation>) -> Result<()> {
        let doing = || Words::from("switch to site ").and(quoted(site)).and(" of ");
        self.run(doing(), cancellation, |call| {
            let body = switch_site_body(site)?;
            let _turn = self.shared.change_lock.take(call)?;
            let (generation, old) = self.shared.current()?;
            self.api_version().require(api_version::SWITCH_SITE)?;
            let _changing = self.shared.background.stop();
            let done = Words::from("switched to site ")
                .and(quoted(site))
                .and(" of ");
            self.reported(Kind::SwitchSite, doing(), done, call, || {
                let request = self.own_request(Method::POST, SWITCH_SITE_PATH, Some(&body));
                let purpose = Purpose::SwitchSite(self.shared.signed_in_by);
                let renewer = self.renewer(generation, true);
                let renewer = renewer.as_ref().map(|renewer| renewer as &dyn Renewer);
                let sent = self.shared.send_as(&old, request, purpose, renewer, call);
                let response = match sent {
                    Ok(response) => response,
                    Err(error) if error.tableau_code() == Some(ALREADY_ON_SITE) => return Ok(()),
                    Err(error) if may_have_switched(&error) => {
                        return Err(in_doubt(error, self.can_renew()));
                    }
                    Err(error) => return Err(error),
                };
                let new = read_identity(response, call);
                let new = new.map_err(|error| in_doubt(error, self.can_renew()))?;
                self.shared.replace(Some(Arc::new(new)));
                Ok(())
            })
        })
    }

    /// Revokes the personal access tokens of all the server's administrators.
    pub fn revoke_server_admin_tokens(&self, cancellation: Option<&Cancellation>) -> Result<()> {
        let doing = "revoke the administrators' tokens of ";
        self.run(doing, cancellation, |call| {
            call.check()?;
            let (generation, _) = self.shared.current()?;
            self.api_version()
                .require(api_version::REVOKE_ADMIN_TOKENS)?;
            let request = self.own_request(Method::DELETE, ADMIN_TOKENS_PATH, None);
            require_tableau(self.send(generation, request, call)?)
        })
    }

    /// Returns the number of the present identity, and a path with its placeholders filled in.
    pub fn resolve(&self, path: &str) -> Result<(u64, String)> {
        let (generation, identity) = self.shared.current()?;
        let version = self.api_version().to_string();
        let placeholders = Placeholders {
            version: &version,
            site_id: &identity.site_id,
            user_id: &identity.user_id,
        };
        Ok((generation, path::resolve(path, placeholders)?))
    }

    /// Returns what a call on the session takes from it.
    pub fn context(&self) -> Context {
        self.shared.context(self.events.clone())
    }

    /// Sends a request with the session's token, if the identity still has the number that the list
    /// or request was made with. If the session has ended, it is renewed, if that is allowed.
    pub fn send(&self, generation: u64, request: HttpRequest<'_>, call: &Call) -> Result<Response> {
        let renewer = self.renewer(generation, false);
        let renewer = renewer.as_ref().map(|renewer| renewer as &dyn Renewer);
        self.shared.send(generation, request, renewer, call)
    }

    /// True if the session can be renewed, or could before it ended for good.
    pub fn can_renew(&self) -> bool {
        self.renewal.is_on()
    }

    /// Returns what renews the session for one call; `None` if it cannot be renewed.
    pub fn renewer(&self, generation: u64, has_turn: bool) -> Option<SessionRenewer<'_>> {
        self.can_renew().then_some(SessionRenewer {
            shared: &self.shared,
            renewal: &self.renewal,
            generation,
            has_turn,
        })
    }

    fn run(
        &self,
        doing: impl Into<Words>,
        cancellation: Option<&Cancellation>,
        body: impl FnOnce(&Call) -> Result<()>,
    ) -> Result<()> {
        let doing = |_: &()| doing.into().and(self.address().to_string());
        Call::make(self.context(), cancellation, &mut (), doing, |(), call| {
            body(call)
        })
    }

    /// Does something with the session, and reports its end.
    fn reported(
        &self,
        kind: Kind,
        doing: impl Into<Words>,
        done: impl Into<Words>,
        call: &Call,
        body: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let address = || Words::given(self.address());
        operation(
            call,
            of_session(kind, self.shared.number),
            || doing.into().and(address()),
            |()| done.into().and(address()),
            body,
        )
    }

    /// Makes a request of the library's own, for a path below `/api/{version}`.
    fn own_request<'a>(
        &self,
        method: Method,
        path: &str,
        body: Option<&'a [u8]>,
    ) -> HttpRequest<'a> {
        HttpRequest::own(method, self.shared.target.url(path), body)
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

/// Returns true if the server may have switched site although the call failed: no response came, a
/// success response cannot be used, or a gateway sent 502 or 504, which does not show if the server
/// processed the request.
fn may_have_switched(error: &Error) -> bool {
    match error.http_status() {
        _ if error.is_unsent() => false,
        None => true,
        Some(502 | 504) => error.tableau_code().is_none(),
        Some(status) => (200..300).contains(&status),
    }
}

fn in_doubt(error: Error, can_renew: bool) -> Error {
    error.advise(match can_renew {
        false => {
            "it is not known whether the site was switched: if the next call reports that the session has expired, it was"
        }
        true => {
            "it is not known whether the site was switched: if it was, the next call signs in again at the site before"
        }
    })
}
