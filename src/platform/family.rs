//! The families of IP addresses, and what a resolver returns for one.

use std::net::SocketAddr;

/// A family of IP addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Family {
    V4,
    V6,
}

/// The first `most` of some addresses, each once.
pub fn first_addresses(all: impl Iterator<Item = SocketAddr>, most: usize) -> Vec<SocketAddr> {
    let mut first = Vec::new();
    for address in all {
        if first.len() == most {
            break;
        }
        if !first.contains(&address) {
            first.push(address);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_limited_and_distinct() {
        let [a, b, c] = [1, 2, 3].map(|port| SocketAddr::from(([192, 0, 2, 1], port)));
        let first = |most| first_addresses([a, b, a, a, c].into_iter(), most);
        assert_eq!(first(9), [a, b, c]);
        assert_eq!(first(2), [a, b]);
        assert_eq!(first(0), []);
    }
}
