//! The configuration of TLS connections: the certificates that are trusted, the client certificate,
//! the supported signatures; and error messages for the failures of TLS.

mod certificate;
pub mod client_certificate;
mod der;
mod ecdsa;
pub mod errors;
mod files;
mod openssl_trusted;
mod pem;
mod policies;
mod provider;
pub mod refusal;
mod roots;
mod self_signed;
mod signatures;
pub mod trust;
mod verifier;
