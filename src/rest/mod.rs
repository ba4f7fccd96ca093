//! What Tableau's REST API says, both ways: the wire format lives here and
//! nowhere else. Nothing in it uses the network.

pub mod address;
pub mod advice;
pub mod api_version;
pub mod cookie;
pub mod credentials;
pub mod fault;
pub mod head;
pub mod json_error;
pub mod node;
pub mod page;
pub mod path;
pub mod query;
pub mod response;
pub mod secrets;
pub mod server_info;
pub mod xml;
mod xml_limits;
