//! HTTP and TLS: sends requests to servers, directly or through proxies, and reads the responses
//! within the time limits of a call.
//!
//! One request passes these modules:
//!
//! - [`call`] holds the time limits, the cancellation and the secrets of a library call; [`wait`] is
//!   where its thread blocks, and [`attempt`] connects both to the code below ureq and rustls.
//! - [`pool`] sends a [`request`] over a new or pooled connection, with one retry, and [`receive`]
//!   reads the response; [`body`], [`coding`] and [`input`] limit it.
//! - [`connect`] makes a connection: name resolution, TCP, proxy tunnel, TLS handshake. [`proxy`]
//!   chooses the proxy, and [`tls`] decides whether the server is trusted.
//! - [`stream`] sends and receives over a connection, and [`buffers`] holds its bytes.
//! - [`redirect`] decides whether a redirect is followed, and [`failure`] turns the errors of ureq and
//!   rustls into ours.

mod attempt;
mod body;
mod buffers;
pub mod call;
pub mod cancellation;
mod coding;
mod connect;
pub mod environment;
pub mod failure;
mod input;
pub mod pool;
pub mod proxy;
mod receive;
pub mod redirect;
pub mod request;
pub mod settings;
mod stream;
pub mod tls;
pub mod trace;
mod wait;
