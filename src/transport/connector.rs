//! How a connection comes about: name, TCP, TLS; each step's failure keeps its name.

use crate::transport::failure::{Failure, Step};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use std::fmt;
use std::io::{Read, Write};
use std::sync::Arc;
use ureq::http::Uri;
use ureq::unversioned::resolver::{self, DefaultResolver, ResolvedSocketAddrs};
use ureq::unversioned::transport::time::{Duration, Instant};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, TcpConnector,
    Transport, TransportAdapter,
};

/// TCP, and TLS over it for https.
pub fn connector(config: Arc<ClientConfig>) -> impl Connector {
    ().chain(Tcp(TcpConnector::default())).chain(Tls(config))
}

/// The system's name look-up.
#[derive(Debug, Default)]
pub struct Resolver(DefaultResolver);

impl resolver::Resolver for Resolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0
            .resolve(uri, config, timeout)
            .map_err(|error| Failure::during(Step::Resolve, error))
    }
}

#[derive(Debug)]
struct Tcp(TcpConnector);

impl Connector for Tcp {
    type Out = <TcpConnector as Connector<()>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        Connector::<()>::connect(&self.0, details, chained)
            .map_err(|error| Failure::during(Step::Connect, error))
    }
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
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned())
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
        let output = output.get_mut(..amount).unwrap_or_default();
        self.stream.write_all(output)?;
        // A request's secrets must not stay for as long as the connection lives.
        output.fill(0);
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
