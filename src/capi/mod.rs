//! The C ABI: the functions that `include/tsc.h` declares. They check their arguments and translate
//! between C and Rust; the `client` module does the work.

#![allow(non_camel_case_types)]
#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    reason = "the documentation of the C functions is written for the header"
)]

mod args;
mod call;
mod callback;
mod cancellation;
mod credentials;
mod credentials_callback;
mod error;
mod event;
mod event_callback;
mod handle;
mod list;
mod list_handle;
mod list_settings;
mod node;
mod output;
mod request;
mod response;
mod server;
mod server_info;
mod server_settings;
mod server_tls;
mod session;
mod sign_in;
mod sign_in_callback;
mod version;

pub use callback::tsc_free_callback;
pub use cancellation::*;
pub use credentials::*;
pub use credentials_callback::*;
pub use error::*;
pub use event::*;
pub use event_callback::*;
pub use list::*;
pub use list_handle::tsc_list;
pub use list_settings::*;
pub use node::*;
pub use request::*;
pub use response::*;
pub use server::*;
pub use server_info::*;
pub use server_settings::*;
pub use server_tls::*;
pub use session::*;
pub use sign_in::*;
pub use sign_in_callback::*;
pub use version::*;

pub use crate::common::status::*;
