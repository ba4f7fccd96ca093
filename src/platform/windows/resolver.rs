//! The system's resolver of host names.

use crate::platform::family::Family;
use std::net::{SocketAddr, ToSocketAddrs};

/// Asks the system's resolver for at most `most` addresses of a host; their port is 0. The error is
/// a reason that a message can quote. Blocks as long as the resolver does.
pub fn resolve(host: &str, family: Family, most: usize) -> Result<Vec<SocketAddr>, String> {
    let found = (host, 0).to_socket_addrs();
    let mut addresses = Vec::new();
    for address in found.map_err(|error| error.to_string())? {
        if address.is_ipv4() == (family == Family::V4) && !addresses.contains(&address) {
            addresses.push(address);
        }
        if addresses.len() == most {
            break;
        }
    }
    Ok(addresses)
}
