//! What a program does: it names a server, signs in, lists, switches site and signs out.

mod cookie;
mod cookies;
mod endpoint;
mod exchange;
mod identity;
pub mod list;
pub mod request;
mod send;
pub mod server;
pub mod session;
mod sign_in;
mod timeouts;
mod turn;
