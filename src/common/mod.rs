//! The types that all layers use: errors and their messages, secrets, addresses, headers,
//! responses. The layer uses neither the network nor files, and it imports nothing from the other
//! layers.

pub mod address;
pub mod call_secrets;
pub mod callback;
pub mod credentials;
pub mod error;
pub mod event;
pub mod fault;
pub mod headers;
pub mod lock;
pub mod memory;
pub mod response;
pub mod response_headers;
pub mod secrets;
pub mod status;
pub mod text;
pub mod traces;
pub mod url;
pub mod words;
