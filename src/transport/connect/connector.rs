//! Establishing a connection to a server, directly or through a proxy.
//!
//! There are four ways, by the scheme of the server and whether `proxy` chose a proxy for it:
//!
//! | server | proxy | connection |
//! |---|---|---|
//! | `http` | none | TCP to the server |
//! | `https` | none | TCP to the server, TLS with the server |
//! | `http` | yes | TCP to the proxy, which forwards each request (`GET http://server/…`) |
//! | `https` | yes | TCP to the proxy, `CONNECT server:443`, TLS with the server through the tunnel |
//!
//! If the URL of the proxy is `https`, there is also TLS with the proxy, below all the rest. So a
//! request to `https://tableau.example` through `https://proxy.example:3129` is TCP to
//! proxy.example:3129, TLS verified for proxy.example, CONNECT, and TLS verified for tableau.example
//! inside: the proxy sees the host name of the server and nothing of the requests.
//!
//! An `http` server on a loopback address never gets a proxy ([`Target::is_local`]).
//!
//! Each error is made where the failure happens, with address and cause.

use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::platform::Instant;
use crate::transport::attempt;
use crate::transport::connect::target::{Target, proxy_error};
use crate::transport::connect::working_addresses::{MAX_HOSTS, WorkingAddresses};
use crate::transport::connect::{tcp, tls, tunnel};
use crate::transport::failure::Failure;
use crate::transport::proxy::{Proxies, Proxy, Via};
use crate::transport::stream::connection::Connection;
use crate::transport::stream::forward::Forward;
use crate::transport::stream::link::Link;
use crate::transport::stream::socket::{Socket, WaitMode};
use crate::transport::stream::tls::{ByteStream, Tls};
use crate::transport::tls::trust::Configs;
use crate::transport::wait::{self, Phase};
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ArrayVec, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

/// A resolver that returns a placeholder. ureq resolves a name before it looks for a pooled connection,
/// so the connector resolves it instead, when it makes a new one.
#[derive(Debug)]
pub struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> std::result::Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(ArrayVec::from_fn(|_| SocketAddr::from(([0; 4], 0))))
    }
}

/// Makes connections to servers, within the limits of this thread's call.
#[derive(Clone)]
pub struct ServerConnector {
    /// The configurations of TLS.
    pub tls: Configs,
    /// The proxies, and the rule for which connections use them.
    pub proxies: Proxies,
    /// The `User-Agent` of CONNECT requests.
    pub user_agent: String,
    /// The hosts with an unanswered certificate request. A server asks for a client certificate when
    /// a TLS session begins, and not again when it is resumed.
    pub unanswered_hosts: Arc<Mutex<Vec<String>>>,
    /// The address of each host that is tried first.
    pub working_addresses: Arc<WorkingAddresses>,
}

impl Connector for ServerConnector {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _chained: Option<()>,
    ) -> std::result::Result<Option<Connection>, ureq::Error> {
        let began = Instant::now();
        let connection =
            Target::from_uri(details.uri).and_then(|target| self.open_connection(&target));
        attempt::set_connection(began.elapsed(), connection.is_ok());
        connection
            .map(Some)
            .map_err(|error| Failure::new(error.unsent()).into())
    }
}

impl ServerConnector {
    /// Connects to the target in one of the four ways.
    fn open_connection(&self, target: &Target<'_>) -> Result<Connection> {
        let until = wait::connect_limit();
        let proxy = match target.is_local() {
            true => None,
            false => self
                .proxies
                .proxy_for(target.scheme, target.host, target.port)?,
        };
        let (mut link, forward) = match proxy {
            None => {
                let addresses = &self.working_addresses;
                let stream = tcp::connect(target.host, target.port, addresses, until);
                let stream = stream.map_err(advise_of_address)?;
                (Link::Plain(Socket::connecting(stream, until)), None)
            }
            Some(ref proxy) => {
                let link = self.connect_to_proxy(proxy, until);
                let link = link.map_err(|error| proxy_error(error, proxy))?;
                if target.is_https() {
                    (tunnel::open(link, proxy, target, &self.user_agent)?, None)
                } else {
                    (link, Some(Forward::new(proxy, target.authority)))
                }
            }
        };
        let mut lacks_certificate = false;
        if target.is_https() {
            link.socket().wait_mode = WaitMode::Connecting(Phase::Handshake, until);
            let tls =
                tls::handshake(&self.tls.server, target.host, link).map_err(
                    |error| match &proxy {
                        Some(proxy) if error.status() == Status::Tls => error.advise(format_args!(
                            "the connection goes through the proxy {proxy}"
                        )),
                        _ => error,
                    },
                )?;
            lacks_certificate = self.lacks_certificate(target.host, &tls);
            link = Link::Tls(Box::new(tls));
        }
        link.socket().wait_mode = WaitMode::Exchanging;
        let via = proxy
            .as_ref()
            .map(|proxy| Via::new(proxy, forward.is_some()));
        Connection::new(link, via, forward, lacks_certificate)
    }

    /// True after an unanswered certificate request: in this handshake, or in the one that began the
    /// TLS session which this handshake resumed.
    fn lacks_certificate(&self, host: &str, tls: &Tls<Link>) -> bool {
        let mut hosts = lock(&self.unanswered_hosts);
        let is_known = hosts.iter().any(|other| other == host);
        let is_new = attempt::lacks_certificate();
        if is_new && !is_known {
            hosts.push(host.to_owned());
            if hosts.len() > MAX_HOSTS {
                hosts.remove(0);
            }
        }
        is_new || is_known && tls.is_resumed()
    }

    /// Connects to a proxy, with TLS if its URL is https.
    fn connect_to_proxy(&self, proxy: &Proxy, until: Option<Instant>) -> Result<Link> {
        let stream = tcp::connect(proxy.host(), proxy.port(), &self.working_addresses, until)?;
        let link = Link::Plain(Socket::connecting(stream, until));
        if !proxy.is_https() {
            return Ok(link);
        }
        let tls = tls::handshake(&self.tls.proxy, proxy.host(), link)?;
        Ok(Link::Tls(Box::new(tls)))
    }
}

/// Adds advice to an error of connecting to a server directly.
fn advise_of_address(error: Error) -> Error {
    match error.status() {
        Status::Resolve => error.advise("check the server's address and the network"),
        Status::Connect => {
            error.advise("check the server's address and port, and that it is running")
        }
        _ => error,
    }
}

impl fmt::Debug for ServerConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerConnector")
    }
}
