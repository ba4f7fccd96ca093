//! Shared code of the tests. Each handle of the C ABI has a type that frees it when it is dropped,
//! with methods that take and return Rust strings and turn an error into a [`Failure`].
//!
//! - one file per handle: [`server`], [`session`], [`list`], [`request`], [`response`] (with its
//!   nodes), [`cancellation`], [`error`]
//! - [`simulator`]: starting a simulator, and programming its responses
//! - servers for what the simulator cannot do: [`http_server`], [`connect_proxy`], [`name_server`],
//!   [`openssl`], [`tls_records`], and [`relay`], which stops in the middle of a connection
//! - [`own_process`], [`folder`], [`compression`], [`waiting`]

pub mod cancellation;
pub mod compression;
pub mod connect_proxy;
pub mod error;
pub mod folder;
pub mod http_server;
pub mod list;
pub mod name_server;
pub mod openssl;
pub mod own_process;
pub mod relay;
pub mod request;
pub mod response;
pub mod server;
pub mod session;
pub mod simulator;
pub mod tls_records;
pub mod waiting;

pub use cancellation::Cancellation;
pub use error::{Failure, Result, check};
pub use list::List;
pub use request::Request;
pub use response::{Node, Response};
pub use server::{Server, sign_in_with_connected_app};
pub use session::Session;
pub use simulator::{
    bytes, other_address, respond, sent, signed_in, simulator, simulator_of_version,
};

use std::ffi::{CStr, CString, c_char};
use std::ptr;

pub const TOKEN: (&str, &str) = ("demo-token", "demo-token-secret");
pub const ADMIN_TOKEN: (&str, &str) = ("admin-token", "admin-token-secret");

/// Copies a string that a getter lent; `None` for NULL.
pub fn string(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: getters give NUL-terminated strings.
    Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned())
}

pub fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

pub fn optional(text: Option<&CString>) -> *const c_char {
    text.map_or(ptr::null(), |text| text.as_ptr())
}
