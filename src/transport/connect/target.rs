//! The target of a request, and the errors of connections through a proxy.

use crate::common::address::{Scheme, bare, is_loopback};
use crate::common::error::{Error, Result, Status};
use crate::transport::proxy::Proxy;
use ureq::http::Uri;

/// The server that a request is sent to.
pub struct Target<'a> {
    /// The scheme of the URL.
    pub scheme: Scheme,
    /// The host name, or the address without brackets.
    pub host: &'a str,
    /// The port of the URL, or the scheme's default.
    pub port: u16,
    /// Host and port as the URL has them.
    pub authority: &'a str,
}

impl Target<'_> {
    /// The target of a URL.
    pub fn from_uri(uri: &Uri) -> Result<Target<'_>> {
        let scheme = uri.scheme_str().and_then(Scheme::parse);
        match (scheme, uri.authority()) {
            (Some(scheme), Some(authority)) => Ok(Target {
                scheme,
                host: bare(authority.host()),
                port: authority.port_u16().unwrap_or(scheme.default_port()),
                authority: authority.as_str(),
            }),
            _ => Err(Error::new(Status::Internal, "a URL without an address")),
        }
    }

    /// True if the target uses TLS.
    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// True for an http URL with a loopback host. Secrets may be sent to it without encryption, so the
    /// connection must not leave this machine: no name server is asked, and no proxy is used.
    pub fn is_local(&self) -> bool {
        !self.is_https() && is_loopback(self.host)
    }
}

/// Converts an error of connecting to a proxy. A cancellation or a timeout of the call keeps its
/// status.
pub fn proxy_error(error: Error, proxy: &Proxy) -> Error {
    match error.status() {
        Status::Cancelled | Status::Proxy => error,
        Status::Timeout => error.advise(format_args!("the proxy is {proxy}")),
        status => {
            let reason = error.message();
            let reason = reason.replace("the server's certificate", "its certificate");
            let message = format!("the proxy {proxy} cannot be used: {reason}");
            let error = Error::new(Status::Proxy, message);
            // Errors with other statuses already have advice.
            match status {
                Status::Resolve | Status::Connect => {
                    error.advise("check the proxy's address, as it was set or in the environment")
                }
                _ => error,
            }
        }
    }
}
