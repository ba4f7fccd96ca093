//! The purpose of a request, on which the meaning of an HTTP status depends.

use crate::rest::credentials::SignedInBy;

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A request for the server's versions.
    ServerInfo,
    /// A sign-in.
    SignIn(SignedInBy),
    /// A switch of site.
    SwitchSite(SignedInBy),
    /// Any other request with a session's token.
    Session(SignedInBy),
}
