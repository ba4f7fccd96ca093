//! Tableau's REST API: versions, paths, the requests and responses in its wire format, and the
//! meaning of its errors. The codes that only one caller handles are there: in `client::list`,
//! `client::session` and `common::fault`. The layer does not use the network.

pub mod advice;
pub mod api_version;
pub mod connected_app;
mod credential_text;
pub mod credentials;
pub mod fault;
pub mod fault_status;
mod json_error;
mod json_value;
pub mod page;
pub mod path;
pub mod purpose;
pub mod query;
pub mod server_info;
pub mod server_url;
pub mod tree;
pub mod xml;
