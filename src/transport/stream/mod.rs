//! A connection that is established: sending a request over it, and receiving its response.

pub mod connection;
mod early_response;
pub mod forward;
pub mod link;
mod response_head;
pub mod socket;
pub mod tls;
