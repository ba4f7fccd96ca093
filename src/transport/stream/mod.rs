//! What a request is sent over and its response comes over, once it is connected.

pub mod connection;
mod early_response;
pub mod forward;
pub mod link;
mod response_head;
pub mod socket;
