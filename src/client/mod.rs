//! The operations of a program: it sets up a server, signs in, lists, sends requests, switches site
//! and signs out.

mod cookie;
mod cookies;
mod endpoint;
mod exchange;
mod identity;
pub mod list;
mod look_ahead;
mod numbers;
mod page_source;
mod paging;
mod repeat;
mod report;
pub mod request;
mod send;
pub mod server;
pub mod session;
mod sign_in;
pub mod source;
mod target;
mod timeouts;
mod turn;
