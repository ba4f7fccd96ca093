//! The hosts in `no_proxy`. There is no standard for them. The rules are those of curl, and beyond
//! them what other programs accept: ports (Go, Python Requests), `*.` before a domain (Go),
//! brackets around an IPv6 address. The list is separated by commas or white space:
//!
//! | entry | matches | does not match |
//! |---|---|---|
//! | `*` | every host | |
//! | `a.example`, `.a.example` or `*.a.example` | a.example, b.a.example | ba.example |
//! | `a.example:8443` | the same hosts at port 8443 | any other port |
//! | `192.0.2.1` | 192.0.2.1 | 192.0.2.10 |
//! | `192.0.2.0/24` | 192.0.2.77 | 192.0.3.1, and every host name |
//! | `2001:db8::1` or `[2001:db8::1]` | that address, however it is written | |
//!
//! Names are not resolved, so an address never matches a host name. Upper and lower case and a dot at
//! the end make no difference. Entries that are none of these are ignored.

use crate::common::address::bare;
use crate::transport::proxy::url::{parse_port, split_port};
use ipnet::IpNet;
use std::net::IpAddr;

/// True if an entry of the list matches this host and port.
pub fn matches(list: &str, host: &str, port: u16) -> bool {
    let host = bare(host);
    let host = host.strip_suffix('.').unwrap_or(host);
    list.split(|character: char| character == ',' || character.is_whitespace())
        .any(|entry| entry_matches(entry, host, port))
}

/// True if one entry matches this host, which has no brackets and no dot at the end, and this port.
fn entry_matches(entry: &str, host: &str, port: u16) -> bool {
    // An IPv6 address without brackets has no port, only colons of its own.
    let (hosts, entry_port) = match network(entry) {
        Some(_) => (entry, None),
        None => split_port(entry),
    };
    if entry_port.is_some_and(|entry_port| parse_port(entry_port) != Some(port)) {
        return false;
    }
    match (network(bare(hosts)), host.parse::<IpAddr>()) {
        _ if hosts == "*" => true,
        (Some(network), Ok(address)) => network.contains(&address),
        (None, Err(_)) => is_within(host, hosts),
        _ => false,
    }
}

/// Parses a network. A single address counts as a network of one.
fn network(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

/// True if a host is the domain or a name below it.
fn is_within(host: &str, domain: &str) -> bool {
    let without_dot = domain.strip_prefix("*.").or(domain.strip_prefix('.'));
    let domain = without_dot.unwrap_or(domain);
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let start = host.len().checked_sub(domain.len());
    let parts = start.and_then(|start| host.split_at_checked(start));
    parts.is_some_and(|(below, end)| {
        end.eq_ignore_ascii_case(domain) && (below.is_empty() || below.ends_with('.'))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::transport::proxy::curl::{Comparison, Curl};
    use Comparison::{Differs, Same, Skipped};
    use Route::{Direct, Proxied};
    use http::Uri;

    const A_LIST: &str = "curl accepts * only as the whole list";
    const PORTS: &str = "curl has no ports in its list";
    const SUBDOMAINS: &str = "curl compares *. literally";
    const SPACES: &str = "newer versions of curl ignore an entry after a space without a comma";
    const IPV6: &str = "older versions of curl compare IPv6 addresses as text";
    const SLASH: &str = "older versions of curl differ for an invalid length and for /0";

    /// The way of a connection if `no_proxy` is set beside a proxy.
    #[derive(Clone, Copy, PartialEq)]
    enum Route {
        Direct,
        Proxied,
    }

    /// A list, the URL of a server, the route to it, and the comparison with curl.
    const TABLE: &[(&str, &str, Route, Comparison)] = &[
        ("*", "http://a.test", Direct, Same),
        ("*", "https://192.0.2.1", Direct, Same),
        ("*", "https://[2001:db8::1]", Direct, Same),
        (" * ", "http://a.test", Direct, Differs(A_LIST)),
        ("other.test,*", "http://a.test", Direct, Differs(A_LIST)),
        ("a.test", "http://a.test", Direct, Same),
        ("a.test", "https://a.test", Direct, Same),
        ("a.test", "https://a.test:8443", Direct, Same),
        ("a.test", "http://b.a.test", Direct, Same),
        ("a.test", "http://c.b.a.test", Direct, Same),
        ("a.test", "http://ba.test", Proxied, Same),
        ("a.test", "http://test", Proxied, Same),
        ("a.test", "http://a.test.test", Proxied, Same),
        ("test", "http://a.test", Direct, Same),
        (".a.test", "http://a.test", Direct, Same),
        (".a.test", "http://b.a.test", Direct, Same),
        (".a.test", "http://ba.test", Proxied, Same),
        ("..a.test", "http://a.test", Proxied, Same),
        ("*.a.test", "http://b.a.test", Direct, Differs(SUBDOMAINS)),
        ("*.a.test", "http://a.test", Direct, Differs(SUBDOMAINS)),
        ("*.a.test", "http://ba.test", Proxied, Same),
        ("*a.test", "http://ba.test", Proxied, Same),
        ("A.Test", "http://a.test", Direct, Same),
        ("a.test", "http://B.A.TEST", Direct, Same),
        ("a.test.", "http://a.test", Direct, Same),
        ("a.test", "http://a.test.", Direct, Same),
        (".a.test.", "http://b.a.test.", Direct, Same),
        ("a_b.test", "http://a_b.test", Direct, Same),
        ("a.test,b.test", "http://b.test", Direct, Same),
        (" a.test ,\tb.test ", "http://b.test", Direct, Same),
        (",,a.test,,b.test,", "http://b.test", Direct, Same),
        ("a.test b.test", "http://b.test", Direct, Skipped(SPACES)),
        ("a.test\nb.test", "http://b.test", Direct, Skipped(SPACES)),
        ("", "http://a.test", Proxied, Same),
        (" ", "http://a.test", Proxied, Same),
        (",", "http://a.test", Proxied, Same),
        (".", "http://a.test", Proxied, Same),
        ("..", "http://a.test.", Proxied, Same),
        ("localhost", "http://localhost", Direct, Same),
        ("a.test", "http://localhost", Proxied, Same),
        ("localhost", "http://127.0.0.1", Proxied, Same),
        ("a.test", "http://127.0.0.1", Proxied, Same),
        ("192.0.2.1", "http://192.0.2.1", Direct, Same),
        ("192.0.2.1", "http://192.0.2.10", Proxied, Same),
        ("2.1", "http://192.0.2.1", Proxied, Same),
        ("192.0.2", "http://192.0.2.1", Proxied, Same),
        (".192.0.2.1", "http://192.0.2.1", Proxied, Same),
        ("192.0.2.0/24", "http://192.0.2.77", Direct, Same),
        ("192.0.2.0/24", "http://192.0.3.1", Proxied, Same),
        ("192.0.2.77/24", "http://192.0.2.1", Direct, Same),
        ("192.0.2.0/25", "http://192.0.2.128", Proxied, Same),
        ("192.0.2.0/20", "http://192.0.15.1", Direct, Same),
        ("192.0.2.1/32", "http://192.0.2.1", Direct, Same),
        ("192.0.2.1/32", "http://192.0.2.2", Proxied, Same),
        ("192.0.2.0/24", "http://a.test", Proxied, Same),
        ("192.0.2.1/33", "http://192.0.2.1", Proxied, Same),
        ("192.0.2.0/-1", "http://192.0.2.1", Proxied, Same),
        ("0.0.0.0/0", "http://192.0.2.1", Direct, Skipped(SLASH)),
        ("192.0.2.1/", "http://192.0.2.1", Proxied, Skipped(SLASH)),
        ("192.0.2.1/x", "http://192.0.2.1", Proxied, Skipped(SLASH)),
        ("2001:db8::1", "http://[2001:db8::1]", Direct, Same),
        ("2001:db8::1", "http://[2001:db8::2]", Proxied, Same),
        (
            "2001:DB8:0:0::01",
            "http://[2001:db8::1]",
            Direct,
            Skipped(IPV6),
        ),
        (
            "2001:db8::1",
            "http://[2001:0db8:0::1]",
            Direct,
            Skipped(IPV6),
        ),
        (
            "[2001:db8::1]",
            "http://[2001:db8::1]",
            Direct,
            Skipped(IPV6),
        ),
        (
            "2001:db8::/32",
            "http://[2001:db8:9::1]",
            Direct,
            Skipped(IPV6),
        ),
        ("2001:db8::/32", "http://[2001:db9::1]", Proxied, Same),
        (
            "2001:db8::/33",
            "http://[2001:db8:8000::1]",
            Proxied,
            Skipped(IPV6),
        ),
        ("::/0", "http://192.0.2.1", Proxied, Same),
        ("192.0.2.1", "http://[::ffff:192.0.2.1]", Proxied, Same),
        ("a.test:8443", "https://a.test:8443", Direct, Differs(PORTS)),
        ("a.test:8443", "https://a.test", Proxied, Same),
        ("a.test:443", "https://b.a.test", Direct, Differs(PORTS)),
        ("a.test:80", "https://a.test", Proxied, Same),
        ("*:8443", "https://a.test:8443", Direct, Differs(PORTS)),
        ("192.0.2.1:80", "http://192.0.2.1", Direct, Differs(PORTS)),
        ("192.0.2.1:80", "https://192.0.2.1", Proxied, Same),
        (
            "192.0.2.0/24:80",
            "http://192.0.2.1",
            Direct,
            Skipped(SLASH),
        ),
        (
            "192.0.2.0/24:80",
            "https://192.0.2.1",
            Proxied,
            Skipped(SLASH),
        ),
        (
            "[2001:db8::1]:443",
            "https://[2001:db8::1]",
            Direct,
            Differs(PORTS),
        ),
        ("[2001:db8::1]:443", "http://[2001:db8::1]", Proxied, Same),
        ("a.test:", "http://a.test", Proxied, Same),
        ("a.test:+80", "http://a.test", Proxied, Same),
        ("a.test:65616", "http://a.test", Proxied, Same),
        ("http://a.test", "http://a.test", Proxied, Same),
        ("a.test/", "http://a.test", Proxied, Same),
        ("user@a.test", "http://a.test", Proxied, Same),
        ("a.test;b.test", "http://a.test", Proxied, Same),
        ("[a.test]", "http://a.test", Proxied, Same),
        ("[", "http://[::1]", Proxied, Same),
        ("[]:80,:80,]:[", "http://[::1]", Proxied, Same),
        ("a.tést", "http://a.test", Proxied, Same),
    ];

    #[test]
    fn hosts_in_the_list_get_no_proxy() {
        for (list, url, route, _) in TABLE {
            let uri: Uri = url.parse().unwrap();
            let default_port = if url.starts_with("https") { 443 } else { 80 };
            let port = uri.port_u16().unwrap_or(default_port);
            let host = uri.host().unwrap();
            let is_direct = *route == Direct;
            assert_eq!(matches(list, host, port), is_direct, "{list:?} {url}");
            assert_eq!(matches(list, bare(host), port), is_direct, "{list:?} {url}");
        }
    }

    #[test]
    fn curl_matches_the_same_hosts() {
        let curl = Curl::new();
        let mut differences = Vec::new();
        for (list, url, route, comparison) in TABLE {
            let variables = [("all_proxy", "http://first"), ("no_proxy", *list)];
            let ours = if *route == Direct { "direct" } else { "first" };
            differences.extend(curl.difference(&variables, url, ours, comparison));
        }
        assert!(
            differences.is_empty(),
            "{}: {differences:#?}",
            curl.version()
        );
    }

    #[test]
    fn malformed_lists_do_not_panic() {
        let parts = [
            "", "*", ".", ":", "[", "]", "/", ",", " ", "1", "::1", "a", "é", "@", "0/",
        ];
        let hosts = ["", ".", "a", "[::1]", "[", "[]", "1.1.1.1", "é", "aé"];
        for first in parts {
            for second in parts {
                for third in parts {
                    let list = [first, second, third].concat();
                    for host in hosts {
                        matches(&list, host, 80);
                    }
                }
            }
        }
    }
}
