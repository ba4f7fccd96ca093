//! How a connection comes about: name, TCP, TLS; each step's failure keeps its name.

use crate::transport::failure::{Failure, Step};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::fmt;
use std::io::{Read, Write};
use std::net::IpAddr;
use std::sync::Arc;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::time::{Duration, Instant};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, TcpConnector,
    Transport, TransportAdapter,
};

/// TCP, TLS over it for https, and wiping over both.
pub fn connector(config: Arc<ClientConfig>) -> impl Connector {
    ().chain(Tcp::default()).chain(Tls(config)).chain(Wipe)
}

/// Looks nothing up: ureq asks for addresses before it looks for a connection that there
/// is already. The connector asks for them when it makes one.
#[derive(Debug, Default)]
pub struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

#[derive(Debug, Default)]
struct Tcp {
    resolver: DefaultResolver,
    connector: TcpConnector,
}

impl Connector for Tcp {
    type Out = <TcpConnector as Connector<()>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let addrs = self
            .resolver
            .resolve(details.uri, details.config, self.look_up_limit(details))
            .and_then(|found| self.of_this_machine(details, found))
            .map_err(|error| Failure::during(Step::Resolve, error))?;
        let details = ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: &self.resolver,
            now: details.now,
            timeout: remaining(details),
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: Arc::clone(&details.register_shutdown),
        };
        Connector::<()>::connect(&self.connector, &details, chained)
            .map_err(|error| Failure::during(Step::Connect, error))
    }
}

impl Tcp {
    /// Secrets may go to `localhost` without encryption, so it has to be this machine, whatever
    /// a name server or /etc/hosts says.
    fn of_this_machine(
        &self,
        details: &ConnectionDetails,
        found: ResolvedSocketAddrs,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        if details.needs_tls() || details.uri.host() != Some("localhost") {
            return Ok(found);
        }
        let mut here = self.resolver.empty();
        for address in found.iter().filter(|address| address.ip().is_loopback()) {
            here.push(*address);
        }
        if here.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        Ok(here)
    }

    /// With a limit the look-up gets a thread of its own, which an address has no need of.
    fn look_up_limit(&self, details: &ConnectionDetails) -> NextTimeout {
        let host = details.uri.host().unwrap_or_default();
        if bare(host).parse::<IpAddr>().is_ok() {
            NextTimeout::default()
        } else {
            remaining(details)
        }
    }
}

/// A host without the brackets of an IPv6 address.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

struct Tls(Arc<ClientConfig>);

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(below) = chained else {
            return Ok(None);
        };
        if !details.needs_tls() || below.is_tls() {
            return Ok(Some(Either::A(below)));
        }
        let transport = self
            .handshake(details, below.boxed())
            .map_err(|error| Failure::during(Step::Handshake, error))?;
        Ok(Some(Either::B(transport)))
    }
}

impl Tls {
    fn handshake(
        &self,
        details: &ConnectionDetails,
        below: Box<dyn Transport>,
    ) -> Result<TlsTransport, ureq::Error> {
        let host = details.uri.host().unwrap_or_default();
        let name = ServerName::try_from(bare(host).to_owned())
            .map_err(|_| ureq::Error::Tls("no certificate can be for this host name"))?;
        let mut connection = ClientConnection::new(Arc::clone(&self.0), name)
            .map_err(|error| ureq::Error::Io(std::io::Error::other(error)))?;
        let mut socket = TransportAdapter::new(below, Arc::clone(&details.current_time));
        socket.set_timeout(remaining(details));
        connection.complete_io(&mut socket)?;
        let config = details.config;
        Ok(TlsTransport {
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            stream: StreamOwned::new(connection, socket),
        })
    }
}

/// What connecting has left of its limit.
fn remaining(details: &ConnectionDetails) -> NextTimeout {
    let mut timeout = details.timeout;
    if let (Duration::Exact(limit), Instant::Exact(start)) = (timeout.after, details.now) {
        timeout.after = Duration::Exact(limit.saturating_sub(start.elapsed()));
    }
    timeout
}

/// A connection inside TLS.
pub struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let output = self.buffers.output();
        let output = output.get(..amount).unwrap_or_default();
        self.stream.write_all(output)?;
        self.stream.flush()?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let input = self.buffers.input_append_buf();
        let amount = self.stream.read(input)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

#[derive(Debug)]
struct Wipe;

impl<In: Transport> Connector<In> for Wipe {
    type Out = Wiped<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        Ok(chained.map(Wiped))
    }
}

/// A connection that forgets what was sent over it: it lives on after its call, and a
/// request's secrets must not.
#[derive(Debug)]
pub struct Wiped<T>(T);

impl<T: Transport> Transport for Wiped<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let sent = self.0.transmit_output(amount, timeout);
        let output = self.0.buffers().output();
        output.get_mut(..amount).unwrap_or_default().fill(0);
        sent
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.0.await_input(timeout)
    }

    /// Asked before a connection waits for its next call: what came over it is forgotten too.
    fn is_open(&mut self) -> bool {
        let buffers = self.0.buffers();
        if buffers.input().is_empty() {
            buffers.input_append_buf().fill(0);
        }
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsTransport")
            .field(self.stream.sock.get_ref())
            .finish()
    }
}
