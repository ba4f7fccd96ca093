//! A server to which a secret may be sent.

use crate::client::cookies::Cookies;
use crate::client::exchange::exchange;
use crate::client::outgoing::{Outgoing, Sender};
use crate::common::address::Address;
use crate::common::error::Result;
use crate::common::response::Response;
use crate::rest::api_version::ApiVersion;
use crate::transport::call::Call;
use crate::transport::pool::Transport;
use std::sync::Arc;

/// A server that was discovered, with the connections and the API version to use.
pub struct Target {
    /// The connections.
    pub transport: Arc<Transport>,
    /// The address, after redirects.
    pub address: Address,
    /// The API version to use.
    pub api_version: ApiVersion,
}

impl Target {
    /// Returns the URL of a path below `/api/{version}`.
    pub fn url(&self, path: &str) -> String {
        self.address
            .url(&format!("/api/{}{path}", self.api_version))
    }

    /// Sends a request, see [`exchange`].
    pub fn send(&self, outgoing: Outgoing<'_>, cookies: &Cookies, call: &Call) -> Result<Response> {
        let sender = Sender {
            transport: &self.transport,
            address: &self.address,
            cookies,
            call,
        };
        exchange(&sender, outgoing)
    }
}
