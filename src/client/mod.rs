//! The operations of a program: it sets up a server, signs in, lists, sends requests, switches site
//! and signs out.

mod cookie;
mod cookies;
mod endpoint;
mod exchange;
mod identity;
pub mod list;
mod look_ahead;
mod page_source;
mod paging;
pub mod request;
mod send;
pub mod server;
pub mod session;
mod sign_in;
mod target;
mod timeouts;
mod turn;
