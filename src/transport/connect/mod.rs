//! How a connection comes about: name, TCP, proxy, TLS.

mod connector;
mod dns;
mod target;
mod tcp;
mod tls;
mod tunnel;

pub use connector::{NoResolver, ToServer};
