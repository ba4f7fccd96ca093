//! What a TLS connection is made with: whom to trust, what to show, which signatures are
//! understood; and its failures in words.

mod certificate;
pub mod client_certificate;
mod ecdsa;
mod files;
mod pem;
mod pinned;
mod policies;
mod provider;
mod roots;
mod signatures;
pub mod trust;
mod trusted;
mod verifier;
pub mod words;
