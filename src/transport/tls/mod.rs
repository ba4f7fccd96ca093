//! What a TLS connection is made with: whom to trust, and what to show.

pub mod client_certificate;
mod pem;
mod pinned;
pub mod trust;
