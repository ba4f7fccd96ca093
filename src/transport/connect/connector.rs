//! How a connection comes about: name, TCP, proxy, TLS. Each failure is reported where it happens,
//! with address and cause.

use crate::common::error::{Error, Result, Status};
use crate::common::lock::lock;
use crate::platform::Instant;
use crate::transport::attempt;
use crate::transport::connect::target::{Target, of_proxy};
use crate::transport::connect::tcp::{GoodAddresses, MAX_HOSTS};
use crate::transport::connect::{tcp, tls, tunnel};
use crate::transport::failure::Failure;
use crate::transport::proxy::{Proxies, Proxy, Via};
use crate::transport::stream::connection::Connection;
use crate::transport::stream::forward::Forward;
use crate::transport::stream::link::{Link, Tls};
use crate::transport::stream::socket::{Pace, Socket};
use crate::transport::tls::trust::Configs;
use crate::transport::wait::{self, Phase};
use std::fmt;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ArrayVec, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

/// Looks nothing up: ureq asks for addresses before it looks for a connection that there
/// is already. The connector asks for them when it makes one.
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

/// Makes connections; the limits are those of the call that its thread is in.
#[derive(Clone)]
pub struct ToServer {
    /// How TLS is spoken.
    pub tls: Configs,
    /// Which connections go through which proxy.
    pub proxies: Proxies,
    /// What the proxy is told that asks for a connection.
    pub user_agent: String,
    /// The hosts that asked for a client certificate when there was none to show. They ask when
    /// a TLS session begins, and not again when it is resumed.
    pub unanswered_hosts: Arc<Mutex<Vec<String>>>,
    /// Which address of each host is tried first.
    pub good_addresses: Arc<GoodAddresses>,
}

impl Connector for ToServer {
    type Out = Connection;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _chained: Option<()>,
    ) -> std::result::Result<Option<Connection>, ureq::Error> {
        let connection = Target::of(details.uri).and_then(|target| self.connect_to(&target));
        connection
            .map(Some)
            .map_err(|error| Failure::new(error.unsent()).into())
    }
}

impl ToServer {
    fn connect_to(&self, target: &Target<'_>) -> Result<Connection> {
        let until = wait::connect_limit();
        let proxy = match target.is_here() {
            true => None,
            false => self
                .proxies
                .proxy_for(target.scheme, target.host, target.port)?,
        };
        let (mut link, forward) = match proxy {
            None => {
                let stream = self.reach_directly(target, until);
                let stream = stream.map_err(advise_of_address)?;
                (Link::Plain(Socket::connecting(stream, until)), None)
            }
            Some(ref proxy) => {
                let unreachable = |error: Error| of_proxy(error, proxy);
                let link = self.reach(proxy, until).map_err(unreachable)?;
                if target.is_https() {
                    (tunnel::open(link, proxy, target, &self.user_agent)?, None)
                } else {
                    (link, Some(Forward::new(proxy, target.authority)))
                }
            }
        };
        let mut lacks_certificate = false;
        if target.is_https() {
            link.socket().pace = Pace::Connecting(Phase::Handshake, until);
            let tls =
                tls::handshake(&self.tls.server, target.host, link).map_err(
                    |error| match &proxy {
                        Some(proxy) if error.status() == Status::Tls => {
                            error.advise(format_args!("the way goes through the proxy {proxy}"))
                        }
                        _ => error,
                    },
                )?;
            lacks_certificate = self.lacks_certificate(target.host, &tls);
            link = Link::Tls(Box::new(tls));
        }
        link.socket().pace = Pace::Exchanging;
        let via = proxy
            .as_ref()
            .map(|proxy| Via::new(proxy, forward.is_some()));
        Ok(Connection::new(link, via, forward, lacks_certificate))
    }

    /// Whether the server asked for a client certificate and got none, now or when the session
    /// began that is resumed.
    fn lacks_certificate(&self, host: &str, tls: &Tls) -> bool {
        let mut asked = lock(&self.unanswered_hosts);
        let is_known = asked.iter().any(|other| other == host);
        let is_asked = attempt::lacks_certificate();
        if is_asked && !is_known {
            asked.push(host.to_owned());
            if asked.len() > MAX_HOSTS {
                asked.remove(0);
            }
        }
        is_asked || is_known && tls.is_resumed()
    }

    fn reach_directly(&self, target: &Target<'_>, until: Option<Instant>) -> Result<TcpStream> {
        tcp::connect(target.host, target.port, &self.good_addresses, until)
    }

    /// A connection to a proxy.
    fn reach(&self, proxy: &Proxy, until: Option<Instant>) -> Result<Link> {
        let stream = tcp::connect(proxy.host(), proxy.port(), &self.good_addresses, until)?;
        let link = Link::Plain(Socket::connecting(stream, until));
        if !proxy.is_https() {
            return Ok(link);
        }
        let tls = tls::handshake(&self.tls.proxy, proxy.host(), link)?;
        Ok(Link::Tls(Box::new(tls)))
    }
}

fn advise_of_address(error: Error) -> Error {
    match error.status() {
        Status::Resolve => error.advise("check the server's address and the network"),
        Status::Connect => {
            error.advise("check the server's address and port, and that it is running")
        }
        _ => error,
    }
}

impl fmt::Debug for ToServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ToServer")
    }
}
