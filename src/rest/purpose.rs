//! The purpose of a call: the same HTTP status means different things for different calls.

use crate::rest::credentials::SignedInBy;

/// The purpose of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Asking for the server's versions.
    ServerInfo,
    /// Asking for a session.
    SignIn(SignedInBy),
    /// Moving a session to another site.
    SwitchSite(SignedInBy),
    /// Anything else with a session's token.
    Session(SignedInBy),
}
