//! A sign-in: its request, and the credentials that are asked for or made each time that it is sent.

use crate::client::cookies::Cookies;
use crate::client::identity::read_identity;
use crate::client::outgoing::Outgoing;
use crate::client::source::{Question, Source};
use crate::client::target::Target;
use crate::common::error::Result;
use crate::rest::credentials::{Identity, SIGN_IN_PATH, SignedInBy, check_target};
use crate::rest::purpose::Purpose;
use crate::transport::call::Call;
use crate::transport::request::{HttpRequest, Repeatable};
use http::Method;
use std::borrow::Cow;

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
                        secrets: call.secrets(),
                    })?;
                    call.check()?;
                    (&asked.credentials, asked.impersonated_user_id.as_deref())
                }
            };
            let user = match self.is_renewal {
                true => self.impersonated_user_id,
                false => self.impersonated_user_id.or(callback_user),
            };
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
    pub fn check(&self, call: &Call) -> Result<()> {
        if let Source::Kept(credentials) = self.source {
            call.secrets()
                .add(|secrets| secrets.add(credentials.secret().clone()));
            check_target(self.site, self.impersonated_user_id)?;
        }
        Ok(())
    }
}
