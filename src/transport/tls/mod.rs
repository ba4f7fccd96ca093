//! What a TLS connection is made with: whom to trust, what to show, which signatures are
//! understood; and its failures in words.

mod certificate;
pub mod client_certificate;
mod der;
mod ecdsa;
pub mod errors;
mod files;
mod openssl_trusted;
mod pem;
mod pinned;
mod policies;
mod provider;
pub mod refusal;
mod roots;
mod signatures;
pub mod trust;
mod verifier;
