//! Establishing a connection: name resolution, TCP, proxy, TLS handshake.

mod connector;
mod dns;
mod target;
mod tcp;
mod tls;
mod tunnel;
mod working_addresses;

pub use connector::{NoResolver, ServerConnector};
