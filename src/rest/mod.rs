//! What Tableau's REST API says, both ways: the wire format lives here and
//! nowhere else. Nothing in it uses the network.

pub mod advice;
pub mod api_version;
pub mod credentials;
pub mod fault;
pub mod fault_status;
mod json_error;
pub mod node;
pub mod page;
pub mod path;
pub mod purpose;
pub mod query;
pub mod server_info;
pub mod server_url;
pub mod xml;
mod xml_limits;
