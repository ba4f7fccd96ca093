//! Listeners on the loopback addresses, and the connections that they accept.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::exchange::Connection;
use crate::server::Server;
use crate::wire::{Switch, Wire};

/// Listeners on one port of both loopback addresses, if the machine has both.
pub struct Listeners {
    pub port: u16,
    listeners: Vec<TcpListener>,
}

impl Listeners {
    /// Binds a port; 0 is any free one.
    pub fn bind(port: u16) -> io::Result<Self> {
        const ATTEMPTS: usize = 16;
        let mut outcome = Self::bind_once(port);
        for _ in 1..ATTEMPTS {
            match &outcome {
                Err(error) if port == 0 && error.kind() == io::ErrorKind::AddrInUse => {
                    outcome = Self::bind_once(port);
                }
                _ => break,
            }
        }
        outcome.map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")))
    }

    fn bind_once(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let mut listeners = vec![listener];
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
            Ok(listener) => listeners.push(listener),
            // Another program has this port for IPv6: clients of "localhost" might connect to it.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // There is no IPv6.
            Err(_) => {}
        }
        for listener in &listeners {
            listener.set_nonblocking(true)?;
        }
        Ok(Self { port, listeners })
    }

    /// Must be called within the runtime.
    pub fn into_tokio(self) -> io::Result<Vec<tokio::net::TcpListener>> {
        self.listeners
            .into_iter()
            .map(tokio::net::TcpListener::from_std)
            .collect()
    }
}

/// Serves the REST API.
#[derive(Clone)]
pub struct Front {
    pub server: Arc<Server>,
    pub router: Router,
    /// The number of connections of all listeners so far.
    pub connections: Arc<AtomicU64>,
}

impl Front {
    /// Accepts connections until the runtime ends.
    pub async fn accept(self, listener: tokio::net::TcpListener, tls: Option<TlsAcceptor>) {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors: wait until open connections close.
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
            tokio::spawn(self.clone().connection(stream, number, tls.clone()));
        }
    }

    async fn connection(self, stream: TcpStream, number: u64, tls: Option<TlsAcceptor>) {
        let _ = stream.set_nodelay(true);
        match tls {
            None => self.serve(stream, number, "http").await,
            Some(tls) => {
                // A client that does not trust the CA ends the handshake, and reports that itself.
                if let Ok(stream) = tls.accept(stream).await {
                    self.serve(stream, number, "https").await;
                }
            }
        }
    }

    async fn serve<Stream>(self, stream: Stream, number: u64, scheme: &'static str)
    where
        Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let connection = Connection {
            number,
            scheme,
            switch: Switch::default(),
            server: self.server,
            router: self.router,
        };
        let wire = Wire::new(stream, connection.switch.clone());
        let service = service_fn(move |request| connection.clone().answer(request));
        // Fails whenever a client disconnects or a fault breaks the connection.
        let _ = http1::Builder::new()
            .serve_connection(TokioIo::new(wire), service)
            .await;
    }
}
