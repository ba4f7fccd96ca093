//! Where the credentials of a sign-in come from.

use crate::common::address::Address;
use crate::common::call_secrets::CallSecrets;
use crate::common::error::Result;
use crate::rest::credentials::Credentials;
use crate::transport::cancellation::Cancellation;
use std::sync::Arc;

/// Where the credentials of a sign-in come from. Copies share them.
#[derive(Clone)]
pub enum Source {
    /// Credentials that the program gave.
    Kept(Arc<Credentials>),
    /// A callback of the program.
    Callback(Arc<dyn CredentialsCallback>),
}

/// A callback of the program that gives credentials.
pub trait CredentialsCallback: Send + Sync {
    /// Asks for credentials.
    fn ask(&self, question: &Question<'_>) -> Result<Given>;
}

/// What the callback is told.
pub struct Question<'a> {
    /// The server to which the credentials go, after redirects.
    pub server: &'a Address,
    /// The site that is signed in to.
    pub site: &'a str,
    /// True if a session is renewed.
    pub is_renewal: bool,
    /// The cancellation of the call, if it has one.
    pub cancellation: Option<&'a Cancellation>,
    /// The secrets of the call, to which those that the callback sets are added before it can fail.
    pub secrets: &'a CallSecrets,
}

/// What the callback gave.
pub struct Given {
    /// The credentials.
    pub credentials: Credentials,
    /// The user to impersonate.
    pub impersonated_user_id: Option<String>,
}
