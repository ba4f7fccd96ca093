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
mod outgoing;
mod page_source;
mod paging;
mod renewer;
mod repeat;
mod report;
pub mod request;
mod send;
pub mod server;
mod server_sign_in;
pub mod session;
mod shared_failure;
mod sign_in;
pub mod source;
mod target;
mod timeouts;
mod turn;
