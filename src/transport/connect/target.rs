//! Where a request goes, and what failed on the way through a proxy.

use crate::common::address::{Scheme, bare, is_loopback};
use crate::common::error::{Error, Result, Status};
use crate::transport::proxy::Proxy;
use ureq::http::Uri;

/// Where a request goes.
pub struct Target<'a> {
    pub scheme: Scheme,
    pub host: &'a str,
    pub port: u16,
    /// Host and port as the URL has them.
    pub authority: &'a str,
}

impl Target<'_> {
    pub fn of(uri: &Uri) -> Result<Target<'_>> {
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

    pub fn is_https(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Secrets may go to this machine without encryption, so it has to be this machine:
    /// whatever a name server says, and through no proxy.
    pub fn is_here(&self) -> bool {
        !self.is_https() && is_loopback(self.host)
    }
}

/// A failure on the way to a proxy, or of the connection to it. That the call is over is not the
/// proxy's.
pub fn of_proxy(error: Error, proxy: &Proxy) -> Error {
    match error.status() {
        Status::Cancelled | Status::Proxy => error,
        Status::Timeout => error.advise(format_args!("the proxy is {proxy}")),
        status => {
            let reason = error.message();
            let reason = reason.replace("the server's certificate", "its certificate");
            let message = format!("the proxy {proxy} cannot be used: {reason}");
            let error = Error::new(Status::Proxy, message);
            // The others have an advice of their own.
            match status {
                Status::Resolve | Status::Connect => {
                    error.advise("check the proxy's address, as it was set or in the environment")
                }
                _ => error,
            }
        }
    }
}
