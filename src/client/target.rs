//! A server to which a secret may be sent.

use crate::client::cookies::Cookies;
use crate::client::exchange::exchange;
use crate::common::address::Address;
use crate::common::error::Result;
use crate::common::response::Response;
use crate::rest::api_version::ApiVersion;
use crate::rest::purpose::Purpose;
use crate::transport::call::Call;
use crate::transport::pool::Transport;
use crate::transport::request::HttpRequest;
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
    pub fn send(
        &self,
        request: HttpRequest<'_>,
        purpose: Purpose,
        cookies: &Cookies,
        call: &Call,
    ) -> Result<Response> {
        exchange(
            &self.transport,
            &self.address,
            request,
            purpose,
            cookies,
            call,
        )
    }
}
