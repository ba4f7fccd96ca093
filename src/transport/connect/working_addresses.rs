//! The address of each host that connected last, which is tried first the next time.

use crate::common::lock::lock;
use std::net::SocketAddr;
use std::sync::Mutex;

/// The most hosts that something is remembered for: redirects may lead to any number of them.
pub const MAX_HOSTS: usize = 32;

/// The last working address of each host.
#[derive(Default)]
pub struct WorkingAddresses(Mutex<Vec<(String, SocketAddr)>>);

impl WorkingAddresses {
    /// The last working address of a host, with port 0.
    pub fn get(&self, host: &str) -> Option<SocketAddr> {
        let all = lock(&self.0);
        let (_, address) = all.iter().find(|(other, _)| other == host)?;
        Some(*address)
    }

    /// Remembers the last working address of a host, which has port 0.
    pub fn set(&self, host: &str, address: SocketAddr) {
        let mut all = lock(&self.0);
        all.retain(|(other, _)| other != host);
        all.push((host.to_owned(), address));
        if all.len() > MAX_HOSTS {
            all.remove(0);
        }
    }
}
