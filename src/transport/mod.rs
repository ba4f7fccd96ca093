//! HTTP and TLS: what is sent, to whom, over which connection, and for how long.

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
pub mod redirect;
pub mod request;
pub mod settings;
mod stream;
pub mod tls;
mod wait;
